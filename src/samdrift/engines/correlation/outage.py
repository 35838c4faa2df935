# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Explains silence: for each connected part of silent devices, the smallest cause its edge shows."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from samdrift.engines.correlation.records import CauseType, Finding, Id, Kind
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import Timing


@dataclass(frozen=True)
class View:
    """What is known now, as questions the rules may ask."""

    now: float
    timing: Timing
    answers: Callable[[Id], bool]
    silent_since: Callable[[Id], float]
    port_down: Callable[[Id, Id], bool]
    """(device, port): read as down at a device that answers."""
    agent_only: Callable[[Id], bool]
    """The device was never heard by ICMP, so silence may be its SNMP agent's alone."""
    power_notice: Callable[[Id], bool]
    """place: one of its devices told of running on battery lately."""
    mended_near: Callable[[float], bool]
    """Some cable came back around this time: silence since then is likely its settling."""
    known_lost: Collection[Id]
    """Links already reported as lost redundancy: they are not news."""


def explain_silence(topology: Topology, silent: Collection[Id], doubtful: Collection[Id], view: View) -> list[Finding]:
    """One finding per cause; together they cover every silent device.

    Neighbours that have just missed a probe (`doubtful`) fell with them and are only not believed yet.
    """
    believed = set(silent)
    parts = topology.components([*silent, *(device for device in doubtful if device not in believed)])
    return [
        finding for part in parts if part & believed for finding in _explain_part(topology, part, part & believed, view)
    ]


def _explain_part(topology: Topology, part: set[Id], believed: set[Id], view: View) -> list[Finding]:
    since = min(view.silent_since(device) for device in believed)
    newest = max(view.silent_since(device) for device in believed)
    if topology.vantage in part:
        entry = topology.vantage
        return [
            _finding(
                "device", "device", entry, part, {entry}, since, _settled(newest, since, view), "vantage-silent", ()
            )
        ]
    edge = [(link, inner, outer) for link, inner, outer in topology.boundary(part) if view.answers(outer)]
    down = [(link, inner, outer) for link, inner, outer in edge if view.port_down(outer, link.port_at(outer))]
    if edge and len(down) == len(edge):
        return _cut_off(topology, part, down, since, _settled(newest, since, view), view)
    return _light_but_silent(topology, part, edge, since, view)


def _settled(newest: float, since: float, view: View) -> bool:
    return view.now - newest >= view.timing.settle and view.now - since >= view.timing.silent_after


def _cut_off(
    topology: Topology, part: set[Id], down: list[tuple[Link, Id, Id]], since: float, ready: bool, view: View
) -> list[Finding]:
    """Every way in is down: the fault is at the edge, or just inside it."""
    news = [row for row in down if row[0].id not in view.known_lost] or down
    entries = {inner for _, inner, _ in news}
    ports = tuple((outer, link.port_at(outer)) for link, _, outer in news)
    places = {topology.places[entry] for entry in entries}
    place = next(iter(places)) if len(places) == 1 else None
    whole_place = place is not None and topology.devices_at(place) <= part
    if whole_place and place is not None and view.power_notice(place):
        return [_finding("place", "place", place, part, entries, since, ready, "power-notice-then-silence", ports)]
    if len(news) == 1:
        link, inner, _ = news[0]
        suspects: tuple[tuple[CauseType, Id, float], ...] = (("link", link.id, 0.6), ("device", inner, 0.4))
        return [_finding("link", "link", link.id, part, entries, since, ready, "only-way-in-is-down", ports, suspects)]
    if len(entries) == 1:
        entry = next(iter(entries))
        return [_finding("device", "device", entry, part, entries, since, ready, "all-its-uplinks-went-down", ports)]
    if whole_place and place is not None:
        return [_finding("place", "place", place, part, entries, since, ready, "whole-place-went-dark", ports)]
    owner = topology.nearest(part, sorted(entries, key=str))
    findings = []
    for entry in sorted(entries, key=str):
        mine = {device for device, to in owner.items() if to == entry}
        links = [(link, outer) for link, inner, outer in news if inner == entry]
        own = tuple((outer, link.port_at(outer)) for link, outer in links)
        if len(links) == 1:
            findings.append(
                _finding("link", "link", links[0][0].id, mine, {entry}, since, ready, "only-way-in-is-down", own)
            )
        else:
            findings.append(
                _finding("device", "device", entry, mine, {entry}, since, ready, "all-its-uplinks-went-down", own)
            )
    return findings


def _light_but_silent(
    topology: Topology, part: set[Id], edge: list[tuple[Link, Id, Id]], since: float, view: View
) -> list[Finding]:
    """Some way in has light (or is not read yet): a failover may be under way, so wait longer before believing."""
    entries = {inner for _, inner, _ in edge} or set(part)
    lone = next(iter(part)) if len(part) == 1 else None
    if lone is not None and edge and view.agent_only(lone):
        ready = view.now - since >= view.timing.agent_after
        return [_finding("agent", "device", lone, part, {lone}, since, ready, "port-has-light-agent-silent", ())]
    grace = view.timing.mending_grace if view.mended_near(since) else view.timing.failover_grace
    ready = view.now - since >= grace
    owner = topology.nearest(part, sorted(entries, key=str))
    return [
        _finding(
            "device",
            "device",
            entry,
            {d for d, to in owner.items() if to == entry},
            {entry},
            since,
            ready,
            "light-but-no-answer",
            (),
        )
        for entry in sorted(entries, key=str)
    ]


def _finding(
    kind: Kind,
    cause_type: CauseType,
    cause: Id,
    affected: set[Id],
    entries: set[Id],
    since: float,
    ready: bool,
    rule: str,
    ports: tuple[tuple[Id, Id], ...],
    suspects: tuple[tuple[CauseType, Id, float], ...] = (),
) -> Finding:
    return Finding(
        kind=kind,
        cause_type=cause_type,
        cause=cause,
        affected=frozenset(affected),
        entries=frozenset(entries),
        since=since,
        ready=ready,
        rule=rule,
        suspects=suspects or ((cause_type, cause, 1.0),),
        down_ports=ports,
    )
