# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What falls silent if one device or one cable is gone: for all of them at once, in time linear in the network.

One depth-first walk with low points (Hopcroft and Tarjan 1973) gives the articulation points and bridges seen from where the
network is entered. In an undirected graph these are the dominators: each device hangs below the nearest thing that alone can
cut it off, so that a cut takes a whole branch of one tree.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Part = tuple[Literal["device", "cable"], int]
"""A device or a cable of the network, by its id."""


@dataclass(frozen=True, slots=True)
class Cable:
    """A cable between two devices; ids are the caller's, positive."""

    id: int
    a: int
    b: int


@dataclass(frozen=True)
class Ground:
    """A network seen from its entrances. Devices that no way leads to are in `apart` and nowhere else."""

    entrances: frozenset[int]
    apart: frozenset[int]
    above: dict[Part, Part | None]
    """Part -> the nearest other part that alone cuts it off; None: nothing does but an entrance."""
    order: tuple[Part, ...]
    """Every part that is reached, each before those below it, branch after branch."""
    first: dict[Part, int]
    after: dict[Part, int]
    """A branch is order[first:after]."""
    parent: dict[int, tuple[int, int]]
    """Device -> (cable, device) by which its shortest way leads to an entrance."""
    by_distance: tuple[int, ...]

    def taken(self, part: Part) -> list[int]:
        """Devices that fall silent if this part is gone, itself among them if it is a device; none for a cable with a spare."""
        if part not in self.first:
            return []
        branch = self.order[self.first[part] : self.after[part]]
        return [number for kind, number in branch if kind == "device"]

    def single_points(self, part: Part | None) -> list[Part]:
        """Everything that alone cuts this part off, itself first, outwards to the entrance."""
        found = []
        while part is not None and part in self.above:
            found.append(part)
            part = self.above[part]
        return found

    def common(self, devices: Iterable[int]) -> Part | None:
        """The nearest part that alone cuts off all of these devices (a device alone: itself); None where nothing does."""
        chains = [self.single_points(("device", device)) for device in devices]
        chains = [chain for chain in chains if chain]
        if not chains:
            return None
        shared = set(chains[0]).intersection(*chains[1:])
        return next((part for part in chains[0] if part in shared), None)

    def sums(self, weights: Mapping[Part, float]) -> dict[Part, float]:
        """For each part the weights of its whole branch."""
        found = dict.fromkeys(self.order, 0.0)
        for part in reversed(self.order):
            found[part] += weights.get(part, 0.0)
            above = self.above[part]
            if above is not None:
                found[above] += found[part]
        return found


def ground_of(devices: Iterable[int], cables: Iterable[Cable], entrances: Iterable[int]) -> Ground:
    """The network as one reckoning. Cables that loop back or lead to unknown devices are left out: neighbours sometimes lie."""
    near: dict[int, list[tuple[int, int]]] = {device: [] for device in devices}
    for cable in cables:
        if cable.a in near and cable.b in near and cable.a != cable.b:
            near[cable.a].append((cable.id, cable.b))
            near[cable.b].append((cable.id, cable.a))
    roots = frozenset(entrances) & frozenset(near)
    above = _above(near, roots)
    order, first, after = _branches(above)
    parent, by_distance = _shortest(near, roots)
    return Ground(roots, frozenset(near) - set(by_distance), above, order, first, after, parent, by_distance)


def carried_people(ground: Ground, weights: Mapping[int, float]) -> dict[int, float]:
    """Cable -> the weights of all devices whose shortest way to an entrance leads through it."""
    below = {device: weights.get(device, 0.0) for device in ground.by_distance}
    found: dict[int, float] = {}
    for device in reversed(ground.by_distance):
        if device in ground.parent:
            cable, up = ground.parent[device]
            found[cable] = found.get(cable, 0.0) + below[device]
            below[up] += below[device]
    return found


def _above(near: Mapping[int, list[tuple[int, int]]], roots: frozenset[int]) -> dict[Part, Part | None]:
    """Dominators by low points. All entrances are joined in one node, 0, that nothing can break."""
    whole: dict[int, list[tuple[int, int]]] = {0: [(0, root) for root in sorted(roots)]}
    seen, low, came_by, up, order = {0: 0}, {0: 0}, {0: 0}, {0: 0}, [0]
    stack = [(0, iter(whole[0]))]
    while stack:
        here, rest = stack[-1]
        step = next(rest, None)
        if step is None:
            stack.pop()
            if stack:
                low[up[here]] = min(low[up[here]], low[here])
            continue
        cable, there = step
        if there not in seen:
            seen[there] = low[there] = len(seen)
            came_by[there], up[there] = cable, here
            order.append(there)
            ways = near[there] if there not in roots else [*near[there], (0, 0)]
            stack.append((there, iter(ways)))
        elif cable != came_by[here] or (cable == 0 and there != up[here]):
            low[here] = min(low[here], seen[there])
    above: dict[Part, Part | None] = {}
    top: dict[int, int] = {0: 0}
    for device in order[1:]:
        parent = up[device]
        top[device] = parent if low[device] >= seen[parent] else top[parent]
        over: Part | None = ("device", top[device]) if top[device] != 0 else None
        if low[device] > seen[parent] and came_by[device] != 0:
            bridge: Part = ("cable", came_by[device])
            above[bridge] = over
            over = bridge
        above[("device", device)] = over
    return above


def _branches(above: Mapping[Part, Part | None]) -> tuple[tuple[Part, ...], dict[Part, int], dict[Part, int]]:
    below: dict[Part | None, list[Part]] = {}
    for part, over in above.items():
        below.setdefault(over, []).append(part)
    order: list[Part] = []
    first: dict[Part, int] = {}
    after: dict[Part, int] = {}
    stack: list[tuple[Part, bool]] = [(part, False) for part in reversed(below.get(None, []))]
    while stack:
        part, done = stack.pop()
        if done:
            after[part] = len(order)
            continue
        first[part] = len(order)
        order.append(part)
        stack.append((part, True))
        stack += [(under, False) for under in reversed(below.get(part, []))]
    return tuple(order), first, after


def _shortest(
    near: Mapping[int, list[tuple[int, int]]], roots: frozenset[int]
) -> tuple[dict[int, tuple[int, int]], tuple[int, ...]]:
    order, parent = sorted(roots), {}
    seen, queue = set(order), deque(order)
    while queue:
        here = queue.popleft()
        for cable, there in near[here]:
            if there not in seen:
                seen.add(there)
                parent[there] = (cable, here)
                order.append(there)
                queue.append(there)
    return parent, tuple(order)
