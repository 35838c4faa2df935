# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Hands what the journal has taken in on to whoever keeps samples as well: row after row, in the order they came."""

from collections.abc import Iterator
from dataclasses import dataclass

from samdrift.engines.columnstore import Readings, decode_sweep
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.journal import fetch_bodies
from samdrift.monitoring.models import MetricSweep


@dataclass(frozen=True, slots=True)
class StoredSweep:
    """One row of the journal: readings of devices of one municipality. `number` grows from row to row."""

    number: int
    municipality_id: int
    readings: Readings | None
    """None: the row is damaged."""


def newest_sweep() -> int:
    """The number of the newest row; 0 where there is none."""
    return MetricSweep.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def sweeps_after(number: int, *, most: int = 200) -> Iterator[StoredSweep]:
    """Rows that came after this one, oldest first. A row is there for half an hour at least."""
    ids = list(MetricSweep.objects.filter(pk__gt=number).order_by("pk").values_list("pk", flat=True)[:most])
    for pk in ids:  # one at a time: a row is a megabyte
        rows = MetricSweep.objects.filter(pk=pk).values_list("municipality_id", "body")
        sql, params = rows.query.sql_with_params()
        for municipality_id, body in fetch_bodies(sql, params):
            yield StoredSweep(pk, municipality_id, _decoded(body))


def _decoded(body: bytes) -> Readings | None:
    try:
        return decode_sweep(body)
    except BadInput:
        return None
