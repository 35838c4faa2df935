# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a supplier's ticket system tells about a case: its words and its state, each taken once.

Called through the facade by the bridge, which knows the partner's system; here it is only «the partner».
"""

from datetime import datetime

from django.db import transaction

from samdrift.agreements import facade as agreements
from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.servicedesk import rules, words
from samdrift.servicedesk.commands import ORIGIN_PARTNER, entrust, locked_case, move, note_response, whole_case
from samdrift.servicedesk.models import Case
from samdrift.servicedesk.timeline import write_entry, write_own_words


def add_entry_from_partner(
    *, case_id: int, origin: str, visible: bool, text: str, author: str, at: datetime, actor: Actor
) -> int | None:
    """The partner's comment (`visible`: users read it) or work note (the desk alone); None when `origin` came before.

    `origin` is the partner's own key of the entry. A comment stops the response clocks. BadInput without origin or text.
    """
    if not origin:
        raise BadInput("a partner's entry needs its key", where="origin")
    if not text.strip():
        raise BadInput("is empty", where="text")
    with transaction.atomic():
        case = locked_case(case_id, actor)
        with whole_case(case, actor):
            entry = write_entry(
                case,
                kind="message",
                visibility="customer" if visible else "supplier",
                text=text.strip().replace("\x00", ""),
                author=author,
                actor=actor,
                at=at,
                origin=origin,
                from_partner=True,
            )
            if entry is None:
                return None
            if visible:
                note_response(case, at=at)
    return entry.pk


def set_state_from_partner(*, case_id: int, state: str, at: datetime, actor: Actor) -> bool:
    """Follow the partner's state (ticketbridge.types.TicketState); False when nothing changes here.

    The partner's «closed» resolves: only our user or desk closes. Cancelled sends the case back to the desk. A partner that
    takes up a resolved ticket again takes up the case; a closed case stays closed. A state the bridge could not
    read («unknown») changes nothing; any other word is BadInput.
    """
    if state == "unknown":
        return False
    wanted = rules.STATE_FROM_PARTNER.get(state)
    if wanted is None:
        raise BadInput(f"{state!r} is not a state of a ticket", where="state")
    with transaction.atomic():
        case = locked_case(case_id, actor)
        with whole_case(case, actor):
            if case.state == "closed" or case.supplier_id is None:
                return False
            if state == "cancelled":
                return _sent_back(case, actor=actor, at=at)
            if state == "in_progress":
                note_response(case, at=at)
            if case.state == wanted or (case.state == "waiting" and wanted == "with_supplier"):
                return False
            move(case, wanted, actor=actor, at=at, origin=ORIGIN_PARTNER)
    return True


def _sent_back(case: Case, *, actor: Actor, at: datetime) -> bool:
    if not rules.is_live(case.state):
        return False
    name = parties.supplier_names([case.supplier_id or 0]).get(case.supplier_id or 0, "")
    told = words.in_all_languages(lambda _language: words.taken_back_from(name))
    write_own_words(case, told, kind="handover", visibility="customer", actor=actor, at=at)
    own = agreements.in_house_agreement(case.municipality_id, at.date())
    if own is not None:
        entrust(case, own.id, actor=actor, at=at, tell_users=False)
    else:
        move(case, "open", actor=actor, at=at, silent=True, origin=ORIGIN_PARTNER)
    return True
