# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From a network to a tree: what hangs from what, by the fewest steps to the core."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samdrift.engines.topologylayout.records import Part


@dataclass(frozen=True, slots=True)
class Tree:
    """`children` in the order the parts were given; `parents` None for a root; `beside`: links that the tree does not use."""

    roots: tuple[int, ...]
    parents: dict[int, int | None]
    levels: dict[int, int]
    children: dict[int, tuple[int, ...]]
    beside: tuple[tuple[int, int], ...]

    def way_up(self, keys: Iterable[int]) -> set[int]:
        """These nodes and everything between them and their roots."""
        found: set[int] = set()
        for key in keys:
            step: int | None = key
            while step is not None and step not in found:
                found.add(step)
                step = self.parents[step]
        return found


def grow(parts: Sequence[Part], links: Iterable[tuple[int, int]]) -> Tree:
    """A tree for each piece of the network, its root the part of lowest rank, the first of several.

    A node hangs from the neighbour one step nearer the root; of several, from the one that was given first. Links to
    parts that were not given, loops and repetitions are left out.
    """
    order = {part.key: number for number, part in enumerate(parts)}
    near: dict[int, set[int]] = {key: set() for key in order}
    pairs: set[tuple[int, int]] = set()
    for a, b in links:
        if a != b and a in near and b in near:
            near[a].add(b)
            near[b].add(a)
            pairs.add((min(a, b), max(a, b)))
    roots: list[int] = []
    parents: dict[int, int | None] = {}
    levels: dict[int, int] = {}
    for part in sorted(parts, key=lambda p: (p.rank, order[p.key])):
        if part.key not in parents:
            roots.append(part.key)
            _spread(part.key, near, order, parents, levels)
    children: dict[int, list[int]] = {key: [] for key in order}
    for key in order:
        parent = parents[key]
        if parent is not None:
            children[parent].append(key)
    used = {(min(key, parent), max(key, parent)) for key, parent in parents.items() if parent is not None}
    return Tree(
        roots=tuple(roots),
        parents=parents,
        levels=levels,
        children={key: tuple(found) for key, found in children.items()},
        beside=tuple(sorted(pairs - used)),
    )


def _spread(
    root: int,
    near: dict[int, set[int]],
    order: dict[int, int],
    parents: dict[int, int | None],
    levels: dict[int, int],
) -> None:
    """Breadth first; all of one level are visited in the given order, so the first of several parents is the given first."""
    parents[root], levels[root] = None, 0
    waiting = deque([root])
    while waiting:
        level = sorted(waiting, key=order.__getitem__)
        waiting.clear()
        for key in level:
            for other in sorted(near[key], key=order.__getitem__):
                if other not in parents:
                    parents[other], levels[other] = key, levels[key] + 1
                    waiting.append(other)
