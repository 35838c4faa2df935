# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The month's service levels as records: every figure carries the rows it was made of."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Outage:
    """One place without a service from `since` until `until` (UTC; the end of what is counted when it still goes on)."""

    incident_id: int
    cause: str
    place_id: int
    place: str
    since: datetime
    until: datetime
    still: bool
    seconds: int
    """Seconds of it within service hours; overlapping outages of one place count once, in the first."""


@dataclass(frozen=True, slots=True)
class Availability:
    """One service over the month: open time and down time added up over its places, in seconds of service hours."""

    service_id: int
    slug: str
    name: str
    target: Decimal
    places: int
    open_seconds: int
    down_seconds: int
    outages: tuple[Outage, ...]

    @property
    def percent(self) -> Decimal | None:
        """Share of open time that the service was up, three decimals, rounded down; None before anything was measured."""
        if self.open_seconds <= 0:
            return None
        up = Decimal(max(0, self.open_seconds - self.down_seconds)) * 100 / Decimal(self.open_seconds)
        return up.quantize(Decimal("0.001"), rounding="ROUND_DOWN")

    @property
    def met(self) -> bool | None:
        return None if self.percent is None else self.percent >= self.target


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock that was decided in the month."""

    case_id: int
    number: str
    title: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime
    met: bool


@dataclass(frozen=True, slots=True)
class Target:
    """Response or resolution at one priority: how many of the month's clocks were in time."""

    kind: str
    priority: int
    target_minutes: int
    clocks: tuple[ClockRow, ...]

    @property
    def cases(self) -> int:
        return len(self.clocks)

    @property
    def met(self) -> int:
        return sum(1 for clock in self.clocks if clock.met)

    @property
    def percent(self) -> Decimal | None:
        if not self.clocks:
            return None
        return (Decimal(self.met) * 100 / Decimal(self.cases)).quantize(Decimal("0.1"), rounding="ROUND_DOWN")


@dataclass(frozen=True, slots=True)
class MonthReport:
    """One agreement over one month. `until` is how far it is counted: the month's end, or now."""

    agreement_id: int
    agreement: str
    number: str
    supplier: str
    municipality_id: int
    municipality: str
    time_zone: str
    month: str
    start: datetime
    end: datetime
    until: datetime
    availability: tuple[Availability, ...]
    targets: tuple[Target, ...]

    @property
    def running(self) -> bool:
        return self.until < self.end
