# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Explains faults that darken nobody: lost redundancy, a hanging agent, a lossy cable, a flapping port."""

from collections.abc import Collection, Iterable

from samdrift.engines.correlation.records import Finding, Id
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import DeviceWatch, PortWatch, Timing


def lost_redundancy(
    down: Iterable[tuple[Link, float, tuple[Id, Id]]],
    devices: dict[Id, DeviceWatch],
    now: float,
    timing: Timing,
) -> list[Finding]:
    """A link is down though both its ends answer: another way carries them. `down`: (link, since, the port that says so)."""
    findings = []
    for link, since, port in down:
        ends = [devices.get(link.a), devices.get(link.b)]
        carried = all(
            end is not None and end.answers() and end.heard_at is not None and end.heard_at > since + 1.0
            for end in ends
        )
        if not carried:
            continue
        steady = all(
            end is not None and end.answering_since is not None and now - end.answering_since >= 2.0 for end in ends
        )
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


def hanging_agents(devices: dict[Id, DeviceWatch], now: float, timing: Timing) -> list[Finding]:
    """ICMP answers, SNMP does not: the device forwards, its agent hangs. Not an outage."""
    return [
        Finding(
            kind="agent",
            cause_type="device",
            cause=device,
            affected=frozenset({device}),
            entries=frozenset({device}),
            since=watch.agent_missing_since or now,
            ready=True,
            rule="ping-answers-agent-silent",
            suspects=(("device", device, 1.0),),
        )
        for device, watch in devices.items()
        if watch.agent_hangs(now, timing)
    ]


def lossy_ways(
    topology: Topology, devices: dict[Id, DeviceWatch], silent: Collection[Id], now: float, timing: Timing
) -> list[Finding]:
    """Frames vanish towards a connected part of the network and nowhere else: the cable into that part, or its device."""
    certain = {d for d, w in devices.items() if d not in silent and w.lossy(now, timing)}
    if not certain:
        return []
    worst = max(lost / probes for lost, probes in (devices[d].loss(now, timing) for d in certain))
    members = {d for d, w in devices.items() if d not in silent and w.loses_about(worst, now, timing)}
    findings = []
    for part in topology.components(members):
        if not part & certain or topology.vantage in part:
            continue
        edge = [(link, inner) for link, inner, outer in topology.boundary(part) if outer not in silent]
        entries = {inner for _, inner in edge}
        since = min(_first_loss(devices[device], now, timing) for device in part & certain)
        toward = _links_toward_vantage(topology, part, edge)
        link = toward[0] if len(toward) == 1 else None
        findings.append(
            Finding(
                kind="degraded",
                cause_type="device" if link is None else "link",
                cause=min(entries or part, key=str) if link is None else link.id,
                affected=frozenset(part),
                entries=frozenset(entries or part),
                since=since,
                ready=True,
                rule="loss-behind-one-way",
                suspects=(("device", min(entries or part, key=str), 0.6),)
                if link is None
                else (("link", link.id, 0.9),),
            )
        )
    return findings


def _links_toward_vantage(topology: Topology, part: set[Id], edge: list[tuple[Link, Id]]) -> list[Link]:
    """Those edge links whose outer side reaches the vantage without the part; the others lead further out."""
    if topology.vantage is None:
        return [link for link, _ in edge]
    rest = next((c for c in topology.components(set(topology.at) - part) if topology.vantage in c), set())
    return [link for link, inner in edge if link.other(inner) in rest]


def _first_loss(watch: DeviceWatch, now: float, timing: Timing) -> float:
    return min((at for at, lost in watch.attempts if lost and now - at <= timing.loss_window), default=now)


def flapping_links(
    topology: Topology, ports: dict[tuple[Id, Id], PortWatch], now: float, timing: Timing
) -> list[Finding]:
    """A link that goes up and down many times is one fault, not many."""
    findings = {}
    for port, watch in ports.items():
        link = topology.by_port.get(port)
        if link is not None and watch.flapping(now, timing):
            findings[link.id] = Finding(
                kind="flapping",
                cause_type="link",
                cause=link.id,
                affected=frozenset(),
                entries=frozenset({link.a, link.b}),
                since=watch.changes[0],
                ready=True,
                rule="port-changes-again-and-again",
                suspects=(("link", link.id, 1.0),),
                down_ports=(port,),
            )
    return list(findings.values())
