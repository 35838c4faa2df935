# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Plays faults and compares what the judge opened with the truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tools.bench.judging.faults import OUTAGE_KINDS, Fault, draw, draw_many
from tools.bench.judging.nets import make_net
from tools.bench.judging.world import World

from samdrift.engines.correlation import Open

PATIENCE = {"agent": 60.0, "redundancy": 40.0, "degraded": 420.0, "flapping": 90.0}
MENDED_S = 40.0
QUIET_S = 20.0


@dataclass
class Trial:
    """One moment of the test: the faults, and the incidents opened from it until all was mended and calm."""

    where: str
    faults: list[Fault]
    opened: list[Open]
    after_s: list[float]
    """Per incident: seconds from its fault (the last one before it) until it stood open."""
    late: int = 0
    """Opened while things were being mended."""
    left_open: int = 0
    closings: int = 0

    @property
    def exact(self) -> bool:
        return len(self.opened) + self.late == len(self.faults)

    @property
    def named(self) -> int:
        """How many faults have an incident that names them (or what nobody could tell apart, with them among the suspects)."""
        return sum(any(names(incident, fault) for incident in self.opened) for fault in self.faults)


@dataclass
class Series:
    """Trials of one kind."""

    trials: list[Trial] = field(default_factory=list)
    skipped: int = 0


def names(incident: Open, fault: Fault) -> bool:
    """The incident is of the fault's kind and names its cause; among equals, the cause is one of the suspects."""
    said = (incident.cause_type, str(incident.cause))
    if fault.kind in OUTAGE_KINDS:
        if incident.kind not in OUTAGE_KINDS:
            return False
        if said == fault.cause:
            return True
        suspects = incident.finding.suspects if incident.finding is not None else ()
        return said in fault.equals and fault.cause in {(kind, str(cause)) for kind, cause, _ in suspects}
    if fault.kind == "degraded":
        return incident.kind == "degraded" and incident.cause_type == "link" and said == fault.cause
    return incident.kind == fault.kind and said == fault.cause


def play(world: World, faults: Sequence[Fault], where: str) -> Trial:
    """Break, watch, mend, wait for calm."""
    began, first = world.now, len(world.decisions)
    for fault in faults:
        world.begin(fault)
    patience = max(PATIENCE.get(fault.kind, 30.0) for fault in faults)
    least = 60.0 if any(fault.kind == "flapping" for fault in faults) else 25.0
    while world.now - began < patience:
        world.run(2)
        if (
            len([d for d in world.decisions[first:] if d.what == "opened"]) >= len(faults)
            and world.now - began >= least
        ):
            break
    opened = [d for d in world.decisions[first:] if d.what == "opened"]
    for fault in list(world.faults):
        world.end(fault)
    second, mended = len(world.decisions), world.now
    while world.now - mended < MENDED_S or (world.judge.open and world.now - mended < 900):
        world.run(5)
    world.run(QUIET_S)
    late = [d for d in world.decisions[second:] if d.what == "opened"]
    left = len(world.judge.open)
    closings = len([d for d in world.decisions[first:] if d.what == "closed"])
    times = [_took(d.at, d.incident, faults, began) for d in opened]
    world.decisions.clear()
    return Trial(where, list(faults), [d.incident for d in opened], times, len(late), left, closings)


def _took(at: float, incident: Open, faults: Sequence[Fault], began: float) -> float:
    mine = [fault.delay for fault in faults if names(incident, fault)]
    return at - began - (mine[0] if mine else 0.0)


def run_single(kind: str, size: int, mode: str, seed: int, plan: dict[str, int]) -> dict[str, Series]:
    """`plan`: kind of fault -> how many. One world, one fault after the other."""
    net, random = make_net(kind, size, seed), Random(seed)
    world = World(net, seed, mode)
    world.run(60)
    result = {name: Series() for name in plan}
    order = [name for name, count in plan.items() for _ in range(count)]
    random.shuffle(order)
    for name in order:
        fault = draw(net, name, random)
        if fault is None or _unseen(world, fault):
            result[name].skipped += 1
            continue
        result[name].trials.append(play(world, [fault], f"{kind}/{size}/{mode}/{seed}"))
    return result


def _unseen(world: World, fault: Fault) -> bool:
    """Only a port could tell of it, and neither end sends traps."""
    if world.mode == "poller" or fault.kind not in ("redundancy", "flapping"):
        return False
    link = world.net.true[fault.cause[1]]
    return {end for end in (link.a, link.b) if end not in fault.dark} <= world.mute


def run_many(kind: str, size: int, mode: str, seed: int, times: int) -> Series:
    """Two to five faults at one moment, `times` over."""
    net, random = make_net(kind, size, seed), Random(seed + 1)
    world = World(net, seed, mode)
    world.run(60)
    series = Series()
    for number in range(times):
        faults = draw_many(net, 2 + number % 4, random)
        if faults is None:
            series.skipped += 1
            continue
        series.trials.append(play(world, faults, f"{kind}/{size}/{mode}/{seed}"))
    return series
