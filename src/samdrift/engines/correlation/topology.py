# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The graph that judgement walks: devices at places, links between their ports."""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from samdrift.engines.correlation.records import Id

DOUBTFUL = 0.5
"""Links less founded than this are doubtful: they name nothing, but a way that may be there is waited for."""
DISBELIEVED = 0.25
"""Links less founded than this are not even waited for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cable. Ports are whatever the caller names them by (ifIndex, ifName).

    `confidence` 0-1: how well it is founded. Neighbours sometimes lie, and what was told long ago may have been re-plugged.
    """

    id: Id
    a: Id
    a_port: Id
    b: Id
    b_port: Id
    confidence: float = 1.0

    def other(self, device: Id) -> Id:
        return self.b if device == self.a else self.a

    def port_at(self, device: Id) -> Id:
        return self.a_port if device == self.a else self.b_port


def _walked(links: Iterable[Link]) -> list[Link]:
    """The links that are believed: all that are well founded, and of the doubtful ones the best that still join something."""
    found = list(links)
    doubtful = [link for link in found if link.confidence < DOUBTFUL]
    if not doubtful:
        return found
    group: dict[Id, Id] = {}

    def root(device: Id) -> Id:
        while (up := group.get(device, device)) != device:
            group[device] = device = group.get(up, up)
        return device

    sure = [link for link in found if link.confidence >= DOUBTFUL]
    for link in sure:
        group[root(link.a)] = root(link.b)
    needed = set()
    for link in sorted(doubtful, key=lambda link: -link.confidence):
        if root(link.a) != root(link.b):
            group[root(link.a)] = root(link.b)
            needed.add(link.id)
    return [link for link in found if link.confidence >= DOUBTFUL or link.id in needed]


@dataclass(frozen=True)
class Topology:
    """`vantage` is the device the probes enter the network by; None when not known. `vantages`: all, where there are more.

    Links that loop back to their own device or lead to unknown ones are left out: neighbours sometimes lie. A doubtful link is
    walked only where nothing better connects its ends: it makes no redundancy that nobody can rely on.
    """

    vantage: Id | None
    places: dict[Id, Id | None]
    """device -> place."""
    links: tuple[Link, ...]
    vantages: frozenset[Id] = frozenset()
    at: dict[Id, list[Link]] = field(init=False)
    doubted: dict[Id, list[Link]] = field(init=False)
    """Device -> links that are not walked."""
    by_id: dict[Id, Link] = field(init=False)
    by_port: dict[tuple[Id, Id], Link] = field(init=False)
    members: dict[Id, frozenset[Id]] = field(init=False)
    """place -> its devices."""
    depth: dict[Id, int] = field(init=False)
    """device -> links between it and the nearest vantage, where there is a way."""

    def __post_init__(self) -> None:
        at: dict[Id, list[Link]] = {device: [] for device in self.places}
        known = [link for link in self.links if link.a in at and link.b in at and link.a != link.b]
        walked = _walked(known)
        for link in walked:
            at[link.a].append(link)
            at[link.b].append(link)
        object.__setattr__(self, "at", at)
        believed = {link.id for link in walked}
        doubted: dict[Id, list[Link]] = {}
        for link in known:
            for end in (link.a, link.b) if link.id not in believed else ():
                doubted.setdefault(end, []).append(link)
        object.__setattr__(self, "doubted", doubted)
        object.__setattr__(self, "by_id", {link.id: link for link in known})
        by_port = {(link.a, link.a_port): link for link in known} | {(link.b, link.b_port): link for link in known}
        object.__setattr__(self, "by_port", by_port)
        there: dict[Id, set[Id]] = {}
        for device, place in self.places.items():
            if place is not None:
                there.setdefault(place, set()).add(device)
        object.__setattr__(self, "members", {place: frozenset(devices) for place, devices in there.items()})
        roots = self.vantages | ({self.vantage} if self.vantage is not None else set())
        object.__setattr__(self, "vantages", frozenset(roots & set(at)))
        object.__setattr__(self, "depth", self._depths())

    def devices_at(self, place: Id) -> frozenset[Id]:
        return self.members.get(place, frozenset())

    def components(self, members: Collection[Id]) -> list[set[Id]]:
        """The connected parts of the graph induced on `members`, in a stable order."""
        left = dict.fromkeys(member for member in members if member in self.at)
        parts = []
        while left:
            first = next(iter(left))
            part, queue = {first}, deque([first])
            del left[first]
            while queue:
                here = queue.popleft()
                for link in self.at[here]:
                    there = link.other(here)
                    if there in left:
                        del left[there]
                        part.add(there)
                        queue.append(there)
            parts.append(part)
        return parts

    def boundary(self, part: Collection[Id]) -> list[tuple[Link, Id, Id]]:
        """Links leaving `part`: (link, inner device, outer device)."""
        return [
            (link, inner, link.other(inner))
            for inner in sorted(part, key=str)
            for link in self.at[inner]
            if link.other(inner) not in part
        ]

    def nearest(self, part: Collection[Id], entries: Iterable[Id]) -> dict[Id, Id]:
        """Each member of `part` -> the entry fewest links away from it, within `part`."""
        owner = {entry: entry for entry in entries}
        queue = deque(owner)
        while queue:
            here = queue.popleft()
            for link in self.at[here]:
                there = link.other(here)
                if there in part and there not in owner:
                    owner[there] = owner[here]
                    queue.append(there)
        return owner

    def below(self, link: Link) -> set[Id]:
        """Devices that may be carried by this link: its lower end, and all that are farther out from there."""
        depth = self.depth
        first = max((link.a, link.b), key=lambda device: depth.get(device, 0))
        found = {first}
        queue = deque(found)
        while queue:
            for out in self.at[here := queue.popleft()]:
                there = out.other(here)
                if there not in found and depth.get(there, 0) > depth.get(here, 0):
                    found.add(there)
                    queue.append(there)
        return found

    def _depths(self) -> dict[Id, int]:
        depth = dict.fromkeys(self.vantages, 0)
        queue = deque(depth)
        while queue:
            for link in self.at[here := queue.popleft()]:
                if link.other(here) not in depth:
                    depth[link.other(here)] = depth[here] + 1
                    queue.append(link.other(here))
        return depth

    def reached_without(self, missing: Collection[Id]) -> set[Id]:
        """Devices with a way to a vantage that avoids `missing`; every device when no vantage is known."""
        if not self.vantages:
            return set(self.at)
        found = {root for root in self.vantages if root not in missing}
        queue = deque(found)
        while queue:
            for link in self.at[here := queue.popleft()]:
                there = link.other(here)
                if there not in found and there not in missing:
                    found.add(there)
                    queue.append(there)
        return found
