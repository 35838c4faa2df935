# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Bulk sweeps on their way to the judge and the metric store: the status of each device's ports, and fewer, larger sweeps."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from samdrift.engines.snmpsweep import SweepMatrix, join
from samdrift.monitoring.types import DeviceReading, PortReading

OPER = {1: "up", 2: "down", 3: "testing", 4: "unknown", 5: "dormant", 6: "notPresent", 7: "lowerLayerDown"}
ADMIN = {1: "up", 2: "down", 3: "testing"}


def statuses(matrix: SweepMatrix) -> Iterator[DeviceReading]:
    """Each device that answered, with the status of those ports that told one; counters stay in the matrix."""
    oper, admin = _column(matrix, "oper"), _column(matrix, "admin")
    if_index, at_ms, uptime = matrix.if_index.tolist(), matrix.at_ms.tolist(), matrix.uptime_ticks.tolist()
    for number, rows in matrix.devices():
        if not at_ms[number]:
            continue
        ports = tuple(
            PortReading(if_index[row], OPER.get(oper[row]), ADMIN.get(admin[row]))
            for row in range(rows.start, rows.stop)
            if oper[row] or admin[row]
        )
        yield DeviceReading(
            int(matrix.device_ids[number]),
            datetime.fromtimestamp(at_ms[number] / 1000, UTC),
            uptime[number] if uptime[number] >= 0 else None,
            ports,
        )


def _column(matrix: SweepMatrix, name: str) -> list[int]:
    """The numbers of a column, 0 where there is none."""
    if name not in matrix.columns:
        return [0] * len(matrix.if_index)
    values: list[int] = matrix.values[:, matrix.column(name)].tolist()
    return values


def together(matrices: Sequence[SweepMatrix]) -> list[SweepMatrix]:
    """Those that read counters, in as few matrices as can be, each device at most once in each."""
    groups: list[tuple[set[int], list[SweepMatrix]]] = []
    for matrix in matrices:
        if "in_octets" not in matrix.columns:
            continue  # a look at the status alone: judged, not kept
        ids = set(matrix.device_ids.tolist())
        if groups and groups[-1][1][0].columns == matrix.columns and groups[-1][0].isdisjoint(ids):
            groups[-1][0].update(ids)
            groups[-1][1].append(matrix)
        else:
            groups.append((ids, [matrix]))
    return [join(group) if len(group) > 1 else group[0] for _, group in groups]
