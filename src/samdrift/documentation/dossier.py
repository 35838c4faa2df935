# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Makes the dossier of a place: everything known of it in one record, each line with who says so and since when it is true."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.utils.translation import gettext as _

from samdrift.agreements import facade as agreements
from samdrift.documentation import graph
from samdrift.documentation.completeness import Thing, asked, percent_of
from samdrift.documentation.dossier_changes import changes_at
from samdrift.documentation.dossier_lines import (
    cable_lines,
    device_lines,
    ends_of,
    links_at_place,
    port_lines,
    rack_view,
    vlan_lines,
)
from samdrift.documentation.dossier_types import (
    CableLine,
    ContactLine,
    CutLine,
    DeviceLine,
    Dossier,
    FaultLine,
    Figure,
    PortLine,
)
from samdrift.documentation.drawing import Box, Drawing, draw
from samdrift.documentation.gathering import Ground, gather
from samdrift.documentation.ipam import Network
from samdrift.documentation.queries import difference_rows, place_for
from samdrift.documentation.types import Said
from samdrift.incidents import facade as incidents
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF

QUESTIONS = ("planned", "stands", "owner", "contract", "serial", "cable", "purpose", "address", "fresh", "checked")
"""What completeness asks, in the order of the page; worded in labels.QUESTIONS."""
FRESH = timedelta(hours=24)
CHECKED_WITHIN = timedelta(days=365)
LOOK_BACK = timedelta(days=30)
"""How far back changes are told where nobody has checked the dossier yet."""
MOST_OUTSIDE = 6


def dossier(actor: Actor, place_id: int, *, now: datetime) -> Dossier:
    """One place's dossier; NotFound where it is not there for the actor."""
    place = place_for(actor, place_id)
    return dossier_of(gather(actor, place.municipality_id, {place_id}), place, now=now)


def dossier_of(ground: Ground, place: PlaceInfo, *, now: datetime) -> Dossier:
    """The dossier of a place that has been gathered."""
    check = ground.checks.get(place.id)
    since = check.at if check is not None else now - LOOK_BACK
    devices = device_lines(ground, place)
    links = links_at_place(ground, place)
    cables = cable_lines(ground, place, links)
    ports = port_lines(ground, place, links)
    answers = asked(QUESTIONS, _things(ground, place, devices, ports, cables, now))
    return Dossier(
        place=place,
        municipality=ground.municipality.name,
        time_zone=ground.municipality.time_zone,
        made_at=now,
        percent=percent_of(answers),
        answers=tuple(answers),
        figures=tuple(_figures(ground, place, devices, cables)),
        drawing=drawing_of(ground, place),
        devices=tuple(devices),
        racks=tuple(rack_view(row, ground.planned["devices"][place.id]) for row in ground.planned["racks"][place.id]),
        ports=tuple(ports),
        cables=tuple(cables),
        vlans=tuple(vlan_lines(ground, place)),
        prefixes=tuple(ground.prefixes.get(place.id, ())),
        contacts=tuple(_contacts(ground, place, devices)),
        agreements=tuple(_agreements(ground, place)),
        changes=tuple(changes_at(ground, place.id, since)),
        since=since,
        checked=(check.at, check.by) if check is not None else None,
        faults=tuple(
            FaultLine(info.id, incidents.in_words(info), info.fault_at, info.outage)
            for info in sorted(ground.faults.get(place.id, ()), key=lambda info: info.fault_at)
        ),
        cuts=tuple(_cuts(ground, place)),
        differences=tuple(difference_rows(ground.differences.get(place.id, ()))),
        photos=tuple(ground.photos.get(place.id, ())),
    )


def percent_at(ground: Ground, place: PlaceInfo, *, now: datetime) -> int:
    """How complete the dossier is, without making all of it."""
    links, devices = links_at_place(ground, place), device_lines(ground, place)
    things = _things(ground, place, devices, port_lines(ground, place, links), cable_lines(ground, place, links), now)
    return percent_of(asked(QUESTIONS, things))


def _contacts(ground: Ground, place: PlaceInfo, devices: Iterable[DeviceLine]) -> list[ContactLine]:
    del devices
    found = []
    if ground.actor.system or place.municipality_id in ground.actor.municipalities_as(*STAFF):
        found = [ContactLine("requester", person.name, person.email) for person in parties.people_at_places([place.id])]
    for agreement_id in _agreement_ids(ground, place):
        known = agreements.agreement(agreement_id)
        if known is not None:
            supplier = parties.supplier_names([known.supplier_id or 0]).get(known.supplier_id or 0, "")
            found.append(ContactLine("group", known.group.name, supplier or ground.municipality.name))
    return found


def _agreement_ids(ground: Ground, place: PlaceInfo) -> list[int]:
    here = ground.devices_at.get(place.id, ())
    found = {ground.devices[device].agreement_id for device in here}
    return sorted(agreement_id for agreement_id in found if agreement_id is not None)


def _agreements(ground: Ground, place: PlaceInfo) -> Iterable[tuple[str, str, date | None]]:
    for agreement_id in _agreement_ids(ground, place):
        known = agreements.agreement(agreement_id)
        if known is not None:
            supplier = parties.supplier_names([known.supplier_id or 0]).get(known.supplier_id or 0, "")
            yield f"{known.number} {known.name}", supplier or ground.municipality.name, known.valid_to


def _cuts(ground: Ground, place: PlaceInfo) -> Iterable[CutLine]:
    here = ground.devices_at.get(place.id, ())
    links = {link.id: link for link in ground.links}
    for cut in graph.cuts_of(here, ground.root, ground.above):
        if cut.kind == "device":
            name = ground.devices[cut.id].name
        else:
            name = " – ".join(" ".join(end) for end in ends_of(ground, links[cut.id]))
        yield CutLine(cut.kind, name, len(cut.devices), len(here))


def drawing_of(ground: Ground, place: PlaceInfo) -> Drawing:
    """The devices of the place and the nearest ones outside it, laid out."""
    links = links_at_place(ground, place)
    here = set(ground.devices_at.get(place.id, ()))
    ends = [(link.a_device_id, link.b_device_id) for link in links]
    outside = sorted({device for pair in ends for device in pair} - here)[:MOST_OUTSIDE]
    nearest = min((ground.depth[device] for device in here if device in ground.depth), default=0)
    places = parties.places(filter(None, (ground.place_of.get(device) for device in outside)))
    boxes = []
    for device_id in [*outside, *sorted(here)]:
        device = ground.devices[device_id]
        standing = ground.standings.get(device_id)
        elsewhere = places.get(device.place_id or 0)
        boxes.append(
            Box(
                device_id,
                device.name,
                (elsewhere.name if elsewhere else _("elsewhere")) if device_id in outside else device.address,
                outside=device_id in outside,
                way_in=device_id in outside and ground.depth.get(device_id, nearest) < nearest,
                silent=standing is not None and standing.state == "down",
            )
        )
    return draw(boxes, ends)


def _figures(ground: Ground, place: PlaceInfo, devices: list[DeviceLine], cables: list[CableLine]) -> Iterable[Figure]:
    """Each with the oldest of the times it rests on: a figure is as true as its weakest part."""
    seen = [line.seen for line in devices if line.seen is not None]
    yield Figure("devices", len(devices), _oldest(seen or [line.planned for line in devices if line.planned]))
    points = [line for line in devices if line.type == "wireless"]
    yield Figure("wireless", len(points), _oldest([line.seen for line in points if line.seen]))
    yield Figure("cables", len(cables), _oldest([line.seen for line in cables if line.seen]))
    yield Figure("racks", len(ground.planned["racks"][place.id]), _oldest(_said(ground.planned["racks"][place.id])))
    yield Figure("vlans", len(vlan_lines(ground, place)), _oldest([line.said for line in vlan_lines(ground, place)]))
    prefixes = ground.prefixes.get(place.id, [])
    yield Figure("prefixes", len(prefixes), _oldest([row.said for row in prefixes]))


def _said(rows: Iterable[Any]) -> list[Said]:
    return [row.said() for row in rows]


def _oldest(said: list[Said]) -> Said | None:
    return min(said, key=lambda one: one.verified_at, default=None)


def _things(
    ground: Ground,
    place: PlaceInfo,
    devices: Iterable[DeviceLine],
    ports: Iterable[PortLine],
    cables: Iterable[CableLine],
    now: datetime,
) -> Iterable[Thing]:
    for line in devices:
        agreement = line.id is not None and ground.devices[line.id].agreement_id is not None
        yield Thing(
            line.name,
            {
                "planned": line.planned is not None,
                "stands": bool(line.rack),
                "owner": bool(line.owner),
                "contract": bool(line.contract) or agreement,
                "serial": bool(line.serial),
                "address": _within(line.address, ground.blocks),
                "fresh": line.seen is not None and now - line.seen.verified_at <= FRESH,
            },
        )
    for cable in cables:
        yield Thing(f"{cable.a} {cable.a_port}", {"cable": cable.planned is not None})
    for port in ports:
        if port.far:
            yield Thing(f"{port.device} {port.port}", {"purpose": bool(port.purpose)})
    check = ground.checks.get(place.id)
    yield Thing(place.name, {"checked": check is not None and now - check.at <= CHECKED_WITHIN})


def _within(address: str, blocks: Iterable[Network]) -> bool:
    if not address:
        return False
    parsed = ip_address(address)
    return any(parsed in block for block in blocks)
