# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Takes in what a partner tells: each journal entry once, then the state, all of one ticket in one transaction.

What is told twice, in another order or by a quoted mark changes nothing; what we wrote ourselves never comes back as news.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce
from samdrift.servicedesk import facade as desk
from samdrift.ticketbridge import rules
from samdrift.ticketbridge.commands import TOPIC, origin_prefix, queue_duplicate
from samdrift.ticketbridge.models import LinkedTicket, Send, TakenEntry
from samdrift.ticketbridge.types import PartnerComment, PartnerTicket


def take_ticket(
    *, ticket_id: int, told: PartnerTicket, entries: Sequence[PartnerComment], our_user: str, actor: Actor, at: datetime
) -> int:
    """Take in one ticket of the partner as read, with its whole journal; how many entries were new."""
    with transaction.atomic():
        ticket = LinkedTicket.objects.select_for_update().get(pk=ticket_id)
        if ticket.ref and ticket.ref != told.ref:
            if told.state not in {"cancelled", "closed"}:
                queue_duplicate(ticket=ticket, ref=told.ref, at=at)
            return _take_entries(ticket, entries, our_user=our_user, actor=actor, at=at)
        before = (ticket.number, ticket.state)
        new = _take_entries(ticket, entries, our_user=our_user, actor=actor, at=at)
        case = None if ticket.given_back else desk.get_case(ticket.case_id)
        ours = case is not None and case.supplier_id == ticket.supplier_id
        if case is not None and ours and rules.is_news(told.state, before=ticket.state, case_state=case.state):
            seen_at = rules.within(told.updated_at, earliest=ticket.linked_at, latest=at)
            desk.set_state_from_partner(case_id=ticket.case_id, state=told.state, at=seen_at, actor=actor)
        ticket.ref, ticket.number, ticket.state = told.ref, told.number, told.state
        ticket.held_by_us = ticket.held_by_us and told.state == "on_hold"
        ticket.read_problem, ticket.read_tries = "", 0
        if ticket.read_version != told.version:
            ticket.read_version, ticket.read_again_at = told.version, at + rules.SETTLING
        elif ticket.read_again_at is not None and ticket.read_again_at <= at:
            ticket.read_again_at = None
        ticket.save()
        if new or before != (ticket.number, ticket.state):
            announce(TOPIC, municipality_id=ticket.municipality_id, supplier_id=ticket.supplier_id)
    return new


def _take_entries(
    ticket: LinkedTicket, entries: Sequence[PartnerComment], *, our_user: str, actor: Actor, at: datetime
) -> int:
    known = set(
        TakenEntry.objects.filter(connection_id=ticket.connection_id, ticket=ticket).values_list("ref", flat=True)
    )
    new = [entry for entry in entries if entry.ref not in known]
    if not new:
        return 0
    digests = dict(Send.objects.filter(ticket=ticket).exclude(digest="").values_list("origin", "digest"))
    supplier = parties.supplier_names([ticket.supplier_id or 0]).get(ticket.supplier_id or 0, "")
    ours = not ticket.given_back and _has_the_case(ticket)
    for entry in new:
        if rules.is_our_own(entry, our_user=our_user, digests=digests):
            outcome = "own"
        elif not rules.without_marks(entry.text):
            outcome = "empty"
        elif not ours:
            outcome = "late"
        else:
            outcome = "taken"
            desk.add_entry_from_partner(
                case_id=ticket.case_id,
                origin=f"{origin_prefix(ticket.connection_id)}{entry.ref}",
                visible=entry.visible,
                text=rules.without_marks(entry.text),
                author=supplier if entry.visible else f"{supplier} ({entry.author})",
                at=rules.within(entry.at, earliest=ticket.linked_at, latest=at),
                actor=actor,
            )
        TakenEntry.objects.get_or_create(
            connection_id=ticket.connection_id,
            ref=entry.ref,
            defaults={
                "municipality_id": ticket.municipality_id,
                "supplier_id": ticket.supplier_id,
                "ticket": ticket,
                "outcome": outcome,
                "taken_at": at,
            },
        )
    return len(new)


def _has_the_case(ticket: LinkedTicket) -> bool:
    case = desk.get_case(ticket.case_id)
    return case is not None and case.supplier_id == ticket.supplier_id
