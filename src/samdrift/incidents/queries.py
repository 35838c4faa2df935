# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Incidents as an actor may see them."""

from collections.abc import Collection, Iterator
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
    return _for_eyes_of(actor, records(rows.order_by("pk")[:limit]))


def incident_for(actor: Actor, incident_id: int) -> IncidentInfo | None:
    """One incident, or None when it is not there for this actor."""
    found = _for_eyes_of(actor, records(_visible(actor).filter(pk=incident_id)))
    return found[0] if found else None


def _hits(**affected: object) -> Exists:
    return Exists(Affected.objects.filter(incident=OuterRef("pk"), **affected))


def _visible(actor: Actor) -> QuerySet[Incident]:
    """Staff see their city's, a supplier its own, someone at a place those that hit it."""
    seen = visible_to(actor, place="place_id", agreement="agreement_id")
    if actor.places and not actor.system:
        seen |= Q(_hits(place_id__in=actor.places), municipality_id__in=actor.municipalities)
    return Incident.objects.filter(seen)


def _for_eyes_of(actor: Actor, infos: list[IncidentInfo]) -> list[IncidentInfo]:
    """Someone who merely works at a place reads what hits that place, not how the rest of the network is built."""
    staffed = actor.municipalities_as(*STAFF)
    whole = {info.id for info in infos if actor.system or info.municipality_id in staffed}
    theirs = [info for info in infos if info.id not in whole and _is_of(actor, info)]
    redacted = {info.id: info for info in without_names_of_others(theirs)}
    return [info if info.id in whole else redacted.get(info.id) or _at_own_places(actor, info) for info in infos]


def _is_of(actor: Actor, info: IncidentInfo) -> bool:
    return info.supplier_id is not None and info.supplier_id in actor.suppliers


def _at_own_places(actor: Actor, info: IncidentInfo) -> IncidentInfo:
    own = tuple(device for device in info.affected if device.place_id in actor.places)
    return replace(info, affected=own, suspects=(), explanation={}, earlier=())


def without_names_of_others(infos: list[IncidentInfo]) -> list[IncidentInfo]:
    """The judgements, without the names of devices that are not there for the caller: other parties' devices are theirs.

    Asked once for all of them, however many they are.
    """
    known = inventory.device_names({name for info in infos for name in _names_in(info)})
    there = inventory.devices({number for info in infos for number in _devices_in(info)})
    return [_redacted(info, known, there) for info in infos]


def _names_in(info: IncidentInfo) -> Iterator[str]:
    said = info.explanation
    yield from (str(port.get("device", "")) for port in said.get("down_ports", ()))
    yield from map(str, [*said.get("silent", ()), *said.get("entries", ())])


def _devices_in(info: IncidentInfo) -> Iterator[int]:
    judged = [*info.suspects, *info.explanation.get("ruled_out", ())]
    yield from (int(one["id"]) for one in judged if one.get("type") == "device")
    for one in info.earlier:
        kind, _, number = str(one.get("cause_key", "")).partition(":")
        if kind == "device":
            yield int(number)


def _redacted(info: IncidentInfo, known: Collection[str], there: Collection[int]) -> IncidentInfo:
    said = info.explanation
    told = {
        "down_ports": [port for port in said.get("down_ports", ()) if port.get("device") in known],
        "silent": [name for name in said.get("silent", ()) if name in known],
        "entries": [name for name in said.get("entries", ()) if name in known],
        "ruled_out": [one for one in said.get("ruled_out", ()) if _may_be_named(one, there)],
    }
    suspects = tuple(
        {**one, "label": ""} if one.get("type") == "device" and int(one["id"]) not in there else one
        for one in info.suspects
    )
    earlier = tuple(_earlier_without_names(one, there) for one in info.earlier)
    kept = {key: told[key] for key in told if key in said}
    return replace(info, explanation=said | kept, suspects=suspects, earlier=earlier)


def _may_be_named(one: dict[str, Any], there: Collection[int]) -> bool:
    """Of what was ruled out, a supplier reads of its own devices and of places: a cable's name holds others' devices."""
    return one.get("type") == "place" or (one.get("type") == "device" and int(one["id"]) in there)


def _earlier_without_names(one: dict[str, Any], there: Collection[int]) -> dict[str, Any]:
    kind, _, number = str(one.get("cause_key", "")).partition(":")
    foreign = kind == "device" and int(number) not in there
    rule = one.get("explanation", {}).get("rule")
    return {**one, "cause_label": "" if foreign else one["cause_label"], "explanation": {"rule": rule} if rule else {}}


def run_by(actor: Actor) -> QuerySet[Incident]:
    """Incidents for those who mend them, whole: their city's for staff, its own for a supplier; nobody else has any."""
    return visible(Incident.objects.all(), actor, agreement="agreement_id")
