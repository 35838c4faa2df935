# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Incidents as the other contexts see them: frozen records, no Django."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AffectedInfo:
    """A device that fell silent because of an incident. `role` cause or follow-on; `until` None: still silent."""

    device_id: int
    device_name: str
    place_id: int | None
    role: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentInfo:
    """One fault. `kind` device, link, place, redundancy, agent, degraded, flapping; `outage` True when people cannot work.

    `merged_into`: the incident it turned out to be the same fault as.
    """

    id: int
    municipality_id: int
    supplier_id: int | None
    agreement_id: int | None
    kind: str
    cause_key: str
    cause_label: str
    place_id: int | None
    outage: bool
    fault_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    affected: tuple[AffectedInfo, ...] = ()
    suspects: tuple[dict[str, Any], ...] = ()
    explanation: dict[str, Any] = field(default_factory=dict)
    earlier: tuple[dict[str, Any], ...] = ()
    """What it was taken for before, oldest first (models.Incident.earlier)."""
    merged_into: int | None = None

    @property
    def place_ids(self) -> frozenset[int]:
        """Places where a device is or was silent; for quiet faults the place of the cause."""
        hit = frozenset(a.place_id for a in self.affected if a.place_id is not None)
        return hit or (frozenset({self.place_id}) if self.place_id is not None else frozenset())


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """What the watch process wants opened. Labels are the field's words, in English; ids are inventory's."""

    municipality_id: int
    supplier_id: int | None
    agreement_id: int | None
    kind: str
    cause_key: str
    cause_label: str
    place_id: int | None
    outage: bool
    fault_at: datetime
    suspects: tuple[dict[str, Any], ...]
    explanation: dict[str, Any]
    affected: tuple[tuple[int, int | None, str, datetime], ...]
    """(device id, place id, role, silent since)."""


@dataclass(frozen=True, slots=True)
class CaseRef:
    """The case people see for an incident: its number, the address of its page, and who has it.

    `due_at`: the earliest due time of its running clocks, None where none runs. `ticket`: the number in the supplier's own
    system, empty where it was not handed over or we have not heard it.
    """

    number: str
    url: str
    id: int = 0
    group_id: int | None = None
    group: str = ""
    supplier_id: int | None = None
    supplier: str = ""
    ticket: str = ""
    priority: int | None = None
    state: str = ""
    due_at: datetime | None = None
