# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps go into the journal and from there into chunks: nothing is lost, nothing counts twice, wherever a run is cut off."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring import keeping
from samdrift.monitoring.commands import store_notification, store_sweeps
from samdrift.monitoring.jobs import forget_old_notifications
from samdrift.monitoring.keeping import keep_periods
from samdrift.monitoring.models import MetricChunk, MetricMember, MetricSweep, ReceivedNotification
from samdrift.monitoring.periods import COARSE, FINE, RAW, Keeping
from samdrift.monitoring.reading import Port, port_series, port_steps
from samdrift.monitoring.thinning import forget_old, join_steps, make_room, used_bytes
from samdrift.monitoring.types import DeviceReading, Notification, PortReading
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

HOUR = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)
NOW = HOUR + timedelta(hours=2, minutes=20)
BOTH = ("in_octets", "out_octets")


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        yield Device.objects.get(pk=ids["acc"])


def sweep(device, minute, octets=None, *, ports=(1,)):
    at = HOUR + timedelta(minutes=minute)
    octets = round(minute * 60_000) if octets is None else octets
    rows = tuple(PortReading(port, "up", "up", in_octets=octets * port, out_octets=octets * 2) for port in ports)
    return device, DeviceReading(device.pk, at, int(minute * 6000), rows)


def stored(device, *, if_index=1, actor=ACTOR, start=HOUR - timedelta(days=400)):
    series = port_series(actor, Port(device.pk, if_index), ("in_octets",), start=start, end=NOW)
    return [
        ((at - HOUR.timestamp() * 1000) / 60_000, value)
        for at, value in zip(series.at_ms.tolist(), series.values[0].tolist(), strict=True)
    ]


def chunks(tier=RAW):
    return MetricChunk.objects.filter(tier=tier).order_by("start")


def test_a_sweep_can_be_read_as_soon_as_it_is_stored(device):
    store_sweeps([sweep(device, 1), sweep(device, 2)])
    assert stored(device) == [(1, 60_000), (2, 120_000)]
    assert not chunks().exists()


def test_finished_periods_become_chunks_with_every_sweep(device):
    store_sweeps([sweep(device, minute) for minute in range(0, 60, 5)])
    assert keep_periods(now=NOW) == 2
    assert [(chunk.start, chunk.span_s) for chunk in chunks()] == [
        (HOUR, 1800),
        (HOUR + timedelta(minutes=30), 1800),
    ]
    MetricSweep.objects.all().delete()
    assert stored(device) == [(minute, minute * 60_000) for minute in range(0, 60, 5)]


def test_the_running_period_and_two_minutes_after_it_are_left_alone(device):
    store_sweeps([sweep(device, 1), sweep(device, 2)])
    assert keep_periods(now=HOUR + timedelta(minutes=31, seconds=59)) == 0
    assert keep_periods(now=HOUR + timedelta(minutes=32)) == 1


def test_sweeps_that_came_every_few_seconds_are_thinned_when_kept(device):
    store_sweeps([sweep(device, second / 60, second) for second in range(0, 60, 5)])
    assert len(stored(device)) == 12
    keep_periods(now=NOW)
    MetricSweep.objects.all().delete()
    assert [value for _, value in stored(device)] == [0, 20, 40]


def test_keeping_again_changes_nothing_and_what_comes_late_is_laid_in(device):
    store_sweeps([sweep(device, 1), sweep(device, 3)])
    assert [keep_periods(now=NOW), keep_periods(now=NOW)] == [1, 0]
    store_sweeps([sweep(device, 2)])
    assert keep_periods(now=NOW) == 1
    assert chunks().count() == 1
    assert stored(device) == [(1, 60_000), (2, 120_000), (3, 180_000)]


def test_the_same_message_again_doubles_nothing_before_or_after_it_is_kept(device):
    batch = [sweep(device, minute) for minute in (1, 2, 3)]
    store_sweeps(batch)
    store_sweeps(batch)
    assert MetricSweep.objects.count() == 1
    store_sweeps(batch[1:])  # the lane cut its batches differently this time
    assert stored(device) == [(1, 60_000), (2, 120_000), (3, 180_000)]
    keep_periods(now=NOW)
    store_sweeps(batch)
    keep_periods(now=NOW)
    assert stored(device) == [(1, 60_000), (2, 120_000), (3, 180_000)]
    steps = port_steps(ACTOR, Port(device.pk, 1), ("in_octets",), start=HOUR, end=NOW, step=timedelta(minutes=5))
    assert steps["in_octets"].known_s[:2].tolist() == [120.0, 0.0]


def test_a_run_that_is_cut_off_loses_nothing(device, monkeypatch):
    store_sweeps([sweep(device, minute) for minute in (1, 2, 31, 32)])
    calls = []

    def insert_once(rows):
        calls.append(rows)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return insert(rows)

    insert = keeping.insert_chunks
    monkeypatch.setattr(keeping, "insert_chunks", insert_once)
    with pytest.raises(KeyboardInterrupt):
        keep_periods(now=NOW)
    assert len(stored(device)) == 4
    monkeypatch.undo()
    assert keep_periods(now=NOW) == 1
    assert chunks().count() == 2
    assert len(stored(device)) == 4


def test_rates_go_on_across_the_end_of_a_period(device):
    store_sweeps([sweep(device, minute) for minute in range(20, 41)])
    keep_periods(now=NOW)
    MetricSweep.objects.all().delete()
    chunks().delete()  # the steps alone must hold it
    spans = port_steps(
        ACTOR, Port(device.pk, 1), BOTH, start=HOUR, end=HOUR + timedelta(hours=1), step=timedelta(minutes=5)
    )
    assert spans["in_octets"].known_s.tolist() == [0, 0, 0, 0, 300, 300, 300, 300, 0, 0, 0, 0]
    assert spans["in_octets"].mean[4:8] == pytest.approx([1000.0] * 4, rel=1e-3)
    assert spans["out_octets"].most[4:8] == pytest.approx([2000.0] * 4, rel=1e-2)


def test_a_late_hour_next_to_a_kept_one_has_its_rates_across_the_border_too(device):
    store_sweeps([sweep(device, minute) for minute in range(30)])
    keep_periods(now=NOW)
    MetricSweep.objects.all().delete()
    store_sweeps([sweep(device, minute) for minute in range(30, 60)])
    keep_periods(now=NOW)
    MetricSweep.objects.all().delete()
    chunks().delete()
    spans = port_steps(
        ACTOR, Port(device.pk, 1), BOTH, start=HOUR, end=HOUR + timedelta(hours=1), step=timedelta(minutes=5)
    )
    assert spans["in_octets"].known_s[6] == 300


def test_days_of_steps_are_brought_together_and_hours_made_of_them(device):
    store_sweeps([sweep(device, minute) for minute in range(61)])
    later = HOUR + timedelta(hours=20)
    keep_periods(now=later)
    assert chunks(FINE).count() == 3
    assert join_steps(now=later) == 1
    assert [(c.start.hour, c.span_s) for c in chunks(FINE)] == [(0, 86_400)]
    assert [(c.start.hour, c.span_s) for c in chunks(COARSE)] == [(0, 86_400)]
    store_sweeps([sweep(device, 70), sweep(device, 71)])
    keep_periods(now=later)
    assert (join_steps(now=later), join_steps(now=later)) == (1, 0)
    chunks().delete()
    MetricSweep.objects.all().delete()
    hours = port_steps(
        ACTOR, Port(device.pk, 1), BOTH, start=HOUR, end=HOUR + timedelta(hours=2), step=timedelta(hours=1)
    )
    assert hours["in_octets"].mean == pytest.approx([1000.0, 1000.0], rel=1e-3)
    assert hours["in_octets"].known_s.tolist() == [3600, 60]
    assert join_steps(now=later + timedelta(days=31)) == 1
    assert [c.span_s for c in chunks(COARSE)] == [30 * 86_400]
    again = port_steps(
        ACTOR, Port(device.pk, 1), BOTH, start=HOUR, end=HOUR + timedelta(hours=2), step=timedelta(hours=1)
    )
    assert again["in_octets"].known_s.tolist() == [3600, 60]


def test_each_form_is_kept_for_its_time_and_then_goes(device):
    store_sweeps([sweep(device, minute) for minute in range(30)])
    keep_periods(now=NOW)
    join_steps(now=HOUR + timedelta(days=40))
    kept = Keeping()
    counts = []
    for days in (1.9, 2.1, 89, 91.1, 1060, 1130):
        forget_old(kept, now=HOUR + timedelta(days=days))
        counts.append(tuple(chunks(tier).count() for tier in (RAW, FINE, COARSE)))
    assert counts == [(1, 1, 1), (0, 1, 1), (0, 1, 1), (0, 0, 1), (0, 0, 1), (0, 0, 0)]


def test_over_the_budget_the_oldest_samples_go_first_and_facts_never(device):
    told = Notification("k1", HOUR, device.address, "2c", "linkDown", 1, {})
    store_notification(seen=told, device=device, at=HOUR)
    store_sweeps([sweep(device, minute) for minute in range(90)])
    keep_periods(now=NOW)
    MetricSweep.objects.all().delete()
    newest = chunks().last()
    steps = chunks(FINE).count()
    least = used_bytes() - sum(chunks().exclude(pk=newest.pk).values_list("size", flat=True))
    make_room(Keeping(budget_bytes=least), free_bytes=None)
    assert [c.pk for c in chunks()] == [newest.pk]
    assert chunks(FINE).count() == steps
    make_room(Keeping(budget_bytes=1), free_bytes=None)
    assert not MetricChunk.objects.exists()
    assert ReceivedNotification.objects.count() == 1


def test_a_disk_that_fills_up_costs_the_oldest_samples(device):
    store_sweeps([sweep(device, minute) for minute in range(60)])
    keep_periods(now=NOW)
    assert make_room(Keeping(reserve_bytes=1000), free_bytes=1000) == 0
    assert make_room(Keeping(reserve_bytes=1000), free_bytes=999) == 1
    assert [c.start for c in chunks()] == [HOUR + timedelta(minutes=30)]


def test_a_large_device_is_stored_in_parts_and_each_port_found_in_its_own(device):
    store_sweeps([sweep(device, minute, ports=range(1, 301)) for minute in (1, 2)])
    keep_periods(now=NOW)
    MetricSweep.objects.all().delete()
    assert [c.part for c in chunks()] == [0, 1, 2, 3, 4]
    assert stored(device, if_index=300) == [(1, 60_000 * 300), (2, 120_000 * 300)]


def test_a_damaged_chunk_costs_its_own_time_alone(device):
    store_sweeps([sweep(device, minute) for minute in (1, 31)])
    keep_periods(now=NOW)
    MetricSweep.objects.all().delete()
    chunks().filter(start=HOUR).update(body=b"")
    assert stored(device) == [(31, 31 * 60_000)]


def test_blocks_are_filled_and_then_a_new_one_is_begun(cast, device):
    other = Device.objects.exclude(pk=device.pk).get()
    store_sweeps([sweep(device, 1, ports=range(1, 101)), sweep(other, 1, ports=range(1, 21))])
    store_sweeps([sweep(device, 2), sweep(other, 2)])
    assert MetricMember.objects.values_list("block_id", flat=True).distinct().count() == 2
    assert MetricMember.objects.count() == 2


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "requester", "nobody"])
def test_outsiders_read_nothing(cast, device, who):
    store_sweeps([sweep(device, minute) for minute in (1, 31)])
    keep_periods(now=HOUR + timedelta(minutes=40))
    assert len(stored(device)) == 2
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        assert stored(device, actor=actor) == []


def test_a_reading_without_counters_is_not_kept_and_odd_values_do_no_harm(device):
    at = HOUR + timedelta(minutes=1)
    store_sweeps([(device, DeviceReading(device.pk, at, 1, (PortReading(1, "up", "up"),)))])
    assert not MetricSweep.objects.exists()
    odd = PortReading(2**31, "odd", None, in_octets=-1, out_octets=2**64, in_errors=3)
    store_sweeps([(device, DeviceReading(device.pk, at, None, (odd,)))])
    series = port_series(ACTOR, Port(device.pk, 2**31), ("in_octets", "in_errors"), start=HOUR, end=NOW)
    assert np.array_equal(series.known, [[False], [True]])


def test_after_400_days_notifications_are_gone(device):
    old = Notification("k1", HOUR, device.address, "2c", "linkDown", 1, {})
    store_notification(seen=old, device=device, at=HOUR)
    assert forget_old_notifications(now=HOUR + timedelta(days=400)) == 0
    assert forget_old_notifications(now=HOUR + timedelta(days=400, minutes=1)) == 1
