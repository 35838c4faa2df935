# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the faults do to the network: who is dead, which cables carry, whom the vantage point reaches. Pure.

The network behaves as real ones do where it matters to whoever watches: a spanning tree grows from the vantage device;
when something on a device's way breaks or is mended, all whose way changed are silent for `RECONVERGENCE_S`, then answer
again over the other way, or stay silent where there is none. Times are seconds since the epoch.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from samdrift.twin.types import Device, End, Fault, Topology

RECONVERGENCE_S = 4.0
BATTERY_S = 2.0
"""How long a UPS holds what it feeds: long enough to say so, short enough to watch."""
NEIGHBOUR_AGES_S = 3.0
"""How long an LLDP row outlives its neighbour."""
FLAP_S = 4.0
"""A flapping cable is down so long, then up so long."""
AGENT_RESTART_S = 3.0
FRAMES_LOST = 0.05
REQUESTS_LOST = 0.10
"""Five per cent of frames each way: one request in ten gets no answer."""

Route = tuple[str, ...]
"""The cables from the vantage device to a device, in order; empty for the vantage device itself."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What the faults amount to at one instant."""

    dead: frozenset[str]
    cut: frozenset[str]
    hung: frozenset[str]
    lossy: frozenset[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """The network from one change to the next: ways and since when each is as it is (-inf: since ever)."""

    effects: Effects
    routes: dict[str, Route]
    routed_at: dict[str, float]


def effects_at(topology: Topology, faults: Iterable[Fault], at: float) -> Effects:
    """All faults together at `at`."""
    dead: set[str] = set()
    cut: set[str] = set()
    hung: set[str] = set()
    lossy: set[str] = set()
    for fault in faults:
        if fault.kind in ("cut_place", "cut_link"):
            cut.update(fault.links)
        elif fault.kind == "flap":
            cut.update(fault.links if _turns(fault, at) % 2 == 0 else ())
        elif fault.kind == "loss":
            lossy.update(fault.links)
        elif fault.kind == "kill_device":
            dead.add(fault.target)
        elif fault.kind == "hang_agent":
            hung.add(fault.target)
        elif fault.kind == "power_place":
            dead.update(d.id for d in topology.at_place(fault.target) if not _on_battery(d, fault, at))
    return Effects(frozenset(dead), frozenset(cut), frozenset(hung), frozenset(lossy))


def _on_battery(device: Device, fault: Fault, at: float) -> bool:
    return bool(device.backed_by) and at < fault.at + BATTERY_S


def _turns(fault: Fault, at: float) -> int:
    """How often a flapping cable has turned; a hair early counts, for a sum of floats may fall short of its turn."""
    return int((at - fault.at + 0.001) / FLAP_S)


def next_change(faults: Iterable[Fault], at: float) -> float:
    """When, after `at`, the faults change by themselves (batteries run out, a cable flaps); inf where none does."""
    soonest = inf
    for fault in faults:
        if fault.kind == "power_place" and at < fault.at + BATTERY_S:
            soonest = min(soonest, fault.at + BATTERY_S)
        elif fault.kind == "flap":
            soonest = min(soonest, fault.at + FLAP_S * (_turns(fault, at) + 1))
    return soonest


def port_is_live(topology: Topology, effects: Effects, end: End) -> bool:
    """Whether ifOperStatus of a port is up: switched on, and what is plugged in lives and is joined to it."""
    port = topology.devices[end.device].ports[end.port - 1]
    if not (port.admin_up and port.patched):
        return False
    link = topology.link_at.get(end)
    return link is None or (link.id not in effects.cut and link.far_end(end.device).device not in effects.dead)


def routes_from(topology: Topology, effects: Effects) -> dict[str, Route]:
    """The spanning tree from the vantage device over what lives; devices without a way are absent."""
    if topology.vantage in effects.dead:
        return {}
    routes: dict[str, Route] = {topology.vantage: ()}
    queue = deque((topology.vantage,))
    while queue:
        here = queue.popleft()
        if not topology.devices[here].forwards:
            continue
        for link in topology.links_of[here]:
            there = link.far_end(here).device
            if there not in routes and there not in effects.dead and link.id not in effects.cut:
                routes[there] = (*routes[here], link.id)
                queue.append(there)
    return routes


def undisturbed(topology: Topology) -> Condition:
    """The network with nothing broken, as it has been since ever."""
    nothing = Effects(frozenset(), frozenset(), frozenset(), frozenset())
    routes = routes_from(topology, nothing)
    return Condition(nothing, routes, dict.fromkeys(routes, -inf))


def advance(topology: Topology, before: Condition, faults: Iterable[Fault], at: float) -> Condition:
    """The condition from `at` on. A device whose way is the old one keeps its `routed_at`; the others begin anew."""
    effects = effects_at(topology, faults, at)
    if effects == before.effects:
        return before
    routes = routes_from(topology, effects)
    routed_at = {d: before.routed_at[d] if before.routes.get(d) == route else at for d, route in routes.items()}
    return Condition(effects, routes, routed_at)


def is_reached(condition: Condition, device: str, at: float) -> bool:
    """Whether frames pass between the vantage device and `device` at `at`."""
    return device in condition.routes and at >= condition.routed_at[device] + RECONVERGENCE_S


def answers(condition: Condition, device: str, at: float) -> bool:
    """Whether the device's agent can be heard at `at`: it is reached and does not hang."""
    return is_reached(condition, device, at) and device not in condition.effects.hung


def is_lossy(condition: Condition, device: str) -> bool:
    """Whether a cable that loses frames lies on the way to `device`."""
    return any(link in condition.effects.lossy for link in condition.routes.get(device, ()))
