# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A calendar as people write it in a form, and read back from it: hours on a line, dates one a line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from samdrift.kernel.errors import BadInput

CLOSED = "closed"


def hours_to_words(hours: Iterable[Sequence[str]]) -> str:
    """`[["08:00", "12:00"], ["13:00", "16:00"]]` as `08:00-12:00, 13:00-16:00`."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in hours)


def hours_from_words(words: str, where: str) -> list[list[str]]:
    """The other way; empty words are a closed day. BadInput names the piece that cannot be read."""
    pieces = [piece.strip() for piece in words.replace("–", "-").split(",") if piece.strip()]
    return [_span(piece, where) for piece in pieces]


def days_to_words(overrides: Mapping[str, Iterable[Sequence[str]]]) -> str:
    """Dates with hours of their own, one a line: `2026-12-24 08:00-12:00`."""
    return "\n".join(f"{day} {hours_to_words(hours) or CLOSED}" for day, hours in sorted(overrides.items()))


def days_from_words(words: str, where: str) -> dict[str, list[list[str]]]:
    """The other way. BadInput names the line: no date, or a date that stands twice."""
    found: dict[str, list[list[str]]] = {}
    for number, line in enumerate(words.splitlines(), 1):
        day, _, hours = line.strip().partition(" ")
        if not day:
            continue
        at = f"{where}, line {number}"
        if day in found:
            raise BadInput(f"{day} stands twice", where=at, remedy="keep one line for it")
        found[day] = [] if hours.strip() == CLOSED else hours_from_words(hours, at)
    return found


def dates_from_words(words: str) -> list[str]:
    """Dates one a line or parted by commas, in order, each once."""
    return sorted({piece for line in words.splitlines() for piece in line.replace(",", " ").split()})


def calendar_from_form(form: Mapping[str, str], weekdays: Iterable[str]) -> dict[str, Any]:
    """The fields `mon` to `sun`, `closed`, `overrides` and `time_zone` of a form as engines.slaclock reads a calendar."""
    return {
        "tz": form.get("time_zone", "").strip(),
        "weekly": {day: hours_from_words(form.get(day, ""), day) for day in weekdays},
        "closed": dates_from_words(form.get("closed", "")),
        "overrides": days_from_words(form.get("overrides", ""), "overrides"),
    }


def _span(piece: str, where: str) -> list[str]:
    opens, dash, closes = piece.partition("-")
    if not dash or not opens.strip() or not closes.strip():
        raise BadInput(f"«{piece}» is not a span of hours", where=where, remedy="write it as 08:00-16:00")
    return [opens.strip().zfill(5), closes.strip().zfill(5)]
