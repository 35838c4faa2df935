# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The drawing of a place: a tree from its way in, laid out like a folder view, so that forty devices still read well. Pure.

Every line follows the gutters left of and above the boxes and crosses none; a cable that closes a ring is the same number at
both its ends. Colours are attributes that the page's style sheet may override (dark mode); the policy forbids inline styles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

BOX, HEIGHT, INDENT = 158, 42, 22
BESIDE, BELOW, HEAD = 26, 10, 22
STACKED, WIDEST = 8, 900
MARGIN = 14
LONGEST = 18
MARK = 20
INK, MUTED, LINE, PAPER, OUTSIDE, BROKEN = "#1b2a3a", "#51606f", "#51606f", "#ffffff", "#e9eff4", "#a3231f"


@dataclass(frozen=True, slots=True)
class Box:
    """One device. `outside`: it stands elsewhere; `way_in`: it lies toward the core; `silent`: it does not answer now."""

    id: int
    name: str
    detail: str = ""
    outside: bool = False
    way_in: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a box stands: its upper left corner."""

    box: Box
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A laid-out drawing. `lines` are paths of points; `rings` are the two devices of each cable beyond the tree, `cables`
    those of every cable.
    """

    width: int
    height: int
    boxes: tuple[Placed, ...]
    lines: tuple[tuple[tuple[int, int], ...], ...]
    rings: tuple[tuple[int, int], ...]
    cables: tuple[tuple[int, int], ...] = ()


@dataclass
class _Block:
    width: int
    height: int
    boxes: list[tuple[int, int, int]]
    lines: list[tuple[tuple[int, int], ...]]
    heads: list[int]
    """Middles of the boxes that hang on the parent's line."""

    def moved(self, x: int, y: int) -> tuple[list[tuple[int, int, int]], list[tuple[tuple[int, int], ...]]]:
        boxes = [(device, bx + x, by + y) for device, bx, by in self.boxes]
        return boxes, [tuple((px + x, py + y) for px, py in line) for line in self.lines]


def draw(boxes: Sequence[Box], cables: Iterable[tuple[int, int]]) -> Drawing:
    """Lay out these devices; a cable whose ends are not both among them is left out."""
    known = {box.id: box for box in boxes}
    near: dict[int, list[int]] = {box.id: [] for box in boxes}
    edges = sorted({(min(a, b), max(a, b)) for a, b in cables if a in known and b in known and a != b})
    for a, b in edges:
        near[a].append(b)
        near[b].append(a)
    children, tree = _tree(known, near)
    x, height = MARGIN, 0
    placed: list[tuple[int, int, int]] = []
    lines: list[tuple[tuple[int, int], ...]] = []
    shelf_y, shelf_height = MARGIN, 0
    widest = 0
    for root in (device for device in children.get(None, ())):
        block = _block(root, children)
        if x > MARGIN and x + block.width > WIDEST + MARGIN:
            x, shelf_y, shelf_height = MARGIN, shelf_y + shelf_height + HEAD, 0
        moved_boxes, moved_lines = block.moved(x, shelf_y)
        placed += moved_boxes
        lines += moved_lines
        x += block.width + BESIDE
        shelf_height = max(shelf_height, block.height)
        widest, height = max(widest, x - BESIDE), max(height, shelf_y + shelf_height)
    rings = tuple((a, b) for a, b in edges if (a, b) not in tree)
    return Drawing(
        width=max(widest, BOX) + MARGIN,
        height=height + MARGIN,
        boxes=tuple(Placed(known[device], bx, by) for device, bx, by in placed),
        lines=tuple(lines),
        rings=rings,
        cables=tuple(edges),
    )


def _tree(
    known: Mapping[int, Box], near: Mapping[int, list[int]]
) -> tuple[dict[int | None, list[int]], set[tuple[int, int]]]:
    """Children by parent (None: the roots) and the cables used, breadth first from the ways in, most joined first."""
    children: dict[int | None, list[int]] = {None: []}
    tree: set[tuple[int, int]] = set()
    seen: set[int] = set()
    ways_in = [box.id for box in known.values() if box.way_in and near[box.id]]
    rest = sorted(known, key=lambda device: (known[device].outside, -len(near[device]), known[device].name))
    queue: list[int] = []
    for root in [*ways_in, *rest]:
        if root in seen:
            continue
        children[None].append(root)
        seen.add(root)
        queue.append(root)
        if root in ways_in and root != ways_in[-1]:
            continue  # all ways in first, so that a place with two is drawn from both
        while queue:
            device = queue.pop(0)
            for other in sorted(near[device], key=lambda one: known[one].name):
                if other not in seen:
                    seen.add(other)
                    children.setdefault(device, []).append(other)
                    tree.add((min(device, other), max(device, other)))
                    queue.append(other)
    return children, tree


def _block(device: int, children: Mapping[int | None, list[int]]) -> _Block:
    below = children.get(device, [])
    leaves = [child for child in below if child not in children]
    items = [_column(leaves[n : n + STACKED]) for n in range(0, len(leaves), STACKED)]
    items += [_block(child, children) for child in below if child in children]
    whole = _Block(BOX, HEIGHT, [(device, 0, 0)], [], [HEIGHT // 2])
    x, shelf, tallest = INDENT, HEIGHT + HEAD, 0
    bus = INDENT // 2 - 1
    for item in items:
        if x > INDENT and x + item.width > WIDEST:
            x, shelf, tallest = INDENT, shelf + tallest + HEAD, 0
        boxes, lines = item.moved(x, shelf)
        whole.boxes += boxes
        whole.lines += lines
        own = x - INDENT // 2 - 1
        for head in item.heads:
            turn = ((bus, HEIGHT), (bus, shelf - HEAD // 2), (own, shelf - HEAD // 2))
            whole.lines.append((*turn, (own, shelf + head), (x, shelf + head)))
        x += item.width + BESIDE
        tallest = max(tallest, item.height)
        whole.width, whole.height = max(whole.width, x - BESIDE), max(whole.height, shelf + tallest)
    return whole


def _column(leaves: Sequence[int]) -> _Block:
    step = HEIGHT + BELOW
    boxes = [(leaf, 0, n * step) for n, leaf in enumerate(leaves)]
    return _Block(BOX, len(leaves) * step - BELOW, boxes, [], [n * step + HEIGHT // 2 for n in range(len(leaves))])


def svg(drawing: Drawing, *, label: str, silent: str) -> str:
    """The drawing as a picture that stands by itself (SVG 1.1). `silent` is the word beside a device that is."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="doc-drawing" viewBox="0 0 {drawing.width} {drawing.height}"'
        f' width="{drawing.width}" height="{drawing.height}" role="img" aria-label="{escape(_plain(label))}"'
        " font-family=\"Inter, 'DejaVu Sans Mono', sans-serif\">"
    )
    parts = [head]
    for line in drawing.lines:
        points = " ".join(f"{x},{y}" for x, y in line)
        parts.append(f'<polyline class="doc-line" points="{points}" fill="none" stroke="{LINE}" stroke-width="1.5"/>')
    parts += [_box(placed, silent) for placed in drawing.boxes]
    parts += _ring_marks(drawing)
    return "".join([*parts, "</svg>"])


def _ring_marks(drawing: Drawing) -> list[str]:
    """The ring's number on the upper edge of both boxes, from the right."""
    at = {placed.box.id: placed for placed in drawing.boxes}
    used: dict[int, int] = {}
    marks = []
    for number, ends in enumerate(drawing.rings, 1):
        for device in ends:
            used[device] = used.get(device, 0) + 1
            x, y = at[device].x + BOX + 6 - MARK * used[device], at[device].y
            marks.append(
                f'<g class="doc-ring"><circle cx="{x}" cy="{y}" r="{MARK // 2 - 1}" fill="{PAPER}" stroke="{INK}"'
                f' stroke-width="1.5"/><text x="{x}" y="{y + 4}" font-size="11" font-weight="600" text-anchor="middle"'
                f' fill="{INK}">{number}</text></g>'
            )
    return marks


def _box(placed: Placed, silent: str) -> str:
    box, x, y = placed.box, placed.x, placed.y
    fill, edge = (OUTSIDE if box.outside else PAPER), (BROKEN if box.silent else INK)
    css = "doc-box" + (" doc-outside" if box.outside else "") + (" doc-silent" if box.silent else "")
    detail = f"✕ {silent}" if box.silent else box.detail
    dash = ' stroke-dasharray="4 3"' if box.outside else ""
    return (
        f'<g class="{css}"><rect x="{x}" y="{y}" width="{BOX}" height="{HEIGHT}" rx="5" fill="{fill}" stroke="{edge}"'
        f' stroke-width="{2 if box.silent else 1.2}"{dash}/>'
        f'<text x="{x + 9}" y="{y + 18}" font-size="13" font-weight="600" fill="{INK}">{escape(_short(box.name))}</text>'
        f'<text x="{x + 9}" y="{y + 34}" font-size="11" fill="{BROKEN if box.silent else MUTED}">'
        f"{escape(_short(detail, LONGEST + 3))}</text></g>"
    )


def _short(text: str, longest: int = LONGEST) -> str:
    plain = _plain(text)
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def _plain(text: str) -> str:
    """Without signs that XML cannot hold or that turn the direction of the text around."""
    return "".join(sign for sign in text if sign.isprintable())
