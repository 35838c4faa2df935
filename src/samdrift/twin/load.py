# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How much flows through each port: people's own traffic at the edge, and the sum of it on the cables towards the core."""

from collections.abc import Mapping
from random import Random

from samdrift.demo.types import PlaceKind
from samdrift.twin.condition import Route, undisturbed
from samdrift.twin.meters import Flow, Meter
from samdrift.twin.rhythm import Rhythm
from samdrift.twin.types import Device, End, Link, Port, Topology

_DOWN_A_PERSON, _UP_A_PERSON = 7_500.0, 1_400.0
"""Octets a second at full bustle: 60 kbit/s down and 11 kbit/s up for everybody at a place, the mean of a school day."""
_MOST_OF_LINE = 0.7 / 8


def port_meters(
    topology: Topology, rhythms: Mapping[PlaceKind | None, Rhythm], seed: int
) -> dict[str, tuple[Meter, ...]]:
    """A meter for each port of each device. Both ends of a cable count the same octets, one way each."""
    flows = _cable_flows(topology, undisturbed(topology).routes, rhythms, seed)
    meters: dict[str, tuple[Meter, ...]] = {}
    for device in topology.devices.values():
        rhythm = rhythms[device.place.kind]
        made = []
        for port in device.ports:
            dice = Random(f"{seed}/{device.id}/{port.number}")  # noqa: S311 - a reproducible town, nothing secret
            pair = flows.get(End(device.id, port.number)) or _outlet(port, rhythm, dice)
            made.append(Meter(*pair, dice))
        meters[device.id] = tuple(made)
    return meters


def _outlet(port: Port, rhythm: Rhythm, dice: Random) -> tuple[Flow, Flow]:
    """In and out of a port that somebody's computer, printer or telephone is plugged into; nothing where none is."""
    used = port.patched and port.admin_up
    rate = min(dice.lognormvariate(9.0, 1.4), port.speed_bps * _MOST_OF_LINE) if used else 0.0
    phase = dice.random()
    return Flow(rhythm, rate * 0.2, phase, quiet=not used), Flow(rhythm, rate, phase, quiet=not used)


def _cable_flows(
    topology: Topology, routes: Mapping[str, Route], rhythms: Mapping[PlaceKind | None, Rhythm], seed: int
) -> dict[End, tuple[Flow, Flow]]:
    people = _people_behind(topology, routes)
    flows: dict[End, tuple[Flow, Flow]] = {}
    for link in topology.links.values():
        upper, lower = _upper_and_lower(routes, link)
        device = topology.devices[lower.device]
        rhythm = rhythms[None if device.role in ("core", "distribution", "firewall", "router") else device.place.kind]
        phase = Random(f"{seed}/{link.id}").random()  # noqa: S311
        limit = device.ports[lower.port - 1].speed_bps * _MOST_OF_LINE
        share = people.get(link.id, 0.0)
        down = Flow(rhythm, min(share * _DOWN_A_PERSON, limit), phase)
        up = Flow(rhythm, min(share * _UP_A_PERSON, limit), phase)
        flows[upper], flows[lower] = (up, down), (down, up)
    return flows


def _upper_and_lower(routes: Mapping[str, Route], link: Link) -> tuple[End, End]:
    a, b = (len(routes[end.device]) for end in (link.a, link.b))
    return (link.a, link.b) if a <= b else (link.b, link.a)


def _people_behind(topology: Topology, routes: Mapping[str, Route]) -> dict[str, float]:
    """People whose traffic a cable carries while nothing is broken; cables the tree does not need carry none."""
    edge = {p: [d for d in topology.at_place(p) if d.role in ("switch", "access_point")] for p in topology.places}
    total: dict[str, float] = {}
    everybody = 0.0
    for devices in edge.values():
        for device in devices:
            share = device.place.people / len(devices)
            everybody += share
            for link in routes[device.id]:
                total[link] = total.get(link, 0.0) + share
    for device in topology.devices.values():
        _add_ways_out(topology, device, everybody, total)
    return total


def _add_ways_out(topology: Topology, device: Device, everybody: float, total: dict[str, float]) -> None:
    if device.role in ("firewall", "router"):
        for link in topology.links_of[device.id]:
            total[link.id] = everybody * 0.4
