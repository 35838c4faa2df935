# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A port's traffic over any span that is still kept, cut so that a graph can draw it: what the port's page zooms in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from samdrift.inventory.types import InterfaceRow
from samdrift.monitoring.periods import floor
from samdrift.monitoring.reading import OCTETS, Port, port_steps
from samdrift.platform.actor import Actor

SPANS: Mapping[str, timedelta] = {
    "1h": timedelta(hours=1),
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "1y": timedelta(days=365),
}
USUAL = "24h"
SHORTEST, LONGEST = timedelta(minutes=2), timedelta(days=4 * 365)
MOST_POINTS = 420
TROUBLE = ("in_errors", "out_errors", "in_discards", "out_discards")
_STEPS = [
    timedelta(seconds=seconds) for seconds in (60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600)
]


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, aware. `name`: one of SPANS where it moves along with now; empty where it stands still."""

    start: datetime
    end: datetime
    name: str = ""

    @property
    def span(self) -> timedelta:
        return self.end - self.start

    @property
    def step(self) -> timedelta:
        """The shortest step that leaves few enough points to draw."""
        return next((step for step in _STEPS if self.span / step <= MOST_POINTS), _STEPS[-1])

    def moved(self, share: float) -> "Window":
        """The window as long, later (or earlier) by a share of its length."""
        return Window(self.start + self.span * share, self.end + self.span * share)

    def wider(self, now: datetime) -> "Window":
        """Three times as long around the same middle, not past `now`."""
        end = min(self.end + self.span, now)
        return Window(max(end - 3 * self.span, end - LONGEST), end)

    @property
    def address(self) -> str:
        """The query string that reproduces it."""
        return f"range={self.name}" if self.name else f"from={_plain(self.start)}&to={_plain(self.end)}"


def _plain(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def window_of(asked: Mapping[str, str], *, now: datetime, zone: tzinfo) -> Window:
    """The window an address asks for: `from` and `to` (ISO 8601; without an offset in `zone`), or `range`, else a day.

    What makes no sense gives a day: an old bookmark still opens.
    """
    start, end = _moment(asked.get("from", ""), zone), _moment(asked.get("to", ""), zone)
    if start is not None and end is not None and SHORTEST <= end - start <= LONGEST and start < now:
        return Window(start, end)
    name = asked.get("range", USUAL)
    name = name if name in SPANS else USUAL
    return Window(now - SPANS[name], now, name)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:40])
        found = found if found.tzinfo is not None else found.replace(tzinfo=zone)
        return found.astimezone(UTC) if 1990 <= found.year < 2200 else None
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class Graph:
    """Values in even steps from `times`: bit/s in and out with their highest within a step, and trouble in packets a second."""

    times: tuple[datetime, ...]
    step: timedelta
    mean: Mapping[str, tuple[float | None, ...]]
    most: Mapping[str, tuple[float | None, ...]]
    trouble: Mapping[str, tuple[float | None, ...]]

    @property
    def troubled(self) -> bool:
        """Whether there was any error or discard."""
        return any(value for values in self.trouble.values() for value in values)


def port_graph(actor: Actor, port: InterfaceRow, window: Window) -> Graph:
    """The graph of one port over a window; None where less than half of a step is known."""
    step = window.step
    start = floor(window.start, step)
    asked = Port(port.device_id, port.if_index, port.speed_bps)
    found = port_steps(actor, asked, (*OCTETS, *TROUBLE), start=start, end=window.end, step=step)
    count = len(found[OCTETS[0]].mean)
    enough = step.total_seconds() / 2

    def values(name: str, field: str, factor: int) -> tuple[float | None, ...]:
        spans = found[name]
        known = np.where(spans.known_s >= enough, getattr(spans, field) * factor, np.nan)
        return tuple(None if np.isnan(value) else value for value in known.tolist())

    return Graph(
        times=tuple(start + number * step for number in range(count)),
        step=step,
        mean={name: values(name, "mean", 8) for name in OCTETS},
        most={name: values(name, "most", 8) for name in OCTETS},
        trouble={name: values(name, "mean", 1) for name in TROUBLE},
    )
