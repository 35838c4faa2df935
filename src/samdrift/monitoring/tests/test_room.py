# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""PostgreSQL has no room left: the oldest samples go for the newest, facts never, and somebody is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring.commands import store_notification
from samdrift.monitoring.jobs import keep_with_room
from samdrift.monitoring.keeping import keep_periods
from samdrift.monitoring.models import MetricChunk, MetricSweep, ReceivedNotification
from samdrift.monitoring.periods import FINE, RAW, Keeping
from samdrift.monitoring.recording import Recorder
from samdrift.monitoring.thinning import store_troubles, troubles, used_bytes
from samdrift.monitoring.types import DeviceReading, Notification, PortReading, Watched
from samdrift.platform.scope import acting_as

HOUR = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
GIB = 1024**3


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        yield Device.objects.get(pk=ids["acc"])


@pytest.fixture
def disk():
    """Sets how many bytes of samples there is room for; PostgreSQL itself refuses more, with its own code 53100."""

    def of(size):
        with connection.cursor() as cursor:
            cursor.execute(f"""
                CREATE OR REPLACE FUNCTION small_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  IF length(NEW.body) + (SELECT coalesce(sum(size), 0) FROM monitoring_metricchunk)
                    + (SELECT coalesce(sum(length(body)), 0) FROM monitoring_metricsweep) > {size}
                  THEN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END IF;
                  RETURN NEW; END $$;
                CREATE OR REPLACE TRIGGER small BEFORE INSERT ON monitoring_metricsweep
                  FOR EACH ROW EXECUTE FUNCTION small_disk();
                CREATE OR REPLACE TRIGGER small BEFORE INSERT ON monitoring_metricchunk
                  FOR EACH ROW EXECUTE FUNCTION small_disk()""")

    return of


def take(recorder, device, minute):
    rows = tuple(PortReading(port, "up", "up", in_octets=minute**3 * port, out_octets=minute) for port in range(1, 30))
    reading = DeviceReading(device.pk, HOUR + timedelta(minutes=minute), minute * 6000, rows)
    return recorder.take_devices([(Watched(device.pk, device.municipality_id, device.supplier_id), reading)])


def starts(tier=RAW):
    return [round((at - HOUR).total_seconds() / 60) for at in
            MetricChunk.objects.filter(tier=tier).order_by("start").values_list("start", flat=True)]  # fmt: skip


def two_hours(device):
    recorder = Recorder()
    for minute in range(120):
        take(recorder, device, minute)
    keep_periods(now=HOUR + timedelta(minutes=123))
    MetricSweep.objects.all().delete()
    return recorder


def test_a_sweep_that_finds_no_room_makes_the_oldest_go_and_the_next_is_stored(device, disk, caplog):
    recorder = two_hours(device)
    disk(used_bytes())
    told = Notification("k1", HOUR, device.address, "2c", "linkDown", 1, {})
    assert take(recorder, device, 121) == 0
    assert store_notification(seen=told, device=device, at=HOUR)
    assert (starts(), starts(FINE)) == ([30, 60, 90], [0, 30, 60, 90])
    assert take(recorder, device, 122) == 1
    assert "the disk is full" in caplog.text
    assert ReceivedNotification.objects.count() == 1


def test_it_makes_way_once_a_minute_at_most(device, disk):
    recorder = two_hours(device)
    disk(1)
    assert [take(recorder, device, minute) for minute in (121, 121)] == [0, 0]
    assert starts() == [30, 60, 90]
    take(recorder, device, 122)
    assert starts() == [60, 90]


def test_a_period_that_finds_no_room_in_chunks_makes_the_oldest_go_until_it_fits(device, disk):
    recorder = two_hours(device)
    for minute in range(120, 150):
        take(recorder, device, minute)
    disk(used_bytes() + 100)
    assert keep_with_room(now=HOUR + timedelta(minutes=153)) == 1
    assert starts()[-1] == 120
    assert starts()[0] > 0
    assert starts(FINE) == [0, 30, 60, 90, 120]


def test_where_nothing_is_left_to_go_the_refusal_is_told(device, disk):
    take(Recorder(), device, 1)
    disk(1)
    with pytest.raises(Exception, match="could not extend file"):
        keep_with_room(now=HOUR + timedelta(hours=2))
    assert MetricSweep.objects.filter(kept=False).count() == 1


def test_what_is_short_is_told_in_sentences(device, settings):
    two_hours(device)
    soon = HOUR + timedelta(hours=3)
    assert troubles(Keeping(), free_bytes=2 * GIB, now=soon) == []
    assert troubles(Keeping(), free_bytes=GIB // 2, now=soon) == [
        "0.5 of 1.0 GB are left free on the disk: the oldest samples go, facts are kept"
    ]
    MetricChunk.objects.filter(tier=RAW, start__lt=HOUR + timedelta(minutes=90)).delete()
    assert troubles(Keeping(), free_bytes=None, now=soon) == []
    MetricChunk.objects.filter(tier=RAW).delete()
    assert troubles(Keeping(), free_bytes=None, now=soon) == [
        "all samples went early for want of room, steps of 5 minutes are there"
    ]
    take(Recorder(), device, 200)
    settings.SAMDRIFT_METRICS_FOLDER = None
    assert store_troubles(now=HOUR + timedelta(hours=6))[-1] == "samples have waited in the journal for 150 minutes"
