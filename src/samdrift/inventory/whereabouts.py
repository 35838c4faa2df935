# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where is this MAC, address or person: the port at the edge first, then the way there, then where it was before.

The number of questions to the database does not grow with what is found; each is answered by an index on the MAC.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from samdrift.inventory.fitting import PRESENT, macs_of, pairings, sightings
from samdrift.inventory.listing import visible_devices
from samdrift.inventory.models import Interface, Lease, Link, Sighting, StationName, TableReading
from samdrift.inventory.rules.edge import Candidate, PortSeen, edge_first, kind_of
from samdrift.inventory.rules.wanted import Wanted, read_wanted
from samdrift.inventory.types import SightingRow
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

MOST_STATIONS = 20
"""A search that fits more says so instead of listing thousands."""
MOST_STAYS = 2_000


@dataclass(frozen=True, slots=True)
class AddressStay:
    """An IP address a station had. `present`: a router told so at its last reading, which was at `last_seen`; or a DHCP server
    leased it (no device, and the server's address as its name).
    """

    address: str
    device_id: int | None
    device: str
    present: bool
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Station:
    """One MAC: what it is called, its addresses, and its stays, the edge first. `itself`: the known device whose MAC it is."""

    mac: str
    name: str
    addresses: tuple[AddressStay, ...]
    stays: tuple[SightingRow, ...]
    itself: tuple[int, str] | None = None

    @property
    def here(self) -> SightingRow | None:
        """Where to go and look, if it is anywhere: the first stay that has not ended."""
        return next((stay for stay in self.stays if stay.ended_at is None), None)

    @property
    def on_the_way(self) -> tuple[SightingRow, ...]:
        """The other ports that have learned it and not seen it leave: switches between here and there."""
        return tuple(stay for stay in self.stays if stay.ended_at is None and stay is not self.here)

    @property
    def history(self) -> tuple[SightingRow, ...]:
        """Its stays at the edge, newest first: uplinks change with the network, not with the station."""
        edge = [stay for stay in self.stays if stay.kind != "uplink" or stay is self.here]
        return tuple(sorted(edge, key=lambda stay: (stay.first_seen, stay.id), reverse=True))


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a search. `more`: others fit as well."""

    wanted: Wanted
    stations: tuple[Station, ...]
    more: bool = False


def where_is(actor: Actor, typed: str, *, limit: int = MOST_STATIONS) -> Found:
    """Stations that fit what was typed: MAC in any notation or its beginning, IP address, name of person, device or outlet.

    Names and outlets are found by the beginning of any of their words, further words in their order; devices by any part.
    """
    wanted = read_wanted(typed)
    macs = list(dict.fromkeys(macs_of(actor, wanted, limit)))
    shown = macs[:limit]
    return Found(wanted, tuple(_stations(actor, shown)), more=len(macs) > limit)


def at_port(actor: Actor, port_id: int, *, limit: int = 200) -> Found:
    """The stations that one port tells of now, by MAC."""
    stays = sightings(actor).filter(PRESENT, interface_id=port_id)
    macs = sorted(set(stays.order_by("mac").values_list("mac", flat=True)[: limit + 1]))
    return Found(Wanted("nothing"), tuple(_stations(actor, macs[:limit])), more=len(macs) > limit)


def sighting_page(actor: Actor, *, after: int = 0, limit: int = 50) -> list[SightingRow]:
    """Every stay by id, those after `after`."""
    rows = list(_with_device(sightings(actor).filter(pk__gt=after)).order_by("pk")[:limit])
    macs = {row.mac for row in rows}
    return _rows(actor, rows, _names(actor, macs), _addresses(actor, macs))


def _stations(actor: Actor, macs: Sequence[str]) -> list[Station]:
    if not macs:
        return []
    rows = _with_device(sightings(actor).filter(mac__in=macs)).order_by("-first_seen", "-pk")[:MOST_STAYS]
    names, addresses = _names(actor, macs), _addresses(actor, macs)
    stays = defaultdict(list)
    for row in _rows(actor, list(rows), names, addresses):
        stays[row.mac].append(row)
    selves = _selves(actor, macs)
    return [
        Station(
            mac=mac,
            name=names.get(mac, ""),
            addresses=tuple(addresses.get(mac, ())),
            stays=tuple(_edge_first(stays[mac])),
            itself=selves.get(mac),
        )
        for mac in macs
    ]


def _edge_first(stays: Collection[SightingRow]) -> list[SightingRow]:
    by_id = {stay.id: stay for stay in stays}
    order = edge_first(
        Candidate(s.id, s.kind, s.stations, None if s.present else s.last_seen, ended=s.ended_at is not None)
        for s in stays
    )
    return [by_id[number] for number in order]


def _rows(
    actor: Actor, rows: Sequence[Sighting], names: Mapping[str, str], addresses: Mapping[str, Sequence[AddressStay]]
) -> list[SightingRow]:
    """Stays as records, with what is known of their devices, places and ports now."""
    read_at = _read_at(actor, {row.device_id for row in rows})
    places = parties.places({row.device.place_id for row in rows if row.device.place_id is not None})
    neighbours = _neighbours(actor, [row.interface for row in rows if row.interface is not None])
    found = []
    for row in rows:
        port, device = row.interface, row.device
        near = neighbours.get(port.pk, ()) if port is not None else ()
        types = frozenset(kind for kind, _ in near)
        place = places.get(device.place_id or 0)
        found.append(
            SightingRow(
                id=row.pk,
                mac=row.mac,
                vlan=row.vlan or None,
                device_id=device.pk,
                device=device.name,
                place_id=device.place_id if place is not None else None,
                place=place.name if place is not None else "",
                port_id=port.pk if port is not None else None,
                port=port.name if port is not None else "",
                description=port.alias if port is not None else "",
                neighbour=", ".join(sorted({name for _, name in near})),
                kind=kind_of(PortSeen(types, port.leads_on, port.stations)) if port is not None else "shared",
                stations=port.stations if port is not None else 0,
                present=row.last_seen is None and row.ended_at is None,
                first_seen=row.first_seen,
                last_seen=row.last_seen or read_at.get(row.device_id, row.first_seen),
                ended_at=row.ended_at,
                name=names.get(row.mac, ""),
                addresses=tuple(dict.fromkeys(stay.address for stay in addresses.get(row.mac, ()) if stay.present)),
            )
        )
    return found


def _neighbours(actor: Actor, ports: Collection[Interface]) -> dict[int, list[tuple[str, str]]]:
    """Type and name of the devices cabled to these ports, or to members of the aggregates they are."""
    wanted = {port.pk for port in ports}
    lag_of = {(port.device_id, port.if_index): port.pk for port in ports}
    members = Interface.objects.filter(device_id__in={p.device_id for p in ports}, lag_of__isnull=False, present=True)
    stands_for = {pk: pk for pk in wanted}
    for pk, device_id, index in members.values_list("pk", "device_id", "lag_of"):
        if index is not None and (device_id, index) in lag_of:
            stands_for[pk] = lag_of[device_id, index]
    links = visible(Link.objects.all(), actor, agreement="a_device__agreement_id").filter(
        Q(a_id__in=stands_for) | Q(b_id__in=stands_for), gone_at__isnull=True
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for link in links.select_related("a_device", "b_device"):
        for near, far in ((link.a_id, link.b_device), (link.b_id, link.a_device)):
            if near in stands_for:
                found[stands_for[near]].append((far.type, far.name))
    return found


def _addresses(actor: Actor, macs: Collection[str]) -> dict[str, list[AddressStay]]:
    rows = list(
        pairings(actor).filter(mac__in=macs).select_related("device").order_by("-first_seen", "-pk")[:MOST_STAYS]
    )
    read_at = _read_at(actor, {row.device_id for row in rows})
    found: dict[str, list[AddressStay]] = defaultdict(list)
    for row in rows:
        present = row.last_seen is None and row.ended_at is None
        until = row.last_seen or read_at.get(row.device_id, row.first_seen)
        found[row.mac].append(AddressStay(row.address, row.device_id, row.device.name, present, row.first_seen, until))
    for lease in visible(Lease.objects.all(), actor).filter(mac__in=macs).order_by("-first_seen", "-pk")[:MOST_STAYS]:
        until = lease.ended_at or lease.last_seen
        stay = AddressStay(lease.address, None, lease.server, lease.ended_at is None, lease.first_seen, until)
        found[lease.mac].append(stay)
    for stays in found.values():
        stays.sort(key=lambda stay: (not stay.present, -stay.last_seen.timestamp()))
    return found


def _names(actor: Actor, macs: Collection[str]) -> dict[str, str]:
    return dict(visible(StationName.objects.all(), actor).filter(mac__in=macs).values_list("mac", "name"))


def _selves(actor: Actor, macs: Collection[str]) -> dict[str, tuple[int, str]]:
    mine = visible(Interface.objects.all(), actor, agreement="device__agreement_id").filter(mac__in=macs)
    by_port = {mac: (pk, name) for mac, pk, name in mine.values_list("mac", "device_id", "device__name")}
    chassis = visible_devices(actor).filter(chassis_id__in=macs).values_list("chassis_id", "pk", "name")
    return by_port | {mac: (pk, name) for mac, pk, name in chassis}


def _read_at(actor: Actor, device_ids: Collection[int]) -> dict[int, datetime]:
    rows = visible(TableReading.objects.all(), actor, agreement="device__agreement_id").filter(device_id__in=device_ids)
    return {pk: at for pk, at in rows.values_list("device_id", "at") if at is not None}


def _with_device(rows: QuerySet[Sighting]) -> QuerySet[Sighting]:
    return rows.select_related("device", "interface")
