# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The clock itself: open time minus pauses, and the first instant at which a target is used up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from samdrift.engines.slaclock.calendar import Calendar
from samdrift.engines.slaclock.opening import HORIZON, Span, open_spans
from samdrift.kernel.clock import require_aware
from samdrift.kernel.errors import BadInput

Pause = tuple[datetime, datetime | None]
"""Half-open [from, to), aware; None while it still runs."""

_FOREVER = datetime.max.replace(tzinfo=UTC)
_NOTHING = timedelta(0)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The answer and its sum. `due` is the first instant (UTC) at which the target is used up, None while a pause without
    an end stands before it. `intervals` are the counted spans (UTC, half-open) from the start to `due`, or to the running
    pause; with `due` their lengths add up to the target. `elapsed_minutes` is what was counted by `as_of`, or over
    `intervals` where no `as_of` was given; it may pass the target.
    """

    due: datetime | None
    elapsed_minutes: float
    intervals: tuple[Span, ...]


def due(
    calendar: Calendar,
    start: datetime,
    target_minutes: float,
    pauses: Iterable[Pause] = (),
    as_of: datetime | None = None,
) -> Due:
    """When `target_minutes` real minutes of open, unpaused time have passed since `start`.

    Times aware, any zone. A target used up exactly at closing is due at closing. Raises BadInput when a pause ends before
    it begins, when the target is negative, or when the calendar is not open long enough within 50 years.
    """
    if not 0 <= target_minutes <= HORIZON / timedelta(minutes=1):
        raise BadInput(f"{target_minutes} minutes cannot be a target", where="target_minutes", remedy="give 0 or more")
    halts = joined_pauses(pauses)
    counted, reached = _use_up(calendar, require_aware(start), timedelta(minutes=target_minutes), halts)
    if reached is None and not (halts and halts[-1][1] == _FOREVER):
        raise BadInput(
            f"the calendar is not open for {target_minutes} minutes within 50 years of {start.isoformat()}",
            where="calendar",
            remedy="give it weekly hours",
        )
    seconds = _length(counted) if as_of is None else open_seconds_between(calendar, start, as_of, pauses)
    return Due(due=reached, elapsed_minutes=seconds / 60, intervals=counted)


def _use_up(
    calendar: Calendar, start: datetime, left: timedelta, halts: Sequence[Span]
) -> tuple[tuple[Span, ...], datetime | None]:
    """The spans counted until `left` is used up, and the instant of that; None if it never is."""
    if not left:
        return (), start
    counted: list[Span] = []
    for begin, finish in _counted_spans(calendar, start, halts):
        taken = min(finish - begin, left)
        counted.append((begin, begin + taken))
        left -= taken
        if not left:
            return _touching_joined(counted), begin + taken
    return _touching_joined(counted), None


def open_seconds_between(calendar: Calendar, since: datetime, until: datetime, pauses: Iterable[Pause] = ()) -> float:
    """Real seconds in [since, until) in which the calendar is open and no pause runs; 0 when `until` is not later."""
    return _length(open_intervals_between(calendar, since, until, pauses))


def open_intervals_between(
    calendar: Calendar, since: datetime, until: datetime, pauses: Iterable[Pause] = ()
) -> tuple[Span, ...]:
    """The spans that `open_seconds_between` adds up, ascending, UTC."""
    since, until = require_aware(since), require_aware(until)
    counted: list[Span] = []
    if since < until:
        for begin, finish in _counted_spans(calendar, since, joined_pauses(pauses)):
            if begin >= until:
                break
            counted.append((begin, min(finish, until)))
            if finish >= until:
                break
    return _touching_joined(counted)


def joined_pauses(pauses: Iterable[Pause]) -> list[Span]:
    """The pauses as ascending spans apart from each other; one without an end runs to the end of time."""
    spans: list[Span] = []
    for begin, finish in sorted(_pause_span(pause) for pause in pauses):
        if begin == finish:
            continue
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(finish, spans[-1][1]))
        else:
            spans.append((begin, finish))
    return spans


def _pause_span(pause: Pause) -> Span:
    begin = require_aware(pause[0])
    finish = _FOREVER if pause[1] is None else require_aware(pause[1])
    if finish < begin:
        raise BadInput(f"a pause from {begin.isoformat()} ends before it begins", where="pauses")
    return begin, finish


def _counted_spans(calendar: Calendar, start: datetime, halts: Sequence[Span]) -> Iterator[Span]:
    """Open spans with the pauses cut out, ascending; ends where a pause without an end begins."""
    waiting = list(reversed(halts))
    for opens, closes in open_spans(calendar, start):
        begin = opens
        while waiting and waiting[-1][0] < closes:
            halt_from, halt_to = waiting[-1]
            if begin < halt_from:
                yield begin, halt_from
            if halt_to == _FOREVER:
                return
            begin = max(begin, halt_to)
            if halt_to > closes:
                break
            waiting.pop()
        if begin < closes:
            yield begin, closes


def _touching_joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for begin, finish in spans:
        if joined and joined[-1][1] == begin:
            joined[-1] = (joined[-1][0], finish)
        else:
            joined.append((begin, finish))
    return tuple(joined)


def _length(spans: Iterable[Span]) -> float:
    return sum(((finish - begin) for begin, finish in spans), _NOTHING) / _SECOND
