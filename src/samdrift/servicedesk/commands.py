# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every change people make to a case: write, move on, assign, hand over. Each locks the case's row, so changes queue up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from samdrift.agreements import facade as agreements
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import clocks, rules, words
from samdrift.servicedesk.events import HANDED_OVER, RESOLVED, UPDATED
from samdrift.servicedesk.holding import note_holder
from samdrift.servicedesk.models import Case, CaseClock, CaseEntry, CasePlace, CaseService, CaseWatcher
from samdrift.servicedesk.queries import visible_cases
from samdrift.servicedesk.timeline import tell, write_entry, write_own_words
from samdrift.servicedesk.types import State, Visibility

LONGEST_MESSAGE = 20_000
ORIGIN_PARTNER = "partner"


def locked_case(case_id: int, actor: Actor) -> Case:
    """The case, its row locked until the transaction ends; NotFound where it is not there for the actor."""
    row = Case.objects.select_for_update().filter(pk__in=visible_cases(actor).filter(pk=case_id).values("pk")).first()
    if row is None:
        raise NotFound("there is no such case", where=f"case {case_id}")
    return row


@contextmanager
def whole_case(case: Case, actor: Actor) -> Iterator[None]:
    """Inside, the command reaches all rows of the case's municipality, under the actor's own name.

    A supplier's step must also move the city's own clock, which that supplier may not read. Entered after access is checked.
    """
    with acting_as(replace(actor, municipalities=actor.municipalities | {case.municipality_id})):
        yield


def case_to_work_on(case_id: int, actor: Actor) -> Case:
    """Like `locked_case`, for those alone who may move it on."""
    case = locked_case(case_id, actor)
    if not _solves(case, actor):
        raise NotFound("there is no such case to work on", where=f"case {case_id}")
    return case


def add_entry(
    *, case_id: int, actor: Actor, text: str, at: datetime, visibility: Visibility | None = None, origin: str = ""
) -> int | None:
    """Write to a case; its id, or None when `origin` (the form's own key) was written before.

    Without `visibility` the usual one of the actor. An answer by those who solve stops the response clock; a user's words
    bring back a case that waited or was thought resolved. BadInput for an empty or overlong text or a visibility not theirs.
    """
    text = _message(text)
    with transaction.atomic():
        case = locked_case(case_id, actor)
        allowed = rules.visibilities_for(actor, municipality_id=case.municipality_id, supplier_id=case.supplier_id)
        visibility = visibility or allowed[0]
        if visibility not in allowed:
            raise BadInput(f"you cannot write {visibility} entries here", where="visibility")
        solver = _solves(case, actor)
        with whole_case(case, actor):
            entry = write_entry(
                case,
                kind="message",
                visibility=visibility,
                text=text,
                author=actor.name,
                actor=actor,
                at=at,
                origin=origin,
                only_place_id=None if solver else _own_place(case, actor),
            )
            if entry is None:
                return None
            if solver and visibility != "internal":
                note_response(case, at=at, by_desk=rules.works_for_city(actor, case.municipality_id))
            elif not solver:
                _bring_back(case, actor=actor, at=at)
    return entry.pk


def change_state(*, case_id: int, state: State, actor: Actor, at: datetime, message: str = "") -> bool:
    """Move a case on, maybe with a word to the user; False when it stands there already.

    BadInput where the step is not one a case takes (rules.NEXT_STATES), or where waiting for the user asks nothing.
    """
    with transaction.atomic():
        case = case_to_work_on(case_id, actor)
        if case.state == state:
            return False
        if not rules.may_follow(case.state, state):  # type: ignore[arg-type]  # the column holds States
            raise BadInput(f"a case that is {case.state} cannot become {state}", where="state")
        if state == "waiting" and not message.strip():
            raise BadInput("write what the user must answer", where="message")
        with whole_case(case, actor):
            if message.strip():
                write_entry(
                    case,
                    kind="message",
                    visibility="customer",
                    text=_message(message),
                    author=actor.name,
                    actor=actor,
                    at=at,
                )
            move(case, state, actor=actor, at=at, silent=bool(message.strip()))
    return True


def assign(*, case_id: int, assignee_id: int | None, actor: Actor, at: datetime) -> bool:
    """Name the person who works on it, or nobody; False when it is so already. Taking a new case opens it."""
    with transaction.atomic():
        case = case_to_work_on(case_id, actor)
        if case.assignee_id == assignee_id:
            return False
        if assignee_id is not None and parties.person(assignee_id) is None:
            raise BadInput("there is no such person", where="assignee")
        case.assignee_id = assignee_id
        case.save(update_fields=["assignee_id"])
        with whole_case(case, actor):
            if assignee_id is not None and case.state == "new":
                move(case, "open", actor=actor, at=at)
            else:
                tell(case, UPDATED, actor=actor, at=at)
    return True


def set_priority(*, case_id: int, priority: int, actor: Actor, at: datetime) -> bool:
    """Judge the case more or less urgent; its clocks keep their start and pauses. False when it is so already."""
    if priority not in (1, 2, 3, 4):
        raise BadInput("priority is 1 to 4", where="priority")
    with transaction.atomic():
        case = case_to_work_on(case_id, actor)
        if not rules.works_for_city(actor, case.municipality_id):
            raise NotFound("there is no such case to judge", where=f"case {case_id}")
        if case.priority == priority:
            return False
        reprioritise(case, priority, at=at)
        tell(case, UPDATED, actor=actor, at=at)
    return True


def hand_over(*, case_id: int, agreement_id: int, actor: Actor, at: datetime) -> bool:
    """Give the case to whom an agreement names; False when they have it. The user's clock runs on, the supplier's starts."""
    with transaction.atomic():
        case = case_to_work_on(case_id, actor)
        if not rules.works_for_city(actor, case.municipality_id):
            raise NotFound("there is no such case to hand over", where=f"case {case_id}")
        if case.agreement_id == agreement_id and rules.is_live(case.state):
            return False
        entrust(case, agreement_id, actor=actor, at=at, tell_users=True)
    return True


def entrust(case: Case, agreement_id: int, *, actor: Actor, at: datetime, tell_users: bool) -> None:
    """Set agreement, group and supplier; what that supplier may read follows, what the former could read ends."""
    deal = agreements.agreement(agreement_id)
    if deal is None or deal.municipality_id != case.municipality_id:
        raise BadInput("there is no such agreement", where="agreement")
    if case.state == "closed":
        raise BadInput("a closed case cannot be handed over", where="state", remedy="open a new one")
    if case.state == "resolved":
        clocks.start_again(case, at=at)
    former = case.supplier_id
    case.agreement_id, case.group_id, case.supplier_id = deal.id, deal.group.id, deal.supplier_id
    case.state = "with_supplier" if deal.supplier_id is not None else "open" if case.state != "new" else "new"
    case.assignee_id = case.resolved_at = None
    case.save()
    for model in (CasePlace, CaseService, CaseWatcher):
        model.objects.filter(case=case).update(supplier_id=deal.supplier_id)
    CaseEntry.objects.filter(case=case, visibility="customer").update(supplier_id=deal.supplier_id)
    if former != deal.supplier_id:
        # What one supplier and the city told each other is nothing for the next: from now on the city alone reads it.
        between = CaseEntry.objects.filter(case=case, visibility="supplier")
        between.update(supplier_id=deal.supplier_id if former is None else None)
    CaseClock.objects.filter(case=case).exclude(agreement_id=deal.id).update(supplier_id=None)
    CaseClock.objects.filter(case=case, agreement_id=deal.id).update(supplier_id=deal.supplier_id)
    clocks.start_clocks(case, agreements.level(deal.id, case.priority), supplier_id=deal.supplier_id, at=at)
    clocks.follow(case, at=at)
    note_holder(case, at=at)
    if deal.supplier_id is not None:
        name = parties.supplier_names([deal.supplier_id]).get(deal.supplier_id, deal.name)
        write_own_words(
            case,
            words.in_all_languages(lambda _language: words.handed_over(name)),
            kind="handover",
            visibility="customer" if tell_users else "supplier",
            actor=actor,
            at=at,
        )
        tell(case, HANDED_OVER, actor=actor, at=at)
    else:
        tell(case, UPDATED, actor=actor, at=at)


def move(case: Case, state: State, *, actor: Actor, at: datetime, silent: bool = False, origin: str = "") -> None:
    """Set the state, move the clocks, write and tell it. `silent` where words of a person have told it already."""
    before = case.state
    reopened = before == "resolved" and state != "closed"
    case.state = state
    case.resolved_at = at if state == "resolved" else case.resolved_at if state == "closed" else None
    case.save(update_fields=["state", "resolved_at"])
    if reopened:
        clocks.start_again(case, at=at)
    clocks.follow(case, at=at)
    note_holder(case, at=at)
    if state == "resolved":
        clocks.stop(case, ("response", "resolution"), at=at)
        case.first_response_at = case.first_response_at or at
        case.save(update_fields=["first_response_at"])
    elif origin == ORIGIN_PARTNER or (actor.user_id is not None and _solves(case, actor)):
        note_response(
            case, at=at, by_desk=rules.works_for_city(actor, case.municipality_id) and origin != ORIGIN_PARTNER
        )
    told = words.in_all_languages(lambda _language: words.state_told(state, reopened=reopened))
    if not silent and told["en"]:
        write_own_words(case, told, kind="state", visibility="customer", actor=actor, at=at)
    tell(case, RESOLVED if state == "resolved" else UPDATED, actor=actor, at=at, origin=origin)


def reprioritise(case: Case, priority: int, *, at: datetime) -> None:
    """Another priority, and its targets on every agreement whose clock runs, by that agreement's policy."""
    case.priority = priority
    case.save(update_fields=["priority"])
    running = CaseClock.objects.filter(case=case, stopped_at__isnull=True).values_list("agreement_id", flat=True)
    for agreement_id in set(running):
        clocks.retarget(case, agreements.level(agreement_id, priority), at=at)


def note_response(case: Case, *, at: datetime, by_desk: bool = False) -> None:
    """Somebody who can help has answered: the response clocks stop, once; a supplier's only by its own answer."""
    if case.first_response_at is None:
        case.first_response_at = at
        case.save(update_fields=["first_response_at"])
    clocks.stop(case, ("response",), at=at, by_desk=by_desk)


def _bring_back(case: Case, *, actor: Actor, at: datetime) -> None:
    after = rules.state_after_users_message(case.state)  # type: ignore[arg-type]  # the column holds States
    if after != case.state:
        move(case, "with_supplier" if case.supplier_id is not None else after, actor=actor, at=at, silent=True)


def _solves(case: Case, actor: Actor) -> bool:
    return rules.may_work_on(actor, municipality_id=case.municipality_id, supplier_id=case.supplier_id)


def _own_place(case: Case, actor: Actor) -> int | None:
    here = CasePlace.objects.filter(case=case, place_id__in=actor.places).values_list("place_id", flat=True)
    return here.order_by("place_id").first()


def _message(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput("write something first", where="text")
    if len(text) > LONGEST_MESSAGE:
        raise BadInput(f"the text has {len(text)} characters; at most {LONGEST_MESSAGE} fit", where="text")
    return text.replace("\x00", "")
