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
from samdrift.engines.slaclock.instants import (
    DAY,
    EPOCH,
    FIRST_YEAR,
    MINUTE,
    YEAR_BEGINS,
    from_micros,
    length_of,
    to_micros,
)

_STEP = timedelta(hours=6)
_SECOND = timedelta(seconds=1)


def opening_of_year(calendar: Calendar, year: int) -> list[tuple[int, int]]:
    """The open spans within the UTC year, in microseconds since 1970, ascending and apart (touching ones are joined)."""
    joined: list[tuple[int, int]] = []
    for opens, closes in _laid_on(calendar, year):
        if joined and joined[-1][1] == opens:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return joined


def _laid_on(calendar: Calendar, year: int) -> Iterator[tuple[int, int]]:
    for since, until, offset in _stretches(calendar.tz, year):
        midnight = (since + offset) // DAY * DAY  # microseconds of the wall clock
        while midnight - offset < until:
            day = (EPOCH + timedelta(0, 0, midnight)).date()
            for opens, closes in calendar.hours_on(day):
                begin = max(midnight + opens * MINUTE - offset, since)
                finish = min(midnight + closes * MINUTE - offset, until)
                if begin < finish:
                    yield begin, finish
            midnight += DAY


def _stretches(tz: str, year: int) -> Iterator[tuple[int, int, int]]:
    """The stretches (since, until, offset) of constant UTC offset that make up the UTC year, in microseconds."""
    zone = ZoneInfo(tz)
    edges = [*(to_micros(change) for change in _offset_changes(tz, year)), YEAR_BEGINS[year + 1 - FIRST_YEAR]]
    since = YEAR_BEGINS[year - FIRST_YEAR]
    for until in edges:
        yield since, until, length_of(_offset(zone, from_micros(since)))
        since = until


@lru_cache(maxsize=2048)
def _offset_changes(tz: str, year: int) -> tuple[datetime, ...]:
    """The instants within the UTC year, but for its first, at which the zone's offset changes, to the second."""
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
