# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One port out of the journal: dozens of sweeps' segments, nearly always of one layout, so they are unpacked side by side."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from samdrift.engines.columnstore.oneport import Series, series_of_readings
from samdrift.engines.columnstore.planes import Bytes, Ints, Squeezer, Words
from samdrift.engines.columnstore.sweep import SOME, Layout, decode_sweep, opened


def series_of_sweeps(bodies: Sequence[bytes], device: int, if_index: int, columns: list[int]) -> list[Series]:
    """One port out of journal bodies (each one or several segments), with the columns of these numbers; in any order.

    BadInput when damaged.
    """
    squeezer = Squeezer()
    alike: dict[Layout, list[bytes]] = defaultdict(list)
    found = []
    for body in bodies:
        rest = memoryview(body)
        while rest:
            layout, raw, after = opened(rest, squeezer)
            if SOME in layout.knowledge:
                part = decode_sweep(rest[: len(rest) - len(after)], low=device, high=device)
                found.append(series_of_readings(part, device, if_index, columns))
            else:
                alike[layout].append(raw)
            rest = after
    found += [_side_by_side(layout, raws, device, if_index, columns) for layout, raws in alike.items()]
    return found


def _side_by_side(layout: Layout, raws: list[bytes], device: int, if_index: int, columns: list[int]) -> Series:
    readings, rows = layout.readings, layout.rows
    raw = np.frombuffer(b"".join(raws), np.uint8).reshape(len(raws), len(raws[0]))
    ends = np.cumsum(list(layout.head_counts)).tolist()
    heads = raw[:, : ends[-1] * readings].reshape(len(raws), ends[-1], readings)
    devices, at_ms, uptime, sizes = (
        _words(heads[:, end - count : end]).view(np.int64) for end, count in zip(ends, layout.head_counts, strict=True)
    )
    planes = raw[:, ends[-1] * readings :].reshape(len(raws), layout.planes, rows)
    first = np.cumsum(sizes, axis=1) - sizes
    indexes = _words(planes[:, : layout.counts[0]]).view(np.int64)
    sweep, reading, row = _places(devices == device, first, sizes, indexes == if_index)
    values, known = np.zeros((len(columns), len(row)), np.uint64), np.zeros((len(columns), len(row)), bool)
    starts = np.cumsum([0, *layout.counts]).tolist()
    mine = planes[sweep, :, row]
    for number, column in enumerate(columns):
        if column < len(layout.knowledge) and layout.knowledge[column]:
            part = mine[:, starts[column + 1] : starts[column + 2]]
            values[number], known[number] = _words(part[:, :, np.newaxis])[:, 0], True
    return Series(at_ms[sweep, reading], uptime[sweep, reading] - 1, values, known)


def _places(of_device: np.ndarray, first: Ints, sizes: Ints, of_port: np.ndarray) -> tuple[Ints, Ints, Ints]:
    """Sweep, reading and row of each reading of the port."""
    found = []
    for sweep, reading in zip(*(part.tolist() for part in np.nonzero(of_device)), strict=True):
        low = int(first[sweep, reading])
        rows = np.flatnonzero(of_port[sweep, low : low + int(sizes[sweep, reading])])
        if len(rows):
            found.append((sweep, reading, low + int(rows[0])))
    sweeps, readings, rows = (
        np.array(part, np.int64) for part in (zip(*found, strict=True) if found else ((), (), ()))
    )
    return sweeps, readings, rows


def _words(planes: Bytes) -> Words:
    """[sweeps, planes, n] bytes, least significant first, as [sweeps, n] whole numbers."""
    out = np.zeros((planes.shape[0], planes.shape[2], 8), np.uint8)
    out[:, :, : planes.shape[1]] = planes.transpose(0, 2, 1)
    words: Words = out.view("<u8")[:, :, 0].astype(np.uint64, copy=False)
    return words
