# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps from the bulk poller, what flows now, and a disk that is full."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from psycopg.errors import DiskFull

from samdrift.engines.snmpsweep.matrix import State, SweepMatrix
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring import recording
from samdrift.monitoring.models import MetricMember, MetricSweep, MetricTop
from samdrift.monitoring.now import Now
from samdrift.monitoring.reading import Port, port_series
from samdrift.monitoring.recording import Recorder, readings_from_devices, readings_from_matrix
from samdrift.monitoring.types import DeviceReading, PortReading, Watched
from samdrift.platform.scope import acting_as

AT = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
NAMES = ("in_octets", "out_octets", "in_packets", "oper")


@pytest.fixture
def devices(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        yield list(Device.objects.filter(pk__in=ids.values()).order_by("pk"))


def matrix(ids, number, *, silent=()):
    """Two ports a device; 1,000 octets a second into port 1, twice as many into port 2."""
    at = int(AT.timestamp() * 1000) + number * 30_000
    values = np.array([[p * number * 30_000, 5, 6, 1] for _ in ids for p in (1, 2)], np.uint64)
    return SweepMatrix(
        np.array(ids),
        np.array([0 if i in silent else at for i in ids]),
        np.full(len(ids), number * 3000),
        np.array([State.SILENT if i in silent else State.WHOLE for i in ids], np.uint8),
        np.arange(len(ids) + 1) * 2,
        np.tile([1, 2], len(ids)),
        values,
        np.ones(values.shape, bool),
        NAMES,
    )


def watched(devices):
    return [Watched(d.pk, d.municipality_id, d.supplier_id) for d in devices]


def test_a_bulk_sweep_is_stored_whole_and_read_port_by_port(devices):
    recorder, ids = Recorder(), [d.pk for d in devices]
    for number in (1, 2):
        recorder.take_matrix(matrix(ids, number), watched(devices))
    recorder.take_matrix(matrix(ids, 2), watched(devices))
    assert MetricSweep.objects.count() == 2
    series = port_series(ACTOR, Port(ids[1], 2), NAMES, start=AT, end=AT + timedelta(minutes=5))
    assert series.values.tolist() == [[60_000, 120_000], [5, 5], [6, 6], [1, 1]]
    assert series.uptime.tolist() == [3000, 6000]


def test_silent_devices_and_unknown_ones_leave_no_trace(devices):
    ids = [d.pk for d in devices]
    Recorder().take_matrix(matrix([*ids, 10**6], 1, silent=ids[:1]), watched(devices))
    assert list(MetricMember.objects.values_list("device_id", flat=True)) == ids[1:]


def test_devices_of_two_parties_are_never_in_one_row(cast, devices):
    ids = [d.pk for d in devices]
    two = [Watched(ids[0], cast.city.pk, None), Watched(ids[1], cast.city.pk, cast.supplier.pk)]
    Recorder().take_matrix(matrix(ids, 1), two)
    rows = MetricSweep.objects.order_by("pk").values_list("supplier_id", "devices")
    assert sorted(rows, key=str) == sorted([(None, [ids[0]]), (cast.supplier.pk, [ids[1]])], key=str)


def test_the_busiest_ports_now_are_told_to_the_pages(devices):
    recorder, ids = Recorder(), [d.pk for d in devices]
    for number in (1, 2):
        recorder.take_matrix(matrix(ids, number), watched(devices))
        recorder._top_at = 0
    recorder.take_matrix(matrix(ids, 2), watched(devices))
    top = MetricTop.objects.get()
    assert [row[:4] for row in top.ports] == [
        [ids[0], 2, 16_000, 0],
        [ids[1], 2, 16_000, 0],
        [ids[0], 1, 8_000, 0],
        [ids[1], 1, 8_000, 0],
    ]


def test_now_follows_wraps_resets_and_new_ports_and_forgets_nothing_it_knew():
    now = Now()

    def take(second, *ports, uptime=None):
        at = AT + timedelta(seconds=second)
        rows = tuple(PortReading(i, "up", "up", octets, 0, speed_bps=10**9) for i, octets in ports)
        now.take(readings_from_devices([DeviceReading(7, at, second * 100 if uptime is None else uptime, rows)]))
        return {p.if_index: p.in_bps for p in now.top(20)}

    assert take(0, (5, 2**64 - 500)) == {}
    assert take(30, (5, 250), (3, 0)) == {5: 200.0}
    assert take(60, (3, 3000)) == {5: 200.0, 3: 800.0}
    assert take(60, (3, 9999)) == {5: 200.0, 3: 800.0}  # the same moment again says nothing
    assert take(90, (3, 10), (5, 500), uptime=5) == {}  # restarted: nobody knows
    assert [p.if_index for p in now.top(1)] == []
    take(120, (3, 3010), (5, 500), uptime=3005)
    assert [(p.if_index, p.in_bps) for p in now.top(1)] == [(3, 800.0)]
    assert now.top(1, since_ms=int(AT.timestamp() * 1000) + 120_000) == []


def test_a_full_disk_costs_samples_but_not_the_facts_beside_them(devices, monkeypatch, caplog):
    recorder, ids = Recorder(), [d.pk for d in devices]

    def full(*_):
        MetricSweep.objects.create(  # something of it was written already
            municipality_id=devices[0].municipality_id, key="half", period=AT, at=AT, until=AT, body=b""
        )
        raise DiskFull

    monkeypatch.setattr(recording, "write_sweep", full)
    assert recorder.take_matrix(matrix(ids, 1), watched(devices)) == 0
    assert "the disk is full" in caplog.text
    assert not MetricSweep.objects.exists()
    monkeypatch.undo()
    assert recorder.take_matrix(matrix(ids, 2), watched(devices)) == 1
    assert MetricMember.objects.count() == 2


def test_a_look_at_the_status_alone_is_not_kept(devices):
    full = matrix([d.pk for d in devices], 1)
    status = SweepMatrix(
        full.device_ids, full.at_ms, full.uptime_ticks, full.state, full.starts, full.if_index, full.values[:, 3:],
        full.valid[:, 3:], ("oper",),
    )  # fmt: skip
    assert Recorder().take_matrix(status, watched(devices)) == 0
    assert not MetricSweep.objects.exists()


def test_a_matrix_with_fewer_columns_knows_nothing_of_the_others():
    found = readings_from_matrix(matrix([1, 2], 1))
    assert found.known.any(axis=1).tolist() == [True, True, True] + [False] * 5 + [True, False, False]
