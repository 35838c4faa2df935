# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What goes into a drawing and what comes out of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the network. `rank`: how near the core it is, 0 nearest; the lowest of a piece of network becomes its root."""

    key: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a node's mark and name stand: left, top, width and height in px at scale 1. `level`: steps from the root."""

    key: int
    x: int
    y: int
    width: int
    height: int
    level: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Box:
    """Round a node that carries others, and all it carries."""

    key: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything placed. `boxes` outer before inner; `beside`: links that are not in the tree, lower key first."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    boxes: tuple[Box, ...]
    beside: tuple[tuple[int, int], ...]
