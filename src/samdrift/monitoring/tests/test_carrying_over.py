# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samples that the first walk stored are in the metric store after the migration, every one of them."""

import json
import zlib
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest
from django.apps import apps
from django.db import connection

from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring.keeping import keep_periods
from samdrift.monitoring.reading import Port, port_series
from samdrift.platform.scope import acting_as

HOUR = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
migration = import_module("samdrift.monitoring.migrations.0004_carry_over_samples")


def old_chunk(device, start, sweeps, ports):
    """As the first walk packed it: times, sysUpTime, and per port and counter the differences; None where not served."""
    body = {
        "times": [(start + timedelta(minutes=n)).timestamp() for n in range(sweeps)],
        "uptime": [None if n == 1 else n * 6000 for n in range(sweeps)],
        "ports": ports,
    }
    packed = zlib.compress(json.dumps(body).encode())
    return SimpleNamespace(
        pk=0,
        start=start,
        municipality_id=device.municipality_id,
        supplier_id=device.supplier_id,
        device_id=device.pk,
        body=packed,
    )


class OldRows:
    """The old table, for the migration's few questions."""

    def __init__(self, rows):
        self.rows = sorted(rows, key=lambda row: row.start)

    def order_by(self, *_):
        return self

    def first(self):
        return self.rows[0] if self.rows else None

    def filter(self, start__gte, start__lt=None):
        return OldRows([r for r in self.rows if r.start >= start__gte and (start__lt is None or r.start < start__lt)])

    def iterator(self, chunk_size):
        assert chunk_size
        return iter(self.rows)


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        yield Device.objects.get(pk=ids["acc"])


def carry_over(rows):
    def get_model(app, name):
        return SimpleNamespace(objects=OldRows(rows)) if name == "SampleChunk" else apps.get_model(app, name)

    editor = SimpleNamespace(execute=lambda sql: connection.cursor().execute(sql))
    migration.carry_over(SimpleNamespace(get_model=get_model), editor)


def test_every_stored_sample_is_carried_over_and_can_be_kept_on(device):
    counters = {"in_octets": [7, None, 5, -3], "out_octets": None, "in_errors": [0, 0, 0, 1]}
    many = {"in_octets": list(range(60))}
    rows = [
        old_chunk(device, HOUR, 4, {"1": counters, "300": {"out_octets": [2**64 - 1, 0, 0, 0]}}),
        old_chunk(device, HOUR + timedelta(days=3), 60, {"1": many}),
    ]
    carry_over(rows)
    for kept in (False, True):
        if kept:
            keep_periods(now=HOUR + timedelta(days=4))
        end = HOUR + timedelta(days=5)
        series = port_series(ACTOR, Port(device.pk, 1), ("in_octets", "in_errors"), start=HOUR, end=end)
        assert (series.at_ms[:4] - HOUR.timestamp() * 1000).tolist() == [0, 60_000, 120_000, 180_000]
        assert series.uptime[:4].tolist() == [0, -1, 12_000, 18_000]
        assert series.values[:, :4].tolist() == [[7, 0, 12, 9], [0, 0, 0, 1]]
        assert series.known[:, :4].tolist() == [[True, False, True, True], [True] * 4]
        assert series.values[0, 4:].tolist() == np.cumsum(range(60)).tolist()
        other = port_series(ACTOR, Port(device.pk, 300), ("out_octets",), start=HOUR, end=end)
        assert other.values.tolist() == [[2**64 - 1] * 4]


def test_an_empty_table_is_nothing_to_carry(device):
    carry_over([])
    assert port_series(ACTOR, Port(device.pk, 1), ("in_octets",), start=HOUR, end=HOUR).at_ms.tolist() == []
