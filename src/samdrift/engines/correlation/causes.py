# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The smallest set of broken places, devices and links that covers every way into the silent parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from samdrift.engines.correlation.parts import Edge, Part
from samdrift.engines.correlation.records import CauseType, Finding, Id, Kind, RuledOut, Suspects
from samdrift.engines.correlation.ruling import ruled_out
from samdrift.engines.correlation.scene import Scene


@dataclass(frozen=True, slots=True)
class Cause:
    """One broken thing. `parts` are those it darkens, `edges` the ways in that it covers."""

    kind: Kind
    type: CauseType
    id: Id
    entries: frozenset[Id]
    affected: frozenset[Id]
    parts: tuple[Part, ...]
    edges: tuple[Edge, ...]
    rule: str
    suspects: Suspects
    ruled_out: RuledOut = ()

    @property
    def since(self) -> float:
        return min(part.since for part in self.parts)

    def proven(self) -> bool:
        """A dead port shows it."""
        return any(edge.light == "down" for edge in self.edges)

    def finding(self, *, ready: bool) -> Finding:
        ports = tuple((e.outer, e.link.port_at(e.outer)) for e in self.edges if e.light == "down")
        return Finding(
            self.kind,
            self.type,
            self.id,
            self.affected,
            self.entries,
            self.since,
            ready,
            self.rule,
            self.suspects,
            ports,
            self.ruled_out,
        )


def causes_of(scene: Scene, parts: Sequence[Part]) -> list[Cause]:
    """Places first, because one of them covers many ways in; then devices; then links."""
    found = []
    owner: dict[Id, tuple[Part, Id]] = {}
    doors: dict[Id, Part] = {}
    for part in parts:
        ways_in = part.entries() or _inner_entries(scene, part)
        for member, entry in scene.topology.nearest(part.members, ways_in).items():
            owner[member] = (part, entry)
        doors |= dict.fromkeys(ways_in, part)
    for part in parts:
        place = _one_place(scene, part)
        if place is not None:
            doors |= {edge.inner: part for edge in part.edges}
    for place, entries in _dark_places(scene, doors).items():
        told = scene.power_told(place)
        rule = "power-notice-then-silence" if told else "whole-place-went-dark"
        found.append(_cause(scene, "place", place, entries, doors, owner, rule, (("place", place, 1.0),)))
        for entry in entries:
            del doors[entry]
    for entry, part in doors.items():
        edges = [edge for edge in part.edges if edge.inner == entry]
        kind, rule, suspects = _one_entry(scene, part, entry, edges)
        found.append(_cause(scene, kind, suspects[0][1], {entry}, doors, owner, rule, suspects))
    return found


def _one_place(scene: Scene, part: Part) -> Id | None:
    """The place that explains more than a dead way does: all of it is dark, though another way into it should be there."""
    inner = {edge.inner for edge in part.edges}
    places = {scene.topology.places[device] for device in inner}
    place = next(iter(places)) if len(places) == 1 and len(inner) > 1 else None
    return place if place is not None and scene.whole(place) else None


def _dark_places(scene: Scene, doors: dict[Id, Part]) -> dict[Id, set[Id]]:
    """Places whose power explains their entries better than as many broken devices."""
    there: dict[Id, set[Id]] = {}
    for entry in doors:
        place = scene.topology.places[entry]
        if place is not None:
            there.setdefault(place, set()).add(entry)
    return {
        place: entries
        for place, entries in there.items()
        if scene.power_told(place) or (len(entries) > 1 and scene.whole(place))
    }


def _inner_entries(scene: Scene, part: Part) -> list[Id]:
    """No way in is known: everything hangs on the device with the most links, or each place on its own."""
    roots = sorted(part.members & scene.topology.vantages, key=str)
    return roots[:1] or [max(sorted(part.members, key=str), key=lambda device: len(scene.topology.at[device]))]


def _one_entry(scene: Scene, part: Part, entry: Id, edges: Sequence[Edge]) -> tuple[Kind, str, Suspects]:
    place = scene.topology.places[entry]
    lone = len(part.asked) == 1 and len(part.members) == 1
    if lone and not any(edge.light == "down" for edge in edges):
        lit = any(edge.light == "lit" for edge in edges) and not scene.devices[entry].icmp_heard
        if lit or scene.forwards(entry):
            rule = "port-has-light-agent-silent" if lit else "those-behind-it-answer"
            return "agent", rule, (("device", entry, 1.0),)
    guesses: list[tuple[CauseType, Id, float]] = []
    sure = [edge for edge in edges if edge.light == "down"]
    if len(edges) == 1 and sure:
        guesses = [("link", edges[0].link.id, 6.0), ("device", entry, 4.0)]
        rule = "only-way-in-is-down"
    elif sure:
        guesses = [("device", entry, 6.0)]
        rule = "all-its-uplinks-went-down" if len(sure) == len(edges) else "some-uplinks-went-down"
        guesses += [("link", edge.link.id, 2.0) for edge in sure if len(sure) == 1]
    else:
        guesses = [("device", entry, 5.0)]
        rule = "light-but-no-answer" if any(e.light == "lit" for e in edges) else "no-answer"
        guesses += [("link", edge.link.id, 3.0) for edge in edges if len(edges) == 1 and edge.light != "lit"]
    if place is not None and scene.whole(place, least=1):
        guesses.append(("place", place, 2.0 if scene.whole(place) else 1.0))
    hanging = [link for link in scene.topology.at[entry] if link.other(entry) in part.asked]
    if len(hanging) == 1 and not sure and not scene.devices[entry].asked():
        behind: list[tuple[CauseType, Id, float]] = [
            ("device", hanging[0].other(entry), 6.0),
            ("link", hanging[0].id, 5.0),
        ]
        guesses = behind if rule == "light-but-no-answer" else behind + guesses
    total = sum(weight for _, _, weight in guesses)
    suspects = tuple((kind, cause, round(weight / total, 2)) for kind, cause, weight in guesses)
    return suspects[0][0], rule, suspects


def _cause(
    scene: Scene,
    kind: Kind,
    cause: Id,
    entries: set[Id],
    doors: dict[Id, Part],
    owner: dict[Id, tuple[Part, Id]],
    rule: str,
    suspects: Suspects,
) -> Cause:
    parts = tuple({id(doors[entry]): doors[entry] for entry in sorted(entries, key=str)}.values())
    mine = frozenset(d for part in parts for d in part.asked if owner.get(d, (part, None))[1] in entries)
    edges = tuple(edge for part in parts for edge in part.edges if edge.inner in entries)
    kept = {(type_, id_) for type_, id_, _ in suspects}
    others = ruled_out(scene, entries, edges, kept)
    return Cause(kind, suspects[0][0], cause, frozenset(entries), mine, parts, edges, rule, suspects, others)
