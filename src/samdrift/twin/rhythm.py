# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When a building is busy: the weekday and hour rhythm of schools, offices, care homes, and their mean on the backbone.

Counters need the integral, not the rate: `busy_seconds(t)` grows by one a second at full bustle and hardly at night, never
backwards, so that a counter is one multiplication and goes on where it was when the twin is started again.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from samdrift.demo.types import PlaceKind

_HOUR_S = 3600.0
_NIGHT = 0.03
_Shape = tuple[tuple[float, float], ...]
"""Corners (hour of the local day, bustle 0..1); straight between them, night outside."""

_SCHOOL: tuple[_Shape, _Shape] = (
    (
        (7.0, 0.05),
        (8.2, 0.9),
        (9.7, 1.0),
        (10.2, 0.55),
        (11.5, 0.95),
        (12.1, 0.5),
        (13.5, 0.85),
        (15.0, 0.35),
        (17.0, 0.08),
    ),
    (),
)
_OFFICE: tuple[_Shape, _Shape] = (
    ((6.5, 0.05), (8.5, 0.9), (10.5, 1.0), (12.0, 0.6), (13.2, 0.95), (15.0, 0.8), (16.5, 0.25), (18.0, 0.06)),
    (),
)
_CARE: tuple[_Shape, _Shape] = (
    ((5.5, 0.2), (7.5, 0.75), (10.0, 1.0), (13.0, 0.8), (16.0, 0.85), (20.0, 0.7), (22.5, 0.25)),
    ((6.5, 0.2), (9.0, 0.6), (13.0, 0.75), (17.0, 0.7), (20.0, 0.65), (22.5, 0.25)),
)
_CULTURE: tuple[_Shape, _Shape] = (
    ((8.5, 0.05), (11.0, 0.5), (14.0, 0.8), (16.5, 1.0), (19.0, 0.7), (21.5, 0.1)),
    ((9.5, 0.05), (11.0, 0.7), (14.0, 0.6), (16.0, 0.1)),
)
_YARD: tuple[_Shape, _Shape] = (((5.5, 0.05), (7.0, 1.0), (9.0, 0.5), (12.0, 0.6), (14.0, 0.8), (15.5, 0.1)), ())
_DAY_AND_NIGHT: tuple[_Shape, _Shape] = (
    ((6.0, 0.5), (9.0, 1.0), (16.0, 1.0), (22.0, 0.5)),
    ((8.0, 0.5), (14.0, 0.8), (22.0, 0.5)),
)
_SHAPES: dict[PlaceKind | None, tuple[_Shape, _Shape]] = {
    None: _DAY_AND_NIGHT,
    "town_hall": _OFFICE,
    "job_centre": _OFFICE,
    "harbour_office": _OFFICE,
    "health_house": _OFFICE,
    "school": _SCHOOL,
    "kindergarten": _YARD,
    "care_home": _CARE,
    "fire_station": _DAY_AND_NIGHT,
    "depot": _YARD,
    "library": _CULTURE,
    "music_school": _CULTURE,
    "sports_centre": _CULTURE,
    "youth_centre": _CULTURE,
}
"""Working day and day off, by kind of place; None is the backbone."""


class Rhythm:
    """The bustle of one kind of place (None: the backbone) from `start` on; dates in `closed` are days off."""

    def __init__(self, kind: PlaceKind | None, start: datetime, zone: str, closed: Collection[date] = ()) -> None:
        self._shapes = _SHAPES[kind]
        self._zone = ZoneInfo(zone)
        self._closed = frozenset(closed)
        self._begin = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        self.start_s = self._begin.timestamp()
        self._rates = [self._bustle(0)]
        self._sums = [0.0]
        self._asked = (self.start_s, 0.0)

    def busy_seconds(self, at: float) -> float:
        """Seconds of full bustle from the start until `at` (epoch seconds), 0 before the start; never falls as `at` grows."""
        if at == self._asked[0]:
            return self._asked[1]
        hours, rest = divmod(max(0.0, at - self.start_s), _HOUR_S)
        hour = int(hours)
        self._reach(hour + 1)
        here, there = self._rates[hour], self._rates[hour + 1]
        busy = self._sums[hour] + here * rest + (there - here) * rest * rest / (2 * _HOUR_S)
        self._asked = (at, busy)
        return busy

    def _reach(self, hour: int) -> None:
        while len(self._rates) <= hour:
            rate = self._bustle(len(self._rates))
            self._sums.append(self._sums[-1] + (self._rates[-1] + rate) / 2 * _HOUR_S)
            self._rates.append(rate)

    def _bustle(self, hour: int) -> float:
        local = (self._begin + timedelta(hours=hour)).astimezone(self._zone)
        day_off = local.weekday() >= 5 or local.date() in self._closed
        return _along(self._shapes[day_off], local.hour + local.minute / 60)


def _along(shape: _Shape, hour: float) -> float:
    if not shape or not shape[0][0] < hour < shape[-1][0]:
        return _NIGHT if not shape else max(_NIGHT, min(shape[0][1], shape[-1][1]))
    after = bisect_left(shape, (hour, 0.0))
    (h0, r0), (h1, r1) = shape[after - 1], shape[after]
    return r0 + (r1 - r0) * (hour - h0) / (h1 - h0)


def rhythms(start: datetime, zone: str, closed: Collection[date]) -> Iterator[tuple[PlaceKind | None, Rhythm]]:
    """One rhythm for each kind of place and one for the backbone."""
    return ((kind, Rhythm(kind, start, zone, closed)) for kind in _SHAPES)
