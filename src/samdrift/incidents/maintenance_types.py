# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work as pages, programs and the watch process see it: frozen records, no Django."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

ScopeKind = Literal["place", "device", "link", "service"]
SCOPE_KINDS: tuple[ScopeKind, ...] = ("place", "device", "link", "service")
WindowState = Literal["planned", "running", "starting_again", "over", "cancelled"]


@dataclass(frozen=True, slots=True)
class WindowDraft:
    """What somebody wants agreed. Times aware; `grace_minutes` 0-240."""

    scope_kind: ScopeKind
    scope_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str
    reference: str = ""
    silent: bool = False
    grace_minutes: int = 10


@dataclass(frozen=True, slots=True)
class WindowInfo:
    """One piece of agreed work. `by_supplier`: it is about that supplier's devices alone."""

    id: int
    municipality_id: int
    supplier_id: int | None
    by_supplier: bool
    scope_kind: str
    scope_id: int
    scope_label: str
    place_ids: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime
    grace_minutes: int
    reason: str
    reference: str
    silent: bool
    planned_by: str
    planned_at: datetime
    cancelled_at: datetime | None

    @property
    def until(self) -> datetime:
        """What is still silent then becomes an incident."""
        return self.ends_at + timedelta(minutes=self.grace_minutes)

    def state_at(self, now: datetime) -> WindowState:
        """planned, running, starting_again (within the time that takes), over or cancelled."""
        if self.cancelled_at is not None:
            return "cancelled"
        if now < self.starts_at:
            return "planned"
        if now < self.ends_at:
            return "running"
        return "starting_again" if now < self.until else "over"


@dataclass(frozen=True, slots=True)
class PlannedSilenceInfo:
    """A device silent by agreed work. `until` None: still; `incident_id`: it did not come back in time."""

    window_id: int
    device_id: int
    device_name: str
    place_id: int | None
    since: datetime
    until: datetime | None
    incident_id: int | None
