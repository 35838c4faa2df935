# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A calendar's JSON form: read strictly, every refusal naming its field, and written back the same."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from samdrift.engines.slaclock.calendar import Calendar, CalendarVersion, Hours
from samdrift.kernel.errors import BadInput

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_END_OF_DAY = 1440


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
        name=_label(data.get("name")),
        version=_label(data.get("version")),
    )


def versions_from_json(data: Any, where: str) -> tuple[CalendarVersion, ...]:
    """`{"versions": [{"valid_from": date, ...a calendar}, ...]}`, or one calendar that has always held.

    Raises BadInput naming the field: no version at all, two from the same date, or a wrong calendar.
    """
    if not (isinstance(data, Mapping) and "versions" in data):
        return (CalendarVersion(date.min, calendar_from_json(data, where)),)
    listed = data["versions"]
    if not isinstance(listed, list) or not listed:
        raise BadInput("must be a list of at least one calendar with valid_from", where=f"{where}.versions")
    versions: dict[date, CalendarVersion] = {}
    for index, item in enumerate(listed):
        at = f"{where}.versions[{index}]"
        calendar = calendar_from_json(item, at)
        day = _date(item.get("valid_from"), f"{at}.valid_from")
        if day in versions:
            raise BadInput(f"another version holds from {day} too", where=f"{at}.valid_from")
        versions[day] = CalendarVersion(day, calendar)
    return tuple(versions[day] for day in sorted(versions))


def calendar_to_json(calendar: Calendar) -> dict[str, Any]:
    """The JSON form of `calendar`; reading it again gives an equal calendar."""
    return {
        "tz": calendar.tz,
        "weekly": {name: _hours_to_json(hours) for name, hours in zip(WEEKDAYS, calendar.weekly, strict=True)},
        "closed": [day.isoformat() for day in sorted(calendar.closed)],
        "overrides": {day.isoformat(): _hours_to_json(hours) for day, hours in sorted(calendar.overrides.items())},
    } | {key: text for key, text in (("name", calendar.name), ("version", calendar.version)) if text}


def calendar_oddities(data: Mapping[str, Any], where: str) -> Iterator[str]:
    """What a person should look at in a calendar that can be read: overlapping hours (counted once), and a date both
    closed and given hours of its own (the hours win). `data` must have passed `calendar_from_json`.
    """
    lists = [(f"weekly.{day}", hours) for day, hours in data["weekly"].items()]
    lists += [(f"overrides.{day}", hours) for day, hours in data.get("overrides", {}).items()]
    for name, hours in lists:
        ordered = sorted((str(begin), str(finish)) for begin, finish in hours)
        for (_, closes), (opens, _) in pairwise(ordered):
            if opens < closes:
                yield f"{where}.{name}: {opens} is before {closes}: overlapping hours count once"
    for day in sorted(set(data.get("closed", [])) & set(data.get("overrides", {}))):
        yield f"{where}.overrides.{day}: the date is closed too; its own hours win"


def _label(value: Any) -> str:
    return "" if value is None else str(value)


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
    minute = int(match[1]) * 60 + int(match[2]) if match else _END_OF_DAY + 1
    if minute > _END_OF_DAY:
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
