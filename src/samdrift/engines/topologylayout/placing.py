# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Puts a tree into boxes: sizes from the leaves up, places from the root down. No recursion, for chains of any length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from samdrift.engines.topologylayout.records import Box, Cell, Drawing, Part
from samdrift.engines.topologylayout.tree import Tree, grow

CELL = (148, 26)
"""Width and height of one node with its name, px at scale 1."""
HEAD = 30
"""Height of the line on which a box names the node it belongs to."""
PAD = 8
GAP = 10
LADDER = (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48)
"""Numbers of columns a box may have: few steps, so that a newcomer seldom changes the shape of anything."""
SHAPE = 5
"""A box of c columns is filled to about c * SHAPE rows before it steps up: wider than high, as screens are."""


@dataclass(slots=True)
class _Room:
    """A box while it is measured: its size, and where its leaves and inner boxes stand within it."""

    width: int = 0
    height: int = 0
    leaves: list[tuple[int, int, int]] = field(default_factory=list)
    inner: list[tuple[int, int, int]] = field(default_factory=list)


def lay_out(parts: Sequence[Part], links: Iterable[tuple[int, int]]) -> Drawing:
    """A drawing of this network; the same for the same input, whatever the order of `links`."""
    tree = grow(parts, links)
    totals = _count(tree)
    rooms: dict[int, _Room] = {}
    for key in _bottom_up(tree):
        if tree.children[key]:
            leaves = [child for child in tree.children[key] if not tree.children[child]]
            inner = [child for child in tree.children[key] if tree.children[child]]
            rooms[key] = _furnish(leaves, inner, rooms, columns=columns_for(totals[key] - 1))
    alone = [root for root in tree.roots if not tree.children[root]]
    carrying = [root for root in tree.roots if tree.children[root]]
    whole = _furnish(alone, carrying, rooms, columns=columns_for(len(parts)), bare=True)
    return _place(tree, rooms, whole)


def columns_for(count: int) -> int:
    """The fewest columns of the ladder in which so many cells make no tower."""
    return next((c for c in LADDER if c * c * SHAPE >= count), LADDER[-1])


def _bottom_up(tree: Tree) -> list[int]:
    return sorted(tree.levels, key=lambda key: -tree.levels[key])


def _count(tree: Tree) -> dict[int, int]:
    """How many nodes each carries, itself among them."""
    totals = dict.fromkeys(tree.levels, 1)
    for key in _bottom_up(tree):
        parent = tree.parents[key]
        if parent is not None:
            totals[parent] += totals[key]
    return totals


def _furnish(
    leaves: Sequence[int], inner: Sequence[int], rooms: dict[int, _Room], *, columns: int, bare: bool = False
) -> _Room:
    """Leaves in a grid, then inner boxes on shelves as wide as the room; a `bare` room has no head and no edge."""
    cell_width, cell_height = CELL
    pad, top = (0, 0) if bare else (PAD, HEAD)
    wide = max([columns * cell_width, *(rooms[key].width for key in inner)])
    room = _Room()
    across = wide // cell_width
    if not inner:
        across = min(across, max(1, len(leaves)))
        wide = max(across * cell_width, cell_width)
    for number, key in enumerate(leaves):
        room.leaves.append((key, pad + number % across * cell_width, top + number // across * cell_height))
    y = top + -(-len(leaves) // across) * cell_height + (GAP if leaves and inner else 0)
    x, tallest, widest = 0, 0, 0
    for key in inner:
        if x and x + rooms[key].width > wide:
            x, y, tallest = 0, y + tallest + GAP, 0
        room.inner.append((key, pad + x, y))
        widest = max(widest, x + rooms[key].width)
        tallest = max(tallest, rooms[key].height)
        x += rooms[key].width + GAP
    used = min(len(leaves), across) * cell_width
    room.width = max(used, widest, cell_width) + 2 * pad
    room.height = y + tallest + pad
    return room


def _place(tree: Tree, rooms: dict[int, _Room], whole: _Room) -> Drawing:
    cells: list[Cell] = []
    boxes: list[Box] = []
    waiting = [(whole, 0, 0)]
    while waiting:
        room, left, top = waiting.pop()
        for key, x, y in room.leaves:
            cells.append(Cell(key, left + x, top + y, *CELL, tree.levels[key], tree.parents[key]))
        for key, x, y in reversed(room.inner):
            mine = rooms[key]
            at = (left + x, top + y)
            boxes.append(Box(key, *at, mine.width, mine.height))
            width = mine.width - 2 * PAD
            cells.append(Cell(key, at[0] + PAD, at[1] + 2, width, CELL[1], tree.levels[key], tree.parents[key]))
            waiting.append((mine, *at))
    return Drawing(
        width=whole.width,
        height=whole.height,
        cells=tuple(sorted(cells, key=lambda cell: (cell.level, cell.y, cell.x))),
        boxes=tuple(sorted(boxes, key=lambda box: (tree.levels[box.key], box.y, box.x))),
        beside=tree.beside,
    )
