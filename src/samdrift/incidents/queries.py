# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Incidents as an actor may see them."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from samdrift.incidents.facade import records
from samdrift.incidents.models import Affected, Incident
from samdrift.incidents.types import IncidentInfo
from samdrift.inventory import facade as inventory
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF, visible, visible_to

State = Literal["open", "closed", "all"]


def incident_page(
    actor: Actor, *, after: int = 0, limit: int = 50, state: State = "all", place_id: int | None = None
) -> list[IncidentInfo]:
    """Incidents by id, those after `after`; with `place_id` those that hit that place."""
    rows = _visible(actor).filter(pk__gt=after)
    if state != "all":
        rows = rows.filter(closed_at__isnull=state == "open")
    if place_id is not None:
        rows = rows.filter(Q(place_id=place_id) | _hits(place_id__in=[place_id]))
    return [_for_eyes_of(actor, info) for info in records(rows.order_by("pk")[:limit])]


def incident_for(actor: Actor, incident_id: int) -> IncidentInfo | None:
    """One incident, or None when it is not there for this actor."""
    found = records(_visible(actor).filter(pk=incident_id))
    return _for_eyes_of(actor, found[0]) if found else None


def _hits(**affected: object) -> Exists:
    return Exists(Affected.objects.filter(incident=OuterRef("pk"), **affected))


def _visible(actor: Actor) -> QuerySet[Incident]:
    """Staff see their city's, a supplier its own, someone at a place those that hit it."""
    seen = visible_to(actor, place="place_id", agreement="agreement_id")
    if actor.places and not actor.system:
        seen |= Q(_hits(place_id__in=actor.places), municipality_id__in=actor.municipalities)
    return Incident.objects.filter(seen)


def _for_eyes_of(actor: Actor, info: IncidentInfo) -> IncidentInfo:
    """Someone who merely works at a place reads what hits that place, not how the rest of the network is built."""
    if actor.system or info.municipality_id in actor.municipalities_as(*STAFF):
        return info
    if info.supplier_id is not None and info.supplier_id in actor.suppliers:
        return without_names_of_others(info)
    own = tuple(device for device in info.affected if device.place_id in actor.places)
    return replace(info, affected=own, suspects=(), explanation={}, earlier=())


def without_names_of_others(info: IncidentInfo) -> IncidentInfo:
    """The judgement, without the names of devices that are not there for the caller: other parties' devices are theirs."""
    said = info.explanation
    ports, silent, entries = (list(said.get(key, ())) for key in ("down_ports", "silent", "entries"))
    known = inventory.device_names({str(port.get("device", "")) for port in ports} | set(map(str, silent + entries)))
    told = {
        "down_ports": [port for port in ports if port.get("device") in known],
        "silent": [name for name in silent if name in known],
        "entries": [name for name in entries if name in known],
    }
    judged = [*info.suspects, *said.get("ruled_out", ())]
    there = inventory.devices([int(one["id"]) for one in judged if one.get("type") == "device"])
    suspects = tuple(
        {**one, "label": ""} if one.get("type") == "device" and int(one["id"]) not in there else one
        for one in info.suspects
    )
    told["ruled_out"] = [one for one in said.get("ruled_out", ()) if _may_be_named(one, there)]
    earlier = tuple(_earlier_without_names(one) for one in info.earlier)
    kept = {key: told[key] for key in told if key in said}
    return replace(info, explanation=said | kept, suspects=suspects, earlier=earlier)


def _may_be_named(one: dict[str, Any], there: Collection[int]) -> bool:
    """Of what was ruled out, a supplier reads of its own devices and of places: a cable's name holds others' devices."""
    return one.get("type") == "place" or (one.get("type") == "device" and int(one["id"]) in there)


def _earlier_without_names(one: dict[str, Any]) -> dict[str, Any]:
    kind, _, number = str(one.get("cause_key", "")).partition(":")
    foreign = kind == "device" and not inventory.devices([int(number)])
    rule = one.get("explanation", {}).get("rule")
    return {**one, "cause_label": "" if foreign else one["cause_label"], "explanation": {"rule": rule} if rule else {}}


def run_by(actor: Actor) -> QuerySet[Incident]:
    """Incidents for those who mend them, whole: their city's for staff, its own for a supplier; nobody else has any."""
    return visible(Incident.objects.all(), actor, agreement="agreement_id")
