# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The clock itself: open time minus pauses, and the first instant at which a target is used up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from samdrift.engines.slaclock.calendar import Calendar
from samdrift.engines.slaclock.instants import (
    FOREVER,
    HORIZON,
    LAST_INSTANT,
    MINUTE,
    SECOND,
    Span,
    from_micros,
    length_of,
    spans_from_micros,
    start_micros,
    to_micros,
)
from samdrift.engines.slaclock.pauses import Pause, halts_of
from samdrift.engines.slaclock.timeline import ROUND_THE_CLOCK_LINE, Timeline, timeline_of
from samdrift.engines.slaclock.units import ClockModel
from samdrift.kernel.errors import BadInput

Minutes = int | float | Decimal | Fraction

_HORIZON = length_of(HORIZON)


@dataclass(frozen=True, slots=True)
class Due:
    """The answer and its sum. `due` is the first instant (UTC) at which the target is used up, None while a pause without
    an end stands before it. `intervals` are the counted spans (UTC, half-open) from the start to `due`, or to the running
    pause; with `due` their lengths add up to the target. `elapsed` is what was counted by `as_of`, or over `intervals`
    where no `as_of` was given; it may pass the target.
    """

    due: datetime | None
    elapsed: timedelta
    intervals: tuple[Span, ...]

    @property
    def elapsed_minutes(self) -> int | float:
        """`elapsed` in minutes: an int where it is whole, else the nearest float."""
        minutes = Fraction(length_of(self.elapsed), MINUTE)
        return int(minutes) if minutes.denominator == 1 else float(minutes)


def due(
    calendar: Calendar,
    start: datetime,
    target_minutes: Minutes,
    pauses: Iterable[Pause] = (),
    as_of: datetime | None = None,
    model: ClockModel = "service_hours",
) -> Due:
    """When `target_minutes` real minutes of open, unpaused time have passed since `start`.

    Times aware, any zone; targets and times exact to the microsecond. A target used up exactly at closing is due at
    closing; a target of 0 is used up at once, open or not. `model` says which time is open (see `units`). Raises BadInput
    when a pause ends before it begins, when the target is negative, or when there is not enough open time in 50 years.
    """
    amount = micros_of_minutes(target_minutes)
    halts = halts_of(pauses)
    line, begin = running_from(calendar, start, model)
    reached = reach(line, begin, amount, halts) if amount else to_micros(start)
    stop = halts[-1][0] if reached is None else reached
    counted = counted_spans(line, begin, stop, halts)
    until = stop if as_of is None else to_micros(as_of)
    return Due(
        due=None if reached is None else from_micros(reached),
        elapsed=duration(counted_micros(line, begin, until, halts)),
        intervals=spans_from_micros(counted),
    )


def open_seconds_between(calendar: Calendar, since: datetime, until: datetime, pauses: Iterable[Pause] = ()) -> float:
    """Real seconds in [since, until) in which the calendar is open and no pause runs; 0 when `until` is not later."""
    line, begin = running_from(calendar, since, "service_hours")
    return counted_micros(line, begin, to_micros(until), halts_of(pauses)) / SECOND


def open_intervals_between(
    calendar: Calendar, since: datetime, until: datetime, pauses: Iterable[Pause] = ()
) -> tuple[Span, ...]:
    """The spans that `open_seconds_between` adds up, ascending, UTC."""
    line, begin = running_from(calendar, since, "service_hours")
    return spans_from_micros(counted_spans(line, begin, to_micros(until), halts_of(pauses)))


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """The first instant at or after `at` when the calendar is open (`at` itself when it is), UTC; None if it never is."""
    begin = start_micros(at)
    opening = timeline_of(calendar).next_opening(begin, begin + _HORIZON)
    return None if opening is None else from_micros(opening)


def micros_of_minutes(minutes: Minutes) -> int:
    """A target in microseconds, rounded to the nearest; raises BadInput unless it is between 0 and 50 years."""
    if not 0 <= minutes <= _HORIZON // MINUTE:
        raise BadInput(f"{minutes} minutes cannot be a target", where="target_minutes", remedy="give 0 or more")
    return round(Fraction(minutes) * MINUTE)


def duration(micros: int) -> timedelta:
    """Microseconds as a duration."""
    return timedelta(0, 0, micros)


def running_from(calendar: Calendar, start: datetime, model: ClockModel) -> tuple[Timeline, int]:
    """The timeline on which a clock of this model runs, and the instant from which it does."""
    begin = start_micros(start)
    if model == "calendar_time":
        return ROUND_THE_CLOCK_LINE, begin
    line = timeline_of(calendar)
    if model == "service_hours":
        return line, begin
    opening = line.next_opening(begin, begin + _HORIZON)
    if opening is None:  # it never begins to run; on its own line, which stays closed, it is found not to
        return line, begin
    return ROUND_THE_CLOCK_LINE, opening


def reach(line: Timeline, begin: int, amount: int, halts: Sequence[tuple[int, int]]) -> int | None:
    """The first instant at which `amount` > 0 is used up since `begin`; None where a pause without an end comes first.

    A pause that begins only as the target is used up comes too late to matter. Raises BadInput when there is not that
    much open time within 50 years.
    """
    limit = begin + _HORIZON
    at, left = begin, amount
    for halt_from, halt_to in halts:
        if halt_to <= at:
            continue
        reached = line.used_up(at, left, limit)
        if reached is not None and reached <= halt_from:
            return reached
        if halt_to == FOREVER and halt_from < limit:
            return None
        left -= line.between(at, min(max(halt_from, at), limit))
        at = min(halt_to, limit)
    reached = line.used_up(at, left, limit)
    if reached is None:
        raise _not_open(amount, begin)
    return reached


def counted_spans(line: Timeline, begin: int, until: int, halts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The open spans in [begin, until) with the pauses cut out, ascending and apart."""
    return [span for since, stop in _unpaused(begin, until, halts) for span in line.spans(since, stop)]


def counted_micros(line: Timeline, begin: int, until: int, halts: Sequence[tuple[int, int]]) -> int:
    """What the `counted_spans` add up to."""
    return sum(line.between(since, stop) for since, stop in _unpaused(begin, until, halts))


def _unpaused(begin: int, until: int, halts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at, end = begin, min(until, LAST_INSTANT)
    for halt_from, halt_to in halts:
        if halt_to <= at:
            continue
        if halt_from > at:
            if halt_from >= end:
                break
            yield at, halt_from
        at = halt_to
    if at < end:
        yield at, end


def _not_open(amount: int, begin: int) -> BadInput:
    minutes = f"{amount / MINUTE:.15g}"
    return BadInput(
        f"the calendar is not open for {minutes} minutes within 50 years of {from_micros(begin).isoformat()}",
        where="calendar",
        remedy="give it weekly hours",
    )
