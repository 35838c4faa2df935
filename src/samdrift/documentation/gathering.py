# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads once what dossiers are made of: for one place, or for all of them when the whole book is wanted."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from samdrift.documentation import graph
from samdrift.documentation.dossier_types import PhotoLine
from samdrift.documentation.ipam import Network
from samdrift.documentation.kinds import KINDS
from samdrift.documentation.models import Difference, PlaceCheck
from samdrift.documentation.photos import photos_by_place
from samdrift.documentation.queries import PrefixRow, differences, prefix_rows, statements
from samdrift.incidents import facade as incidents
from samdrift.incidents.types import IncidentInfo
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow, InterfaceRow, LinkRow, Standing
from samdrift.monitoring import facade as monitoring
from samdrift.parties import facade as parties
from samdrift.parties.types import MunicipalityInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import sees, visible


@dataclass(frozen=True)
class Ground:
    """One municipality as one reader may see it; lists by place."""

    actor: Actor
    municipality: MunicipalityInfo
    place_of: dict[int, int | None]
    devices: dict[int, DeviceRow]
    standings: dict[int, Standing]
    ports: dict[int, list[InterfaceRow]]
    port_names: dict[int, str]
    links: list[LinkRow]
    links_at: dict[int, list[LinkRow]]
    """By device, gone ones too."""
    root: int | None
    above: dict[graph.Node, graph.Node]
    depth: dict[int, int]
    """How many cables a device is away from the root."""
    planned: dict[str, dict[int | None, list[Any]]]
    """By kind and place."""
    prefixes: dict[int | None, list[PrefixRow]]
    blocks: tuple[Network, ...]
    """What addresses may belong to: every prefix that is no container."""
    differences: dict[int | None, list[Difference]]
    faults: dict[int, list[IncidentInfo]]
    checks: dict[int, PlaceCheck]
    devices_at: dict[int, list[int]] = field(default_factory=dict)
    photos: dict[int, list[PhotoLine]] = field(default_factory=dict)


def gather(actor: Actor, municipality_id: int, place_ids: Collection[int] | None = None) -> Ground:
    """What is needed for these places, or for all. The caller's scope must be the actor's."""
    city = parties.municipality(municipality_id)
    assert city is not None, municipality_id
    carriers = inventory.carriers(municipality_id)
    place_of = {device_id: place_id for device_id, _type, place_id in carriers}
    links = [
        link for link in inventory.links_of(list(place_of)) if {link.a_device_id, link.b_device_id} <= set(place_of)
    ]
    links_at: dict[int, list[LinkRow]] = defaultdict(list)
    for link in links:
        links_at[link.a_device_id].append(link)
        links_at[link.b_device_id].append(link)
    wanted = {
        device for device, place in place_of.items() if place is not None and (place_ids is None or place in place_ids)
    }
    far = {end for device in wanted for link in links_at[device] for end in (link.a_device_id, link.b_device_id)}
    live = [(link.id, link.a_device_id, link.b_device_id) for link in links if link.gone_at is None]
    root = inventory.vantage(municipality_id) or graph.entrance(live, place_of)
    above = graph.dominators(("device", root), graph.neighbours(live)) if root is not None else {}
    cut_ends = _cable_ends(wanted, root, above, links)
    ports = inventory.ports_of_devices(wanted | far | cut_ends)
    devices_at: dict[int, list[int]] = defaultdict(list)
    for device in sorted(wanted):
        devices_at[place_of[device] or 0].append(device)
    mine = {"municipality_id": municipality_id}
    planned = {slug: _by_place(statements(actor, kind).filter(**mine)) for slug, kind in KINDS.items()}
    prefixes = _prefixes(actor)
    return Ground(
        actor=actor,
        municipality=city,
        place_of=place_of,
        devices=inventory.devices(wanted | far | cut_ends),
        standings=monitoring.standings(wanted),
        ports=ports,
        port_names={port.id: port.name for rows in ports.values() for port in rows},
        links=links,
        links_at=links_at,
        root=root,
        above=above,
        depth=graph.depths(root, live),
        planned=planned,
        prefixes=prefixes,
        blocks=tuple(ip_network(row.prefix) for rows in prefixes.values() for row in rows if not row.container),
        differences=_by_place(differences(actor).filter(ended_at=None, municipality_id=municipality_id).order_by("pk")),
        faults=_faults(actor, municipality_id),
        checks={
            row.place_id: row
            for row in visible(PlaceCheck.objects.all(), actor, agreement="agreement_id").order_by("at", "pk")
        },
        devices_at=devices_at,
        photos=photos_by_place(actor, municipality_id),
    )


def _cable_ends(
    wanted: Iterable[int], root: int | None, above: dict[graph.Node, graph.Node], links: list[LinkRow]
) -> set[int]:
    """The devices at, and at the ends of, whatever alone can silence these: a line about it names them."""
    ends = {link.id: {link.a_device_id, link.b_device_id} for link in links}
    found: set[int] = set()
    for cut in graph.cuts_of(wanted, root, above):
        found |= {cut.id} if cut.kind == "device" else ends[cut.id]
    return found


def _by_place(rows: Iterable[Any]) -> dict[int | None, list[Any]]:
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.place_id].append(row)
    return found


def _prefixes(actor: Actor) -> dict[int | None, list[PrefixRow]]:
    found: dict[int | None, list[PrefixRow]] = defaultdict(list)
    for row in prefix_rows(actor):
        found[row.place_id].append(row)
    return found


def _faults(actor: Actor, municipality_id: int) -> dict[int, list[IncidentInfo]]:
    found: dict[int, list[IncidentInfo]] = defaultdict(list)
    for info in incidents.open_incidents(municipality_id):
        mine = sees(
            actor, municipality_id=info.municipality_id, supplier_id=info.supplier_id, agreement_id=info.agreement_id
        )
        for place_id in info.place_ids if mine else ():
            found[place_id].append(info)
    return found
