# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The network as it lives: faults come and go, agents start anew, ports go down, and each change is told by a trap.

Everything here takes the time; nothing reads the clock or touches a socket. The server asks `hears`, answers from
`table_of`, and calls `advance` at `wake_at`; what `advance` returns it sends as traps.
"""

from datetime import UTC, datetime, timedelta
from math import inf
from random import Random
from typing import Literal, NamedTuple

from samdrift.demo.types import Municipality
from samdrift.kernel.errors import NotFound
from samdrift.twin import condition as state
from samdrift.twin.agent import Agent
from samdrift.twin.breaking import make_fault
from samdrift.twin.condition import Condition
from samdrift.twin.load import port_meters
from samdrift.twin.mibs import build_table
from samdrift.twin.rhythm import rhythms
from samdrift.twin.table import OidTable
from samdrift.twin.types import End, Fault, Link, Topology

TrapKind = Literal["linkDown", "linkUp", "coldStart", "onBattery", "offBattery"]
_SETTLED_S = 0.2


class Telling(NamedTuple):
    """A trap to send at `due`, if its sender can be heard then; what cannot be heard then is lost, as on real networks."""

    due: float
    device: str
    kind: TrapKind
    port: int = 0


class LiveNetwork:
    """All devices and what is wrong with them now."""

    def __init__(self, topology: Topology, whole: Municipality, now: float, seed: int = 1) -> None:
        self.topology = topology
        self.faults: dict[int, Fault] = {}
        self.condition = state.undisturbed(topology)
        self._at = now
        self._last_id = 0
        self._tellings: list[Telling] = []
        self._gone_at: dict[str, float] = {}
        start = _start_of_counting(now)
        closed = {day for c in whole.calendars for day in c.closed}
        meters = port_meters(topology, dict(rhythms(start, whole.time_zone, closed)), seed)
        self.agents = {
            d.id: Agent(
                device=d,
                topology=topology,
                started_at=start.timestamp() + Random(f"{seed}/start/{d.id}").uniform(0, 40 * 86400),  # noqa: S311
                meters=meters[d.id],
                port_live=[state.port_is_live(topology, self.condition.effects, End(d.id, p.number)) for p in d.ports],
                port_changed_at=[-inf] * len(d.ports),
            )
            for d in topology.devices.values()
        }
        self._follow_routes()

    def hears(self, device: str, now: float) -> bool:
        """Whether a request that reaches `device` at `now` is heard and its answer comes through."""
        return state.answers(self.condition, device, now) and now >= self.agents[device].silent_until

    def loses(self, device: str) -> bool:
        """Whether frames are lost on the way to `device`."""
        return bool(self.condition.effects.lossy) and state.is_lossy(self.condition, device)

    def table_of(self, device: str, now: float) -> OidTable:
        """What the agent of `device` serves; built when first asked and when its neighbours or numbering changed."""
        agent = self.agents[device]
        if agent.neighbours_unsettled:
            heard = self._heard_by(device, now)
            if heard != agent.neighbours:
                agent.neighbours, agent.table = heard, None
            agent.neighbours_unsettled = now < agent.neighbours_settle_at
        if agent.table is None:
            agent.table = build_table(agent, self.agents)
        return agent.table

    def inject(self, kind: str, target: str, other: str, now: float) -> Fault:
        """Break something; BadInput or NotFound where that cannot be meant. A restart is over at once and not kept."""
        fault = make_fault(self.topology, self._last_id + 1, kind, target, other, now)
        self._last_id = fault.id
        if fault.kind == "restart":
            self._restart(fault.target, now)
            return fault
        self._run_to(now)
        self.faults[fault.id] = fault
        if fault.kind == "power_place":
            self._tell_batteries(fault.target, now)
        self._step(now)
        return fault

    def heal(self, fault_id: int, now: float) -> Fault:
        """Mend one fault; NotFound where there is none of that number."""
        if fault_id not in self.faults:
            known = ", ".join(map(str, self.faults)) or "none"
            raise NotFound(f"there is no fault {fault_id}", where="id", remedy=f"faults now: {known}")
        self._run_to(now)
        fault = self.faults.pop(fault_id)
        self._step(now)
        if fault.kind == "power_place":
            self._tell_mains(fault.target, now)
        return fault

    def heal_all(self, now: float) -> tuple[Fault, ...]:
        """Mend everything; what was broken."""
        return tuple(self.heal(fault_id, now) for fault_id in tuple(self.faults))

    def wake_at(self) -> float:
        """When `advance` has something to do by itself; inf where nothing is pending."""
        soonest = min((t.due for t in self._tellings), default=inf)
        return min(soonest, state.next_change(self.faults.values(), self._at))

    def advance(self, now: float) -> list[Telling]:
        """Let time pass until `now`; the traps that are due and can be heard."""
        self._run_to(now)
        due = sorted(t for t in self._tellings if t.due <= now)
        self._tellings = [t for t in self._tellings if t.due > now]
        return [t for t in due if self.hears(t.device, now)]

    def _run_to(self, now: float) -> None:
        while (change := state.next_change(self.faults.values(), self._at)) <= now:
            self._step(change)
        self._at = max(self._at, now)

    def _step(self, at: float) -> None:
        before = self.condition
        self._at = max(self._at, at)
        self.condition = state.advance(self.topology, before, self.faults.values(), at)
        if self.condition is before:
            return
        for device in sorted(before.effects.dead - self.condition.effects.dead):
            self._boot(device, at)
        for link in self.topology.links.values():
            self._follow_link(link, before, at)
        self._follow_routes()

    def _boot(self, device: str, at: float) -> None:
        agent = self.agents[device]
        agent.started_at = at
        agent.on_battery_since = None
        agent.table = None
        for meter in agent.meters:
            meter.clear(at)
        back = self.condition.routed_at.get(device, at) + state.RECONVERGENCE_S
        self._tellings.append(Telling(back + _SETTLED_S, device, "coldStart"))

    def _restart(self, device: str, at: float) -> None:
        agent = self.agents[device]
        agent.restarts += 1
        agent.started_at = agent.silent_until = at + state.AGENT_RESTART_S
        agent.table = None
        for meter in agent.meters:
            meter.clear(at)
        for link in self.topology.links_of[device]:
            self.agents[link.far_end(device).device].table = None  # it may announce its ports by ifIndex
        self._tellings.append(Telling(agent.started_at + _SETTLED_S, device, "coldStart"))

    def _follow_link(self, link: Link, before: Condition, at: float) -> None:
        spoilt = link.id in self.condition.effects.lossy
        was_spoilt = link.id in before.effects.lossy
        for end in (link.a, link.b):
            agent, number = self.agents[end.device], end.port - 1
            meter = agent.meters[number]
            if spoilt != was_spoilt:
                meter.lose(at, state.FRAMES_LOST) if spoilt else meter.keep(at)
            live = state.port_is_live(self.topology, self.condition.effects, end)
            if live == agent.port_live[number]:
                continue
            agent.port_live[number] = live
            agent.port_changed_at[number] = at
            agent.neighbours_unsettled = True
            agent.neighbours_settle_at = at + state.NEIGHBOUR_AGES_S
            agent.neighbours_changed_at = at if live else at + state.NEIGHBOUR_AGES_S
            meter.resume(at) if live else meter.stop(at)
            if live:
                self._gone_at.pop(link.id, None)
            else:
                self._gone_at.setdefault(link.id, at)
            self._tellings.append(Telling(at, end.device, "linkUp" if live else "linkDown", end.port))

    def _heard_by(self, device: str, now: float) -> tuple[Link, ...]:
        live = self.agents[device].port_live
        return tuple(
            link
            for link in self.topology.links_of[device]
            if live[link.end_at(device).port - 1] or now < self._gone_at.get(link.id, -inf) + state.NEIGHBOUR_AGES_S
        )

    def _follow_routes(self) -> None:
        routes = self.condition.routes
        blocked: dict[str, set[str]] = {}
        for link in self.topology.links.values():
            ends = [e.device for e in (link.a, link.b)]
            if all(d in routes and link.id not in routes[d][-1:] for d in ends):
                later = max(ends, key=lambda d: (len(routes[d]), d))
                blocked.setdefault(later, set()).add(link.id)
        for device, agent in self.agents.items():
            agent.route = routes.get(device, ())
            agent.blocked = frozenset(blocked.get(device, ()))

    def _tell_batteries(self, place: str, at: float) -> None:
        for device in self.topology.at_place(place):
            if device.role == "ups":
                self.agents[device.id].on_battery_since = at
                self._tellings.append(Telling(at, device.id, "onBattery"))

    def _tell_mains(self, place: str, at: float) -> None:
        for device in self.topology.at_place(place):
            if device.role == "ups":
                self.agents[device.id].on_battery_since = None
                back = self.condition.routed_at.get(device.id, at) + state.RECONVERGENCE_S
                self._tellings.append(Telling(max(at, back + _SETTLED_S), device.id, "offBattery"))


def _start_of_counting(now: float) -> datetime:
    """A New Year's day at least 60 days back: the same from run to run, so that counters and uptimes go on over a restart."""
    year = (datetime.fromtimestamp(now, UTC) - timedelta(days=60)).year
    return datetime(year, 1, 1, tzinfo=UTC)
