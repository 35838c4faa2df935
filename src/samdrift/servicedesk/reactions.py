# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the desk does when an incident opens, changes or ends. Each may run twice: the commands behind it count once."""

from datetime import datetime

from samdrift.inventory import facade as inventory
from samdrift.platform.facts import Told
from samdrift.platform.scope import current_actor
from samdrift.servicedesk import following, rethinking, rules
from samdrift.servicedesk.following import SeenIncident


def open_case(told: Told) -> None:
    """incidents.incident.opened: a case, worded, clocked and routed."""
    following.open_case_for_incident(seen=_seen(told), actor=current_actor(), at=told.at)


def follow_incident(told: Told) -> None:
    """incidents.incident.changed: new places join the case."""
    following.follow_incident(seen=_seen(told), actor=current_actor(), at=told.at)


def rename_case(told: Told) -> None:
    """incidents.incident.renamed: say what it is after all."""
    former = told.payload.get("former", {})
    rethinking.rename_case(
        seen=_seen(told),
        former=str(former.get("kind", "")),
        hindered=bool(former.get("outage")),
        actor=current_actor(),
        at=told.at,
    )


def merge_cases(told: Told) -> None:
    """incidents.incident.merged: one fault, one case."""
    rethinking.merge_cases(
        incident_id=int(told.payload["incident_id"]),
        into_incident_id=int(told.payload["into"]),
        actor=current_actor(),
        at=told.at,
    )


def incident_ended(told: Told) -> None:
    """incidents.incident.closed: say that it works again, and resolve."""
    closed = told.payload.get("closed_at")
    following.incident_ended(
        incident_id=int(told.payload["incident_id"]),
        outage=bool(told.payload.get("outage")),
        ended_at=datetime.fromisoformat(closed) if closed else told.at,
        actor=current_actor(),
        at=told.at,
    )


def _seen(told: Told) -> SeenIncident:
    payload = told.payload
    silent = frozenset(payload.get("devices", ()))
    carriers = inventory.carriers(told.municipality_id) if silent else []
    return SeenIncident(
        incident_id=int(payload["incident_id"]),
        municipality_id=told.municipality_id,
        kind=str(payload.get("kind", "")),
        outage=bool(payload.get("outage")),
        cause_label=str(payload.get("cause_label", "")),
        agreement_id=payload.get("agreement_id"),
        fault_at=datetime.fromisoformat(payload["fault_at"]) if payload.get("fault_at") else told.at,
        places=tuple(payload.get("places", ())),
        device_types=frozenset(kind for device, kind, _place in carriers if device in silent and kind),
        whole_place=rules.whole_place_silent(carriers, silent),
    )
