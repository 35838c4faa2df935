# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Opening hours turned into instants, date by date, so that the night the clock changes comes out right.

A calendar is open at an instant when the wall clock shows a time within that date's hours. In the skipped hour of spring
nothing is open; in the repeated hour of autumn both passes count. A stretch of time with one UTC offset is therefore
taken by itself, and the hours are laid on it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock.calendar import Calendar
from samdrift.kernel.clock import require_aware
from samdrift.kernel.errors import BadInput

Span = tuple[datetime, datetime]
"""Half-open [from, to), aware, UTC."""

HORIZON = timedelta(days=50 * 366)
"""How far a search goes. A target that needs longer is a mistake in the calendar, not a service level."""

_STEP = timedelta(hours=6)
_SECOND = timedelta(seconds=1)


def open_spans(calendar: Calendar, start: datetime) -> Iterator[Span]:
    """The open spans from `start` on, ascending, clipped to `start`, as UTC; one may begin where another ended.

    Ends when the calendar can open no more or after 50 years. Raises BadInput for a start outside 1900 to 2900.
    """
    start = require_aware(start)
    if not 1900 <= start.year <= 2900:
        raise BadInput(f"the year {start.year} is outside 1900 to 2900", where="start")
    for since, until, offset in _stretches(calendar.tz, start, start + HORIZON):
        midnight = (since + offset).replace(hour=0, minute=0, second=0, microsecond=0)
        while midnight - offset < until:
            if not calendar.opens_on_or_after(midnight.date()):
                return
            for opens, closes in calendar.hours_on(midnight.date()):
                begin = max(midnight + timedelta(minutes=opens) - offset, since)
                finish = min(midnight + timedelta(minutes=closes) - offset, until)
                if begin < finish:
                    yield begin, finish
            midnight += timedelta(days=1)


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """The first instant at or after `at` when the calendar is open (`at` itself when it is), UTC; None if it never is."""
    return next((opens for opens, _ in open_spans(calendar, at)), None)


def _stretches(tz: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The stretches of constant UTC offset that cover [start, end), in order."""
    zone = ZoneInfo(tz)
    since = start
    year = start.year
    while since < end:
        for change in _offset_changes(tz, year):
            if since < change < end:
                yield since, change, _offset(zone, since)
                since = change
        year_end = min(datetime(year + 1, 1, 1, tzinfo=UTC), end)
        if since < year_end:
            yield since, year_end, _offset(zone, since)
            since = year_end
        year += 1


@lru_cache(maxsize=2048)
def _offset_changes(tz: str, year: int) -> tuple[datetime, ...]:
    """The instants within the UTC year `year` at which the zone's offset changes, to the second."""
    zone = ZoneInfo(tz)
    found: list[datetime] = []
    at = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        following = min(at + _STEP, end)
        if _offset(zone, at) != _offset(zone, following):
            found.append(_first_change(zone, at, following))
        at = following
    return tuple(change for change in found if change < end)


def _first_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    while after - before > _SECOND:
        middle = (before + (after - before) // 2).replace(microsecond=0)
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
