# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts this context publishes; closed here, read tolerantly elsewhere. Subject is `incident:<id>`."""

from typing import TypedDict

OPENED = "incidents.incident.opened.v1"
CHANGED = "incidents.incident.changed.v1"
CLOSED = "incidents.incident.closed.v1"


class IncidentFact(TypedDict):
    """Payload of all three. Times ISO 8601 UTC. `places` are those with someone affected; ids of parties.Place."""

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
