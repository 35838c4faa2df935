# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Pictures of figures, computed on the server: the records a view hands over, and the shapes a template draws.

Every picture has a table twin made from the same record, so that both always say the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

Day = Literal["up", "degraded", "down", "unknown"]


@dataclass(frozen=True, slots=True)
class Line:
    """One curve. `values` stand beside the chart's `times`; None where nothing was measured."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over time. `times` are aware; `unit` is written on the axis (`bit/s`, `%`, `ms`, or empty for counts)."""

    id: str
    title: str
    times: Sequence[datetime]
    lines: Sequence[Line]
    unit: str = ""

    @property
    def data_id(self) -> str:
        """The id of the element that carries the payload."""
        return f"{self.id}-data"

    @property
    def payload(self) -> dict[str, object]:
        """What the browser draws from: seconds since 1970, the curves, and the zone to write times in: not the browser's own."""
        return {
            "zone": timezone.get_current_timezone_name(),
            "title": self.title,
            "unit": self.unit,
            "times": [int(at.timestamp()) for at in self.times],
            "lines": [{"label": line.label, "values": list(line.values)} for line in self.lines],
        }

    @property
    def rows(self) -> list[tuple[datetime, list[float | None]]]:
        """The table twin, newest first."""
        return [(at, [line.values[n] for line in self.lines]) for n, at in reversed(list(enumerate(self.times)))]

    @property
    def has_values(self) -> bool:
        return any(value is not None for line in self.lines for value in line.values)


@dataclass(frozen=True, slots=True)
class Beat:
    """One day of a heartbeat. `share` is the part of the day it was up, 0 to 1, or None when nobody watched."""

    day: date
    state: Day
    share: float | None = None
    note: str = ""

    @property
    def percent(self) -> float | None:
        return None if self.share is None else self.share * 100


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The truth of some weeks at a glance, oldest day first."""

    title: str
    beats: Sequence[Beat]

    @property
    def bars(self) -> list[tuple[int, Beat]]:
        """Left edge of each bar, in units of one bar and its gap."""
        return list(enumerate(self.beats))

    @property
    def share(self) -> float | None:
        """The mean of the days that were watched, or None."""
        known = [beat.share for beat in self.beats if beat.share is not None]
        return sum(known) / len(known) if known else None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else self.share * 100

    @property
    def days(self) -> int:
        """How many days ago the oldest day was."""
        return max(len(self.beats) - 1, 0)

    @property
    def width(self) -> int:
        return max(len(self.beats), 1)

    @property
    def newest_first(self) -> list[Beat]:
        return list(reversed(self.beats))


def sparkline_path(values: Sequence[float | None], *, width: float = 100, height: float = 24) -> str:
    """An SVG path of the values from left to right, broken where a value is missing; empty when there is nothing."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = width / max(len(values) - 1, 1)
    parts: list[str] = []
    pen_down = False
    for n, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        y = height - 1 - (value - low) / span * (height - 2)
        parts.append(f"{'L' if pen_down else 'M'}{n * step:.1f} {y:.1f}")
        pen_down = True
    return "".join(parts)
