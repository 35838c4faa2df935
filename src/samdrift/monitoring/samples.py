# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps as compressed columns: times, sysUpTime, and per port and counter a delta-coded row. Pure."""

import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from samdrift.monitoring.types import DeviceReading, PortReading

COLUMNS = ("in_octets", "out_octets", "in_errors", "out_errors", "in_discards", "out_discards")


def pack_sweeps(readings: Sequence[DeviceReading]) -> bytes:
    """Sweeps of one device, oldest first. Counters as differences to the sweep before; None where not served."""
    ports: dict[int, dict[str, list[int | None]]] = {}
    for number, reading in enumerate(readings):
        for port in reading.ports:
            columns = ports.setdefault(port.if_index, {name: [None] * len(readings) for name in COLUMNS})
            for name in COLUMNS:
                columns[name][number] = getattr(port, name)
    body = {
        "times": [round(reading.at.timestamp(), 3) for reading in readings],
        "uptime": [reading.uptime_ticks for reading in readings],
        "ports": {
            str(index): {name: _deltas(row) for name, row in columns.items()} for index, columns in ports.items()
        },
    }
    return zlib.compress(json.dumps(body, separators=(",", ":")).encode(), 6)


def unpack_sweeps(body: bytes, device_id: int) -> list[DeviceReading]:
    """What `pack_sweeps` was given (status words are not kept here; see StateChange)."""
    found = json.loads(zlib.decompress(bytes(body)))
    columns = {
        int(index): {name: _sums(rows.get(name) or [None] * len(found["times"])) for name in COLUMNS}
        for index, rows in found["ports"].items()
    }
    readings = []
    for number, (at, uptime) in enumerate(zip(found["times"], found["uptime"], strict=True)):
        ports = tuple(
            PortReading(if_index=index, oper=None, admin=None, **{name: rows[name][number] for name in COLUMNS})
            for index, rows in columns.items()
        )
        readings.append(DeviceReading(device_id, datetime.fromtimestamp(at, UTC), uptime, ports))
    return readings


def unpack_port(body: bytes, if_index: int) -> list[tuple[datetime, int | None, int | None, int | None]]:
    """(time, sysUpTime, octets in, octets out) of one port alone: a chart of one day opens many chunks."""
    found = json.loads(zlib.decompress(bytes(body)))
    rows = found["ports"].get(str(if_index), {})
    empty: list[int | None] = [None] * len(found["times"])
    inward, outward = (_sums(rows.get(name) or empty) for name in ("in_octets", "out_octets"))
    times = (datetime.fromtimestamp(at, UTC) for at in found["times"])
    return list(zip(times, found["uptime"], inward, outward, strict=True))


def _deltas(row: list[int | None]) -> list[int | None] | None:
    if all(value is None for value in row):
        return None
    before, out = 0, []
    for value in row:
        out.append(None if value is None else value - before)
        before = before if value is None else value
    return out


def _sums(row: list[int | None]) -> list[int | None]:
    before, out = 0, []
    for value in row:
        before = before if value is None else before + value
        out.append(None if value is None else before)
    return out
