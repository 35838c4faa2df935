# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Three months of busy hours behind the demo's town: once, with something to foresee, and people at its places."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.demo.build import build
from samdrift.demo.history import ACTOR
from samdrift.demo.history_gauges import write_gauges
from samdrift.demo.municipality import load_municipality
from samdrift.inventory.models import Device
from samdrift.inventory.testing import found_network
from samdrift.monitoring import facade as monitoring
from samdrift.parties.models import Municipality
from samdrift.platform.scope import acting_as

NOW = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
CABLES = [("hall1", 1, "north1", 1), ("north1", 2, "north-ap", 1), ("hall1", 2, "fw", 1), ("hall1", 3, "ups", 1)]


@pytest.fixture
def city(db):
    with acting_as(ACTOR):
        found = Municipality.objects.get(pk=build(load_municipality()))
        where = {
            "hall1": "Lindefjord Rådhus",
            "north1": "Nordskolen",
            "north-ap": "Nordskolen",
            "ups": "Lindefjord Rådhus",
        }
        found_network(found, CABLES, locations=where)
        for name, kind in (("north-ap", "wireless"), ("fw", "firewall"), ("ups", "power")):
            Device.objects.filter(name=name).update(type=kind)
        yield found


def test_it_is_written_once_with_an_outlook_for_every_kind(city):
    assert write_gauges(city.pk, now=NOW)
    assert not write_gauges(city.pk, now=NOW)
    found = monitoring.outlooks()
    kinds = {one.kind for one in found}
    assert kinds == {"link", "poe", "memory", "clients", "sessions", "dhcp", "nat", "ups_load"}
    assert sum(one.kind == "link" for one in found) == 2 * len(CABLES)
    assert all(one.trend is not None and one.days == 92 for one in found)
    (leases,) = [one for one in found if one.kind == "dhcp"]
    assert leases.forecast().days is not None


def test_a_school_is_busy_in_the_morning_and_empty_at_night(city):
    write_gauges(city.pk, now=NOW)
    start = NOW.replace(hour=0, minute=0) - timedelta(days=1)
    ((_, hours),) = monitoring.clients_by_device(city.pk, start=start, end=start + timedelta(days=1)).items()
    assert hours[9] > 10 * (hours[2] + 1)
