# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A due time laid open: which hours were counted, what the pauses cost, by which version of which calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock.calendar import Calendar
from samdrift.engines.slaclock.clock import due, duration, micros_of_minutes, running_from
from samdrift.engines.slaclock.instants import FOREVER, LAST_INSTANT, MINUTE, from_micros, length_of, to_micros
from samdrift.engines.slaclock.pauses import halts_of
from samdrift.engines.slaclock.terms import Change, Clock, in_force, target_minutes
from samdrift.engines.slaclock.units import ClockModel


@dataclass(frozen=True, slots=True)
class CountedStretch:
    """Open and unpaused from `begin` to `finish`, UTC; `total` is the sum so far, this stretch with it."""

    begin: datetime
    finish: datetime
    total: timedelta

    @property
    def length(self) -> timedelta:
        """Real time."""
        return self.finish - self.begin


@dataclass(frozen=True, slots=True)
class PauseCost:
    """A pause (overlapping ones as one), and how much open time before the due time it kept from counting."""

    begin: datetime
    finish: datetime | None
    not_counted: timedelta


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that gives a due time. The lengths of `stretches` add up to `target`, or to what was counted before a pause that
    still runs. `start` is the one in force after the changes; `left` is negative once the target is passed.
    """

    due: datetime | None
    start: datetime
    target: timedelta
    elapsed: timedelta
    model: ClockModel
    calendar: Calendar
    stretches: tuple[CountedStretch, ...]
    pauses: tuple[PauseCost, ...]
    changes: tuple[Change, ...]

    @property
    def left(self) -> timedelta:
        """What the clock still has."""
        return self.target - self.elapsed


def explain(clock: Clock, as_of: datetime | None = None) -> Explanation:
    """The due time of `clock` with its sum; the same answer as `date_clock`, raising as it does."""
    now = in_force(clock)
    terms = now.terms
    minutes = target_minutes(terms, now.start)
    answer = due(terms.calendar, now.start, minutes, now.pauses, as_of, terms.model)
    total = timedelta(0)
    stretches = []
    for begin, finish in answer.intervals:
        total += finish - begin
        stretches.append(CountedStretch(begin, finish, total))
    return Explanation(
        due=answer.due,
        start=now.start,
        target=duration(micros_of_minutes(minutes)),
        elapsed=answer.elapsed,
        model=terms.model,
        calendar=terms.calendar,
        stretches=tuple(stretches),
        pauses=_pause_costs(now, answer.due),
        changes=clock.changes,
    )


def _pause_costs(clock: Clock, reached: datetime | None) -> tuple[PauseCost, ...]:
    """The pauses that lie between the start and the due time; while one runs, it costs what it has no end to tell: 0."""
    line, begin = running_from(clock.terms.calendar, clock.start, clock.terms.model)
    stop = FOREVER if reached is None else to_micros(reached)
    costs = []
    for halt_from, halt_to in halts_of(clock.pauses):
        if halt_to <= begin or halt_from >= stop:
            continue
        if halt_to == FOREVER:
            costs.append(PauseCost(from_micros(halt_from), None, timedelta(0)))
        else:
            cost = line.between(max(halt_from, begin), min(halt_to, LAST_INSTANT))
            costs.append(PauseCost(from_micros(halt_from), from_micros(halt_to), duration(cost)))
    return tuple(costs)


def explanation_to_json(explanation: Explanation) -> dict[str, Any]:
    """Times in the calendar's zone with their offset, lengths in minutes (whole where they are)."""
    zone = ZoneInfo(explanation.calendar.tz)

    def local(at: datetime) -> str:
        return at.astimezone(zone).isoformat()

    return {
        "due": None if explanation.due is None else local(explanation.due),
        "start": local(explanation.start),
        "target_minutes": in_minutes(explanation.target),
        "elapsed_minutes": in_minutes(explanation.elapsed),
        "model": explanation.model,
        "calendar": {
            "name": explanation.calendar.name,
            "version": explanation.calendar.version,
            "tz": explanation.calendar.tz,
        },
        "stretches": [
            {
                "from": local(stretch.begin),
                "to": local(stretch.finish),
                "minutes": in_minutes(stretch.length),
                "total_minutes": in_minutes(stretch.total),
            }
            for stretch in explanation.stretches
        ],
        "pauses": [
            {
                "from": local(pause.begin),
                "to": None if pause.finish is None else local(pause.finish),
                "not_counted_minutes": in_minutes(pause.not_counted),
            }
            for pause in explanation.pauses
        ],
        "changes": [
            {"at": local(change.at), "cause": change.cause, "policy": change.policy, "reason": change.reason}
            for change in explanation.changes
        ],
    }


def in_minutes(length: timedelta) -> int | float:
    """Minutes: an int where they are whole, else the nearest float."""
    whole, rest = divmod(length_of(length), MINUTE)
    return whole if not rest else length_of(length) / MINUTE
