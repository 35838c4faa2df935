# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whole numbers as byte planes: all lowest bytes together, then all second bytes ... and none that are zero throughout.

Bytes of one weight are alike: the noise stays in the lowest plane, and zstd finds nearly nothing to keep in the others.
"""

import numpy as np
import zstandard
from numpy.typing import NDArray

from samdrift.kernel.errors import BadInput

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Bools = NDArray[np.bool_]
LEVEL = 1
LARGEST = 256 * 1024 * 1024
"""No stored piece unpacks to more bytes than this; a damaged length must not ask for all memory."""
_ONE = np.uint64(1)


def planes_of(values: Words) -> int:
    """How many byte planes hold every value."""
    return (int(values.max(initial=0)).bit_length() + 7) // 8


def to_planes(values: Words, count: int) -> Bytes:
    """[count, values] bytes, least significant plane first; `count` from `planes_of`, or more."""
    flat = np.ascontiguousarray(values, dtype="<u8").reshape(-1)
    return np.ascontiguousarray(flat.view(np.uint8).reshape(-1, 8)[:, :count].T)


def from_planes(planes: Bytes) -> Words:
    """The values `to_planes` was given, flat."""
    out = np.zeros((planes.shape[1], 8), np.uint8)
    out[:, : planes.shape[0]] = planes.T
    return out.view("<u8").reshape(-1).astype(np.uint64, copy=False)


def zigzag(values: Ints) -> Words:
    """Small numbers of either sign as small numbers without one."""
    return ((values << 1) ^ (values >> 63)).view(np.uint64)


def unzigzag(values: Words) -> Ints:
    """The reverse of `zigzag`."""
    return (values >> _ONE).view(np.int64) ^ -(values & _ONE).view(np.int64)


class Squeezer:
    """zstd there and back. One for each call of an encoder or decoder: making one costs more than using it once, and threads
    may not share one.
    """

    def __init__(self) -> None:
        self._in: zstandard.ZstdCompressor | None = None
        self._out: zstandard.ZstdDecompressor | None = None

    def squeeze(self, body: bytes) -> bytes:
        """zstd; the length before is in its header."""
        if self._in is None:
            self._in = zstandard.ZstdCompressor(level=LEVEL)
        return self._in.compress(body)

    def unsqueeze(self, body: bytes | memoryview) -> bytes:
        """What `squeeze` was given. BadInput for anything else."""
        if self._out is None:
            self._out = zstandard.ZstdDecompressor()
        try:
            length = zstandard.frame_content_size(body)
            if not 0 <= length <= LARGEST:
                raise BadInput("a stored piece says it is impossibly large", where="metric store")
            return self._out.decompress(body)
        except zstandard.ZstdError as error:
            raise BadInput(f"a stored piece is damaged: {error}", where="metric store") from error
