# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The municipality as a drawing: each place a mark whose shape, colour and word say how it stands. Pure.

Coordinates are the municipality's own map, 0 to 1000 both ways; the drawing is cut to where the places are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

MARGIN = 70
LEAST = 300
"""A drawing is never less than this wide or high, or two places next door would fill the screen."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw. `state`: ok, something, down, unknown; `words` is what its link is called."""

    id: int
    name: str
    state: str
    words: str
    url: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot with the side its name stands on, and how far below or above it. `labelled`: the name is always written."""

    spot: Spot
    anchor: Literal["start", "end"]
    shift: int
    drop: int
    labelled: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    """A cable between two places; `broken`: one of them is down."""

    x1: float
    y1: float
    x2: float
    y2: float
    broken: bool


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """Everything to draw, what matters last so that it lies on top. `box` is the SVG's viewBox.

    `dots`: (state, path of points) of places that are drawn without a link of their own. `calm` and `broken`: the strokes
    as two paths.
    """

    box: str
    strokes: tuple[Stroke, ...]
    marks: tuple[Mark, ...]
    dots: tuple[tuple[str, str], ...] = ()

    @property
    def calm(self) -> str:
        return _path(line for line in self.strokes if not line.broken)

    @property
    def broken(self) -> str:
        return _path(line for line in self.strokes if line.broken)


def _path(lines: Iterable[Stroke]) -> str:
    return "".join(f"M{line.x1:g} {line.y1:g}L{line.x2:g} {line.y2:g}" for line in lines)


ASIDE, BASELINE, LETTER, LINE = 30, 8, 19, 36
"""In the map's units: from a mark to its name, from its middle to the name's baseline, a letter's width and a
line's height as large as a phone draws them."""
NAMED = ("down", "something")
MOST_WRITTEN = 16
"""So many names are always written, the worst first; the others when pointed at, or nothing could be read."""
_ORDER = {"unknown": 0, "ok": 1, "something": 2, "down": 3}


def draw_map(spots: Sequence[Spot], lines: Iterable[tuple[int, int]], *, whole: bool = True) -> PlaceMap | None:
    """The drawing, or None where there is nothing to draw or no place has coordinates.

    Not `whole`: places where all is well are dots that lead nowhere, since nobody tabs through nine hundred links.
    """
    if len({(spot.x, spot.y) for spot in spots}) < 2:
        return None
    left, width = _extent([spot.x for spot in spots])
    top, height = _extent([spot.y for spot in spots])
    by_id = {spot.id: spot for spot in spots}
    ends = ((by_id[a], by_id[b]) for a, b in lines if a in by_id and b in by_id)
    ordered = sorted(spots, key=lambda s: (_ORDER.get(s.state, 0), s.name))
    linked = [spot for spot in ordered if whole or spot.state in NAMED]
    right = {spot.id: _stands_right(spot, left, width) for spot in linked}
    written = [spot for spot in reversed(linked) if spot.state in NAMED][:MOST_WRITTEN]
    drops = _drops(written, right)
    return PlaceMap(
        box=f"{left:g} {top:g} {width:g} {height:g}",
        strokes=tuple(Stroke(a.x, a.y, b.x, b.y, "down" in (a.state, b.state)) for a, b in ends),
        marks=tuple(_mark(spot, drops.get(spot.id), right=right[spot.id]) for spot in linked),
        dots=() if whole else _dots(spot for spot in ordered if spot.state not in NAMED),
    )


def _dots(spots: Iterable[Spot]) -> tuple[tuple[str, str], ...]:
    paths: dict[str, list[str]] = {}
    for spot in spots:
        paths.setdefault(spot.state, []).append(f"M{spot.x:g} {spot.y:g}h0")
    return tuple((state, "".join(points)) for state, points in paths.items())


def _extent(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values) - MARGIN, max(values) + MARGIN
    lack = max(0.0, LEAST - (high - low))
    return low - lack / 2, high - low + lack


def _stands_right(spot: Spot, left: float, width: float) -> bool:
    """Whether the name stands right of its mark: towards the middle, or where alone there is room for it."""
    length = ASIDE + len(spot.name) * LETTER
    fits_right, fits_left = spot.x + length <= left + width, spot.x - length >= left
    return fits_right if fits_right != fits_left else spot.x <= left + width / 2


def _mark(spot: Spot, drop: int | None, *, right: bool) -> Mark:
    return Mark(
        spot,
        "start" if right else "end",
        ASIDE if right else -ASIDE,
        BASELINE if drop is None else drop,
        drop is not None,
    )


def _drops(named: Iterable[Spot], right: dict[int, bool]) -> dict[int, int]:
    """Where each written name's line lies below its mark: moved down where it would lie on the one above it."""
    taken: list[tuple[float, float, float]] = []
    drops: dict[int, int] = {}
    for spot in sorted(named, key=lambda s: (s.y, s.x)):
        length = len(spot.name) * LETTER
        left = spot.x + ASIDE if right[spot.id] else spot.x - ASIDE - length
        line = spot.y + BASELINE
        for other_left, other_right, other_line in sorted(taken, key=lambda t: t[2]):
            if left < other_right and other_left < left + length and abs(line - other_line) < LINE:
                line = other_line + LINE
        taken.append((left, left + length, line))
        drops[spot.id] = round(line - spot.y)
    return drops
