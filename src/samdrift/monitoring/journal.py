# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The journal's rows: written once a batch in the caller's transaction, read for one device or for a range of them.

SQL by hand and in binary: a sweep is a megabyte, and Django's way would carry it as text. Readers open only the segments that
can hold what they look for (`substring` on a column that PostgreSQL keeps uncompressed touches no other bytes).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Q
from psycopg import Cursor
from psycopg.pq import Format

from samdrift.engines.columnstore import Readings, by_device, decode_sweep, encode_sweep
from samdrift.monitoring.periods import PERIOD, floor, ms, when

PERIOD_MS = int(PERIOD.total_seconds() * 1000)
FEW = 256
"""Up to so many devices are listed in the row itself."""
_INSERT = (
    "INSERT INTO monitoring_metricsweep"
    " (municipality_id, supplier_id, key, period, at, until, kept, devices, firsts, offsets, body)"
    " VALUES (%s, %s, %s, %s, %s, %s, false, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
_SLICES = (
    "SELECT substring(body FROM offsets[low] + 1 FOR offsets[high + 1] - offsets[low]) FROM ("
    " SELECT id, at, body, offsets, greatest(width_bucket(%(low)s::bigint, firsts), 1) AS low,"
    " width_bucket(%(high)s::bigint, firsts) AS high FROM monitoring_metricsweep"
    " WHERE municipality_id = %(municipality)s AND supplier_id IS NOT DISTINCT FROM %(supplier)s::bigint"
    " AND at < %(end)s AND until >= %(start)s AND period >= %(first)s AND cardinality(firsts) > 0"
    " AND (%(one)s::bigint IS NULL OR devices IS NULL OR devices @> ARRAY[%(one)s::bigint])"
    ") AS found WHERE high >= 1 ORDER BY at, id"
)


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """Whose devices: what every stored row carries."""

    municipality_id: int
    supplier_id: int | None


def of_party(party: Party) -> Q:
    """The filter for rows of a party."""
    supplier = Q(supplier_id__isnull=True) if party.supplier_id is None else Q(supplier_id=party.supplier_id)
    return Q(municipality_id=party.municipality_id) & supplier


def binary_cursor() -> Any:
    """A psycopg cursor on Django's own connection and in its transaction; values travel in binary form."""
    connection.ensure_connection()
    cursor = Cursor(connection.connection)  # not Django's kind, which writes values into the text of the query
    cursor.format = Format.BINARY
    return cursor


def write_sweep(party: Party, readings: Readings) -> int:
    """Put readings of one party's devices into the journal; how many rows were new. The same readings again are none."""
    new = 0
    if not len(readings):
        return 0
    readings = by_device(readings)
    periods = readings.at_ms // PERIOD_MS
    alone = bool((periods == periods[0]).all())
    for period in [int(periods[0])] if alone else np.unique(periods).tolist():
        part = readings if alone else readings.chosen(periods == period)
        packed = encode_sweep(part)
        devices = part.device[np.diff(part.device, prepend=-1) != 0]
        at = when(int(part.at_ms.min()))
        row = [
            party.municipality_id,
            party.supplier_id,
            _key(part),
            floor(at, PERIOD),
            at,
            when(int(part.at_ms.max())),
            devices.tolist() if len(devices) <= FEW else None,
            list(packed.firsts),
            list(packed.offsets),
            packed.body,
        ]
        with binary_cursor() as cursor:
            cursor.execute(_INSERT, row)
            new += cursor.rowcount
    return new


def _key(readings: Readings) -> str:
    """Of readings ordered by device and time."""
    who_when = np.stack([readings.device, readings.at_ms])
    return hashlib.blake2b(who_when.astype("<i8").tobytes(), digest_size=20).hexdigest()


def read_sweeps(party: Party, *, low: int, high: int, start: datetime, end: datetime) -> Readings:
    """Readings of the party's devices with ids from `low` to `high`, from `start` until before `end`, in the
    order of the rows; the same reading may stand in two.
    """
    found = decode_sweep(b"".join(sweep_bodies(party, low=low, high=high, start=start, end=end)), low=low, high=high)
    inside = (found.at_ms >= ms(start)) & (found.at_ms < ms(end))
    return found if inside.all() else found.chosen(inside)


def sweep_bodies(party: Party, *, low: int, high: int, start: datetime, end: datetime) -> list[bytes]:
    """The segments that can hold these devices, of rows that touch this span of time."""
    asked = {
        "municipality": party.municipality_id,
        "supplier": party.supplier_id,
        "low": low,
        "high": high,
        "one": low if low == high else None,
        "start": start,
        "end": end,
        "first": floor(start, PERIOD),
    }
    with binary_cursor() as cursor:
        cursor.execute(_SLICES, asked)
        return [body for (body,) in cursor.fetchall()]


def fetch_bodies(sql: str, params: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of a query that Django has put together, in binary form."""
    with binary_cursor() as cursor:
        cursor.execute(sql, params)
        yield from cursor.fetchall()
