# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A second, naive answer to the same question: walk minute by minute and look at the wall clock. Shares no code."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def is_open(calendar: dict, at: datetime) -> bool:
    wall = at.astimezone(ZoneInfo(calendar["tz"]))
    day = wall.strftime("%Y-%m-%d")
    hours = calendar["weekly"].get(NAMES[wall.weekday()], [])
    if day in calendar["closed"]:
        hours = []
    if day in calendar["overrides"]:
        hours = calendar["overrides"][day]
    shown = wall.strftime("%H:%M")
    return any(opens <= shown < closes for opens, closes in hours)


def is_paused(pauses: list, at: datetime) -> bool:
    return any(begin <= at and (finish is None or at < finish) for begin, finish in pauses)


def due_by_counting(calendar: dict, start: datetime, target: int, pauses: list, limit_minutes: int) -> datetime | None:
    """The first whole minute at which `target` counted minutes have passed; None after `limit_minutes` real ones."""
    at, counted = start.astimezone(UTC), 0
    for _ in range(limit_minutes):
        if counted == target:
            return at
        if is_open(calendar, at) and not is_paused(pauses, at):
            counted += 1
        at += MINUTE
    return at if counted == target else None


def count_between(calendar: dict, since: datetime, until: datetime, pauses: list) -> int:
    at, counted = since.astimezone(UTC), 0
    while at < until:
        counted += is_open(calendar, at) and not is_paused(pauses, at)
        at += MINUTE
    return counted
