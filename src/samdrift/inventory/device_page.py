# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the pages of a device and of a port show, put together from what is stored and shaped by the rules."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from samdrift.inventory.aspects import (
    LagMember,
    OwnAddress,
    PoeSupply,
    Pool,
    SpanningTree,
    StpPort,
    Told,
    WirelessValue,
)
from samdrift.inventory.detail import DeviceDetail, DevicePort
from samdrift.inventory.rules import sections
from samdrift.inventory.rules.front import Drawn, Front, Socket, State, draw_front
from samdrift.inventory.rules.gauges import Gauge, gauges_of, is_total
from samdrift.inventory.rules.ports import is_socket, position_of

TOGETHER = 60
"""Up to so many ports stand in one table; more are grouped by unit and slot, each group folded."""
MOST_PORTS = 1_500
"""More are not drawn on the page; CSV and API have them all."""


@dataclass(frozen=True, slots=True)
class PortGroup:
    """Ports of one unit and slot, or those that are no sockets (`unit` None)."""

    unit: int | None
    slot: int
    rows: tuple[DevicePort, ...]

    @property
    def up(self) -> int:
        return sum(row.port.oper == "up" for row in self.rows)


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A unit of the front with, for each socket, its port."""

    number: int
    y: int
    height: int
    title_y: int
    sockets: tuple[tuple[Drawn, DevicePort], ...]


@dataclass(frozen=True, slots=True)
class VlanLine:
    """A VLAN and the ports in it, in short."""

    id: int
    name: str
    untagged: str
    tagged: str


@dataclass(frozen=True, slots=True)
class LagLine:
    """A link aggregate: its own port where it has one, and its members with how they stand."""

    name: str
    port: DevicePort | None
    members: tuple[tuple[DevicePort | None, LagMember], ...]


@dataclass(frozen=True, slots=True)
class DevicePage:
    """Everything below the heading of a device that comes from the device itself."""

    front: Front
    units: tuple[DrawnUnit, ...]
    groups: tuple[PortGroup, ...]
    left_out: int
    boxes: tuple[sections.Box, ...]
    powered: tuple[sections.Judged, ...]
    kinds: tuple[sections.Kind, ...]
    transceivers: tuple[tuple[DevicePort | None, sections.Transceiver], ...]
    vlans: tuple[VlanLine, ...]
    lags: tuple[LagLine, ...]
    tree: SpanningTree | None
    root_port: DevicePort | None
    tree_ports: tuple[tuple[DevicePort | None, StpPort], ...]
    supplies: tuple[PoeSupply, ...]
    feeding: tuple[DevicePort, ...]
    addresses: tuple[tuple[DevicePort | None, OwnAddress], ...]
    radios: tuple[sections.Radio, ...]
    networks: tuple[WirelessValue, ...]
    """Clients by network, where it is not by radio."""
    firewall: dict[str, tuple[sections.Judged, ...]]
    pools: dict[str, tuple[Pool, ...]]
    figures: tuple[Gauge, ...]
    """What is worth a figure at the top: clients, sessions, power over Ethernet, and a battery's charge, runtime and load."""


def page_of(detail: DeviceDetail) -> DevicePage:
    """Shape one device for its page. No queries."""
    told, by_index = detail.told, {row.port.if_index: row for row in detail.ports}
    drawn = _sockets(detail)
    front = draw_front([socket for socket, _ in drawn])
    rows = {row.port.id: row for _, row in drawn}
    units = tuple(
        DrawnUnit(u.number, u.y, u.height, u.title_y, tuple((one, rows[one.socket.port_id]) for one in u.sockets))
        for u in front.units
    )
    tree = next(iter(told.stp), None)
    plain = [s for s in told.sensors if s.if_index is None and s.group != "PoE"]
    powered = sections.powered(plain)
    firewall = sections.firewall_rows(plain) if detail.device.type == "firewall" else {}
    shown = {row.sensor for rows in (powered, *firewall.values()) for row in rows}
    radios, rest = sections.radios(told.wireless)
    return DevicePage(
        front=front,
        units=units,
        groups=tuple(_groups(detail.ports[:MOST_PORTS])),
        left_out=max(0, len(detail.ports) - MOST_PORTS),
        boxes=sections.boxes(told.parts),
        powered=powered,
        kinds=sections.kinds_of(sensor for sensor in plain if sensor not in shown),
        transceivers=tuple((by_index.get(t.if_index), t) for t in sections.transceivers(told.parts, told.sensors)),
        vlans=tuple(_vlans(told, by_index)),
        lags=tuple(_lags(told, by_index)),
        tree=tree,
        root_port=by_index.get(tree.root_if_index or 0) if tree else None,
        tree_ports=tuple((by_index.get(row.if_index or 0), row) for row in tree.ports) if tree else (),
        supplies=told.poe_supplies,
        feeding=tuple(row for row in detail.ports if row.poe is not None and row.poe.status not in {"", "disabled"}),
        addresses=tuple((by_index.get(row.if_index or 0), row) for row in told.addresses),
        radios=radios,
        networks=tuple(row for row in rest if row.cls == "clients" and not is_total(row)),
        firewall=firewall,
        pools=_pools(told),
        figures=tuple(_figures(told, detail.device.type)),
    )


def _sockets(detail: DeviceDetail) -> list[tuple[Socket, DevicePort]]:
    fibre = sections.takes_sfp(detail.told.parts, detail.told.sensors)
    names = {row.port.name for row in detail.ports}
    return [
        (
            Socket(
                port_id=row.port.id,
                name=row.port.name,
                state=state_of(row),
                speed_bps=row.port.speed_bps,
                sfp=True if row.port.if_index in fibre else None,
                linked=row.neighbour is not None,
                feeds=row.feeds,
                blocked=row.blocked,
            ),
            row,
        )
        for row in detail.ports
        if is_socket(row.port.name, row.port.type, names)
    ]


def state_of(row: DevicePort) -> State:
    """How a socket is drawn."""
    if row.port.admin == "down":
        return "off"
    if row.port.oper == "up":
        return "up"
    if row.port.oper in {"down", "lowerLayerDown", "notPresent", "dormant"}:
        return "missed" if row.neighbour is not None else "down"
    return "unknown"


def _groups(ports: Iterable[DevicePort]) -> Iterable[PortGroup]:
    ports = tuple(ports)
    if len(ports) <= TOGETHER:
        return [PortGroup(0, 0, ports)] if ports else []
    names = {row.port.name for row in ports}
    found: dict[tuple[int, int], list[DevicePort]] = defaultdict(list)
    rest: list[DevicePort] = []
    for row in ports:
        place = position_of(row.port.name) if is_socket(row.port.name, row.port.type, names) else None
        if place is None:
            rest.append(row)
        else:
            found[(place.unit, place.slot)].append(row)
    groups = [PortGroup(unit, slot, tuple(rows)) for (unit, slot), rows in sorted(found.items())]
    return groups + ([PortGroup(None, 0, tuple(rest))] if rest else [])


def _vlans(told: Told, by_index: dict[int, DevicePort]) -> Iterable[VlanLine]:
    untagged: dict[int, list[str]] = defaultdict(list)
    tagged: dict[int, list[str]] = defaultdict(list)
    for row in told.port_vlans:
        port = by_index.get(row.if_index)
        if port is None:
            continue
        if row.native is not None:
            untagged[row.native].append(port.port.name)
        for vlan in row.tagged:
            tagged[vlan].append(port.port.name)
    names = {vlan.id: vlan.name for vlan in told.vlans}
    for vlan in sorted({*names, *untagged, *tagged}):
        yield VlanLine(
            vlan, names.get(vlan, ""), sections.in_runs(untagged.get(vlan, ())), sections.in_runs(tagged.get(vlan, ()))
        )


def _lags(told: Told, by_index: dict[int, DevicePort]) -> Iterable[LagLine]:
    members: dict[int, list[LagMember]] = defaultdict(list)
    for row in told.lags:
        members[row.lag].append(row)
    for lag, rows in sorted(members.items()):
        port = by_index.get(lag)
        name = port.port.name if port is not None else str(lag)
        yield LagLine(name, port, tuple((by_index.get(row.if_index), row) for row in rows))


def _pools(told: Told) -> dict[str, tuple[Pool, ...]]:
    found: dict[str, list[Pool]] = defaultdict(list)
    for pool in told.pools:
        found[pool.kind].append(pool)
    return {kind: tuple(sorted(rows, key=lambda pool: -(pool.share or 0))) for kind, rows in found.items()}


def _figures(told: Told, device_type: str) -> Iterable[Gauge]:
    """One figure a kind: the lowest charge and runtime, the highest load; of power over Ethernet the sum."""
    found: dict[str, Gauge] = {}
    if told.poe_supplies:
        used, budget = (sum(getattr(s, w) or 0 for s in told.poe_supplies) for w in ("used_w", "budget_w"))
        found["poe"] = Gauge("poe", "poe", "", used, "W", budget or None)
    for gauge in gauges_of(told, device_type):
        known = found.get(gauge.kind)
        if gauge.kind in {"access_points", "sessions", "ups_charge", "ups_runtime", "ups_load"} or (
            gauge.kind == "clients" and not gauge.name
        ):
            lower = gauge.kind in {"ups_charge", "ups_runtime"}
            if known is None or (gauge.value < known.value if lower else gauge.value > known.value):
                found[gauge.kind] = gauge
    return found.values()
