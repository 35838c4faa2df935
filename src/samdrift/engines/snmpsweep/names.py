# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What each cell's name must look like on the wire, as whole words, so that checking one is two comparisons.

A variable binding starts 30 L 06 N, then N octets of name. All of that but L (which holds the value's length too) is
known before. It is kept as three words of eight octets per cell; octets beyond the name are masked out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.columns import SYS_UPTIME, Column
from samdrift.engines.snmpwire import encode_oid

WORD = 8
_ANY_LENGTH = np.uint64(0xFFFF_FFFF_FFFF_00FF)  # little-endian: octet 1 is L
_MOST_ARC_OCTETS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """For each cell: `length` octets up to the value (4 + N), and its `first`, `second` and `third` eight octets.

    `third` is None where no name is that long.
    """

    length: NDArray[np.uint8]
    first: NDArray[np.uint64]
    second: NDArray[np.uint64]
    third: NDArray[np.uint64] | None


def _masks() -> NDArray[np.uint64]:
    """[word, length]: which octets of that word belong to a name with `length` octets before the value."""
    masks = np.zeros((3, 256), np.uint64)
    for word in range(3):
        for length in range(256):
            octets = min(max(length - WORD * word, 0), WORD)
            masks[word, length] = (1 << 8 * octets) - 1
    masks[0] &= _ANY_LENGTH
    return masks


MASKS = _masks()


def names_of(if_index: NDArray[np.int64], starts: NDArray[np.int64], columns: Sequence[Column]) -> Names:
    """The names of all cells of devices whose rows are `if_index[starts[d]:starts[d+1]]`, device after device."""
    rows, devices, width = len(if_index), len(starts) - 1, len(columns)
    octets = np.zeros((devices + rows * width, 3 * WORD), np.uint8)
    length = np.zeros(len(octets), np.uint8)
    uptime_at = starts[:-1] * width + np.arange(devices)
    row_at = np.repeat(uptime_at + 1 - starts[:-1] * width, np.diff(starts)) + np.arange(rows) * width
    uptime = np.frombuffer(b"\x30\x00" + encode_oid(SYS_UPTIME), np.uint8)
    octets[uptime_at, : len(uptime)] = uptime
    length[uptime_at] = len(uptime)
    arcs, arc_octets = _base128(if_index)
    for number, column in enumerate(columns):
        prefix = encode_oid(column.object_id)[2:]
        at = row_at + number
        end = 4 + len(prefix)
        octets[at, 0], octets[at, 2] = 0x30, 0x06
        octets[at, 3] = len(prefix) + arc_octets
        octets[at, 4:end] = np.frombuffer(prefix, np.uint8)
        octets[at, end : end + _MOST_ARC_OCTETS] = arcs
        length[at] = end + arc_octets
    words = octets.view("<u8")
    third = np.ascontiguousarray(words[:, 2]) if length.size and length.max() > 2 * WORD else None
    return Names(length, np.ascontiguousarray(words[:, 0]), np.ascontiguousarray(words[:, 1]), third)


def _base128(numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Each number as an arc, its octets at the left of five, and how many they are."""
    count = np.ones(len(numbers), np.uint8)
    for bits in (7, 14, 21, 28):
        count += (numbers >> bits > 0).astype(np.uint8)
    octets = np.zeros((len(numbers), _MOST_ARC_OCTETS), np.uint8)
    for size in range(1, _MOST_ARC_OCTETS + 1):
        these = np.flatnonzero(count == size)
        for place in range(size):
            group = numbers[these] >> 7 * (size - 1 - place) & 0x7F
            octets[these, place] = group | (0x80 if place < size - 1 else 0)
    return octets, count
