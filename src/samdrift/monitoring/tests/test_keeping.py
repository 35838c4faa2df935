# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samples are joined by the hour without losing one, again and again, and forgotten when they are old."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring import jobs
from samdrift.monitoring.commands import store_notification, store_sweeps
from samdrift.monitoring.jobs import forget_old_samples, join_hours
from samdrift.monitoring.models import ReceivedNotification, SampleChunk
from samdrift.monitoring.samples import unpack_port, unpack_sweeps
from samdrift.monitoring.types import DeviceReading, Notification, PortReading
from samdrift.platform.scope import acting_as

HOUR = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
NOW = HOUR + timedelta(hours=2, minutes=20)


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        yield Device.objects.get(pk=ids["acc"])


def sweep(device, minute, octets):
    at = HOUR + timedelta(minutes=minute)
    port = PortReading(1, "up", "up", in_octets=octets, out_octets=octets * 2)
    return device, DeviceReading(device.pk, at, int(minute * 6000), (port,))


def stored():
    chunks = SampleChunk.objects.order_by("start")
    return [
        (chunk.sweeps, [(s.at, s.ports[0].in_octets) for s in unpack_sweeps(bytes(chunk.body), chunk.device_id)])
        for chunk in chunks
    ]


def test_an_hour_becomes_one_chunk_with_every_sweep(device):
    store_sweeps([sweep(device, minute, minute * 10) for minute in range(0, 60, 5)])
    assert join_hours(now=NOW) == 1
    assert stored() == [(12, [(HOUR + timedelta(minutes=m), m * 10) for m in range(0, 60, 5)])]
    chunk = SampleChunk.objects.get()
    assert (chunk.start, chunk.end) == (HOUR, HOUR + timedelta(minutes=55))
    assert unpack_port(bytes(chunk.body), 1)[1] == (HOUR + timedelta(minutes=5), 30_000, 50, 100)


def test_sweeps_that_came_every_few_seconds_are_thinned_when_joined(device):
    store_sweeps([sweep(device, second / 60, second) for second in range(0, 60, 5)])
    join_hours(now=NOW)
    assert stored() == [(3, [(HOUR + timedelta(seconds=s), s) for s in (0, 20, 40)])]


def test_joining_again_changes_nothing_and_takes_in_latecomers(device):
    store_sweeps([sweep(device, 1, 10), sweep(device, 3, 30)])
    assert [join_hours(now=NOW), join_hours(now=NOW)] == [1, 0]
    store_sweeps([sweep(device, 2, 20)])
    assert join_hours(now=NOW) == 1
    assert stored() == [(3, [(HOUR + timedelta(minutes=m), m * 10) for m in (1, 2, 3)])]


def test_the_running_hour_and_ten_minutes_after_it_are_left_alone(device):
    store_sweeps([sweep(device, 1, 10), sweep(device, 2, 20)])
    assert join_hours(now=HOUR + timedelta(hours=1, minutes=9)) == 0
    assert join_hours(now=HOUR + timedelta(hours=1, minutes=10)) == 1


def test_hours_and_devices_are_not_mixed(device):
    other = Device.objects.exclude(pk=device.pk).get()
    store_sweeps([sweep(d, minute, minute) for d in (device, other) for minute in (1, 2, 61, 62)])
    assert join_hours(now=NOW) == 4
    assert sorted(SampleChunk.objects.values_list("device_id", "sweeps")) == sorted(
        [(device.pk, 2)] * 2 + [(other.pk, 2)] * 2
    )


def test_a_run_that_is_cut_off_loses_nothing(device, monkeypatch):
    store_sweeps([sweep(device, minute, minute) for minute in (1, 2, 61, 62)])
    calls = []

    def pack_once(sweeps):
        calls.append(sweeps)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return jobs_pack(sweeps)

    jobs_pack = jobs.pack_sweeps
    monkeypatch.setattr(jobs, "pack_sweeps", pack_once)
    with pytest.raises(KeyboardInterrupt):
        join_hours(now=NOW)
    assert sum(SampleChunk.objects.values_list("sweeps", flat=True)) == 4
    monkeypatch.undo()
    assert join_hours(now=NOW) == 1
    assert sorted(SampleChunk.objects.values_list("sweeps", flat=True)) == [2, 2]


def test_after_400_days_samples_and_notifications_are_gone(device):
    store_sweeps([sweep(device, 0, 0), sweep(device, 60, 60)])
    old = Notification("k1", HOUR, device.address, "2c", "linkDown", 1, {})
    store_notification(seen=old, device=device, at=HOUR)
    assert forget_old_samples(now=HOUR + timedelta(days=400)) == 0
    assert forget_old_samples(now=HOUR + timedelta(days=400, minutes=1)) == 2
    assert SampleChunk.objects.get().start == HOUR + timedelta(hours=1)
    assert not ReceivedNotification.objects.exists()
