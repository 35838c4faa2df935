# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How well the cables of a found network are founded, as the judge is told."""

from datetime import timedelta

import pytest

from samdrift.inventory.models import Device, Interface, Link
from samdrift.inventory.testing import ACTOR, AT, found_network, tell
from samdrift.platform.scope import acting_as
from samdrift.runtime.watching.ground import read_cities


@pytest.fixture
def ids(cast):
    return found_network(cast.city, [("core", 1, "dist", 1), ("dist", 2, "acc", 1)])


def sure_of(cast, one, other):
    """The confidence of the cable between two devices in the judge's network."""
    with acting_as(ACTOR):
        topology = read_cities()[cast.city.pk].judge.topology
        cable = Link.objects.get(a_device__name=one, b_device__name=other)
    return round(topology.by_id[cable.pk].confidence, 2)


def only_told_by(side, at=AT):
    with acting_as(ACTOR):
        Link.objects.filter(b_device__name="acc").update(witnesses={side: at.isoformat()})


def test_what_both_ends_tell_of_is_sure(cast, ids):
    assert (sure_of(cast, "core", "dist"), sure_of(cast, "dist", "acc")) == (1.0, 1.0)


def test_one_word_is_worth_less_where_the_other_end_speaks_of_neighbours_and_not_of_this(cast, ids):
    only_told_by("a")
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(neighbours=[{"local_if_index": 7, "remote_name": "elsewhere"}])
    assert sure_of(cast, "dist", "acc") == 0.6
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(neighbours=[])
    assert sure_of(cast, "dist", "acc") == 0.8


def test_a_port_that_tells_of_somebody_else_speaks_against_it_and_a_forwarding_table_for_it(cast, ids):
    only_told_by("a")
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(neighbours=[{"local_if_index": 1, "remote_name": "elsewhere"}])
    assert sure_of(cast, "dist", "acc") == 0.3
    with acting_as(ACTOR):
        Interface.objects.filter(device__name="acc", if_index=1).update(mac="001122334455")
        assert tell(ids["dist"], [("001122334455", 2)])
    assert sure_of(cast, "dist", "acc") == 0.6


def test_what_is_not_told_any_more_ages(cast, ids):
    only_told_by("a", AT - timedelta(hours=5))
    assert sure_of(cast, "dist", "acc") == 0.4
    only_told_by("a", AT - timedelta(days=8))
    assert sure_of(cast, "dist", "acc") == 0.2
