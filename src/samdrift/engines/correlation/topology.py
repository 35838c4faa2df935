# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The graph that judgement walks: devices at places, links between their ports."""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from samdrift.engines.correlation.records import Id


@dataclass(frozen=True, slots=True)
class Link:
    """A cable. Ports are whatever the caller names them by (ifIndex, ifName)."""

    id: Id
    a: Id
    a_port: Id
    b: Id
    b_port: Id

    def other(self, device: Id) -> Id:
        return self.b if device == self.a else self.a

    def port_at(self, device: Id) -> Id:
        return self.a_port if device == self.a else self.b_port


@dataclass(frozen=True)
class Topology:
    """`vantage` is the device the probes enter the network by; None when not known."""

    vantage: Id | None
    places: dict[Id, Id | None]
    """device -> place."""
    links: tuple[Link, ...]
    at: dict[Id, list[Link]] = field(init=False)
    by_id: dict[Id, Link] = field(init=False)
    by_port: dict[tuple[Id, Id], Link] = field(init=False)

    def __post_init__(self) -> None:
        at: dict[Id, list[Link]] = {device: [] for device in self.places}
        known = [link for link in self.links if link.a in at and link.b in at and link.a != link.b]
        for link in known:
            at[link.a].append(link)
            at[link.b].append(link)
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "by_id", {link.id: link for link in known})
        by_port = {(link.a, link.a_port): link for link in known} | {(link.b, link.b_port): link for link in known}
        object.__setattr__(self, "by_port", by_port)

    def devices_at(self, place: Id) -> set[Id]:
        return {device for device, there in self.places.items() if there == place}

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

    def boundary(self, part: set[Id]) -> list[tuple[Link, Id, Id]]:
        """Links leaving `part`: (link, inner device, outer device)."""
        return [
            (link, inner, link.other(inner))
            for inner in sorted(part, key=str)
            for link in self.at[inner]
            if link.other(inner) not in part
        ]

    def nearest(self, part: set[Id], entries: Iterable[Id]) -> dict[Id, Id]:
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
