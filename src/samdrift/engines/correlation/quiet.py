# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Explains faults that darken nobody: lost redundancy, a hanging agent, a lossy cable, a flapping port."""

from collections.abc import Collection, Iterable, Mapping
from math import log

from samdrift.engines.correlation.records import CauseType, Finding, Id, Suspects
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import DeviceWatch, PortWatch, Timing

WEEK_S = 604_800.0
STEADY_S = 1.0
WORTH_A_LOOK = 4.0
"""Two lost probes near each other: enough to belong to a neighbour's loss, not to be named by itself."""
BESIDE = 0.3
"""What each further device of a lossy part adds of its evidence: a ring that closes takes one probe from many at once."""
CHANCE = 6.0
"""A few in a hundred devices have lost that much by chance at any time."""
OUR_SIDE = 0.2
"""When this share of all devices loses probes, the loss is before them all."""


def end_that_is_down(link: Link, ports: Mapping[tuple[Id, Id], PortWatch]) -> tuple[tuple[Id, Id], PortWatch] | None:
    """The port that says so, unless its far end has come up after it was read (its own linkUp may have got lost)."""
    keys = (link.a, link.a_port), (link.b, link.b_port)
    ends = ports.get(keys[0]), ports.get(keys[1])
    for key, end, far in ((keys[0], ends[0], ends[1]), (keys[1], ends[1], ends[0])):
        if end is None or not end.down() or end.since is None:
            continue
        if far is not None and far.up() and far.changes and far.changes[-1] > (end.read_at or 0.0):
            continue
        return key, end
    return None


def lost_redundancy(
    down: Iterable[tuple[Link, float, tuple[Id, Id]]],
    topology: Topology,
    devices: Mapping[Id, DeviceWatch],
    now: float,
    timing: Timing,
) -> list[Finding]:
    """A link is down though both its ends answer: another way carries them. `down`: (link, since, the port that says so)."""
    findings = []
    for link, since, port in down:
        ends = [devices[end] for end in (link.a, link.b) if devices[end].asked()]
        dumb = [end for end in (link.a, link.b) if not devices[end].asked()]
        if any(devices[out.other(end)].missing_since is not None for end in dumb for out in topology.at[end]):
            continue  # nobody asks that end, and it may well be dark with those beside it
        if not all(end.answers() and end.heard_at is not None and end.heard_at > since + 1.0 for end in ends):
            continue
        steady = all(end.answering_since is not None and now - end.answering_since >= STEADY_S for end in ends)
        findings.append(
            Finding(
                kind="redundancy",
                cause_type="link",
                cause=link.id,
                affected=frozenset(),
                entries=frozenset({link.a, link.b}),
                since=since,
                ready=steady and now - since >= timing.redundancy_after,
                rule="link-down-both-ends-answer",
                suspects=(("link", link.id, 1.0),),
                down_ports=(port,),
            )
        )
    return findings


def hanging_agents(
    hushed: Iterable[Id], devices: Mapping[Id, DeviceWatch], now: float, timing: Timing
) -> list[Finding]:
    """ICMP answers, SNMP does not: the device forwards, its agent hangs. Not an outage. `hushed`: those to look at."""
    hanging = [device for device in hushed if devices[device].agent_hangs(now, timing)]
    fresh = [d for d in hanging if now - (devices[d].agent_missing_since or now) < timing.agents_grace]
    many = len(fresh) >= timing.many_causes
    return [
        Finding(
            kind="agent",
            cause_type="device",
            cause=device,
            affected=frozenset({device}),
            entries=frozenset({device}),
            since=devices[device].agent_missing_since or now,
            ready=not (many and device in fresh),
            rule="ping-answers-agent-silent",
            suspects=(("device", device, 1.0),),
        )
        for device in hanging
    ]


def lossy_ways(topology: Topology, devices: Mapping[Id, DeviceWatch], timing: Timing) -> list[Finding]:
    """Frames vanish towards a connected part of the network and nowhere else: the cable into that part, or its device."""
    scores = {
        device: watch.losses.score()
        for device, watch in devices.items()
        if watch.losses.run < 1000 and watch.losses.losses > 1 and not watch.losses.always and watch.answers()
    }
    scores = {device: score for device, score in scores.items() if score >= WORTH_A_LOOK}
    asked = sum(watch.asked() for watch in devices.values()) if scores else 0
    if not scores or (len(scores) > OUR_SIDE * asked and asked > 2 * timing.many_causes):
        return []
    findings = []
    for part in topology.components(scores):
        gap = max(1.0, min(devices[device].gap for device in part))
        needed = log(max(len(devices), 20) * WEEK_S / gap / timing.false_a_week)
        most = max(scores[device] for device in part)
        beside = sorted((scores[device] for device in part), reverse=True)[1:]
        evidence = most + BESIDE * sum(max(0.0, score - CHANCE) for score in beside)
        if evidence < needed or part & topology.vantages:
            continue
        since = min(devices[device].losses.since or 0.0 for device in part)
        suspects, entries = _ways_in(topology, part)
        findings.append(
            Finding(
                kind="degraded",
                cause_type=suspects[0][0],
                cause=suspects[0][1],
                affected=frozenset(part),
                entries=frozenset(entries),
                since=since,
                ready=True,
                rule="loss-behind-one-way",
                suspects=suspects,
            )
        )
    return findings


def _ways_in(topology: Topology, part: Collection[Id]) -> tuple[Suspects, set[Id]]:
    """The links that lead from the vantage into the part, the nearest first; and the devices they end at."""
    rest = topology.reached_without(part)
    edge = [(link, inner) for link, inner, outer in topology.boundary(part) if outer in rest]
    edge.sort(key=lambda row: topology.depth.get(row[0].other(row[1]), len(topology.places)))
    if not edge:
        first = min(part, key=str)
        return (("device", first, 1.0),), {first}
    share = round(0.9 / len(edge), 2)
    links: list[tuple[CauseType, Id, float]] = [("link", link.id, share) for link, _ in edge]
    return (*links, ("device", edge[0][1], 0.1)), {inner for _, inner in edge}


def flapping_links(
    topology: Topology,
    restless: Iterable[tuple[Id, Id]],
    ports: Mapping[tuple[Id, Id], PortWatch],
    now: float,
    timing: Timing,
) -> list[Finding]:
    """A link that goes up and down many times is one fault, not many. `restless`: ports to look at."""
    findings = {}
    for port in restless:
        link = topology.by_port.get(port)
        watch = ports.get(port)
        if link is not None and watch is not None and watch.flapping(now, timing):
            findings[link.id] = Finding(
                kind="flapping",
                cause_type="link",
                cause=link.id,
                affected=frozenset(),
                entries=frozenset({link.a, link.b}),
                since=next(at for at in watch.changes if now - at <= timing.flap_window),
                ready=True,
                rule="port-changes-again-and-again",
                suspects=(("link", link.id, 1.0),),
                down_ports=(port,),
            )
    return list(findings.values())
