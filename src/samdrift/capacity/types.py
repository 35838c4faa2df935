# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Capacity as its own pages, papers and programs see it: frozen records, no Django."""

from dataclasses import dataclass
from datetime import datetime

from samdrift.engines.foresight import Forecast, Part
from samdrift.monitoring.facade import Outlook


@dataclass(frozen=True, slots=True)
class Row:
    """One line or pool with where it is and when 80 % is reached. `what`: the port, the pool, or empty for the whole device."""

    outlook: Outlook
    device: str
    what: str
    place_id: int | None
    place: str
    found: Forecast | None

    @property
    def full_at(self) -> datetime | None:
        return self.outlook.day(self.found.days) if self.found is not None else None

    @property
    def earliest(self) -> datetime | None:
        return self.outlook.day(self.found.earliest) if self.found is not None else None

    @property
    def latest(self) -> datetime | None:
        return self.outlook.day(self.found.latest) if self.found is not None else None

    @property
    def percent(self) -> int | None:
        """How full the busy hours are now; not above 999."""
        share = self.outlook.share
        return None if share is None else min(999, round(share * 100))

    @property
    def state(self) -> str:
        """full, soon (within a year), later (within three years), never, unknown."""
        if self.found is None:
            return "unknown"
        if self.found.days is None:
            return "never"
        return "full" if self.found.days == 0 else "soon" if self.found.days <= 365 else "later"


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place with devices that fall silent. `whole`: all of them. `services`: names of what stops there."""

    id: int
    name: str
    kind: str
    people: int
    silent: int
    devices: int
    services: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.silent == self.devices


@dataclass(frozen=True, slots=True)
class CutRow:
    """What one cable or device takes with it. `name`: as engineers call it. `people` of places that fall silent as a whole."""

    part: Part
    name: str
    devices: int
    places: int
    people: int

    @property
    def kind(self) -> str:
        return self.part[0]

    @property
    def id(self) -> int:
        return self.part[1]


@dataclass(frozen=True, slots=True)
class CutDetail:
    """One cut in full. `threads`: what would alone cut somebody off while this is gone, and does not now."""

    row: CutRow
    hit: tuple[PlaceHit, ...]
    names: tuple[tuple[int, str], ...]
    """The devices that fall silent."""
    threads: tuple[CutRow, ...]


@dataclass(frozen=True, slots=True)
class PlaceThreads:
    """What alone cuts off a whole place, the nearest first; empty: it has two ways, or no way at all (`apart`)."""

    id: int
    name: str
    kind: str
    people: int
    devices: int
    points: tuple[CutRow, ...]
    apart: bool


@dataclass(frozen=True, slots=True)
class LostSpare:
    """A cable that is no way any more, or a slow one, where another carries the traffic. `why`: gone, down, off, slow.

    `incident`: the open incident that tells of it; None: nobody is told.
    """

    cable_id: int
    name: str
    why: str
    since: datetime | None
    places: tuple[tuple[int, str], ...]
    incident: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """«Three devices a pupil»: devices each now and then, what one asks for in the busy hour, and where."""

    devices: float = 3.0
    devices_now: float = 1.0
    kbit_s: float = 250.0
    kind: str = "school"
    """A kind of place; empty: everywhere."""
    people: int | None = None
    """At each place, instead of the number that is known."""

    @property
    def more(self) -> float:
        """Devices each that come to those of now."""
        return max(0.0, self.devices - self.devices_now)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A line (bit/s) or access point (clients) as it is and as it would be. `now` None: not measured, only what comes counts."""

    kind: str
    id: int
    device_id: int
    name: str
    place: str
    unit: str
    size: float
    now: float | None
    more: float

    @property
    def then(self) -> float:
        return (self.now or 0.0) + self.more

    @property
    def share(self) -> float:
        return self.then / self.size if self.size else 0.0

    @property
    def share_now(self) -> float:
        return (self.now or 0.0) / self.size if self.size else 0.0
