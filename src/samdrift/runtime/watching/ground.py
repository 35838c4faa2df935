# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the judge stands on, read from the database: the network as known, and the plan the pollers are given."""

from dataclasses import dataclass, field

from samdrift.agreements import facade as agreements
from samdrift.engines.correlation import Id, Link, NetworkJudge, Open, Topology
from samdrift.incidents import facade as incidents
from samdrift.incidents.types import IncidentInfo
from samdrift.inventory.events import PREFIX
from samdrift.inventory.models import Credential, Device, Interface, Seed, Sighting
from samdrift.inventory.models import Link as LinkRow
from samdrift.monitoring.models import DeviceStanding
from samdrift.monitoring.types import WatchPlan, WatchTarget
from samdrift.platform.models import Fact
from samdrift.runtime.watching.evidence import confidence, doubtful_ports, plain_mac

STATUS_S, COUNTERS_S = 10.0, 30.0
"""How often the status of every port is read, and its counters: together less than a tenth of a core for 35,000 ports."""


@dataclass
class City:
    """One municipality's judge with the rows behind its ids. `numbers` maps an open incident to its row."""

    judge: NetworkJudge
    devices: dict[int, Device]
    ports: dict[int, Interface]
    by_index: dict[tuple[int, int], int]
    links: dict[int, LinkRow]
    by_address: dict[str, int]
    standings: dict[int, DeviceStanding]
    carries: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """service -> the types of devices that carry it."""
    excused: dict[int, int] = field(default_factory=dict)
    """Silent device -> the agreed work it is silent by."""


def inventory_version() -> int:
    """Grows when the known network changed."""
    return Fact.objects.filter(name__startswith=PREFIX).order_by("-pk").values_list("pk", flat=True).first() or 0


def read_cities() -> dict[int, City]:
    """Every municipality's network as stored."""
    cities: dict[int, City] = {}
    for municipality_id in Device.objects.order_by().values_list("municipality_id", flat=True).distinct():
        cities[municipality_id] = _read_city(municipality_id)
    return cities


def _read_city(municipality_id: int) -> City:
    devices = {
        row.pk: row
        for row in Device.objects.filter(municipality_id=municipality_id).select_related("credential", "place")
    }
    ports = {row.pk: row for row in Interface.objects.filter(municipality_id=municipality_id, present=True)}
    links = {row.pk: row for row in LinkRow.objects.filter(municipality_id=municipality_id, gone_at__isnull=True)}
    by_address = {row.address: row.pk for row in devices.values()}
    seeds = Seed.objects.filter(municipality_id=municipality_id).order_by("pk").values_list("address", flat=True)
    vantage = next((by_address[address] for address in seeds if address in by_address), None)
    topology = Topology(
        vantage=vantage,
        places={row.pk: row.place_id for row in devices.values()},
        links=_cables(links, devices, ports),
    )
    standings = {row.device_id: row for row in DeviceStanding.objects.filter(municipality_id=municipality_id)}
    return City(
        judge=NetworkJudge(topology),
        devices=devices,
        ports=ports,
        by_index={(row.device_id, row.if_index): row.pk for row in ports.values()},
        links=links,
        by_address=by_address,
        standings=standings,
        carries={service.id: service.device_types for service in agreements.services_of(municipality_id)},
    )


def _cables(links: dict[int, LinkRow], devices: dict[int, Device], ports: dict[int, Interface]) -> tuple[Link, ...]:
    """The cables with how well each is founded; what forwarding tables say counts where not both ends tell."""
    learnt = _learnt(doubtful_ports(links.values(), devices), devices, ports)
    found = []
    for row in links.values():
        ends = devices.get(row.a_device_id), devices.get(row.b_device_id)
        sockets = ports.get(row.a_id), ports.get(row.b_id)
        sure = 1.0
        if ends[0] is not None and ends[1] is not None and sockets[0] is not None and sockets[1] is not None:
            seen = bool({row.a_id, row.b_id} & learnt)
            sure = confidence(row, (ends[0], ends[1]), (sockets[0], sockets[1]), learnt=seen)
        found.append(Link(row.pk, row.a_device_id, row.a_id, row.b_device_id, row.b_id, sure))
    return tuple(found)


def _learnt(far_end: dict[int, int], devices: dict[int, Device], ports: dict[int, Interface]) -> set[int]:
    """Of these ports, those whose forwarding table holds an address of the device that should be at the other end."""
    if not far_end:
        return set()
    macs: dict[int, set[str]] = {device: {plain_mac(devices[device].chassis_id)} for device in set(far_end.values())}
    for port in ports.values():
        if port.device_id in macs and port.mac:
            macs[port.device_id].add(plain_mac(port.mac))
    rows = Sighting.objects.filter(interface_id__in=far_end, ended_at__isnull=True).values_list("interface_id", "mac")
    return {port for port, mac in rows if port is not None and plain_mac(mac) in macs[far_end[port]]}


def remember(city: City, municipality_id: int, now: float) -> None:
    """Put what was judged before a restart back into a new judge: silent devices, ports down, open incidents."""
    for device_id, standing in city.standings.items():
        watch = city.judge.devices.get(device_id)
        if watch is None:
            continue
        heard = standing.heard_at.timestamp() if standing.heard_at else None
        since = standing.since.timestamp()
        if standing.reachable is False:
            watch.missing_since, watch.misses, watch.heard_at = since, city.judge.timing.silent_misses, heard
        elif standing.reachable:
            watch.heard_at, watch.answering_since = heard or since, min(since, now)
        if standing.agent is False:
            watch.agent_missing_since, watch.agent_misses = since, city.judge.timing.silent_misses
    for port in city.ports.values():
        if (port.device_id, port.pk) in city.judge.topology.by_port and port.oper and port.status_at is not None:
            city.judge.port(
                port.device_id, port.pk, port.status_at.timestamp(), oper=port.oper, admin=port.admin or None
            )
    for info in incidents.open_incidents(municipality_id):
        city.judge.open.append(_as_open(city, info))


def _as_open(city: City, info: IncidentInfo) -> Open:
    kind_of_cause, number = info.cause_key.split(":", 1)
    affected: dict[Id, tuple[float, float | None]] = {
        a.device_id: (a.since.timestamp(), a.until.timestamp() if a.until else None) for a in info.affected
    }
    entries = {a.device_id for a in info.affected if a.role == "cause"}
    if not entries and kind_of_cause == "link":
        link = city.judge.topology.by_id.get(int(number))
        entries = {d for d in (link.a, link.b) if isinstance(d, int)} if link is not None else set()
    return Open(
        kind=info.kind,  # type: ignore[arg-type]
        cause_type=kind_of_cause,  # type: ignore[arg-type]
        cause=int(number),
        since=info.fault_at.timestamp(),
        opened_at=info.opened_at.timestamp(),
        entries=set(entries or affected),
        affected=affected,
        handle=info.id,
    )


def watch_plan(cities: dict[int, City], version: int) -> WatchPlan:
    """What the pollers of a zone do: every device, its ports, how to ask it."""
    targets = []
    for city in cities.values():
        indexes: dict[int, list[int]] = {}
        for device_id, if_index in sorted(city.by_index):
            indexes.setdefault(device_id, []).append(if_index)
        targets += [
            WatchTarget(
                device_id=row.pk,
                address=row.address,
                credential=row.credential.opened(),
                if_indexes=tuple(indexes.get(row.pk, ())),
                icmp=row.credential.icmp,
                place=row.place_id,
            )
            for row in city.devices.values()
        ]
    keys = tuple(row.opened() for row in Credential.objects.order_by("pk"))
    return WatchPlan(
        version=version,
        targets=tuple(targets),
        status_interval_s=STATUS_S,
        counter_interval_s=COUNTERS_S,
        trap_credentials=keys,
    )
