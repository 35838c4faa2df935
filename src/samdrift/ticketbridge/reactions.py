# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the bridge does when the desk hands over, writes or moves a case. Each may run twice: a send has a stable key."""

from samdrift.platform.facts import Told
from samdrift.platform.scope import current_actor
from samdrift.servicedesk import facade as desk
from samdrift.servicedesk.types import CaseInfo
from samdrift.ticketbridge import commands
from samdrift.ticketbridge.models import LinkedTicket


def hand_over(told: Told) -> None:
    """servicedesk.case.handed_over: a ticket at the supplier that has it now; another supplier's ends."""
    case = desk.get_case(int(told.payload["case_id"]))
    if case is None:
        return
    _end_elsewhere(case, told)
    if case.supplier_id is None:
        return
    known = LinkedTicket.objects.filter(case_id=case.id, supplier_id=case.supplier_id).first()
    # what was said between desk and an earlier supplier is not for the next one
    entries = [e for e in desk.entries_of(case.id) if e.visibility == "customer" or e.at >= told.at]
    commands.hand_case_to_partner(case=case, entries=entries, actor=current_actor(), at=told.at)
    if known is not None:
        commands.queue_state(ticket=known, cause=str(told.id), at=told.at)


def send_entry(told: Told) -> None:
    """servicedesk.case.entry_added: what everybody may read goes as a comment, what desk and supplier may as a work note."""
    if told.payload.get("origin") or told.payload.get("visibility") == "internal":
        return
    entry = desk.get_entry(int(told.payload["entry_id"]))
    for ticket in _live_tickets(int(told.payload["case_id"])):
        if entry is not None:
            commands.queue_entry(ticket=ticket, entry=entry, at=told.at)


def send_state(told: Told) -> None:
    """servicedesk.case.updated and .resolved: the partner's ticket follows, unless the change came from there."""
    case = desk.get_case(int(told.payload["case_id"]))
    if case is None:
        return
    _end_elsewhere(case, told)
    if told.payload.get("origin"):
        return
    for ticket in _live_tickets(case.id):
        commands.queue_state(ticket=ticket, cause=str(told.id), at=told.at)


def _live_tickets(case_id: int) -> list[LinkedTicket]:
    return list(LinkedTicket.objects.filter(case_id=case_id, given_back=False))


def _end_elsewhere(case: CaseInfo, told: Told) -> None:
    # by the case as it stands now, not as the fact saw it: it may have come back in the meantime
    for ticket in _live_tickets(case.id):
        if ticket.supplier_id != case.supplier_id:
            commands.give_back(ticket=ticket, cause=str(told.id), at=told.at)
