# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Keeps a case's clocks: started by its agreements, paused by whom the case waits for, stopped and judged once.

Three kinds may run on one case: the users' service level, the desk's operational level, and each supplier's contract;
each has its own calendar, pauses and history. The engine (engines.slaclock) counts; this only stores what it says, and
what it said it from. Called by commands, inside their transaction, with the case's row locked.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import ClockRules, LevelInfo
from samdrift.engines.slaclock import AwaitedParty
from samdrift.servicedesk import clock_terms
from samdrift.servicedesk.models import Case, CaseClock
from samdrift.servicedesk.types import ClockKind

KINDS: tuple[ClockKind, ...] = ("response", "resolution")
AWAITED: dict[str, AwaitedParty] = {"waiting": "user", "with_supplier": "supplier", "new": "desk", "open": "desk"}
"""Whom a case waits for, by its state; a solved one waits for nobody."""


def start_own_clocks(case: Case, *, at: datetime) -> None:
    """What the municipality promises its users, and the desk the municipality; nothing where neither promises anything."""
    day = at.date()
    for deal in (
        agreements.in_house_agreement(case.municipality_id, day),
        agreements.operational_level(case.municipality_id, day),
    ):
        if deal is not None:
            start_clocks(case, agreements.level(deal.id, case.priority), supplier_id=None, at=at)


def start_clocks(case: Case, level: LevelInfo | None, *, supplier_id: int | None, at: datetime) -> None:
    """Start response and resolution of an agreement's level; nothing where it promises none, once where they run."""
    if level is None:
        return
    owner = agreements.clock_rules(level.agreement_id).owner
    for kind in KINDS:
        terms = clock_terms.terms_to_json(level, kind)
        clock, new = CaseClock.objects.get_or_create(
            case=case,
            agreement_id=level.agreement_id,
            kind=kind,
            defaults={
                "municipality_id": case.municipality_id,
                "supplier_id": supplier_id,
                "owner": owner,
                "priority": level.priority,
                "target_minutes": 0,
                "started_at": at,
                **terms,
            },
        )
        if new:
            _redate(clock)
    follow(case, at=at)


def retarget(case: Case, level: LevelInfo | None, *, at: datetime, reason: str = "") -> None:
    """Give the running clocks of an agreement another priority's targets, by the agreement's policy; pauses stay."""
    if level is None:
        return
    policy = agreements.clock_rules(level.agreement_id).policy("priority")
    for clock in _running(case).filter(agreement_id=level.agreement_id):
        terms = clock_terms.terms_to_json(level, clock.kind)  # type: ignore[arg-type]  # the column holds ClockKinds
        told = clock_terms.change_to_json(at, "priority", policy, terms=terms, reason=reason)
        clock.priority, clock.changes = level.priority, [*clock.changes, told]
        _redate(clock)
    remember_next_due(case)


def follow(case: Case, *, at: datetime) -> None:
    """Pause and release each running clock by whom the case waits for now; call after its state or holder changed.

    Only resolution pauses, except that nothing runs on for a supplier who no longer has the case.
    """
    awaited = AWAITED.get(case.state)
    for clock in _running(case):
        rules = agreements.clock_rules(clock.agreement_id)
        paused = bool(clock.pauses) and clock.pauses[-1][1] is None
        if paused == _waits(case, clock, awaited, rules):
            continue
        clock.pauses = _pause_ended(clock.pauses, at) if paused else [*clock.pauses, [at.isoformat(), None]]
        _redate(clock)
    remember_next_due(case)


def stop(case: Case, kinds: Iterable[ClockKind], *, at: datetime, by_desk: bool = False) -> None:
    """The promise is kept or broken: judge it. Exactly at the target is in time.

    `by_desk`: what the desk did keeps no supplier's promise, so the suppliers' clocks run on.
    """
    rows = _running(case).filter(kind__in=list(kinds))
    for clock in rows.exclude(owner="supplier") if by_desk else rows:
        if clock.pauses and clock.pauses[-1][1] is None:
            clock.pauses = _pause_ended(clock.pauses, at)
        clock.stopped_at = max(at, clock.started_at)
        told = clock_terms.explained(clock, as_of=clock.stopped_at)
        clock.met = told.elapsed <= told.target
        _redate(clock)
    remember_next_due(case)


def start_again(case: Case, *, at: datetime) -> None:
    """A solved case was reopened: its resolution runs on by each agreement's policy; the time it lay solved never counts."""
    for clock in CaseClock.objects.filter(case=case, kind="resolution", stopped_at__isnull=False):
        policy = agreements.clock_rules(clock.agreement_id).policy("reopened")
        solved_at = clock.stopped_at if clock.stopped_at is not None and clock.stopped_at < at else None
        told = clock_terms.change_to_json(at, "reopened", policy, solved_at=solved_at)
        clock.changes = [*clock.changes, told]
        clock.stopped_at = clock.met = None
        _redate(clock)
    remember_next_due(case)


def remember_next_due(case: Case) -> None:
    """Keep the earliest due time on the case, for the queue's order."""
    dates = [clock.due_at for clock in _running(case) if clock.due_at is not None]
    case.next_due_at = min(dates, default=None)
    Case.objects.filter(pk=case.pk).update(next_due_at=case.next_due_at)


def _waits(case: Case, clock: CaseClock, awaited: AwaitedParty | None, rules: ClockRules) -> bool:
    """Whether this clock stands still while the case waits for `awaited`."""
    if clock.owner == "supplier" and (clock.agreement_id != case.agreement_id or awaited == "desk"):
        return True
    return clock.kind == "resolution" and awaited is not None and awaited in rules.paused_by


def _pause_ended(pauses: list[list[str]], at: datetime) -> list[list[str]]:
    began = datetime.fromisoformat(pauses[-1][0])
    return [*pauses[:-1], [began.isoformat(), max(at, began).isoformat()]]


def _redate(clock: CaseClock) -> None:
    clock.due_at, clock.target_minutes = clock_terms.counted(clock)
    clock.save()


def _running(case: Case) -> models.QuerySet[CaseClock]:
    return CaseClock.objects.filter(case=case, stopped_at__isnull=True)
