# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps as they come: readings of devices, each at its own time, with one row a port. And their stored form, the journal's.

A journal body is written once a sweep and read for one device at a time, so it is cut into segments of some hundred ports;
each stands alone, and the first device of each tells which one to open.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.columnstore.columns import COLUMNS
from samdrift.engines.columnstore.planes import (
    Bools,
    Bytes,
    Ints,
    Squeezer,
    Words,
    from_planes,
    planes_of,
    to_planes,
)
from samdrift.kernel.errors import BadInput

UNKNOWN_UPTIME = -1
SEGMENT_PORTS = 512
MOST_ROWS = 2**24
MAGIC = b"SJ1"
_HEAD = struct.Struct("<3sBII4sB")
_NONE, _ALL, SOME = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Readings:
    """R readings with N rows. Reading r is of `device[r]` at `at_ms[r]` (ms since 1970, UTC) with sysUpTime `uptime[r]` in
    hundredths of a second (UNKNOWN_UPTIME where not served); its rows are `first[r]` to `first[r + 1]`.

    Row n is the port `if_index[n]`; `values[c, n]` of column COLUMNS[c] counts only where `known[c, n]`, and is 0 elsewhere.
    """

    device: Ints
    at_ms: Ints
    uptime: Ints
    first: Ints
    if_index: Ints
    values: Words
    known: Bools

    def __len__(self) -> int:
        return len(self.device)

    def part(self, begin: int, end: int) -> "Readings":
        """Readings `begin` to `end` alone; a view."""
        low, high = int(self.first[begin]), int(self.first[end])
        return Readings(
            self.device[begin:end],
            self.at_ms[begin:end],
            self.uptime[begin:end],
            self.first[begin : end + 1] - low,
            self.if_index[low:high],
            self.values[:, low:high],
            self.known[:, low:high],
        )

    def chosen(self, which: NDArray[np.intp] | Bools) -> "Readings":
        """The readings at these places, in the order given."""
        numbers = np.flatnonzero(which) if which.dtype == np.bool_ else which
        counts = np.diff(self.first)[numbers]
        first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        rows = np.repeat(self.first[:-1][numbers] - first[:-1], counts) + np.arange(first[-1])
        return Readings(
            self.device[numbers],
            self.at_ms[numbers],
            self.uptime[numbers],
            first,
            self.if_index[rows],
            self.values[:, rows],
            self.known[:, rows],
        )


def no_readings() -> Readings:
    """None at all."""
    empty = np.zeros(0, np.int64)
    columns = (len(COLUMNS), 0)
    return Readings(
        empty, empty, empty, np.zeros(1, np.int64), empty, np.zeros(columns, np.uint64), np.zeros(columns, bool)
    )


def joined(parts: Sequence[Readings]) -> Readings:
    """All readings of all parts, in that order."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return no_readings()
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0, *(len(part.if_index) for part in parts)])
    first = [part.first[:-1] + start for part, start in zip(parts, starts, strict=False)]
    return Readings(
        np.concatenate([part.device for part in parts]),
        np.concatenate([part.at_ms for part in parts]),
        np.concatenate([part.uptime for part in parts]),
        np.concatenate([*first, starts[-1:]]).astype(np.int64),
        np.concatenate([part.if_index for part in parts]),
        np.concatenate([part.values for part in parts], axis=1),
        np.concatenate([part.known for part in parts], axis=1),
    )


def by_device(readings: Readings) -> Readings:
    """Ordered by device, then time."""
    if (readings.device[1:] > readings.device[:-1]).all():
        return readings
    order = np.lexsort((readings.at_ms, readings.device))
    if np.array_equal(order, np.arange(len(order))):
        return readings
    return readings.chosen(order)


@dataclass(frozen=True, slots=True)
class Journal:
    """The stored form of a sweep: `body` holds segments from `offsets[k]` to `offsets[k + 1]`, `firsts[k]` is the lowest
    device in segment k; devices never go down from one segment to the next.
    """

    body: bytes
    offsets: tuple[int, ...]
    firsts: tuple[int, ...]


def encode_sweep(readings: Readings, *, ports: int = SEGMENT_PORTS) -> Journal:
    """Pack readings; segments hold about `ports` rows, and all readings of one device lie in one segment."""
    readings = by_device(readings)
    planes, squeezer = _row_planes(readings), Squeezer()
    segments, firsts, offsets = [], [], [0]
    for begin, end in _cuts(readings, ports):
        segment = _encode_segment(readings, begin, end, planes, squeezer)
        segments.append(segment)
        firsts.append(int(readings.device[begin]))
        offsets.append(offsets[-1] + len(segment))
    return Journal(b"".join(segments), tuple(offsets), tuple(firsts))


def decode_sweep(body: bytes | memoryview, *, low: int = -1, high: int | None = None) -> Readings:
    """All readings of one or several segments that lie one after another; with `low` and `high` only of devices whose ids
    lie there. BadInput when damaged.
    """
    parts, rest, squeezer = [], memoryview(body), Squeezer()
    while rest:
        part, rest = _decode_segment(rest, squeezer, low, high)
        parts.append(part)
    return joined(parts)


@dataclass(frozen=True, slots=True)
class _RowPlanes:
    """ifIndex and every column of the whole sweep as byte planes [planes, rows]; how many of each; which are known where."""

    planes: Bytes
    counts: bytes
    knowledge: bytes


def _row_planes(readings: Readings) -> _RowPlanes:
    parts = [_planes_of_ints(readings.if_index)]
    counts, knowledge = [len(parts[0])], []
    for values, known in zip(readings.values, readings.known, strict=True):
        every = bool(known.all())
        kind = _ALL if every else SOME if known.any() else _NONE
        column = to_planes(values, planes_of(values)) if kind != _NONE else np.zeros((0, len(known)), np.uint8)
        counts.append(len(column))
        knowledge.append(kind)
        parts.append(column)
        if kind == SOME:
            parts.append(known.view(np.uint8)[np.newaxis])
    return _RowPlanes(np.concatenate(parts), bytes(counts), bytes(knowledge))


def _planes_of_ints(values: Ints) -> Bytes:
    words = values.astype(np.uint64)
    return to_planes(words, planes_of(words))


def _cuts(readings: Readings, ports: int) -> list[tuple[int, int]]:
    """Where to cut between devices so that a segment has about `ports` rows."""
    if not len(readings):
        return []
    ends = np.flatnonzero(np.diff(readings.device, append=readings.device[-1] + 1)) + 1
    block = (readings.first[ends] - 1) // ports
    chosen = ends[np.flatnonzero(np.diff(block, append=block[-1] + 1))]
    return list(zip([0, *chosen[:-1].tolist()], chosen.tolist(), strict=True))


def _encode_segment(readings: Readings, begin: int, end: int, rows: _RowPlanes, squeezer: Squeezer) -> bytes:
    low, high = int(readings.first[begin]), int(readings.first[end])
    counts = np.diff(readings.first[begin : end + 1])
    heads = [
        _planes_of_ints(values)
        for values in (readings.device[begin:end], readings.at_ms[begin:end], readings.uptime[begin:end] + 1, counts)
    ]
    body = squeezer.squeeze(b"".join([*(head.tobytes() for head in heads), rows.planes[:, low:high].tobytes()]))
    head_counts = bytes(len(head) for head in heads)
    head = _HEAD.pack(MAGIC, len(rows.knowledge), end - begin, high - low, head_counts, 0)
    return b"".join([head, rows.counts, rows.knowledge, struct.pack("<I", len(body)), body])


@dataclass(frozen=True, slots=True)
class Layout:
    """How a segment's bytes lie: byte planes of device, time, sysUpTime and size of each reading; of ifIndex and each column
    of each row; and which columns are known nowhere, everywhere, or somewhere (a byte a row follows the planes).
    """

    readings: int
    rows: int
    head_counts: bytes
    counts: bytes
    knowledge: bytes

    @property
    def planes(self) -> int:
        """How many bytes a row takes."""
        return sum(self.counts) + self.knowledge.count(SOME)


def opened(body: memoryview, squeezer: Squeezer) -> tuple[Layout, bytes, memoryview]:
    """The first segment's layout and bytes, and what follows it. BadInput when damaged."""
    try:
        magic, columns, readings, rows, head_counts, _ = _HEAD.unpack_from(body)
        at = _HEAD.size
        counts, knowledge = bytes(body[at : at + columns + 1]), bytes(body[at + columns + 1 : at + 2 * columns + 1])
        at += 2 * columns + 1
        (length,) = struct.unpack_from("<I", body, at)
    except struct.error as error:
        raise BadInput("a journal segment is cut off", where="metric store") from error
    if magic != MAGIC or max(readings, rows) > MOST_ROWS or columns > len(COLUMNS) or at + 4 + length > len(body):
        raise BadInput("this is no journal segment", where="metric store")
    raw = squeezer.unsqueeze(body[at + 4 : at + 4 + length])
    layout = Layout(readings, rows, head_counts, counts, knowledge)
    if len(raw) != sum(head_counts) * readings + layout.planes * rows:
        raise BadInput("a journal segment has a wrong length", where="metric store")
    return layout, raw, body[at + 4 + length :]


def _decode_segment(body: memoryview, squeezer: Squeezer, low: int, high: int | None) -> tuple[Readings, memoryview]:
    layout, octets, rest = opened(body, squeezer)
    raw = np.frombuffer(octets, np.uint8)
    heads_end = sum(layout.head_counts) * layout.readings
    heads = raw[:heads_end].reshape(sum(layout.head_counts), layout.readings)
    device, at_ms, uptime, sizes = (from_planes(part).view(np.int64) for part in _split(heads, layout.head_counts))
    first = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    begin = int(np.searchsorted(device, low, side="left"))
    end = layout.readings if high is None else int(np.searchsorted(device, high, side="right"))
    some = slice(begin, max(begin, end))
    planes = raw[heads_end:].reshape(layout.planes, layout.rows)[:, int(first[begin]) : int(first[some.stop])]
    if_index, values, known = _decode_rows(planes, layout.counts, layout.knowledge)
    first = first[begin : some.stop + 1] - first[begin]
    return Readings(device[some], at_ms[some], uptime[some] - 1, first, if_index, values, known), rest


def _split(planes: Bytes, counts: bytes) -> list[Bytes]:
    ends = np.cumsum(list(counts))
    return [planes[end - count : end] for end, count in zip(ends.tolist(), counts, strict=True)]


def _decode_rows(planes: Bytes, counts: bytes, knowledge: bytes) -> tuple[Ints, Words, Bools]:
    rows = planes.shape[1]
    values = np.zeros((len(COLUMNS), rows, 8), np.uint8)
    known = np.zeros((len(COLUMNS), rows), bool)
    at = counts[0]
    for column, (count, kind) in enumerate(zip(counts[1:], knowledge, strict=True)):
        if kind == _NONE:
            continue
        values[column, :, :count] = planes[at : at + count].T
        at += count
        known[column] = True
        if kind == SOME:
            known[column] = planes[at] != 0
            at += 1
    words = values.view("<u8").reshape(len(COLUMNS), rows).astype(np.uint64, copy=False)
    return from_planes(planes[: counts[0]]).view(np.int64), words, known
