# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a clock is held to, and what becomes of it when that changes: priority, reopening, group, agreement, calendar.

Each change states its policy. `retroactive`: as if the new terms had held from the very beginning; the original start
stays. `from_change`: the clock begins anew at the change, under the new terms. Pauses are kept either way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock.calendar import Calendar
from samdrift.engines.slaclock.clock import Due, Minutes, due, next_opening, running_from
from samdrift.engines.slaclock.instants import HORIZON, MINUTE, local_midnight
from samdrift.engines.slaclock.pauses import Pause
from samdrift.engines.slaclock.timeline import timeline_of
from samdrift.engines.slaclock.units import ClockModel, TargetUnit
from samdrift.kernel.clock import require_aware
from samdrift.kernel.errors import BadInput

ChangePolicy = Literal["retroactive", "from_change"]
ChangeCause = Literal["priority", "reopened", "group", "agreement", "calendar"]


@dataclass(frozen=True, slots=True)
class Terms:
    """A target, the unit it is stated in, the calendar and the model by which it is counted."""

    calendar: Calendar
    target: Minutes
    unit: TargetUnit = "minute"
    model: ClockModel = "service_hours"


@dataclass(frozen=True, slots=True)
class Change:
    """New terms from the instant `at` (None: those in force stay). A reopened case lay solved since `solved_at`; that time
    is a pause. `reason` is the words of who changed it.
    """

    at: datetime
    policy: ChangePolicy
    terms: Terms | None = None
    cause: ChangeCause = "priority"
    solved_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise on one case: when it began, what it is held to, its pauses and its changes."""

    start: datetime
    terms: Terms
    pauses: tuple[Pause, ...] = ()
    changes: tuple[Change, ...] = ()


def date_clock(clock: Clock, as_of: datetime | None = None) -> Due:
    """When the clock's target is used up, after all its changes; see `clock.due`."""
    now = in_force(clock)
    terms = now.terms
    minutes = target_minutes(terms, now.start)
    return due(terms.calendar, now.start, minutes, now.pauses, as_of, terms.model)


def in_force(clock: Clock) -> Clock:
    """The clock as its changes have left it: an equal one without changes.

    Changes apply in the order of their times. One stamped before the start (two machines that differ) counts as at it.
    """
    start, terms, pauses = clock.start, clock.terms, list(clock.pauses)
    for change in sorted(clock.changes, key=lambda one: require_aware(one.at)):
        start = max(change.at, clock.start) if change.policy == "from_change" else clock.start
        terms = change.terms or terms
        if change.solved_at is not None:
            pauses.append((change.solved_at, change.at))
    return Clock(start=start, terms=terms, pauses=tuple(pauses))


def target_minutes(terms: Terms, start: datetime) -> Minutes:
    """The target in counted minutes.

    N working days last until closing on the Nth date with opening hours after the one on which the clock begins to run;
    what is open until then is the target, so that pauses move the end as they do with minutes.
    """
    if terms.unit == "minute":
        return terms.target
    if terms.unit == "hour":
        return Fraction(terms.target) * 60
    days = Fraction(terms.target)
    if days.denominator != 1 or days < 0:
        raise BadInput(f"{terms.target} working days cannot be a target", where="target", remedy="give whole days")
    if days == 0:
        return 0
    line, begin = running_from(terms.calendar, start, terms.model)
    return Fraction(line.between(begin, _closing_after(terms.calendar, start, int(days))), MINUTE)


def _closing_after(calendar: Calendar, start: datetime, days: int) -> int:
    """Closing on the `days`-th open date after that of the first opening since `start`, in microseconds."""
    zone, line = ZoneInfo(calendar.tz), timeline_of(calendar)
    opening = next_opening(calendar, start)
    if opening is not None:
        day = opening.astimezone(zone).date()
        last = (opening + HORIZON).date()
        while day < last:
            day += timedelta(days=1)
            spans = line.spans(local_midnight(day, zone), local_midnight(day + timedelta(days=1), zone))
            days -= bool(spans)
            if not days:
                return spans[-1][1]
    raise BadInput(
        "the calendar has too few open days within 50 years", where="calendar", remedy="give it weekly hours"
    )
