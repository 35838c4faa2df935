# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where each part of a network stands in a drawing: boxes within boxes, from the core inward to the edge. Pure.

What hangs from a node stands in that node's box: first what carries nothing further, in a grid, then the boxes of what
does. So every name has a cell of its own and none lies on another, a thousand places fit a few screens, and no line has to be
drawn for the tree itself; only cables beside the tree are lines. A radial drawing of the same thousand needs six times the
width, with its middle empty.

Columns come from a ladder and order is that of the caller (by age), so a newcomer goes last and seldom moves anybody:
`place` gives each node its column and row within its own box, which a newcomer never changes for those before it, except
when the box itself steps up the ladder.
"""

from samdrift.engines.topologylayout.placing import CELL, GAP, HEAD, PAD, lay_out
from samdrift.engines.topologylayout.records import Box, Cell, Drawing, Part
from samdrift.engines.topologylayout.tree import Tree, grow

__all__ = ["CELL", "GAP", "HEAD", "PAD", "Box", "Cell", "Drawing", "Part", "Tree", "grow", "lay_out"]
