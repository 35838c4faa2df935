# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Instants as whole microseconds since 1970 (UTC): exact, and quick to compare, to search in and to add up."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from samdrift.kernel.clock import require_aware
from samdrift.kernel.errors import BadInput

Span = tuple[datetime, datetime]
"""Half-open [from, to), aware, UTC."""

FIRST_YEAR, LAST_YEAR = 1900, 2900
"""Years in which a clock may begin."""

HORIZON = timedelta(days=50 * 366)
"""How far a search goes. A target that needs longer is a mistake in the calendar, not a service level."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 1440 * MINUTE
FOREVER = 1 << 62
"""Later than any datetime: the end of a pause that has none."""

_MICROSECOND = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """The aware instant as microseconds; a naive one raises ValueError."""
    since = require_aware(at) - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def from_micros(micros: int) -> datetime:
    """The instant, UTC."""
    return EPOCH + timedelta(0, 0, micros)


def spans_from_micros(spans: list[tuple[int, int]]) -> tuple[Span, ...]:
    """The same spans as instants."""
    return tuple((from_micros(begin), from_micros(finish)) for begin, finish in spans)


def start_micros(start: datetime) -> int:
    """The start of a clock; raises BadInput outside the centuries we count in."""
    micros = to_micros(start)
    if not YEAR_BEGINS[0] <= micros < YEAR_BEGINS[LAST_YEAR - FIRST_YEAR + 1]:
        raise BadInput(f"the year {start.year} is outside {FIRST_YEAR} to {LAST_YEAR}", where="start")
    return micros


def local_midnight(day: date, zone: ZoneInfo) -> int:
    """Where the local date begins, in microseconds."""
    return to_micros(datetime(day.year, day.month, day.day, tzinfo=zone))


def year_of(micros: int) -> int:
    """The UTC year in which the instant lies; it must lie within `YEAR_BEGINS`."""
    return FIRST_YEAR - 1 + bisect_right(YEAR_BEGINS, micros)


def length_of(amount: timedelta) -> int:
    """A duration as microseconds."""
    return amount // _MICROSECOND


YEAR_BEGINS = [to_micros(datetime(year, 1, 1, tzinfo=UTC)) for year in range(FIRST_YEAR, LAST_YEAR + 102)]
"""Where each UTC year begins: those of starts, and a century more for ends."""

LAST_INSTANT = YEAR_BEGINS[-1] - 1
