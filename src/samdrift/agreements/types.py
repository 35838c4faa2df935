# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreements as the other contexts see them: frozen records, no Django."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """What people use. `names` by language; `device_types` are the types of devices that carry it, empty where none does."""

    id: int
    slug: str
    names: dict[str, str] = field(hash=False)
    place_kinds: tuple[str, ...] = ()
    device_types: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        """The name in a language, else in Danish."""
        return str(self.names.get(language[:2]) or self.names.get("da") or self.slug)

    def used_at(self, place_kind: str) -> bool:
        """Whether places of this kind use it."""
        return not self.place_kinds or place_kind in self.place_kinds


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """Those who solve. `supplier_id` None: in-house."""

    id: int
    slug: str
    name: str
    supplier_id: int | None


@dataclass(frozen=True, slots=True)
class AgreementInfo:
    """One contract; `supplier_id` None: with ourselves. `valid_to` exclusive, None is open-ended."""

    id: int
    municipality_id: int
    supplier_id: int | None
    number: str
    name: str
    group: GroupInfo
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class LevelInfo:
    """Targets of one priority, in minutes of `calendar`: a whole copy (tz, weekly, closed, overrides, name, slug, version),
    so that whoever keeps it can still explain an old due time after the calendar has changed.
    """

    agreement_id: int
    priority: int
    response_minutes: int
    resolution_minutes: int
    calendar: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """What one priority promises, in minutes of the named calendar."""

    priority: int
    response_minutes: int
    resolution_minutes: int
    calendar: str


@dataclass(frozen=True, slots=True)
class CoveredInfo:
    """A service under an agreement and the availability promised within service hours, in percent."""

    service_id: int
    availability_percent: Decimal


@dataclass(frozen=True, slots=True)
class AgreementDetail:
    """One contract with all it promises. `supplier_id` None: with ourselves; `valid_to` exclusive, None is open-ended."""

    id: int
    municipality_id: int
    supplier_id: int | None
    number: str
    name: str
    valid_from: date
    valid_to: date | None
    group: str
    service_hours: str
    targets: tuple[TargetInfo, ...]
    services: tuple[CoveredInfo, ...]
