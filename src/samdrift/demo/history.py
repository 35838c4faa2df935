# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Gives the demo's town three months behind it, so that reports, queues and overviews have something to say.

Everything is done by the product's own commands, at past times and by the invented people; nothing follows from it: no
mail, no ticket. Begun when the network is found. Each incident and case is one transaction with a fact that says it is
told, so a killed fill goes on where it stopped and a finished one is never repeated.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.db import transaction
from django.db.models import QuerySet
from procrastinate import RetryStrategy

from samdrift.demo.history_cases import PastCase, Reporter, Step, plan_cases, read_words
from samdrift.demo.history_plan import PastIncident, dice, plan_incidents
from samdrift.demo.history_town import Town, look_around
from samdrift.engines.correlation.records import OUTAGES
from samdrift.incidents.commands import close_incident, open_incident
from samdrift.incidents.events import CLOSED, OPENED
from samdrift.incidents.models import Incident
from samdrift.incidents.types import IncidentDraft
from samdrift.inventory.models import Contact, Device
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotNow
from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.facts import Told, record_fact, without_reactions
from samdrift.platform.jobs import blueprint, defer
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands as desk
from samdrift.servicedesk import reactions as desk_follows
from samdrift.servicedesk.models import Case
from samdrift.servicedesk.reports import report_fault

JOB = "demo_history"
BEGUN, TOLD, FILLED = "demo.history.begun.v1", "demo.history.told.v1", "demo.history.filled.v1"
SUBJECT = "demo-history"
ACTOR, WATCH, WORKER = system_actor("demo"), system_actor("watch"), system_actor("worker")
LOOK_AGAIN_S = 5
ENOUGH_FOUND = 0.6
"""Share of the devices that must be found where discovery has nothing left to ask."""


class _Meets(Exception):  # noqa: N818 - not an error: this one is left out
    """A report of the past would join an outage of the present."""


def begin_when_found(municipality_id: int, *, devices: int) -> None:
    """Queue the fill; it waits until about `devices` devices are found. Safe to call at every start."""
    if not _facts(municipality_id, FILLED).exists():
        defer(JOB, queueing_lock=JOB, lock=JOB, municipality_id=municipality_id, devices=devices)


@blueprint.task(name=JOB, queue="history", retry=RetryStrategy(wait=LOOK_AGAIN_S))
def history_job(*, municipality_id: int, devices: int) -> None:
    with acting_as(ACTOR):
        if not is_found(municipality_id, devices=devices):
            raise NotNow("the network is not found yet", where=JOB, remedy="it looks again by itself")
        fill(municipality_id, now=utc_now())


def is_found(municipality_id: int, *, devices: int) -> bool:
    """Whether all `devices` are found, or most of them and there is nobody left to ask."""
    found = Device.objects.filter(municipality_id=municipality_id).count()
    waiting = Contact.objects.filter(municipality_id=municipality_id, state="waiting").exists()
    return found >= devices or (found >= devices * ENOUGH_FOUND and not waiting)


def fill(municipality_id: int, *, now: datetime) -> bool:
    """Tell the whole history up to `now`, or what a former run left of it; False when it was told before.

    The caller's scope must be a system actor's. A history that was begun keeps the `now` with which it was begun.
    """
    if _facts(municipality_id, FILLED).exists():
        return False
    begun = _facts(municipality_id, BEGUN).first()
    if begun is None:
        begun = _note(BEGUN, municipality_id, SUBJECT, now)
    now = begun.at
    town = look_around(municipality_id)
    told = set(_facts(municipality_id, TOLD).values_list("subject", flat=True))
    for at, key, tell in _story(town, now):
        subject = f"{SUBJECT}:{key}"
        if subject in told:
            continue
        try:
            with without_reactions(), transaction.atomic():
                tell()
                _note(TOLD, municipality_id, subject, at)
        except _Meets:
            continue
    _note(FILLED, municipality_id, SUBJECT, now)
    return True


def _story(town: Town, now: datetime) -> list[tuple[datetime, str, Callable[[], None]]]:
    """Everything in the order of time, so that case numbers rise."""
    people = [Reporter(p.slug, p.language, p.place_kind, p.weight) for p in town.reporters]
    faults = plan_incidents(town.ground, calendar=town.calendar, now=now, seed=town.seed)
    cases = plan_cases(people, read_words(), calendar=town.desk_calendar, now=now, seed=town.seed)
    whole: list[tuple[datetime, str, Callable[[], None]]] = [
        *((fault.opened_at, fault.key, partial(_tell_incident, town, fault, now)) for fault in faults),
        *((case.at, case.key, partial(_tell_case, town, case)) for case in cases),
    ]
    return sorted(whole, key=lambda item: item[:2])


def _breaks_now(draft: IncidentDraft) -> bool:
    """Somebody broke the very same thing meanwhile: the living incident is not ours to end with a past date."""
    return Incident.objects.filter(
        municipality_id=draft.municipality_id, kind=draft.kind, cause_key=draft.cause_key, closed_at__isnull=True
    ).exists()


def _tell_incident(town: Town, past: PastIncident, now: datetime) -> None:
    draft = _draft(town, past)
    with acting_as(WATCH):
        if _breaks_now(draft):
            raise _Meets
        incident_id = open_incident(draft=draft, actor=WATCH, at=past.opened_at)
    with acting_as(WORKER):
        desk_follows.open_case(_fact(OPENED, incident_id))
        case = Case.objects.get(incident_id=incident_id)
    rng = dice(f"{town.seed}/{past.key}")
    places = {box.place_id for box in past.cause.silent}
    hit = [person for person in town.reporters if person.place_id in places]
    for number, person in enumerate(hit[: past.reports]):
        at = past.opened_at + (past.closed_at - past.opened_at) * (number + 1) / 6
        _report(person.actor, town.words.outage[person.language], at, joins=case.pk)
    solver = town.engineer_of(case.supplier_id, rng)
    at = past.opened_at + past.answer_after
    with acting_as(solver):
        desk.add_entry(case_id=case.pk, actor=solver, text=town.words.seen(past.kind, solver), at=at)
    with acting_as(WATCH):
        close_incident(incident_id=incident_id, went=(), actor=WATCH, at=past.closed_at)
    with acting_as(WORKER):
        desk_follows.incident_ended(_fact(CLOSED, incident_id))
    later = past.closed_at + timedelta(days=4, minutes=rng.randint(0, 90))
    if later < now:
        _change(town.agent, case.pk, "closed", later)


def _draft(town: Town, past: PastIncident) -> IncidentDraft:
    cause = past.cause
    return IncidentDraft(
        municipality_id=town.municipality_id,
        supplier_id=cause.main.supplier_id,
        agreement_id=cause.main.agreement_id,
        kind=past.kind,
        cause_key=cause.key,
        cause_label=cause.label,
        place_id=int(cause.key.removeprefix("place:")) if past.kind == "place" else cause.main.place_id,
        outage=past.kind in OUTAGES,
        fault_at=past.fault_at,
        suspects=(),
        explanation={
            "silent": [box.name for box in cause.silent],
            "entries": [box.name for box in cause.silent if box.id in cause.first],
        },
        affected=tuple(
            (box.id, box.place_id, "cause" if box.id in cause.first else "follow-on", past.fault_at)
            for box in cause.silent
        ),
    )


def _tell_case(town: Town, past: PastCase) -> None:
    reporter = town.reporter(past.reporter)
    case_id = _report(reporter.actor, past.told.text, past.at)
    rng = dice(f"{town.seed}/{past.key}")
    for step in past.steps:
        _take_step(town, case_id, past, step, rng)


def _take_step(town: Town, case_id: int, past: PastCase, step: Step, rng: Random) -> None:
    handed = past.told.by != "in_house"
    supplier_id = Case.objects.values_list("supplier_id", flat=True).get(pk=case_id)
    asker = town.reporter(past.reporter).actor
    actor = asker if step.doing == "back" else town.agent
    if step.doing in {"engineer", "resolve"} and handed:
        actor = town.engineer_of(supplier_id, rng)
    if step.doing in {"resolve", "close"}:
        _change(actor, case_id, "resolved" if step.doing == "resolve" else "closed", step.at, step.text)
        return
    with acting_as(actor):
        if step.doing == "take":
            desk.assign(case_id=case_id, assignee_id=rng.choice(town.desk_people), actor=actor, at=step.at)
        elif step.doing == "judge":
            desk.set_priority(case_id=case_id, priority=past.told.priority, actor=actor, at=step.at)
        elif step.doing == "ask":
            desk.change_state(case_id=case_id, state="waiting", actor=actor, at=step.at, message=step.text)
        elif step.doing == "hand_over":
            desk.hand_over(case_id=case_id, agreement_id=town.agreements[past.told.by], actor=actor, at=step.at)
        else:
            desk.add_entry(case_id=case_id, actor=actor, text=step.text, at=step.at)


def _change(actor: Actor, case_id: int, state: str, at: datetime, message: str = "") -> None:
    with acting_as(actor):
        desk.change_state(case_id=case_id, state=state, actor=actor, at=at, message=message)  # type: ignore[arg-type]


def _report(actor: Actor, text: str, at: datetime, *, joins: int | None = None) -> int:
    with acting_as(actor):
        said = report_fault(text=text, actor=actor, at=at)
    if said.joined != (joins is not None) or (joins is not None and said.case_id != joins):
        raise _Meets
    return said.case_id


def _fact(name: str, incident_id: int) -> Told:
    row = Fact.objects.get(name=name, subject=f"incident:{incident_id}")
    return Told(row.pk, row.name, row.subject, row.at, row.actor, row.municipality_id, row.supplier_id, row.payload)


def _facts(municipality_id: int, name: str) -> QuerySet[Fact]:
    return Fact.objects.filter(municipality_id=municipality_id, name=name).order_by("pk")


def _note(name: str, municipality_id: int, subject: str, at: datetime) -> Fact:
    with transaction.atomic():
        return record_fact(
            name=name,
            subject=subject,
            payload={},
            municipality_id=municipality_id,
            supplier_id=None,
            actor=ACTOR,
            at=at,
        )
