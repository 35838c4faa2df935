# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Values of full readings, kept for years: once each, whenever the process dies, and only for those who may see the device."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.inventory.facade import Gauge
from samdrift.inventory.models import Device
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.inventory.watched import gauge_takers
from samdrift.monitoring import facade
from samdrift.monitoring.foreseeing import foresee_gauges
from samdrift.monitoring.gauges import fold_days, store_gauges, thin_gauges
from samdrift.monitoring.models import CapacityOutlook, GaugeChunk, GaugeReading, GaugeSeries
from samdrift.monitoring.outlook import gauge_hours, outlooks, past_of
from samdrift.monitoring.periods import Keeping
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

DAY0 = datetime(2026, 6, 1, tzinfo=UTC)


def poe(watts):
    return Gauge("poe", "poe.1", "1", watts, "W", 370.0)


@pytest.fixture
def device(cast):
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        yield Device.objects.get(pk=ids["acc"])


def read(device, at, *gauges):
    store_gauges(device_id=device.pk, gauges=gauges, at=at)


def mean_at(device, at):
    hours = gauge_hours(device.pk, start=at, end=at + timedelta(hours=1))
    return [round(float(value), 3) for value in hours.mean[:, 0]]


def test_discovery_hands_its_readings_over():
    assert store_gauges in gauge_takers()


def test_a_reading_told_twice_counts_once(device):
    for _ in range(2):
        read(device, DAY0, poe(100.0))
    read(device, DAY0 + timedelta(minutes=15), poe(200.0))
    assert GaugeReading.objects.count() == 2
    assert GaugeSeries.objects.count() == 1
    assert mean_at(device, DAY0) == [150.0]


def test_a_finished_day_becomes_hours_once_and_a_late_reading_still_counts(device):
    for hour in range(24):
        read(device, DAY0 + timedelta(hours=hour), poe(100.0 + hour))
    assert fold_days(now=DAY0 + timedelta(hours=20)) == []
    now = DAY0 + timedelta(days=1, hours=2)
    assert fold_days(now=now) == [device.pk]
    assert fold_days(now=now) == []
    read(device, DAY0 + timedelta(hours=3, minutes=15), poe(113.0))
    read(device, DAY0 + timedelta(hours=4), poe(9999.0))  # told before: the first stays
    assert fold_days(now=now) == [device.pk]
    assert mean_at(device, DAY0 + timedelta(hours=3)) == [108.0]
    assert mean_at(device, DAY0 + timedelta(hours=4)) == [104.0]
    assert GaugeChunk.objects.count() == 1


def test_the_journal_goes_when_its_days_are_kept(device):
    read(device, DAY0, poe(100.0))
    fold_days(now=DAY0 + timedelta(days=10))
    assert not GaugeReading.objects.exists()
    assert mean_at(device, DAY0) == [100.0]


def test_hours_become_days_after_a_year_and_go_after_three(device):
    read(device, DAY0, poe(100.0))
    read(device, DAY0 + timedelta(hours=5), poe(50.0))
    fold_days(now=DAY0 + timedelta(days=2))
    keeping = Keeping()
    assert thin_gauges(keeping, now=DAY0 + timedelta(days=300)) == 0
    assert thin_gauges(keeping, now=DAY0 + timedelta(days=440)) == 1
    assert mean_at(device, DAY0) == [75.0]
    assert thin_gauges(keeping, now=DAY0 + timedelta(days=3 * 365 + 61)) == 1
    assert not GaugeChunk.objects.exists()


def test_a_budget_that_fills_up_is_foreseen_and_a_charge_is_not(device):
    for day in range(40):
        for hour in range(0, 24, 2):
            at = DAY0 + timedelta(days=day, hours=hour)
            for minutes in (0, 60):
                read(
                    device,
                    at + timedelta(minutes=minutes),
                    poe(100.0 + 4 * day),
                    Gauge("ups_charge", "c", "Battery", 99.0, "%"),
                )
    now = DAY0 + timedelta(days=40, hours=2)
    assert foresee_gauges(fold_days(now=now), now=now) == 1
    (found,) = outlooks(ACTOR)
    assert (found.kind, found.size, found.days) == ("poe", 370.0, 40)
    assert found.forecast().days == pytest.approx((0.8 * 370 - 256) / 4, rel=0.05)
    past = past_of(ACTOR, found, start=DAY0 + timedelta(days=39), end=DAY0 + timedelta(days=40))
    assert past.mean == (256.0,) * 24
    assert CapacityOutlook.objects.filter(level__isnull=False).count() == 1


def test_clients_are_foreseen_for_an_access_point_and_for_all_of_a_controllers(device):
    for hour in range(24):
        read(
            device,
            DAY0 + timedelta(hours=hour),
            Gauge("clients", "clients", "", 90.0, ""),
            Gauge("clients", "clients.1", "Pupils", 50.0, ""),
            Gauge("access_points", "access_points", "", 3.0, ""),
        )
    now = DAY0 + timedelta(days=1, hours=2)
    foresee_gauges(fold_days(now=now), now=now)
    (found,) = outlooks(ACTOR)
    assert (found.size, found.share, found.days) == (180.0, 0.5, 1)


def test_clients_hour_by_hour_are_for_our_own_processes_alone(cast, device):
    read(device, DAY0, Gauge("clients", "clients", "", 31.0, ""))
    end = DAY0 + timedelta(hours=2)
    assert facade.clients_by_device(cast.city.pk, start=DAY0, end=end) == {device.pk: (31.0, None)}
    with acting_as(actor_of(cast.owner)), pytest.raises(Exception, match="not handed out"):
        facade.clients_by_device(cast.city.pk, start=DAY0, end=end)


def test_what_is_no_number_is_left_out_and_a_long_name_stays_its_own(device):
    read(device, DAY0, poe(float("nan")))
    assert not GaugeReading.objects.exists()
    read(
        device,
        DAY0,
        Gauge("sensor", "x" * 300 + "1", "a", 1.0, "°C"),
        Gauge("sensor", "x" * 300 + "2", "b", -2.0, "°C"),
    )
    assert sorted(mean_at(device, DAY0)) == [-2.0, 1.0]
