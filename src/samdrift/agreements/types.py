# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreements as the other contexts see them: frozen records, no Django."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.engines.slaclock import (
    PAUSED_BY,
    AwaitedParty,
    ChangeCause,
    ChangePolicy,
    ClockModel,
    ClockOwner,
    TargetUnit,
)


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
    owner: ClockOwner = "supplier"

    def valid_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Promise:
    """So much within a unit: 30 minutes, 4 hours, 2 working days."""

    amount: int
    unit: TargetUnit = "minute"


@dataclass(frozen=True, slots=True)
class LevelInfo:
    """Targets of one priority, counted in `calendar`: a whole copy (tz, weekly, closed, overrides, name, slug, version),
    so that whoever keeps it can still explain an old due time after the calendar has changed.
    """

    agreement_id: int
    priority: int
    response: Promise
    resolution: Promise
    calendar: dict[str, Any] = field(hash=False)
    model: ClockModel = "service_hours"


@dataclass(frozen=True, slots=True)
class ClockRules:
    """Whose clock an agreement's is, whom the case may wait for without it running, and what becomes of it at a change."""

    owner: ClockOwner
    paused_by: frozenset[AwaitedParty]
    policies: dict[str, ChangePolicy] = field(default_factory=dict, hash=False)

    def policy(self, cause: ChangeCause) -> ChangePolicy:
        """What the agreement states for this cause; where it states nothing, as if it had held from the start."""
        return self.policies.get(cause, "retroactive")


def usual_rules(owner: ClockOwner) -> ClockRules:
    """Those of an agreement that states none of its own."""
    return ClockRules(owner, PAUSED_BY[owner])


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """What one priority promises, each in its unit, counted in the named calendar by `model`."""

    priority: int
    response: Promise
    resolution: Promise
    calendar: str
    model: ClockModel


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
    owner: ClockOwner
    service_hours: str
    targets: tuple[TargetInfo, ...]
    services: tuple[CoveredInfo, ...]
