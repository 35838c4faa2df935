# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From samples to steps of five minutes and an hour, and the stored form of these.

Means are kept to one part in four thousand, least and most to one in a hundred and never inside the true ones; the
seconds known to a tenth. That is what a chart of last year needs, in a third of the room.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from samdrift.engines.columnstore.block import MOST_CELLS, Block, Column, filled
from samdrift.engines.columnstore.columns import COUNTERS, NUMBER
from samdrift.engines.columnstore.planes import Ints, Squeezer, Words, from_planes, planes_of, to_planes
from samdrift.engines.columnstore.rates import Floats, rates
from samdrift.engines.columnstore.spans import Spans, longer, spans_of
from samdrift.kernel.errors import BadInput

MAGIC = b"SS1"
_HEAD = struct.Struct("<3sBIIqI")
_FRAME = struct.Struct("<BBBBBBBBI")
KEYS = 255
MEAN_BITS_CUT, EXTREME_BITS_CUT = 12, 16
"""Of a 32-bit float's mantissa."""
OCTETS = ("in_octets", "out_octets")


@dataclass(frozen=True, slots=True)
class Steps:
    """Of P ports, counters as rates a second over T even steps of `step_ms` from `start_ms`; a counter's Spans are [P, T]."""

    start_ms: int
    step_ms: int
    device: Ints
    if_index: Ints
    columns: Mapping[str, Spans]

    @property
    def count(self) -> int:
        return next((spans.mean.shape[1] for spans in self.columns.values()), 0)


def roll_up(block: Block, *, start_ms: int, step_ms: int, count: int, gap_ms: float) -> Steps:
    """Mean, least and most of every counter in the block, for `count` steps. Octets are bytes a second here, not bits."""
    owner = block.owner
    real = np.arange(block.at_ms.shape[1])[np.newaxis] < block.slots[owner, np.newaxis]
    names = [name for name in COUNTERS if name in block.columns]
    carried = _carried(block)
    values: list[Words] = []
    most: list[Floats] = []
    places, standing = {}, -1
    for name in names:
        column = block.columns[name]
        found = filled(column.values, column.known)
        stands = np.array_equal(found[:, 1:], found[:, :-1])
        if stands and standing >= 0:
            places[name] = standing  # counters that stand still, errors mostly, are all alike
            continue
        places[name] = len(values)
        standing = len(values) if stands else standing
        values.append(found)
        most.append(carried if name in OCTETS else np.full(len(owner), np.nan))
    if not names:
        return Steps(start_ms, step_ms, block.device[owner], block.if_index, {})
    flow = rates(
        block.at_ms[owner], block.uptime[owner], np.stack(values), gap_ms=gap_ms, most_per_second=np.stack(most)
    )
    spans = spans_of(flow, start_ms=start_ms, step_ms=step_ms, count=count)
    columns = {}
    odd: dict[int, list[int]] = {}
    for name, number in places.items():
        part = Spans(*(np.array(getattr(spans, f)[number]) for f in Spans.__slots__))
        known = block.columns[name].known
        if id(known) not in odd:
            odd[id(known)] = np.flatnonzero((known != real).any(axis=1)).tolist()
        for port in odd[id(known)]:
            one = _one_port(block, block.columns[name], port, most[number][port], (start_ms, step_ms, count), gap_ms)
            for field in Spans.__slots__:
                getattr(part, field)[port] = getattr(one, field)[0, 0]
        columns[name] = part
    return Steps(start_ms, step_ms, block.device[owner], block.if_index, columns)


def _carried(block: Block) -> Floats:
    """Octets a second each line can carry, by its last known ifHighSpeed; NaN where that is not known, or 0."""
    column = block.columns.get("high_speed")
    if column is None:
        return np.full(len(block.owner), np.nan)
    speed = filled(column.values, column.known)[:, -1].astype(np.float64)
    return np.where(speed > 0, speed * 125_000, np.nan)


def _one_port(
    block: Block, column: Column, port: int, most: float, steps: tuple[int, int, int], gap_ms: float
) -> Spans:
    """A port that some sweeps left out: its rates go from one known value to the next."""
    slots = np.flatnonzero(column.known[port])
    at, uptime = block.at_ms[block.owner[port]][slots], block.uptime[block.owner[port]][slots]
    found = rates(
        at[np.newaxis],
        uptime[np.newaxis],
        column.values[port][slots][np.newaxis, np.newaxis],
        gap_ms=gap_ms,
        most_per_second=np.array([[most]]),
    )
    return spans_of(found, start_ms=steps[0], step_ms=steps[1], count=steps[2])


def coarser(steps: Steps, times: int) -> Steps:
    """The same in steps that are `times` as long."""
    columns = {name: longer(spans, times) for name, spans in steps.columns.items()}
    return Steps(steps.start_ms, steps.step_ms * times, steps.device, steps.if_index, columns)


def merged(parts: Sequence[Steps], *, start_ms: int, count: int) -> Steps:
    """Parts of one step length laid onto one row of `count` steps; where two tell of the same step, the later part counts."""
    step_ms = parts[0].step_ms
    keys = np.concatenate([np.stack([part.device, part.if_index]) for part in parts], axis=1)
    ports, which = np.unique(keys, axis=1, return_inverse=True)
    names = [name for name in COUNTERS if any(name in part.columns for part in parts)]
    columns = {}
    for name in names:
        shape = (ports.shape[1], count)
        out = Spans(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape))
        row = 0
        for part in parts:
            rows = which.reshape(-1)[row : row + len(part.device)]
            row += len(part.device)
            if name in part.columns:
                _lay(out, part.columns[name], rows, (part.start_ms - start_ms) // step_ms)
        columns[name] = out
    return Steps(start_ms, step_ms, ports[0], ports[1], columns)


def _lay(out: Spans, spans: Spans, rows: Ints, at: int) -> None:
    low, high = max(0, at), min(out.mean.shape[1], at + spans.mean.shape[1])
    if low >= high:
        return
    told = spans.known_s[:, low - at : high - at] > 0
    for field in Spans.__slots__:
        target = getattr(out, field)
        target[rows, low:high] = np.where(told, getattr(spans, field)[:, low - at : high - at], target[rows, low:high])


def encode_steps(steps: Steps) -> bytes:
    """Pack steps."""
    keys = b"".join(to_planes(key.astype(np.uint64), 8).tobytes() for key in (steps.device, steps.if_index))
    squeezer = Squeezer()
    frames = [_frame(KEYS, [], keys, squeezer)]
    for name, spans in steps.columns.items():
        parts = [
            _cut(spans.mean, MEAN_BITS_CUT, up=None),
            _cut(spans.least, EXTREME_BITS_CUT, up=False),
            _cut(spans.most, EXTREME_BITS_CUT, up=True),
            np.rint(spans.known_s * 10).astype(np.uint64),
        ]
        counts = [planes_of(part) for part in parts]
        raw = b"".join(to_planes(part, count).tobytes() for part, count in zip(parts, counts, strict=True))
        frames.append(_frame(NUMBER[name], counts, raw, squeezer))
    head = _HEAD.pack(MAGIC, len(frames), len(steps.device), steps.count, steps.start_ms, steps.step_ms)
    return b"".join([head, *(directory for directory, _ in frames), *(body for _, body in frames)])


def _frame(number: int, counts: Sequence[int], raw: bytes, squeezer: Squeezer) -> tuple[bytes, bytes]:
    body = squeezer.squeeze(raw)
    return _FRAME.pack(number, *counts, *[0] * (7 - len(counts)), len(body)), body


def _cut(values: Floats, bits: int, *, up: bool | None) -> Words:
    """Non-negative floats as 32-bit patterns with `bits` of the mantissa cut off: down, up, or to the nearest."""
    pattern = np.where(values > 0, values, 0.0).astype(np.float32).view(np.uint32).astype(np.uint64)
    add = {None: 1 << (bits - 1), True: (1 << bits) - 1, False: 0}[up]
    return (pattern + np.uint64(add)) >> np.uint64(bits)


def decode_steps(body: bytes | memoryview, only: Sequence[str] | None = None) -> Steps:
    """What `encode_steps` was given, as exact as the stored form is; with `only`, no other columns. BadInput when damaged."""
    try:
        return _decode(memoryview(body), COUNTERS if only is None else only)
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise BadInput(f"stored steps are damaged: {error}", where="metric store") from error


def _decode(body: memoryview, only: Sequence[str]) -> Steps:
    magic, count, ports, length, start_ms, step_ms = _HEAD.unpack_from(body)
    if magic != MAGIC:
        raise BadInput("these are no steps", where="metric store")
    if ports * max(length, 8) > MOST_CELLS:
        raise BadInput("stored steps say they are impossibly large", where="metric store")
    at = _HEAD.size + count * _FRAME.size
    frames: dict[int, tuple[list[int], memoryview]] = {}
    squeezer = Squeezer()
    for n in range(count):
        number, *counts, _, _, _, size = _FRAME.unpack_from(body, _HEAD.size + n * _FRAME.size)
        frames[number] = (counts, body[at : at + size])
        at += size
    raw = np.frombuffer(squeezer.unsqueeze(frames[KEYS][1]), np.uint8).reshape(2, 8, ports)
    device, if_index = (from_planes(part).view(np.int64) for part in raw)
    columns = {name: _spans(frames[NUMBER[name]], ports, length, squeezer) for name in only if NUMBER[name] in frames}
    return Steps(start_ms, step_ms, device, if_index, columns)


def _spans(frame: tuple[Sequence[int], memoryview], ports: int, length: int, squeezer: Squeezer) -> Spans:
    counts, body = frame
    raw = np.frombuffer(squeezer.unsqueeze(body), np.uint8).reshape(sum(counts), ports * length)
    ends = np.cumsum(counts).tolist()
    parts = [
        from_planes(raw[end - count : end]).reshape(ports, length) for end, count in zip(ends, counts, strict=True)
    ]
    known_s = parts[3] / 10.0
    cuts = (MEAN_BITS_CUT, EXTREME_BITS_CUT, EXTREME_BITS_CUT)
    floats = [
        np.where(known_s > 0, (part << np.uint64(cut)).astype(np.uint32).view(np.float32).astype(np.float64), np.nan)
        for part, cut in zip(parts[:3], cuts, strict=True)
    ]
    return Spans(floats[0], floats[1], floats[2], known_s)
