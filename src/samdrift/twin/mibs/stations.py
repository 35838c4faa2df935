# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who is plugged in: the switches' forwarding tables (Q-BRIDGE-MIB, RFC 4363) and the router's ARP (RFC 1213).

Behind each port that somebody patched is one station, behind a telephone's port two. Its MAC is a locally administered
one, made of its switch's and its port's numbers, so that the town is the same each time. Switches in the building and on
the ring learn it; the cores route, and the first router knows its address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address

from samdrift.engines.snmpwire import Value, integer, ip_address, octet_string
from samdrift.twin.agent import Agent
from samdrift.twin.mibs.system import management_if_index
from samdrift.twin.table import Row
from samdrift.twin.types import Device, End, Topology

_LEARNED_PORT = (1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2)
_LEARNED_STATUS = (1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 3)
_ARP = (1, 3, 6, 1, 2, 1, 4, 22, 1)
_LEARNED, _DYNAMIC = integer(3), integer(3)
_MANAGEMENT_VLAN, _STATIONS_VLAN, _TELEPHONES_VLAN = 10, 20, 30
_ADDRESSES = IPv4Address("10.64.0.0")
_PER_BLOCK = 250
LEARNING = ("distribution", "switch")


@dataclass(frozen=True, slots=True)
class Station:
    """Something plugged into `end`."""

    end: End
    mac: bytes
    vlan: int


def stations_at(topology: Topology, device: Device) -> Iterator[Station]:
    """What people plugged into this device: patched ports that carry no cable of ours."""
    if not device.forwards:
        return
    for port in device.ports:
        end = End(device.id, port.number)
        if not port.patched or end in topology.link_at:
            continue
        mac = b"\x06\x5d" + device.mac[2:5] + bytes((port.number,))
        yield Station(end, mac, _STATIONS_VLAN)
        if port.alias.startswith("Telefon"):
            yield Station(end, b"\x06\x5e" + mac[2:], _TELEPHONES_VLAN)


def rows(agent: Agent, agents: Mapping[str, Agent]) -> Iterator[Row]:
    """The forwarding table of a switch, or the ARP table of the first router; nothing elsewhere."""
    if agent.device.role in LEARNING:
        yield from _forwarding(agent, agents)
    elif agent.device.role == "router" and agent.device.id == _first_router(agent.topology):
        yield from _arp(agent)


def _first_router(topology: Topology) -> str:
    return min((d.id for d in topology.devices.values() if d.role == "router"), default="")


def _forwarding(agent: Agent, agents: Mapping[str, Agent]) -> Iterator[Row]:
    """Own stations at their ports, everything behind the cables at those, and the router behind the uplink."""
    topology, here = agent.topology, agent.device.id
    for station in stations_at(topology, agent.device):
        if agent.port_live[station.end.port - 1]:
            yield from _learned(station.vlan, station.mac, integer(station.end.port))
    depth = len(agent.route)
    for other in topology.devices.values():
        home = agents[other.id]
        behind = other.id != here and len(home.route) > depth and home.route[:depth] == agent.route
        if not behind or (depth == 0 and here != topology.vantage):
            continue
        towards = partial(_port_towards, agent, home)
        yield from _learned(_MANAGEMENT_VLAN, other.mac, towards)
        for station in stations_at(topology, other):
            yield from _learned(station.vlan, station.mac, towards)
    router = _first_router(topology)
    if router and agent.route:
        yield from _learned(_STATIONS_VLAN, topology.devices[router].mac, partial(_port_towards, agent, agents[router]))


def _learned(vlan: int, mac: bytes, port: "Value | partial[Value]") -> Iterator[Row]:
    instance = (vlan, *mac)
    yield _LEARNED_PORT, instance, port
    yield _LEARNED_STATUS, instance, _LEARNED


def _port_towards(agent: Agent, home: Agent, _at: float) -> Value:
    """The port of `agent` that leads to `home` now: down the tree where it is behind us, else up."""
    here, depth = agent.device.id, len(agent.route)
    if home.route[:depth] == agent.route and len(home.route) > depth:
        return integer(agent.topology.links[home.route[depth]].end_at(here).port)
    return integer(agent.topology.links[agent.route[-1]].end_at(here).port if agent.route else 0)


def _arp(agent: Agent) -> Iterator[Row]:
    index = management_if_index(agent)
    every = (s for d in agent.topology.devices.values() for s in stations_at(agent.topology, d))
    for number, station in enumerate(every):
        block, low = divmod(number, _PER_BLOCK)
        address = _ADDRESSES + (block << 8) + low + 2
        instance = (index, *address.packed)
        yield (*_ARP, 1), instance, integer(index)
        yield (*_ARP, 2), instance, octet_string(station.mac)
        yield (*_ARP, 3), instance, ip_address(str(address))
        yield (*_ARP, 4), instance, _DYNAMIC
