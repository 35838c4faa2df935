# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which lines will be full first: out of the hourly steps, for those who may see them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from samdrift.engines.columnstore import Spans, Steps
from samdrift.inventory.models import Device, Interface
from samdrift.inventory.testing import ACTOR, found_network
from samdrift.monitoring.foreseeing import foresee
from samdrift.monitoring.journal import Party
from samdrift.monitoring.keeping import insert_chunks, step_rows
from samdrift.monitoring.models import CapacityOutlook, MetricBlock, MetricMember
from samdrift.monitoring.outlook import outlooks
from samdrift.monitoring.periods import COARSE, DAY, ms
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as

FIRST = datetime(2026, 11, 5, tzinfo=UTC)
DAYS = 28
NOW = FIRST + timedelta(days=DAYS, hours=3)
FULL = 0.8 * 10**9


def hours(device, port, growth_bps):
    """Busy hours at 100 Mbit/s and `growth_bps` more each day, outward half of it; nights are quiet."""
    day, hour = np.divmod(np.arange(DAYS * 24), 24)
    octets = (10**8 + growth_bps * day) * ((hour >= 8) & (hour < 16)) / 8
    full = np.full((1, len(octets)), 3600.0)
    spans = [Spans(part[np.newaxis], part[np.newaxis], part[np.newaxis], full) for part in (octets, octets / 2)]
    columns = dict(zip(("in_octets", "out_octets"), spans, strict=True))
    return Steps(ms(FIRST), 3_600_000, np.array([device]), np.array([port]), columns)


@pytest.fixture
def devices(cast):
    """core and acc joined by a cable in port 1 of each; acc's fills up twice as fast, its port 2 leads nowhere."""
    ids = found_network(cast.city, [("core", 1, "acc", 1)])
    with acting_as(ACTOR):
        found = {row.name: row for row in Device.objects.filter(pk__in=ids.values())}
        Interface.objects.create(
            municipality=cast.city, device=found["acc"], if_index=2, name="ge2", speed_bps=10**9, present=True
        )
        for name, port, growth in (("core", 1, 10**7), ("acc", 1, 2 * 10**7), ("acc", 2, 9 * 10**7)):
            block = MetricBlock.objects.create(municipality=cast.city)
            MetricMember.objects.create(municipality=cast.city, block=block, device=found[name])
            rows = step_rows(
                Party(cast.city.pk, None), block.pk, COARSE, FIRST, DAYS * DAY, hours(found[name].pk, port, growth)
            )
            insert_chunks(rows)
            if port == 2:
                continue
            assert foresee(now=NOW) == 1
        yield found


def line(device, actor=ACTOR):
    (found,) = outlooks(actor, device_ids=[device.pk])
    return found


def test_the_line_that_grows_is_told_with_the_day_it_is_full(devices):
    found = line(devices["acc"])
    level = 10**8 + 2 * 10**7 * (DAYS - 1)
    assert found.trend.level == pytest.approx(level, rel=1e-3)
    assert found.forecast().days == pytest.approx((FULL - level) / (2 * 10**7), rel=0.01)
    assert found.day(found.forecast().days).date() == (FIRST + timedelta(days=DAYS + 8)).date()
    assert (found.kind, found.if_index, found.size, found.days) == ("link", 1, 10**9, DAYS)
    assert len(found.levels) == DAYS
    assert line(devices["core"]).forecast().days > found.forecast().days


def test_what_if_every_pupil_had_three_devices(devices):
    assert line(devices["acc"]).forecast(factor=3).days == 0
    assert line(devices["acc"]).forecast(factor=0.01).days is None
    assert line(devices["acc"]).forecast(more=0.3 * 10**9).days == 0


def test_a_port_without_a_cable_is_not_foreseen_and_a_day_is_reckoned_once(devices):
    foresee(now=NOW)
    assert foresee(now=NOW) == 0
    assert not CapacityOutlook.objects.filter(if_index=2).exists()


def test_a_line_known_too_briefly_is_told_with_its_days(devices):
    with acting_as(ACTOR):
        MetricBlock.objects.exclude(foreseen_until=None).update(foreseen_until=FIRST)
        MetricBlock.objects.filter(foreseen_until=None).delete()
        foresee(now=FIRST + timedelta(days=9, hours=3))
    found = line(devices["acc"])
    assert (found.trend, found.forecast(), found.days, found.days_wanted) == (None, None, 9, 28)
    assert found.share == pytest.approx(0.26, rel=0.01)


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "requester", "nobody"])
def test_outsiders_are_told_of_no_line(cast, devices, who):
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        assert outlooks(actor) == []
