# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The demo's plan: written once, sound by the product's own rules, and different from the network in a few places."""

from datetime import UTC, datetime

import pytest

from samdrift.demo.build import build
from samdrift.demo.history import ACTOR
from samdrift.demo.municipality import load_municipality
from samdrift.demo.plan import write_plan
from samdrift.documentation.commands import _check
from samdrift.documentation.comparing import compare, note_figures
from samdrift.documentation.kinds import KINDS
from samdrift.documentation.models import Difference, PlaceFigure
from samdrift.inventory.models import Device
from samdrift.inventory.testing import found_network
from samdrift.parties.models import Municipality
from samdrift.platform.scope import acting_as

NOW = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
NAMES = ("hall1", "hall2", "north1", "north2", "care1", "point1", "point2")


@pytest.fixture
def city(db):
    with acting_as(ACTOR):
        found = Municipality.objects.get(pk=build(load_municipality()))
        cables = [("hall1", n, name, 1) for n, name in enumerate(NAMES[1:], 1)]
        where = {name: ("Nordskolen" if name[0] in "np" else "Lindefjord Rådhus") + ", kælder" for name in NAMES}
        found_network(found, cables, locations=where)
        Device.objects.filter(name__startswith="point").update(type="wireless")
        yield found


def test_the_plan_is_written_once_and_keeps_the_products_rules(city):
    assert write_plan(city.pk, now=NOW)
    assert not write_plan(city.pk, now=NOW)
    for kind in KINDS.values():
        rows = list(kind.rows().filter(municipality_id=city.pk))
        assert rows or kind.slug in {"ip-addresses", "interfaces"}
        for row in rows:
            _check(row)
            assert (row.source, row.said_by) == ("import", "netbox-eksport.csv")


def test_a_few_differences_are_left_for_the_worklist(city):
    write_plan(city.pk, now=NOW)
    compare(municipality_id=city.pk, at=NOW)
    found = set(Difference.objects.values_list("kind", "what", "subject", "field"))
    assert ("device", "unplanned", "point2", "") in found
    assert ("device", "different", "hall2", "serial") in found
    assert ("device", "missing", "north1-reserve", "") in found
    assert len(found) <= 6
    note_figures(municipality_id=city.pk, at=NOW)
    assert PlaceFigure.objects.count() == 2
