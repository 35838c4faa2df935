# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a sweep of many devices brought, as arrays: the one shape that poller, lane, judge and metric store share.

    matrix.values[row, matrix.column("in_octets")]      where matrix.valid[...] of the same place is True
    for number, rows in matrix.devices(): ...           rows of device number are matrix.if_index[rows]

A value that is not valid is 0 and means nothing: it was not served, not answered, or not asked for.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.columns import NAMES

SCHEMA = "samdrift/sweep/1"
MOST_PORTS = 1_000_000
_HEADER_OCTETS = 4


class State(IntEnum):
    """How a device fared in a sweep. NOT_ASKED: left out on purpose, because it answered too slowly or badly before."""

    WHOLE = 0
    PART = 1
    SILENT = 2
    NOT_ASKED = 3


@dataclass(frozen=True, slots=True, eq=False)
class SweepMatrix:
    """One sweep, or a piece of one, of D devices with P ports and C columns. Rows of a device stand together.

    device_ids    int64  (D,)    our numbers of the devices, each once
    at_ms         int64  (D,)    when its first answer came, milliseconds since 1970 UTC; 0 where none came
    uptime_ticks  int64  (D,)    sysUpTime in hundredths of a second; -1 where not served
    state         uint8  (D,)    `State`
    starts        int64  (D+1,)  device d has the rows starts[d] to starts[d+1]
    if_index      int64  (P,)    ascending within a device
    values        uint64 (P, C)  counters as they stand on the device, statuses as numbers of RFC 2863
    valid         bool   (P, C)  whether the device truly gave this value in this sweep
    columns       C names, see `columns.COLUMNS` for units
    """

    device_ids: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    uptime_ticks: NDArray[np.int64]
    state: NDArray[np.uint8]
    starts: NDArray[np.int64]
    if_index: NDArray[np.int64]
    values: NDArray[np.uint64]
    valid: NDArray[np.bool_]
    columns: tuple[str, ...] = NAMES

    def __post_init__(self) -> None:
        devices, ports, columns = len(self.device_ids), len(self.if_index), len(self.columns)
        same = len(self.at_ms) == len(self.uptime_ticks) == len(self.state) == len(self.starts) - 1 == devices
        shaped = self.values.shape == self.valid.shape == (ports, columns)
        if (
            not same
            or not shaped
            or self.starts[0] != 0
            or self.starts[-1] != ports
            or (np.diff(self.starts) < 0).any()
        ):
            raise ValueError(
                f"not a sweep: {devices} devices, {ports} ports and {columns} columns do not fit each other"
            )

    def column(self, name: str) -> int:
        """The number of a column; KeyError where this sweep did not read it."""
        try:
            return self.columns.index(name)
        except ValueError:
            raise KeyError(name) from None

    def devices(self) -> Iterator[tuple[int, slice]]:
        """Each device's number in the arrays, and its rows."""
        bounds = self.starts.tolist()
        yield from ((number, slice(bounds[number], bounds[number + 1])) for number in range(len(self.device_ids)))

    def device_of_row(self) -> NDArray[np.int64]:
        """The device id of each row."""
        return np.repeat(self.device_ids, np.diff(self.starts))

    def pick(self, numbers: NDArray[np.intp]) -> "SweepMatrix":
        """These devices alone, by their numbers in the arrays, in the order given."""
        sizes = np.diff(self.starts)[numbers]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        rows = np.arange(starts[-1]) + np.repeat(self.starts[numbers] - starts[:-1], sizes)
        return SweepMatrix(
            self.device_ids[numbers],
            self.at_ms[numbers],
            self.uptime_ticks[numbers],
            self.state[numbers],
            starts,
            self.if_index[rows],
            self.values[rows],
            self.valid[rows],
            self.columns,
        )


def join(pieces: Sequence[SweepMatrix]) -> SweepMatrix:
    """The pieces one after another as one matrix; all with the same columns, at least one."""
    columns = pieces[0].columns
    if any(piece.columns != columns for piece in pieces):
        raise ValueError("pieces with different columns make no matrix")
    ends = np.cumsum([0] + [len(piece.if_index) for piece in pieces])
    return SweepMatrix(
        np.concatenate([piece.device_ids for piece in pieces]),
        np.concatenate([piece.at_ms for piece in pieces]),
        np.concatenate([piece.uptime_ticks for piece in pieces]),
        np.concatenate([piece.state for piece in pieces]),
        np.concatenate([[0], *(piece.starts[1:] + end for piece, end in zip(pieces, ends, strict=False))]),
        np.concatenate([piece.if_index for piece in pieces]),
        np.concatenate([piece.values for piece in pieces]),
        np.concatenate([piece.valid for piece in pieces]),
        columns,
    )


def pack_matrix(matrix: SweepMatrix) -> bytes:
    """The matrix as octets: a short JSON header with its length before it, then the arrays, deflated, little-endian.

    Values column by column, since neighbours in a column are alike.
    """
    header = json.dumps(
        {
            "schema": SCHEMA,
            "devices": len(matrix.device_ids),
            "ports": len(matrix.if_index),
            "columns": matrix.columns,
        },
        separators=(",", ":"),
    ).encode()
    arrays = b"".join(
        [
            matrix.device_ids.astype("<i8").tobytes(),
            matrix.at_ms.astype("<i8").tobytes(),
            matrix.uptime_ticks.astype("<i8").tobytes(),
            matrix.starts.astype("<i8").tobytes(),
            matrix.if_index.astype("<i8").tobytes(),
            matrix.values.T.astype("<u8").tobytes(),
            matrix.state.tobytes(),
            np.packbits(matrix.valid).tobytes(),
        ]
    )
    return len(header).to_bytes(_HEADER_OCTETS, "big") + header + zlib.compress(arrays, 1)


def unpack_matrix(body: bytes) -> SweepMatrix:
    """What `pack_matrix` was given; ValueError for anything else, whatever it claims to hold."""
    try:
        end = _HEADER_OCTETS + int.from_bytes(body[:_HEADER_OCTETS], "big")
        header = json.loads(body[_HEADER_OCTETS:end])
        devices, ports, columns = int(header["devices"]), int(header["ports"]), tuple(map(str, header["columns"]))
        if header["schema"] != SCHEMA or not 0 <= devices <= MOST_PORTS or not 0 <= ports <= MOST_PORTS or not columns:
            raise ValueError(f"{header!r} is no header of {SCHEMA}")
        return _read_arrays(body[end:], devices, ports, columns)
    except (KeyError, TypeError, UnicodeDecodeError, OverflowError, zlib.error) as error:
        raise ValueError(f"not a sweep: {error!r}") from error


def _read_arrays(deflated: bytes, devices: int, ports: int, columns: tuple[str, ...]) -> SweepMatrix:
    cells = ports * len(columns)
    whole = 8 * (4 * devices + 1 + ports + cells) + devices + (cells + 7) // 8
    inflate = zlib.decompressobj()
    arrays = inflate.decompress(deflated, whole + 1)
    if len(arrays) != whole or not inflate.eof:
        raise ValueError(f"not a sweep: {whole} octets announced, {len(arrays)} or more there")
    at = 0

    def take(count: int, dtype: str) -> NDArray[np.generic]:
        nonlocal at
        found = np.frombuffer(arrays, dtype, count, at)
        at += found.nbytes
        return found

    ids, at_ms, uptime, starts, if_index = (take(n, "<i8") for n in (devices, devices, devices, devices + 1, ports))
    values = np.ascontiguousarray(take(cells, "<u8").reshape(len(columns), ports).T)
    state = take(devices, "u1")
    valid = np.unpackbits(take((cells + 7) // 8, "u1").astype(np.uint8), count=cells).astype(bool)
    return SweepMatrix(
        ids.astype(np.int64),
        at_ms.astype(np.int64),
        uptime.astype(np.int64),
        state.astype(np.uint8),
        starts.astype(np.int64),
        if_index.astype(np.int64),
        values.astype(np.uint64),
        valid.reshape(ports, len(columns)),
        columns,
    )
