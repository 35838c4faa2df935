# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cuts the silent devices into connected parts and looks at the edge of each: the fault must be there."""

from collections.abc import Collection
from dataclasses import dataclass

from samdrift.engines.correlation.quiet import end_that_is_down
from samdrift.engines.correlation.records import Id
from samdrift.engines.correlation.scene import STRAY, Light, Scene
from samdrift.engines.correlation.topology import DISBELIEVED, Link

TOGETHER_S = 10.0


@dataclass(frozen=True, slots=True)
class Edge:
    """A link from the silent part to a device that answers, and the light last seen on it."""

    link: Link
    inner: Id
    outer: Id
    light: Light


@dataclass(frozen=True, slots=True)
class Part:
    """Silent devices that hang together. `members` with, `asked` without the dumb devices among them."""

    members: frozenset[Id]
    asked: frozenset[Id]
    edges: tuple[Edge, ...]
    since: float
    beside_dark: bool
    """A device next to it is dark by another cause: it may have carried them."""
    doubted: bool
    """A doubtful cable may lead out: it is given the time a ring takes to close."""
    settled: bool
    """Whoever falls with them has fallen, whoever answers has answered since."""

    def lights(self, light: Light) -> list[Edge]:
        return [edge for edge in self.edges if edge.light == light]

    def other_way(self) -> bool:
        """More than one device outside could carry them: a ring may be closing."""
        return len({edge.outer for edge in self.edges}) + self.beside_dark > 1

    def entries(self) -> list[Id]:
        """Where the fault shows. Where some way in is dead for sure, a way that merely should be there is not believed."""
        sure = {edge.inner for edge in self.edges if edge.light == "down"}
        return sorted(sure or {edge.inner for edge in self.edges}, key=str)


def find_parts(scene: Scene, silent: Collection[Id]) -> list[Part]:
    """The parts that are more than a stray lost probe."""
    firm = {device for device in silent if scene.firm(device)}
    if not firm:
        return []
    _take_in_dumb(scene, silent)
    parts = []
    for found in scene.topology.components([*silent, *sorted(scene.dumb, key=str)]):
        members = found
        if not members & firm:
            continue
        most = max(scene.devices[device].misses for device in members)
        if most >= STRAY:
            strays = {d for d in members if scene.devices[d].misses == 1 and scene.since(d) > scene.now - 2.5}
            pieces = scene.topology.components(members - strays) if strays else [members]
            parts += [_part(scene, piece, firm) for piece in pieces if piece & firm]
        else:
            parts.append(_part(scene, members, firm))
    return parts


def _part(scene: Scene, members: set[Id], firm: set[Id]) -> Part:
    asked = frozenset(device for device in members if device in scene.dark)
    since = min(scene.since(device) for device in members & firm)
    newest = max(scene.since(device) for device in asked)
    boundary = scene.topology.boundary(members)
    leaving = [row for row in boundary if scene.answers(row[2])]
    beside_dark = any(outer in scene.dark and scene.firm(outer) for _, _, outer in boundary)
    news = [row for row in leaving if row[0].id not in scene.lost] or leaving
    edges = tuple(Edge(link, inner, outer, scene.light(link, since)) for link, inner, outer in news)
    settled = scene.now - newest >= scene.timing.settle and all(_told_apart(scene, e, since) for e in edges)
    together = _fell_together(scene, members, since)
    doubted = _may_lead_out(scene, members, {edge.link.id for edge in together})
    return Part(frozenset(members), asked, edges + together, since, beside_dark, doubted, settled)


def _fell_together(scene: Scene, members: set[Id], since: float) -> tuple[Edge, ...]:
    """Doubtful cables whose port went dead when the part fell silent: that is how a true one would look."""
    found = []
    for inner in sorted(members & scene.topology.doubted.keys(), key=str):
        for link in scene.topology.doubted[inner]:
            outer, said = link.other(inner), end_that_is_down(link, scene.ports)
            if outer in members or not scene.answers(outer) or said is None or link.id in scene.lost:
                continue
            if abs((said[1].since or 0.0) - since) <= TOGETHER_S:
                found.append(Edge(link, inner, outer, "down"))
    return tuple(found)


def _may_lead_out(scene: Scene, members: set[Id], dead: set[Id]) -> bool:
    return any(
        link.confidence >= DISBELIEVED and link.id not in dead | set(scene.lost) and scene.answers(link.other(inner))
        for inner in members & scene.topology.doubted.keys()
        for link in scene.topology.doubted[inner]
        if link.other(inner) not in members
    )


def _told_apart(scene: Scene, edge: Edge, since: float) -> bool:
    """The outer device has answered since; if it was away itself, the inner one has had two more chances after it."""
    back = scene.devices[edge.outer].answering_since or since
    if back > since and scene.now - back < 2 * scene.devices[edge.inner].gap + 0.5:
        return False
    return scene.heard_since(edge.outer, since)


def _take_in_dumb(scene: Scene, silent: Collection[Id]) -> None:
    """A device nobody asks is dark too when the silent hang on it and at most one device that answers does."""
    waiting = [
        link.other(device)
        for device in silent
        for link in scene.topology.at[device]
        if not scene.devices[link.other(device)].asked()
    ]
    for device in waiting:
        if device in scene.topology.vantages or device in scene.dumb:
            continue
        beside = {link.other(device) for link in scene.topology.at[device]}
        if sum(scene.answers(other) for other in beside) <= 1 and any(other in silent for other in beside):
            scene.dumb.add(device)
