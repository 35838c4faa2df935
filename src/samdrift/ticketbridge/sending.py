# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sends what waits for one ticket, in order. The try is written down before it is made; after any unsure try we look at the
partner first, so a crash, a lost answer or a time-out neither loses nor doubles anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from samdrift.platform.live import announce
from samdrift.servicedesk import facade as desk
from samdrift.ticketbridge import rules, words
from samdrift.ticketbridge.commands import TOPIC
from samdrift.ticketbridge.models import LinkedTicket, Send
from samdrift.ticketbridge.ports import TicketSystem
from samdrift.ticketbridge.types import PartnerTicket, TicketChange, TicketState, origins_in


@dataclass(frozen=True, slots=True)
class Sent:
    """How a send ended: its outcome and the ticket as the partner shows it now, where it showed it."""

    outcome: str
    told: PartnerTicket | None = None
    asked: TicketState | None = None
    """The state we asked for. Any other state in the answer is news, for the next round to take in."""


def waiting(ticket: LinkedTicket) -> list[Send]:
    """What has not gone out, in the order it must."""
    return list(Send.objects.filter(ticket=ticket, done_at__isnull=True).order_by("pk"))


def send_all(*, ticket: LinkedTicket, system: TicketSystem, our_user: str, now: Callable[[], datetime]) -> int:
    """Send everything that waits for one ticket; how many went. What the partner answers badly is raised (kernel.errors)."""
    count = 0
    for send in waiting(ticket):
        unsure = send.begun_at is not None
        _begin(send, at=now())
        sent = _STEPS[send.kind](ticket, send, system, unsure, our_user)
        _end(ticket, send, sent, at=now())
        count += 1
    return count


def _begin(send: Send, *, at: datetime) -> None:
    send.begun_at = at
    Send.objects.filter(pk=send.pk).update(begun_at=at)


def _end(ticket: LinkedTicket, send: Send, sent: Sent, *, at: datetime) -> None:
    with transaction.atomic():
        fresh = LinkedTicket.objects.select_for_update().get(pk=ticket.pk)
        if sent.told is not None and fresh.ref in {"", sent.told.ref}:
            fresh.ref, fresh.number = sent.told.ref, sent.told.number
            if sent.asked == sent.told.state:
                fresh.state = sent.told.state
                fresh.held_by_us = sent.asked == "on_hold"
        fresh.problem, fresh.tries, fresh.next_try_at = "", 0, None
        fresh.save()
        Send.objects.filter(pk=send.pk).update(done_at=at, outcome=sent.outcome, digest=send.digest)
        announce(TOPIC, municipality_id=ticket.municipality_id, supplier_id=ticket.supplier_id)
    for name in ("ref", "number", "state", "held_by_us"):
        setattr(ticket, name, getattr(fresh, name))


def _create(ticket: LinkedTicket, send: Send, system: TicketSystem, unsure: bool, our_user: str) -> Sent:  # noqa: ARG001
    if ticket.ref:
        return Sent("needless")
    if unsure:
        found = system.find(ticket.correlation_id)
        if found is not None:
            return Sent("found", found, asked="new")
    case = desk.get_case(ticket.case_id)
    if case is None:
        return Sent("needless")
    return Sent("sent", system.create(words.draft(ticket, case)), asked="new")


def _entry(ticket: LinkedTicket, send: Send, system: TicketSystem, unsure: bool, our_user: str) -> Sent:
    entry = desk.get_entry(send.entry_id or 0)
    if entry is None or ticket.given_back or not ticket.ref:
        return Sent("needless")
    text = words.entry_text(entry, ticket.municipality_id)
    send.digest = rules.digest_of(text)
    Send.objects.filter(pk=send.pk).update(digest=send.digest)
    if unsure and _arrived(ticket, send, system, our_user):
        return Sent("found")
    change = TicketChange(comment=text) if send.kind == "comment" else TicketChange(work_note=text)
    return Sent("sent", system.change(ticket.ref, replace(change, origin=send.origin)))


def _arrived(ticket: LinkedTicket, send: Send, system: TicketSystem, our_user: str) -> bool:
    digests = {send.origin: send.digest}
    return any(
        send.origin in origins_in(entry.text) and rules.is_our_own(entry, our_user=our_user, digests=digests)
        for entry in system.comments(ticket.ref)
    )


def _state(ticket: LinkedTicket, send: Send, system: TicketSystem, unsure: bool, our_user: str) -> Sent:  # noqa: ARG001
    case = desk.get_case(ticket.case_id)
    if case is None or ticket.given_back or not ticket.ref or case.supplier_id != ticket.supplier_id:
        return Sent("needless")
    told = system.read(ticket.ref) if unsure else None
    at_partner: TicketState = told.state if told is not None else ticket.state  # type: ignore[assignment]  # as stored
    wanted = rules.state_to_ask_for(case.state, at_partner, held_by_us=ticket.held_by_us)
    if wanted is None:
        return Sent("needless", told, asked="on_hold" if unsure and case.state == "waiting" else None)
    notes = words.close_notes(case) if wanted in {"resolved", "closed"} else None
    return Sent("sent", system.change(ticket.ref, TicketChange(state=wanted, close_notes=notes)), asked=wanted)


def _give_back(ticket: LinkedTicket, send: Send, system: TicketSystem, unsure: bool, our_user: str) -> Sent:  # noqa: ARG001
    told = system.read(ticket.ref) if ticket.ref else None
    if told is None or not ticket.given_back:
        return Sent("needless")
    wanted = rules.state_when_given_back(told.state)
    if wanted is None:
        return Sent("needless", told)
    note = words.given_back(ticket.municipality_id)
    change = TicketChange(state=wanted, work_note=note, origin=send.origin)
    return Sent("sent", system.change(ticket.ref, change), asked=wanted)


def _duplicate(ticket: LinkedTicket, send: Send, system: TicketSystem, unsure: bool, our_user: str) -> Sent:  # noqa: ARG001
    told = system.read(send.target_ref)
    if told is None or rules.state_when_given_back(told.state) is None:
        return Sent("needless")
    note = words.duplicate_of(ticket.number, ticket.municipality_id)
    system.change(send.target_ref, TicketChange(state="cancelled", work_note=note, origin=send.origin))
    return Sent("sent")


Step = Callable[[LinkedTicket, Send, TicketSystem, bool, str], Sent]
_STEPS: dict[str, Step] = {
    "create": _create,
    "comment": _entry,
    "work_note": _entry,
    "state": _state,
    "give_back": _give_back,
    "duplicate": _duplicate,
}
