# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Turns the judge's decisions into incidents: names for ids, times for seconds, one command each."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from samdrift.engines.correlation import Decision, Open
from samdrift.engines.correlation.records import OUTAGES, Id
from samdrift.incidents.commands import change_incident, close_incident, open_incident
from samdrift.incidents.renaming import merge_incident, rename_incident
from samdrift.incidents.types import IncidentDraft
from samdrift.inventory.models import Device
from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.scope import acting_as
from samdrift.runtime.watching.ground import City

JUDGE = system_actor("judge")
"""Who has second thoughts: the trail and the facts name it apart from the process that watches."""


def write_decision(municipality_id: int, city: City, decision: Decision, *, actor: Actor) -> None:
    """Store one decision with its fact; the incident's `handle` becomes its row's id."""
    at = _time(decision.at)
    incident = decision.incident
    if decision.what == "opened":
        incident.handle = open_incident(draft=_draft(municipality_id, city, incident), actor=actor, at=at)
    elif decision.what == "merged" and decision.into is not None:
        _write_merger(city, decision, decision.into, at)
    elif incident.handle is not None and decision.recast:
        with acting_as(JUDGE):
            rename_incident(
                incident_id=incident.handle, draft=_draft(municipality_id, city, incident), actor=JUDGE, at=at
            )
    elif incident.handle is not None and decision.what == "changed":
        came = [_member(city, incident, device) for device in sorted(decision.came, key=str)]
        change_incident(incident_id=incident.handle, came=came, went=_went(incident, decision.went), actor=actor, at=at)
    elif incident.handle is not None and decision.what == "closed":
        close_incident(incident_id=incident.handle, went=_went(incident, decision.went), actor=actor, at=at)


def _write_merger(city: City, decision: Decision, into: Open, at: datetime) -> None:
    """One incident is closed into another; who was not known there joins it."""
    if decision.incident.handle is None or into.handle is None:
        return
    came = [_member(city, into, device) for device in sorted(decision.came, key=str)]
    with acting_as(JUDGE):
        merge_incident(incident_id=decision.incident.handle, into_id=into.handle, actor=JUDGE, at=at)
        change_incident(incident_id=into.handle, came=came, went=(), actor=JUDGE, at=at, grew=True)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _went(incident: Open, devices: Iterable[Id]) -> list[tuple[int, datetime]]:
    return [
        (int(str(device)), _time(incident.affected[device][1] or incident.affected[device][0])) for device in devices
    ]


def _member(city: City, incident: Open, device: Id) -> tuple[int, int | None, str, datetime]:
    row = city.devices[int(str(device))]
    return (
        row.pk,
        row.place_id,
        "cause" if device in incident.entries else "follow-on",
        _time(incident.affected[device][0]),
    )


def _draft(municipality_id: int, city: City, incident: Open) -> IncidentDraft:
    finding = incident.finding
    main = _main_device(city, incident)
    members = (
        tuple(_member(city, incident, device) for device in incident.affected)
        if incident.kind in OUTAGES | {"agent"}
        else ()
    )
    suspects = tuple(
        {"type": kind, "id": cause, "label": _label(city, kind, cause), "weight": weight}
        for kind, cause, weight in (finding.suspects if finding is not None else ())
    )
    label = _label(city, incident.cause_type, incident.cause)
    return IncidentDraft(
        municipality_id=municipality_id,
        supplier_id=main.supplier_id if main is not None else None,
        agreement_id=main.agreement_id if main is not None else None,
        kind=incident.kind,
        cause_key=f"{incident.cause_type}:{incident.cause}",
        cause_label=label,
        place_id=int(str(incident.cause))
        if incident.cause_type == "place"
        else main.place_id
        if main is not None
        else None,
        outage=incident.kind in OUTAGES,
        fault_at=_time(incident.since),
        suspects=suspects,
        explanation=_explanation(city, incident),
        affected=members,
    )


def _main_device(city: City, incident: Open) -> Device | None:
    """The device whose agreement and place the incident goes by: the cause, or the far end of the cut cable."""
    if incident.cause_type == "device":
        return city.devices.get(int(str(incident.cause)))
    inside = sorted((d for d in incident.entries if d in incident.affected), key=str) or sorted(
        incident.entries, key=str
    )
    return city.devices.get(int(str(inside[0]))) if inside else None


def _label(city: City, kind: str, cause: Id) -> str:
    number = int(str(cause))
    if kind == "device":
        device = city.devices.get(number)
        return device.name if device is not None else f"device {number}"
    if kind == "place":
        place = next((d.place for d in city.devices.values() if d.place_id == number and d.place is not None), None)
        return f"power at {place.name}" if place is not None else f"power at place {number}"
    link = city.links.get(number)
    if link is None:
        return f"cable {number}"
    ends = [
        f"{city.devices[device].name} {city.ports[port].name if port in city.ports else '?'}"
        for device, port in ((link.a_device_id, link.a_id), (link.b_device_id, link.b_id))
    ]
    return f"cable {ends[0]} - {ends[1]}"


def _explanation(city: City, incident: Open) -> dict[str, Any]:
    finding = incident.finding
    if finding is None:
        return {}
    late = sorted({city.excused[int(str(d))] for d in incident.affected if int(str(d)) in city.excused})
    return {
        **({"after_work": late} if late else {}),
        "rule": finding.rule,
        "silent": [city.devices[int(str(d))].name for d in sorted(incident.affected, key=str)],
        "down_ports": [
            {"device": city.devices[int(str(d))].name, "port": city.ports[int(str(p))].name}
            for d, p in finding.down_ports
            if int(str(p)) in city.ports
        ],
        "ruled_out": [
            {"type": kind, "id": cause, "label": _label(city, kind, cause), "why": why}
            for kind, cause, why in finding.ruled_out
        ],
        "entries": [city.devices[int(str(d))].name for d in sorted(incident.entries, key=str)],
    }
