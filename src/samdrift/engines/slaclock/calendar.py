# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A calendar as data: when a desk is open, by its own wall clock. Read from JSON strictly, written back the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.kernel.errors import BadInput

Hours = tuple[tuple[int, int], ...]
"""The open intervals of one date, half-open [from, to), in minutes since local midnight; 1440 is the end of the day.
Ascending and apart: touching and overlapping intervals are joined when read."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours in the zone `tz` (IANA name). `closed` wins over `weekly`; `overrides` give one date hours of its own
    and win over both, being the most particular. `weekly` holds Monday to Sunday.
    """

    tz: str
    weekly: tuple[Hours, ...]
    closed: frozenset[date] = frozenset()
    overrides: Mapping[date, Hours] = field(default_factory=dict, hash=False)

    def hours_on(self, day: date) -> Hours:
        """The open intervals of the local date `day`."""
        if day in self.overrides:
            return self.overrides[day]
        if day in self.closed:
            return ()
        return self.weekly[day.weekday()]

    def opens_on_or_after(self, day: date) -> bool:
        """False when neither `day` nor a later date can have hours, so that a search may end."""
        return any(self.weekly) or any(hours and on >= day for on, hours in self.overrides.items())


def calendar_from_json(data: Any, where: str) -> Calendar:
    """The calendar that `data` describes (the shape of `samdrift sla due`); unknown keys are ignored, so that a newer
    sender can add notes. Raises BadInput naming the field under `where`.
    """
    if not isinstance(data, Mapping):
        raise BadInput("a calendar must be an object with tz, weekly, closed and overrides", where=where)
    return Calendar(
        tz=_zone_name(data.get("tz"), f"{where}.tz"),
        weekly=_weekly(data.get("weekly"), f"{where}.weekly"),
        closed=frozenset(_closed_dates(data.get("closed", []), f"{where}.closed")),
        overrides=_overrides(data.get("overrides", {}), f"{where}.overrides"),
    )


def calendar_to_json(calendar: Calendar) -> dict[str, Any]:
    """The JSON form of `calendar`; reading it again gives an equal calendar."""
    return {
        "tz": calendar.tz,
        "weekly": {name: _hours_to_json(hours) for name, hours in zip(WEEKDAYS, calendar.weekly, strict=True)},
        "closed": [day.isoformat() for day in sorted(calendar.closed)],
        "overrides": {day.isoformat(): _hours_to_json(hours) for day, hours in sorted(calendar.overrides.items())},
    }


def _zone_name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise BadInput("is missing", where=where, remedy="give an IANA zone such as Europe/Copenhagen")
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"{value!r} is not a known zone", where=where, remedy="give an IANA zone") from error
    return value


def _weekly(value: Any, where: str) -> tuple[Hours, ...]:
    if not isinstance(value, Mapping):
        raise BadInput("must be an object with hours for mon to sun", where=where)
    strange = sorted(set(map(str, value)) - set(WEEKDAYS))
    if strange:
        raise BadInput(f"{strange[0]!r} is not a weekday", where=where, remedy=f"use {', '.join(WEEKDAYS)}")
    return tuple(_hours(value.get(day, []), f"{where}.{day}") for day in WEEKDAYS)


def _closed_dates(value: Any, where: str) -> list[date]:
    if not isinstance(value, list):
        raise BadInput("must be a list of dates", where=where)
    return [_date(item, f"{where}[{index}]") for index, item in enumerate(value)]


def _overrides(value: Any, where: str) -> dict[date, Hours]:
    if not isinstance(value, Mapping):
        raise BadInput("must be an object from date to hours", where=where)
    return {_date(day, where): _hours(hours, f"{where}.{day}") for day, hours in value.items()}


def _hours(value: Any, where: str) -> Hours:
    if not isinstance(value, list):
        raise BadInput("must be a list of [from, to]", where=where)
    intervals = sorted(_interval(item, f"{where}[{index}]") for index, item in enumerate(value))
    joined: list[tuple[int, int]] = []
    for opens, closes in intervals:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _interval(value: Any, where: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise BadInput('must be two times such as ["08:00", "16:00"]', where=where)
    opens, closes = _minute(value[0], where), _minute(value[1], where)
    if opens >= closes:
        raise BadInput(
            f"{value[0]} is not before {value[1]}",
            where=where,
            remedy="let hours over midnight end at 24:00 and begin again at 00:00 the next day",
        )
    return opens, closes


def _minute(value: Any, where: str) -> int:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    minute = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minute <= 1440:
        raise BadInput(f"{value!r} is not a time of day", where=where, remedy="write 00:00 to 24:00")
    return minute


def _date(value: Any, where: str) -> date:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise BadInput(f"{value!r} is not a date", where=where, remedy="write YYYY-MM-DD")


def _hours_to_json(hours: Hours) -> list[list[str]]:
    return [[f"{minute // 60:02d}:{minute % 60:02d}" for minute in interval] for interval in hours]
