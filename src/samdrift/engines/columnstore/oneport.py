# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One port out of what is stored: a chart of a day opens fifty blocks, so nothing is unpacked that belongs to other ports.

Of each block only the port's own bytes are cut out; they are reckoned for all blocks of one shape at once, because fifty times
some dozen small calls is what the time goes into.
"""

import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samdrift.engines.columnstore.block import KEYS, SIGNED, TIMES, UPTIMES, decode_block, frames_of
from samdrift.engines.columnstore.columns import NUMBER
from samdrift.engines.columnstore.planes import Bools, Ints, Squeezer, Words, from_planes, unzigzag
from samdrift.engines.columnstore.sweep import UNKNOWN_UPTIME, Readings
from samdrift.kernel.errors import BadInput


@dataclass(frozen=True, slots=True)
class Series:
    """One port's readings, oldest first: times, sysUpTime, and by column [C, S] values and whether they are known."""

    at_ms: Ints
    uptime: Ints
    values: Words
    known: Bools


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a port lies in a block: its device's number, its own, and how often the device was read."""

    owner: int
    port: int
    real: int


@dataclass(slots=True)
class _Shaped:
    """Rows of one frame number of several blocks with the same number of slots and planes: `last` and `steps` as planes."""

    which: list[int]
    last: list[bytes]
    steps: list[bytes]


_Shape = tuple[int, int, int]
"""Frame number, slots, planes of the steps."""


def series_of_blocks(
    bodies: Sequence[bytes | memoryview], device: int, if_index: int, names: tuple[str, ...]
) -> tuple[list[Series], list[BadInput]]:
    """One port out of encoded blocks, with these columns: a Series for each block it is in, and what was damaged."""
    reader = _Reader(device, if_index, names)
    for body in bodies:
        reader.look_into(body)
    return reader.series(), reader.damaged


def series_of_block(body: bytes, device: int, if_index: int, names: tuple[str, ...]) -> Series | None:
    """One port out of an encoded block, with these columns; None where it is not in it. BadInput when damaged."""
    found, damaged = series_of_blocks([body], device, if_index, names)
    if damaged:
        raise damaged[0]
    return found[0] if found else None


class _Reader:
    def __init__(self, device: int, if_index: int, names: tuple[str, ...]) -> None:
        self.device, self.if_index, self.names = device, if_index, names
        self.numbers = [TIMES, UPTIMES, *(NUMBER[name] for name in names)]
        self.squeezer = Squeezer()
        self.spots: dict[bytes, _Spot | None] = {}
        self.found: list[_Spot] = []
        self.shaped: dict[_Shape, _Shaped] = defaultdict(lambda: _Shaped([], [], []))
        self.odd: list[Series] = []
        self.damaged: list[BadInput] = []

    def look_into(self, body: bytes | memoryview) -> None:
        """Cut out what there is of the port."""
        try:
            self._look_into(memoryview(body))
        except (struct.error, ValueError, IndexError, KeyError) as error:
            self.damaged.append(BadInput(f"a stored block is damaged: {error}", where="metric store"))
        except BadInput as error:
            self.damaged.append(error)

    def _look_into(self, body: memoryview) -> None:
        frames, (devices, ports, slots) = frames_of(body)
        keys = bytes(frames[KEYS][3])
        if keys not in self.spots:
            self.spots[keys] = self._spot(self.squeezer.unsqueeze(keys), devices, ports)
        spot = self.spots[keys]
        if spot is None:
            return
        wanted = [number for number in self.numbers if number in frames]
        if any(frames[number][2] for number in wanted):
            self.odd.append(self._of_block(body, spot))
            return
        cut = []
        for number in wanted:
            last_planes, step_planes, _, squeezed = frames[number]
            row, rows = (spot.owner, devices) if number in (TIMES, UPTIMES) else (spot.port, ports)
            raw, width = self.squeezer.unsqueeze(squeezed), slots - 1
            at, plane = last_planes * rows, rows * width
            if len(raw) != at + step_planes * plane:
                raise ValueError("a frame has a wrong length")
            steps = b"".join(raw[at + n * plane + row * width :][:width] for n in range(step_planes))
            cut.append(((number, slots, step_planes), raw[row:at:rows].ljust(8, b"\0"), steps))
        for shape, last, steps in cut:
            shaped = self.shaped[shape]
            shaped.which.append(len(self.found))
            shaped.last.append(last)
            shaped.steps.append(steps)
        self.found.append(spot)

    def _spot(self, keys: bytes, devices: int, ports: int) -> _Spot | None:
        raw = np.frombuffer(keys, np.uint8)
        about = raw[: 24 * devices].reshape(3, 8, devices)
        owners = np.flatnonzero(from_planes(about[0]) == self.device)
        if not len(owners):
            return None
        owner = int(owners[0])
        counts = from_planes(about[2])
        begin, count = int(counts[:owner].sum()), int(counts[owner])
        indexes = from_planes(raw[24 * devices :].reshape(8, ports)[:, begin : begin + count])
        found = np.flatnonzero(indexes == self.if_index)
        if not len(found):
            return None
        return _Spot(owner, begin + int(found[0]), int.from_bytes(about[1][:, owner].tobytes(), "little"))

    def _of_block(self, body: memoryview, spot: _Spot) -> Series:
        """The plain way, for blocks with gaps: all of it is unpacked."""
        block = decode_block(body, self.names)
        real = slice(0, spot.real)
        values, known = np.zeros((len(self.names), spot.real), np.uint64), np.zeros((len(self.names), spot.real), bool)
        for number, name in enumerate(self.names):
            if name in block.columns:
                values[number] = block.columns[name].values[spot.port, real]
                known[number] = block.columns[name].known[spot.port, real]
        return Series(block.at_ms[spot.owner, real], block.uptime[spot.owner, real], values, known)

    def series(self) -> list[Series]:
        """All that was cut out, block by block."""
        rows: list[dict[int, Words]] = [{} for _ in self.found]
        for (number, slots, planes), shaped in self.shaped.items():
            values = _reckoned(number, slots, planes, shaped)
            for which, row in zip(shaped.which, values, strict=True):
                rows[which][number] = row
        return [*self.odd, *(self._one(spot, row) for spot, row in zip(self.found, rows, strict=True))]

    def _one(self, spot: _Spot, row: dict[int, Words]) -> Series:
        at_ms = row[TIMES][: spot.real].view(np.int64)
        uptime = np.full(spot.real, UNKNOWN_UPTIME, np.int64)
        if UPTIMES in row:
            uptime = row[UPTIMES][: spot.real].view(np.int64) + at_ms // 10
        values, known = np.zeros((len(self.names), spot.real), np.uint64), np.zeros((len(self.names), spot.real), bool)
        for number, name in enumerate(self.names):
            if NUMBER[name] in row:
                values[number], known[number] = row[NUMBER[name]][: spot.real], True
        return Series(at_ms, uptime, values, known)


def _reckoned(number: int, slots: int, planes: int, shaped: _Shaped) -> Words:
    """[blocks, slots]: the last values, and from them back by the steps."""
    count, width = len(shaped.which), slots - 1
    raw = np.frombuffer(b"".join(shaped.steps), np.uint8).reshape(count, planes, width)
    padded = np.zeros((count, width, 8), np.uint8)
    padded[:, :, :planes] = raw.transpose(0, 2, 1)
    steps = padded.view("<u8").reshape(count, width).astype(np.uint64, copy=False)
    if number in SIGNED:
        steps = unzigzag(steps).view(np.uint64)
    back = np.zeros((count, slots), np.uint64)
    np.cumsum(steps[:, ::-1], axis=1, out=back[:, -2::-1] if slots > 1 else back[:, :0])
    last = np.frombuffer(b"".join(shaped.last), "<u8").astype(np.uint64, copy=False)
    found: Words = last[:, np.newaxis] - back
    return found


def series_of_readings(readings: Readings, device: int, if_index: int, columns: list[int]) -> Series:
    """One port out of readings, with the columns of these numbers."""
    rows = np.flatnonzero(readings.if_index == if_index)
    reading = np.searchsorted(readings.first, rows, side="right") - 1
    mine = readings.device[reading] == device
    rows, reading = rows[mine], reading[mine]
    chosen = np.ix_(columns, rows)
    return Series(readings.at_ms[reading], readings.uptime[reading], readings.values[chosen], readings.known[chosen])


def series_joined(parts: list[Series], columns: int) -> Series:
    """One port's readings by time; the same time counts once."""
    if not parts:
        none = np.zeros(0, np.int64)
        return Series(none, none, np.zeros((columns, 0), np.uint64), np.zeros((columns, 0), bool))
    at_ms = np.concatenate([part.at_ms for part in parts])
    times, first = np.unique(at_ms, return_index=True)
    return Series(
        times,
        np.concatenate([part.uptime for part in parts])[first],
        np.concatenate([part.values for part in parts], axis=1)[:, first],
        np.concatenate([part.known for part in parts], axis=1)[:, first],
    )
