# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The devices of a sweep as arrays: who they are, where their cells lie, what each cell's name is, and what it held last."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.columns import Column
from samdrift.engines.snmpsweep.manner import FRAME_OCTETS, HEAD_OCTETS, MOST_ROWS
from samdrift.engines.snmpsweep.matrix import SweepMatrix
from samdrift.engines.snmpsweep.names import names_of
from samdrift.engines.snmpsweep.questions import Target


class Ground:
    """Devices are counted from 0 in the order of `targets`. Cell 0 of a device is its sysUpTime, then row by row."""

    def __init__(self, targets: Sequence[Target], columns: Sequence[Column]) -> None:
        self.targets = tuple(targets)
        self.columns = tuple(columns)
        sizes = np.array([len(target.if_indexes) for target in targets], np.int64)
        self.starts: NDArray[np.int64] = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        ports = [port for target in targets for port in target.if_indexes]
        self.if_index: NDArray[np.int64] = np.array(ports, np.int64)
        self.device_ids: NDArray[np.int64] = np.array([target.device_id for target in targets], np.int64)
        self.first_cell: NDArray[np.int64] = self.starts * len(columns) + np.arange(len(targets) + 1)
        self.names = names_of(self.if_index, self.starts, columns)
        self.values: NDArray[np.uint64] = np.zeros(int(self.first_cell[-1]), np.uint64)
        self.served: NDArray[np.bool_] = np.zeros(len(self.values), np.bool_)
        self.at_ms: NDArray[np.int64] = np.zeros(len(targets), np.int64)
        self.peers: list[int] = [target.peer for target in targets]
        self._fitting: NDArray[np.int64] = np.full(len(targets), MOST_ROWS, np.int64)

    def clear(self, devices: Sequence[int]) -> None:
        """A new sweep of these devices begins: nothing is known of them yet."""
        which = np.array(devices, np.int64)
        sizes = self.first_cell[which + 1] - self.first_cell[which]
        ends = np.cumsum(sizes)
        self.served[np.arange(sizes.sum()) + np.repeat(self.first_cell[which] - (ends - sizes), sizes)] = False
        self.at_ms[which] = 0
        self._fitting[which] = MOST_ROWS

    def measure(self, devices: NDArray[np.int64], octets: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
        """Whole answers of these devices had so many octets and rows: the heaviest of a sweep decides what fits a frame."""
        fitting = (FRAME_OCTETS - HEAD_OCTETS) * rows // np.maximum(1, octets - HEAD_OCTETS)
        known = rows > 0
        np.minimum.at(self._fitting, devices[known], np.maximum(1, fitting[known]))

    def fitting(self, device: int) -> int:
        """Rows that fill a frame, as the answers of this sweep have it; `MOST_ROWS` where none tells."""
        return int(self._fitting[device])

    def harvest(self, devices: Sequence[int], states: Sequence[int]) -> SweepMatrix:
        """What is known of these devices now, as a matrix of its own."""
        which = np.array(devices, np.int64)
        width = len(self.columns)
        sizes = self.starts[which + 1] - self.starts[which]
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        offset = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        rows = np.repeat(self.starts[which], sizes) + offset
        cells = (np.repeat(self.first_cell[which] + 1, sizes) + offset * width)[:, None] + np.arange(width)
        valid = self.served[cells]
        uptime = self.first_cell[which]
        return SweepMatrix(
            self.device_ids[which],
            self.at_ms[which],
            np.where(self.served[uptime], self.values[uptime].astype(np.int64), -1),
            np.array(states, np.uint8),
            starts,
            self.if_index[rows],
            np.where(valid, self.values[cells], np.uint64(0)),
            valid,
            tuple(column.name for column in self.columns),
        )
