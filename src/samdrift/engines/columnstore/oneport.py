# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One port out of what is stored: a chart of a day opens fifty blocks, so nothing is unpacked that belongs to other ports."""

import struct
from dataclasses import dataclass

import numpy as np

from samdrift.engines.columnstore.block import KEYS, SIGNED, TIMES, UPTIMES, Frames, frames_of
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


def series_of_block(body: bytes, device: int, if_index: int, names: tuple[str, ...]) -> Series | None:
    """One port out of an encoded block, with these columns; None where it is not in it. BadInput when damaged."""
    try:
        return _series(memoryview(body), device, if_index, names)
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise BadInput(f"a stored block is damaged: {error}", where="metric store") from error


def _series(body: memoryview, device: int, if_index: int, names: tuple[str, ...]) -> Series | None:
    frames, (devices, ports, slots) = frames_of(body)
    squeezer = Squeezer()
    keys = np.frombuffer(squeezer.unsqueeze(frames[KEYS][3]), np.uint8)
    about = keys[: 24 * devices].reshape(3, 8, devices)
    owners = np.flatnonzero(from_planes(about[0]) == device)
    if not len(owners):
        return None
    owner = int(owners[0])
    counts = from_planes(about[2])
    begin, count = int(counts[:owner].sum()), int(counts[owner])
    indexes = from_planes(keys[24 * devices :].reshape(8, ports)[:, begin : begin + count])
    found = np.flatnonzero(indexes == if_index)
    if not len(found):
        return None
    real = int.from_bytes(about[1][:, owner].tobytes(), "little")
    row = _Row(frames, slots, real, squeezer)
    at_ms = row.values(TIMES, owner, devices)[0].view(np.int64)
    uptime = np.full(real, UNKNOWN_UPTIME, np.int64)
    if UPTIMES in frames:
        drift, served = row.values(UPTIMES, owner, devices)
        uptime = np.where(served, drift.view(np.int64) + at_ms // 10, UNKNOWN_UPTIME)
    values, known = np.zeros((len(names), real), np.uint64), np.zeros((len(names), real), bool)
    for number, name in enumerate(names):
        if NUMBER[name] in frames:
            told, known[number] = row.values(NUMBER[name], begin + int(found[0]), ports)
            values[number] = np.where(known[number], told, np.uint64(0))
    return Series(at_ms, uptime, values, known)


@dataclass(frozen=True, slots=True)
class _Row:
    """Reads single rows of a block's frames."""

    frames: Frames
    slots: int
    real: int
    squeezer: Squeezer

    def values(self, number: int, row: int, rows: int) -> tuple[Words, Bools]:
        """One row's values in its real slots, and which are known."""
        last_planes, step_planes, masked, body = self.frames[number]
        raw = np.frombuffer(self.squeezer.unsqueeze(body), np.uint8)
        steps_at, width = last_planes * rows, self.slots - 1
        mask_at = steps_at + step_planes * rows * width
        last = np.uint64(int.from_bytes(raw[row:steps_at:rows].tobytes(), "little"))
        steps = from_planes(raw[steps_at:mask_at].reshape(step_planes, rows, width)[:, row])
        if number in SIGNED:
            steps = unzigzag(steps).view(np.uint64)
        values = np.empty(self.slots, np.uint64)
        values[-1] = 0
        values[:-1] = np.cumsum(steps[::-1])[::-1]
        known = np.ones(self.real, bool)
        if masked:
            first = row * self.slots
            bits = np.unpackbits(raw[mask_at + first // 8 : mask_at + (first + self.slots + 7) // 8])
            known = bits[first % 8 : first % 8 + self.real].astype(bool)
        return np.subtract(last, values)[: self.real], known


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
