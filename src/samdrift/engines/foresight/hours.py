# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Gauges over time: readings folded into hours with mean, least and most, hours into days, and their stored form.

Values keep their sign and 32 bits of a float; what a counter store may assume (never negative, a rate) does not hold here.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import zstandard
from numpy.typing import NDArray

from samdrift.kernel.errors import BadInput

MAGIC = b"SG1"
_HEAD = struct.Struct("<3sIIqI")
HOUR_S = 3600
LARGEST = 64 * 1024 * 1024
_LEVEL = 3
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hours:
    """Of n series over T even steps of `step_s` from `start_s` (seconds since 1970): [n, T] each, NaN where nothing is known.

    `count` says out of how many readings (65,535 at most).
    """

    start_s: int
    step_s: int
    keys: NDArray[np.int64]
    mean: Values
    least: Values
    most: Values
    count: NDArray[np.uint16]

    def row(self, key: int) -> int | None:
        """The row of a series, or None."""
        found = np.flatnonzero(self.keys == key)
        return int(found[0]) if len(found) else None


def nothing(keys: Sequence[int], *, start_s: int, count: int, step_s: int = HOUR_S) -> Hours:
    """All unknown."""
    shape = (len(keys), count)
    empty = [np.full(shape, np.nan, np.float32) for _ in range(3)]
    numbers = np.array(list(keys), np.int64)
    return Hours(start_s, step_s, numbers, empty[0], empty[1], empty[2], np.zeros(shape, np.uint16))


def fold(readings: Sequence[tuple[float, Mapping[int, float]]], *, start_s: int, count: int) -> Hours:
    """Readings (seconds since 1970, series -> value) as hours; what lies outside is left out."""
    out = nothing(sorted({key for _, told in readings for key in told}), start_s=start_s, count=count)
    place = {key: n for n, key in enumerate(out.keys.tolist())}
    sums = np.zeros(out.mean.shape)
    for at, told in readings:
        hour = int((at - start_s) // HOUR_S)
        if not 0 <= hour < count:
            continue
        for key, value in told.items():
            n = place[key]
            sums[n, hour] += value
            out.count[n, hour] += 1
            out.least[n, hour] = np.fmin(out.least[n, hour], value)
            out.most[n, hour] = np.fmax(out.most[n, hour], value)
    known = out.count > 0
    out.mean[known] = (sums[known] / out.count[known]).astype(np.float32)
    return out


def laid_over(parts: Sequence[Hours], *, start_s: int, count: int) -> Hours:
    """Parts of one step length on one row of `count` steps; where two tell of a step, who read oftener counts, then the later."""
    step_s = parts[0].step_s
    out = nothing(
        sorted({key for part in parts for key in part.keys.tolist()}), start_s=start_s, count=count, step_s=step_s
    )
    place = {key: n for n, key in enumerate(out.keys.tolist())}
    for part in parts:
        at = (part.start_s - start_s) // step_s
        low, high = max(0, at), min(count, at + part.mean.shape[1])
        if low >= high:
            continue
        rows = np.array([place[key] for key in part.keys.tolist()], np.intp)
        inside = slice(low - at, high - at)
        told = (part.count[:, inside] > 0) & (part.count[:, inside] >= out.count[rows, low:high])
        for name in ("mean", "least", "most", "count"):
            target = getattr(out, name)
            target[rows, low:high] = np.where(told, getattr(part, name)[:, inside], target[rows, low:high])
    return out


def coarser_hours(hours: Hours, times: int) -> Hours:
    """The same in steps `times` as long (24: days); the steps' number must be a multiple."""
    shape = (len(hours.keys), hours.mean.shape[1] // times, times)
    count = hours.count.reshape(shape).astype(np.float64)
    known = count.sum(axis=2)
    total = (np.nan_to_num(hours.mean.astype(np.float64)).reshape(shape) * count).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known > 0, total / known, np.nan).astype(np.float32)
    return Hours(
        hours.start_s,
        hours.step_s * times,
        hours.keys,
        mean,
        np.fmin.reduce(hours.least.reshape(shape), axis=2),
        np.fmax.reduce(hours.most.reshape(shape), axis=2),
        np.minimum(known, 65_535).astype(np.uint16),
    )


def encode_hours(hours: Hours) -> bytes:
    """Pack. Bytes of one weight lie together, so that zstd finds the likeness of neighbouring hours."""
    floats = np.stack([hours.mean, hours.least, hours.most]).astype("<f4")
    planes = floats.reshape(-1).view(np.uint8).reshape(-1, 4).T
    counts = hours.count.astype("<u2").reshape(-1).view(np.uint8).reshape(-1, 2).T
    raw = hours.keys.astype("<i8").tobytes() + planes.tobytes() + counts.tobytes()
    head = _HEAD.pack(MAGIC, len(hours.keys), hours.mean.shape[1], hours.start_s, hours.step_s)
    return head + zstandard.ZstdCompressor(level=_LEVEL).compress(raw)


def decode_hours(body: bytes | memoryview) -> Hours:
    """What `encode_hours` was given, exactly. BadInput when damaged."""
    try:
        magic, series, count, start_s, step_s = _HEAD.unpack_from(body)
        cells = series * count
        size = series * 8 + cells * 14
        if magic != MAGIC or not step_s or size > LARGEST:
            raise BadInput("these are no hours", where="gauges")
        raw = zstandard.ZstdDecompressor().decompress(bytes(body[_HEAD.size :]), max_output_size=max(size, 1))
        if len(raw) != size:
            raise BadInput("stored hours end too early", where="gauges")
    except (struct.error, zstandard.ZstdError) as error:
        raise BadInput(f"stored hours are damaged: {error}", where="gauges") from error
    keys = np.frombuffer(raw, "<i8", series).astype(np.int64)
    planes = np.frombuffer(raw, np.uint8, cells * 12, series * 8).reshape(4, -1).T
    floats = np.ascontiguousarray(planes).reshape(-1).view("<f4").astype(np.float32).reshape(3, series, count)
    tail = np.frombuffer(raw, np.uint8, cells * 2, series * 8 + cells * 12).reshape(2, -1).T
    counts = np.ascontiguousarray(tail).reshape(-1).view("<u2").astype(np.uint16).reshape(series, count)
    return Hours(start_s, step_s, keys, floats[0], floats[1], floats[2], counts)
