# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Keeps a case's clocks: started by the agreement, paused while the user must answer, stopped and judged once.

The engine (engines.slaclock) counts; this only stores what it says, and the pauses it said it from. Called by commands,
inside their transaction, with the case's row locked.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from samdrift.agreements.types import LevelInfo
from samdrift.engines.slaclock import Due, Pause, calendar_from_json, due, open_seconds_between
from samdrift.servicedesk.models import Case, CaseClock
from samdrift.servicedesk.types import ClockKind


def start_clocks(case: Case, level: LevelInfo | None, *, supplier_id: int | None, at: datetime) -> None:
    """Start response and resolution of an agreement's level; nothing where it promises none, once where they run."""
    if level is None:
        return
    targets: tuple[tuple[ClockKind, int], ...] = (
        ("response", level.response_minutes),
        ("resolution", level.resolution_minutes),
    )
    for kind, minutes in targets:
        clock, new = CaseClock.objects.get_or_create(
            case=case,
            agreement_id=level.agreement_id,
            kind=kind,
            defaults={
                "municipality_id": case.municipality_id,
                "supplier_id": supplier_id,
                "priority": level.priority,
                "calendar": level.calendar,
                "target_minutes": minutes,
                "started_at": at,
            },
        )
        if new:
            _redate(clock)
    remember_next_due(case)


def retarget(case: Case, level: LevelInfo | None) -> None:
    """Give the running clocks of an agreement another priority's targets; start and pauses stay (retroactive)."""
    if level is None:
        return
    for clock in _running(case).filter(agreement_id=level.agreement_id):
        clock.priority, clock.calendar = level.priority, level.calendar
        clock.target_minutes = level.response_minutes if clock.kind == "response" else level.resolution_minutes
        _redate(clock)
    remember_next_due(case)


def pause(case: Case, *, at: datetime) -> None:
    """The user must answer: resolution stands still. A clock already paused stays as it is."""
    for clock in _running(case).filter(kind="resolution"):
        if not (clock.pauses and clock.pauses[-1][1] is None):
            clock.pauses = [*clock.pauses, [at.isoformat(), None]]
            _redate(clock)
    remember_next_due(case)


def go_on(case: Case, *, at: datetime) -> None:
    """End a running pause."""
    for clock in _running(case):
        if clock.pauses and clock.pauses[-1][1] is None:
            clock.pauses = _pause_ended(clock.pauses, at)
            _redate(clock)
    remember_next_due(case)


def stop(case: Case, kinds: Iterable[ClockKind], *, at: datetime) -> None:
    """The promise is kept or broken: judge it. Exactly at the target is in time."""
    for clock in _running(case).filter(kind__in=list(kinds)):
        if clock.pauses and clock.pauses[-1][1] is None:
            clock.pauses = _pause_ended(clock.pauses, at)
        clock.stopped_at = max(at, clock.started_at)
        clock.met = elapsed_seconds(clock, clock.stopped_at) <= clock.target_minutes * 60
        _redate(clock)
    remember_next_due(case)


def start_again(case: Case, *, at: datetime) -> None:
    """A resolved case was reopened: its resolution runs on, and the time it lay still does not count."""
    for clock in CaseClock.objects.filter(case=case, kind="resolution", stopped_at__isnull=False):
        if clock.stopped_at is not None and clock.stopped_at < at:
            clock.pauses = [*clock.pauses, [clock.stopped_at.isoformat(), at.isoformat()]]
        clock.stopped_at = clock.met = None
        _redate(clock)
    remember_next_due(case)


def explained(clock: CaseClock, *, as_of: datetime | None = None) -> Due:
    """The due time of a clock with the open intervals that make its sum."""
    calendar = calendar_from_json(clock.calendar, f"calendar of clock {clock.pk}")
    return due(calendar, clock.started_at, clock.target_minutes, pauses_of(clock), as_of=as_of)


def elapsed_seconds(clock: CaseClock, until: datetime) -> float:
    """Counted real seconds from the start to `until`."""
    calendar = calendar_from_json(clock.calendar, f"calendar of clock {clock.pk}")
    return open_seconds_between(calendar, clock.started_at, until, pauses_of(clock))


def pauses_of(clock: CaseClock) -> list[Pause]:
    """The stored pauses as the engine takes them."""
    return [
        (datetime.fromisoformat(begin), datetime.fromisoformat(finish) if finish else None)
        for begin, finish in clock.pauses
    ]


def remember_next_due(case: Case) -> None:
    """Keep the earliest due time on the case, for the queue's order."""
    dates = [clock.due_at for clock in _running(case) if clock.due_at is not None]
    case.next_due_at = min(dates, default=None)
    Case.objects.filter(pk=case.pk).update(next_due_at=case.next_due_at)


def _pause_ended(pauses: list[list[str]], at: datetime) -> list[list[str]]:
    began = datetime.fromisoformat(pauses[-1][0])
    return [*pauses[:-1], [began.isoformat(), max(at, began).isoformat()]]


def _redate(clock: CaseClock) -> None:
    clock.due_at = explained(clock).due
    clock.save()


def _running(case: Case) -> models.QuerySet[CaseClock]:
    return CaseClock.objects.filter(case=case, stopped_at__isnull=True)
