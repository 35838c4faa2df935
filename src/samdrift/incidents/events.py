# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts this context publishes; closed here, read tolerantly elsewhere. Subject is `incident:<id>`."""

from typing import TypedDict

OPENED = "incidents.incident.opened.v1"
CHANGED = "incidents.incident.changed.v1"
CLOSED = "incidents.incident.closed.v1"
RENAMED = "incidents.incident.renamed.v1"
"""Better evidence names another cause; the payload says the new one, `former` the one it was taken for."""
MERGED = "incidents.incident.merged.v1"
"""It is the same fault as the incident `into`, and was closed into it; nothing works again by that."""


class IncidentFact(TypedDict):
    """Payload of them all. Times ISO 8601 UTC. `places` are those with someone affected; ids of parties.Place."""

    incident_id: int
    kind: str
    cause_key: str
    cause_label: str
    outage: bool
    agreement_id: int | None
    fault_at: str
    opened_at: str
    closed_at: str | None
    places: list[int]
    devices: list[int]


class FormerName(TypedDict):
    """What an incident was taken for before it was renamed."""

    kind: str
    cause_key: str
    cause_label: str
    outage: bool


class RenamedFact(IncidentFact):
    """Payload of renamed."""

    former: FormerName


class MergedFact(IncidentFact):
    """Payload of merged. `places` and `devices` are those it brought along."""

    into: int


WORK_PLANNED = "incidents.maintenance.planned.v1"
WORK_CHANGED = "incidents.maintenance.changed.v1"
"""Prolonged, ended early or called off."""
WORK_ENDED = "incidents.maintenance.ended.v1"
"""It is over and the time to start again has passed."""


class WindowFact(TypedDict):
    """Payload of the three about agreed work; subject is `maintenance:<id>`. Times ISO 8601 UTC."""

    window_id: int
    scope_kind: str
    scope_id: int
    starts_at: str
    ends_at: str
    cancelled: bool
    silent: bool
    reference: str
    places: list[int]
