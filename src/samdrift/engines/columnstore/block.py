# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samples of some dozens of ports over half an hour or so, column by column: the form that is kept.

Each column is coded alone: the last value of each port, the steps between values as byte planes, zstd over both. A column
can be opened without the others; the times too. Values, gaps and times come back exactly.
"""

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from samdrift.engines.columnstore.columns import COLUMNS, COUNTERS, NUMBER
from samdrift.engines.columnstore.planes import (
    Bools,
    Bytes,
    Ints,
    Squeezer,
    Words,
    from_planes,
    planes_of,
    to_planes,
    unzigzag,
    zigzag,
)
from samdrift.engines.columnstore.sweep import UNKNOWN_UPTIME, Readings
from samdrift.kernel.errors import BadInput

MAGIC = b"SB1"
_HEAD = struct.Struct("<3sBIII")
_FRAME = struct.Struct("<BBBBI")
"""Column, planes of the last values, planes of the steps, whether a mask follows; length of the squeezed bytes."""
MOST_CELLS = 2**24
KEYS, TIMES, UPTIMES = 255, 254, 253
SIGNED = {UPTIMES, *(number for name, number in NUMBER.items() if name not in COUNTERS)}
"""Frames whose steps may go down; counters do so only where they wrap."""


Frames = dict[int, tuple[int, int, int, memoryview]]
"""By number: planes of the last values, planes of the steps, whether a mask follows, the squeezed bytes."""


@dataclass(frozen=True, slots=True)
class Column:
    """`values[p, s]` counts only where `known[p, s]`, and is 0 elsewhere."""

    values: Words
    known: Bools


@dataclass(frozen=True, slots=True)
class Block:
    """D devices, P ports, S slots. Device d was read `slots[d]` times, at `at_ms[d, :slots[d]]`, oldest first; what lies
    behind repeats the last. Port p belongs to device number `owner[p]`. Ports are ordered by owner, then ifIndex.
    """

    device: Ints
    slots: Ints
    at_ms: Ints
    uptime: Ints
    owner: Ints
    if_index: Ints
    columns: Mapping[str, Column]


def readings_of(block: Block) -> Readings:
    """The block as readings again, by device and time; ports without any value in a slot have no row there."""
    slots = block.at_ms.shape[1]
    known = np.zeros((len(COLUMNS), len(block.owner), slots), bool)
    values = np.zeros(known.shape, np.uint64)
    for name, column in block.columns.items():
        known[NUMBER[name]], values[NUMBER[name]] = column.known, column.values
    port, slot = np.nonzero(known.any(axis=0))
    order = np.lexsort((block.if_index[port], slot, block.owner[port]))
    port, slot = port[order], slot[order]
    starts = np.concatenate(([0], np.cumsum(block.slots)))
    reading_of_row = starts[block.owner[port]] + slot
    real = np.arange(slots)[np.newaxis] < block.slots[:, np.newaxis]
    first = np.concatenate(([0], np.cumsum(np.bincount(reading_of_row, minlength=int(starts[-1]))))).astype(np.int64)
    return Readings(
        np.repeat(block.device, block.slots),
        block.at_ms[real],
        block.uptime[real],
        first,
        block.if_index[port],
        values[:, port, slot],
        known[:, port, slot],
    )


def encode_block(block: Block) -> bytes:
    """Pack a block."""
    devices, slots = block.at_ms.shape
    counts = np.bincount(block.owner, minlength=devices).astype(np.int64)
    keys = [to_planes(v.astype(np.uint64), 8) for v in (block.device, block.slots, counts, block.if_index)]
    squeezer = Squeezer()
    frames = [_frame(KEYS, (0, 0, 0), b"".join(part.tobytes() for part in keys), squeezer)]
    frames.append(_steps(TIMES, block.at_ms.view(np.uint64), None, squeezer))
    served = block.uptime != UNKNOWN_UPTIME
    if served.any():
        drift = np.where(served, block.uptime - block.at_ms // 10, 0)
        frames.append(_steps(UPTIMES, filled(drift.view(np.uint64), served), served, squeezer))
    whole: dict[int, bool] = {}  # columns mostly share one and the same mask
    for name, column in block.columns.items():
        if id(column.known) not in whole:
            whole[id(column.known)] = bool(column.known.all())
        if whole[id(column.known)]:
            frames.append(_steps(NUMBER[name], column.values, None, squeezer))
        else:
            frames.append(_steps(NUMBER[name], filled(column.values, column.known), column.known, squeezer))
    head = _HEAD.pack(MAGIC, len(frames), devices, len(block.owner), slots)
    return b"".join([head, *(directory for directory, _ in frames), *(body for _, body in frames)])


def filled(values: Words, known: Bools) -> Words:
    """Unknown values replaced by the known one before, or the first after: a step of nothing costs nothing."""
    if known.all() or not known.any():
        return values
    slots = values.shape[1]
    before = np.maximum.accumulate(np.where(known, np.arange(slots), -1), axis=1)
    return np.take_along_axis(values, np.where(before < 0, known.argmax(axis=1)[:, np.newaxis], before), axis=1)


def _steps(number: int, values: Words, mask: Bools | None, squeezer: Squeezer) -> tuple[bytes, bytes]:
    steps = values[:, 1:] - values[:, :-1]
    if number in SIGNED:
        steps = zigzag(steps.view(np.int64))
    last = np.ascontiguousarray(values[:, -1])
    last_planes, step_planes = planes_of(last), planes_of(steps)
    masked = mask is not None and not bool(mask.all())
    parts = [to_planes(last, last_planes).tobytes(), to_planes(steps, step_planes).tobytes()]
    if masked and mask is not None:
        parts.append(np.packbits(mask).tobytes())
    return _frame(number, (last_planes, step_planes, int(masked)), b"".join(parts), squeezer)


def _frame(number: int, about: tuple[int, int, int], raw: bytes, squeezer: Squeezer) -> tuple[bytes, bytes]:
    body = squeezer.squeeze(raw)
    return _FRAME.pack(number, *about, len(body)), body


def decode_block(body: bytes | memoryview, only: Collection[str] | None = None) -> Block:
    """What `encode_block` was given; with `only`, no other columns. BadInput when damaged."""
    try:
        return _decode(memoryview(body), COLUMNS if only is None else only)
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise BadInput(f"a stored block is damaged: {error}", where="metric store") from error


def frames_of(body: memoryview) -> tuple[Frames, tuple[int, int, int]]:
    """An encoded block's frames by number, still squeezed; how many devices, ports and slots. BadInput, struct.error."""
    magic, count, devices, ports, slots = _HEAD.unpack_from(body)
    if magic != MAGIC:
        raise BadInput("this is no block", where="metric store")
    if max(devices, ports) * max(slots, 8) > MOST_CELLS:
        raise BadInput("a block says it is impossibly large", where="metric store")
    at = _HEAD.size + count * _FRAME.size
    frames: Frames = {}
    for number, last, steps, masked, length in _FRAME.iter_unpack(body[_HEAD.size : at]):
        frames[number] = (last, steps, masked, body[at : at + length])
        at += length
    return frames, (devices, ports, slots)


def _decode(body: memoryview, only: Collection[str]) -> Block:
    frames, (devices, ports, slots) = frames_of(body)
    squeezer = Squeezer()
    device, slot_counts, port_counts, if_index = _keys(squeezer.unsqueeze(frames[KEYS][3]), devices, ports)
    if not (_within(slot_counts, slots) and _within(port_counts, ports) and port_counts.sum() == ports):
        raise BadInput("a stored block is damaged: its counts do not fit its size", where="metric store")
    at_ms = _values(TIMES, frames[TIMES], (devices, slots), squeezer)[0].view(np.int64)
    uptime = np.full((devices, slots), UNKNOWN_UPTIME, np.int64)
    if UPTIMES in frames:
        drift, served = _values(UPTIMES, frames[UPTIMES], (devices, slots), squeezer)
        uptime = np.where(served, drift.view(np.int64) + at_ms // 10, UNKNOWN_UPTIME)
    columns = {}
    for name in COLUMNS:
        if name in only and NUMBER[name] in frames:
            values, known = _values(NUMBER[name], frames[NUMBER[name]], (ports, slots), squeezer)
            columns[name] = Column(np.where(known, values, np.uint64(0)), known)
    return Block(device, slot_counts, at_ms, uptime, np.repeat(np.arange(devices), port_counts), if_index, columns)


def _within(counts: Ints, most: int) -> bool:
    """Whether each is possible: a damaged one would be believed as an amount of memory."""
    return bool(((counts >= 0) & (counts <= most)).all())


def _keys(body: bytes, devices: int, ports: int) -> list[Ints]:
    raw = np.frombuffer(body, np.uint8)
    ends = np.cumsum([8 * n for n in (devices, devices, devices, ports)]).tolist()
    parts: list[Bytes] = [raw[begin:end].reshape(8, -1) for begin, end in zip([0, *ends], ends, strict=False)]
    return [from_planes(part).view(np.int64) for part in parts]


def _values(
    number: int, frame: tuple[int, int, int, memoryview], shape: tuple[int, int], squeezer: Squeezer
) -> tuple[Words, Bools]:
    last_planes, step_planes, masked, body = frame
    rows, slots = shape
    raw = np.frombuffer(squeezer.unsqueeze(body), np.uint8)
    step_rows, last_end = rows * (slots - 1), last_planes * rows
    steps_end = last_end + step_planes * step_rows
    last = from_planes(raw[:last_end].reshape(last_planes, rows))
    steps = from_planes(raw[last_end:steps_end].reshape(step_planes, step_rows)).reshape(rows, slots - 1)
    if number in SIGNED:
        steps = unzigzag(steps).view(np.uint64)
    values = np.empty((rows, slots), np.uint64)
    values[:, -1] = 0
    np.cumsum(steps[:, ::-1], axis=1, out=values[:, -2::-1] if slots > 1 else values[:, :0])
    values = last[:, np.newaxis] - values
    if not masked:
        return values, np.ones((rows, slots), bool)
    known = np.unpackbits(raw[steps_end:], count=rows * slots).astype(bool).reshape(rows, slots)
    return values, known
