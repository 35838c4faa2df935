# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Lays a device's sockets out as one finds them in the rack: a row a stack member, banks of two lines, SFP apart. Pure.

The lowest number stands above the next, as on most makes. Lengths are in CSS
pixels: a socket is 24 square, so that a finger hits it (WCAG 2.5.8).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from samdrift.inventory.rules.ports import position_of

State = Literal["up", "down", "missed", "off", "unknown"]
"""missed: down, though a neighbour was plugged in there. off: switched off by somebody."""
SOCKET, PITCH, GAP, BANK_GAP, LABEL, LINE_GAP, EDGE = 24, 27, 6, 16, 20, 10, 10
COLUMNS = 28
"""So many columns a line: 48 ports and four columns of SFP."""
MOST = 1_024
"""More sockets than this are not drawn; the table has them all."""
_IN_A_GROUP = 6
_TWO_LINES_FROM = 9
SFP_WORDS = frozenset(
    {
        "te", "tengigabitethernet", "ten-gigabitethernet", "xgigabitethernet", "fo", "fortygige", "fortygigabitethernet",
        "twe", "twentyfivegige", "twentyfivegigabitethernet", "hu", "hundredgige", "hundredgigabitethernet", "sfp", "sfp+",
        "sfpplus", "sfp-sfpplus", "qsfp", "qsfpplus", "xe-", "et-", "xe", "et", "forty", "forty-gigabitethernet",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Socket:
    """One port to draw. `sfp`: True where it takes a transceiver, None where nobody says."""

    port_id: int
    name: str
    state: State
    speed_bps: int | None = None
    sfp: bool | None = None
    linked: bool = False
    feeds: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A socket with its place and the number to write in it."""

    socket: Socket
    x: int
    y: int
    number: str
    sfp: bool

    @property
    def middle(self) -> int:
        return self.x + SOCKET // 2

    @property
    def base(self) -> int:
        """Where the number stands."""
        return self.y + 16


@dataclass(frozen=True, slots=True)
class Unit:
    """One box of a stack, or the only one: a frame with sockets in it. `number` 0: it has none."""

    number: int
    y: int
    height: int
    sockets: tuple[Drawn, ...]

    @property
    def title_y(self) -> int:
        return self.y - 6


@dataclass(frozen=True, slots=True)
class Front:
    """The whole front. `left_out`: sockets beyond MOST."""

    units: tuple[Unit, ...]
    width: int
    height: int
    left_out: int = 0

    @property
    def count(self) -> int:
        return sum(len(unit.sockets) for unit in self.units)


@dataclass(frozen=True, slots=True)
class _Placed:
    socket: Socket
    unit: int
    slot: int
    number: int
    word: str
    label: str


def draw_front(sockets: Sequence[Socket]) -> Front:
    """The front of a device with these sockets, in the order of their ifIndex."""
    placed = [_place(socket, at) for at, socket in enumerate(sockets[:MOST], 1)]
    by_unit: dict[int, list[_Placed]] = defaultdict(list)
    for one in placed:
        by_unit[one.unit].append(one)
    units, y, width = [], 0, 0
    for number, inside in sorted(by_unit.items()):
        y += LABEL
        drawn, right, bottom = _unit(inside, y + EDGE)
        units.append(Unit(number if len(by_unit) > 1 else 0, y, bottom - y + EDGE, drawn))
        y, width = bottom + EDGE + LINE_GAP, max(width, right + EDGE)
    return Front(tuple(units), width, y, max(0, len(sockets) - MOST))


def _place(socket: Socket, running: int) -> _Placed:
    where = position_of(socket.name)
    if where is None:
        return _Placed(socket, 0, 99, running, "", socket.name[:3])
    return _Placed(socket, where.unit, where.slot, where.number, where.word.casefold(), str(where.number))


def _unit(inside: Iterable[_Placed], top: int) -> tuple[tuple[Drawn, ...], int, int]:
    """Banks side by side, wrapped into lines: the sockets, the right edge and the bottom."""
    drawn: list[Drawn] = []
    x, y, right, deepest = EDGE, top, 0, 1
    for bank, sfp in _banks(list(inside)):
        lines = 2 if len(bank) >= _TWO_LINES_FROM or (deepest == 2 and len(bank) > 1) else 1
        most = COLUMNS - 2
        for start in range(0, len(bank), most * lines):
            part = bank[start : start + most * lines]
            columns = -(-len(part) // lines)
            if x > EDGE and x + columns * PITCH > EDGE + COLUMNS * PITCH + 2 * BANK_GAP + 4 * GAP:
                x, y, deepest = EDGE, y + deepest * PITCH + LINE_GAP, 1
            deepest = max(deepest, lines)
            for at, one in enumerate(part):
                column, line = divmod(at, 2) if lines == 2 else (at, 0)
                left = x + column * PITCH + (column // _IN_A_GROUP) * GAP
                drawn.append(Drawn(one.socket, left, y + line * PITCH, one.label, sfp))
            x += columns * PITCH + ((columns - 1) // _IN_A_GROUP) * GAP
            right = max(right, x)
            x += BANK_GAP
    return tuple(drawn), right, y + deepest * PITCH


def _banks(inside: list[_Placed]) -> list[tuple[list[_Placed], bool]]:
    """Sockets that belong together, copper before fibre: by slot, by the word of their names, and by what they take."""
    slow = sorted(one.socket.speed_bps or 0 for one in inside)[len(inside) // 2] < 10**10
    mixed = len({one.word for one in inside}) > 1
    found: dict[tuple[bool, int, str], list[_Placed]] = defaultdict(list)
    for one in inside:
        sfp = one.socket.sfp
        if sfp is None:
            sfp = (mixed and one.word in SFP_WORDS) or (slow and (one.socket.speed_bps or 0) >= 10**10)
        found[(sfp, one.slot, one.word)].append(one)
    return [(sorted(bank, key=lambda one: one.number), key[0]) for key, bank in sorted(found.items())]
