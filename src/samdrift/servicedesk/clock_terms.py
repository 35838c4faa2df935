# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A stored clock as the engine takes it, and the engine's words as they are stored. Nothing is decided or saved here."""

import json
from datetime import datetime
from math import ceil
from typing import Any

from samdrift.agreements.types import LevelInfo
from samdrift.engines.slaclock import (
    Calendar,
    Change,
    ChangeCause,
    ChangePolicy,
    Clock,
    Explanation,
    Pause,
    Terms,
    calendar_from_json,
    date_clock,
    explain,
    in_force,
    target_minutes,
)
from samdrift.servicedesk.models import CaseClock
from samdrift.servicedesk.types import ClockKind

MOST_KEPT = 256
_read: dict[str, Calendar] = {}


def clock_of(row: CaseClock) -> Clock:
    """The whole promise: what it began with, its pauses and its changes."""
    return Clock(
        start=row.started_at,
        terms=_terms(_begun_with(row), f"clock {row.pk}"),
        pauses=tuple(pauses_of(row)),
        changes=tuple(_change(told, f"clock {row.pk}.changes[{index}]") for index, told in enumerate(row.changes)),
    )


def explained(row: CaseClock, *, as_of: datetime | None = None) -> Explanation:
    """The due time of a clock with everything that gives it."""
    return explain(clock_of(row), as_of)


def pauses_of(row: CaseClock) -> list[Pause]:
    """The stored pauses as the engine takes them."""
    return [
        (datetime.fromisoformat(begin), datetime.fromisoformat(finish) if finish else None)
        for begin, finish in row.pauses
    ]


def terms_to_json(level: LevelInfo, kind: ClockKind) -> dict[str, Any]:
    """What a level promises for one kind of clock, as it is stored."""
    promise = level.response if kind == "response" else level.resolution
    return {"calendar": level.calendar, "target": promise.amount, "unit": promise.unit, "model": level.model}


def calendar_in_force(row: CaseClock) -> dict[str, Any]:
    """The calendar the clock counts by now, as it was stored, with its slug and version."""
    return dict(terms_in_force(row)["calendar"])


def terms_in_force(row: CaseClock) -> dict[str, Any]:
    """The terms it is held to now, as they are stored."""
    changed = [told["terms"] for told in row.changes if told["terms"] is not None]
    return dict(changed[-1] if changed else _begun_with(row))


def change_to_json(
    at: datetime,
    cause: ChangeCause,
    policy: ChangePolicy,
    *,
    terms: dict[str, Any] | None = None,
    solved_at: datetime | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """A change as it is stored."""
    return {
        "at": at.isoformat(),
        "cause": cause,
        "policy": policy,
        "reason": reason,
        "solved_at": solved_at.isoformat() if solved_at is not None else None,
        "terms": terms,
    }


def counted(row: CaseClock) -> tuple[datetime | None, int]:
    """(due time, target in counted minutes) under the terms in force; what is not whole counts as the next whole minute."""
    now = in_force(clock_of(row))
    return date_clock(now).due, ceil(target_minutes(now.terms, now.start))


def _begun_with(row: CaseClock) -> dict[str, Any]:
    return {"calendar": row.calendar, "target": row.target, "unit": row.unit, "model": row.model}


def _terms(told: dict[str, Any], where: str) -> Terms:
    calendar = _calendar(json.dumps(told["calendar"]), f"calendar of {where}")
    return Terms(calendar, told["target"], told["unit"], told["model"])


def _calendar(text: str, where: str) -> Calendar:
    """Thousands of clocks count by the same few calendars; reading one costs more than counting by it."""
    found = _read.get(text)
    if found is None:
        if len(_read) >= MOST_KEPT:
            _read.clear()
        found = _read[text] = calendar_from_json(json.loads(text), where)
    return found


def _change(told: dict[str, Any], where: str) -> Change:
    return Change(
        at=datetime.fromisoformat(told["at"]),
        policy=told["policy"],
        terms=_terms(told["terms"], where) if told["terms"] is not None else None,
        cause=told["cause"],
        solved_at=datetime.fromisoformat(told["solved_at"]) if told["solved_at"] else None,
        reason=told["reason"],
    )
