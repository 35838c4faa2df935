# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which one device or cable cuts others off when it fails: dominators of the network seen from where it is entered. Pure.

Dominators by the iterative algorithm of Cooper, Harvey and Kennedy («A simple, fast dominance algorithm», 2001) over a graph
in which every cable is a node of its own, so that cables are found as well as devices.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Node = tuple[Literal["device", "cable"], int]
Edge = tuple[int, int, int]
"""(cable, device, device)."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One thing that alone can take devices off the network. `devices`: those it takes, itself among them if it is one."""

    kind: Literal["device", "cable"]
    id: int
    devices: frozenset[int]


def neighbours(edges: Iterable[Edge]) -> dict[Node, list[Node]]:
    """The graph with cables as nodes."""
    found: dict[Node, list[Node]] = defaultdict(list)
    for cable, a, b in edges:
        for device in (a, b):
            found[("device", device)].append(("cable", cable))
            found[("cable", cable)].append(("device", device))
    return found


def entrance(edges: Sequence[Edge], place_of: Mapping[int, int | None]) -> int | None:
    """The device from which the network is looked at: the one joined to most other places, then with most cables."""
    places: dict[int, set[int | None]] = defaultdict(set)
    cables: dict[int, int] = defaultdict(int)
    for _, a, b in edges:
        for here, there in ((a, b), (b, a)):
            cables[here] += 1
            if place_of.get(here) != place_of.get(there):
                places[here].add(place_of.get(there))
    return max(cables, key=lambda device: (len(places[device]), cables[device], -device), default=None)


def dominators(root: Node, graph: Mapping[Node, Sequence[Node]]) -> dict[Node, Node]:
    """For each node that `root` reaches, the nearest one that lies on every way to it; the root has itself."""
    order = _postorder(root, graph)
    number = {node: n for n, node in enumerate(order)}
    above: dict[Node, Node] = {root: root}
    changed = True
    while changed:
        changed = False
        for node in reversed(order):
            if node == root:
                continue
            known = [other for other in graph[node] if other in above]
            nearest = known[0]
            for other in known[1:]:
                nearest = _meet(nearest, other, above, number)
            if above.get(node) != nearest:
                above[node] = nearest
                changed = True
    return above


def _postorder(root: Node, graph: Mapping[Node, Sequence[Node]]) -> list[Node]:
    seen, order = {root}, []
    stack = [(root, iter(graph.get(root, ())))]
    while stack:
        node, rest = stack[-1]
        step = next((other for other in rest if other not in seen), None)
        if step is None:
            order.append(node)
            stack.pop()
        else:
            seen.add(step)
            stack.append((step, iter(graph[step])))
    return order


def _meet(one: Node, other: Node, above: Mapping[Node, Node], number: Mapping[Node, int]) -> Node:
    while one != other:
        while number[one] < number[other]:
            one = above[one]
        while number[other] < number[one]:
            other = above[other]
    return one


def cuts_of(devices: Iterable[int], root: int | None, above: Mapping[Node, Node]) -> list[Cut]:
    """What alone can take these devices off the network, the worst first; a device's own last cable is not worth a line.

    Cuts that take the very same devices are all named: each of them is enough.
    """
    if root is None:
        return []
    taken: dict[Node, set[int]] = defaultdict(set)
    mine = sorted(set(devices))
    for device in mine:
        node: Node = ("device", device)
        while node in above and node != ("device", root):
            taken[node].add(device)
            node = above[node]
    cuts = [Cut(kind, number, frozenset(gone)) for (kind, number), gone in taken.items()]
    worth = [cut for cut in cuts if len(cut.devices) > 1 or len(mine) == 1]
    return sorted(worth, key=lambda cut: (-len(cut.devices), cut.kind, cut.id))


def depths(root: int | None, edges: Iterable[Edge]) -> dict[int, int]:
    """How many cables each device is away from `root`; those no way leads to are left out."""
    near: dict[int, set[int]] = defaultdict(set)
    for _, a, b in edges:
        near[a].add(b)
        near[b].add(a)
    found = {} if root is None else {root: 0}
    queue = deque(found)
    while queue:
        device = queue.popleft()
        for other in near[device]:
            if other not in found:
                found[other] = found[device] + 1
                queue.append(other)
    return found
