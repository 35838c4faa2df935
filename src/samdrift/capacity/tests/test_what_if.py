# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""«Three devices a pupil»: people on the shortest way, on top of what is measured."""

import pytest

from samdrift.capacity.network import read_network
from samdrift.capacity.tests.conftest import outlook
from samdrift.capacity.types import Question
from samdrift.capacity.whatif import what_if
from samdrift.inventory.testing import ACTOR
from samdrift.kernel.errors import BadInput
from samdrift.platform.scope import acting_as


@pytest.fixture(autouse=True)
def _as_our_own(db):
    with acting_as(ACTOR):
        yield


def asked(cast, now, **question):
    return what_if(read_network(cast.city.pk, now=now), Question(**question))


def test_pupils_load_the_way_from_their_access_points_to_the_entrance(town, cast, now):
    outlook(town, cast, "west", key="3", level=0.5e9)
    rows = {row.name: row for row in asked(cast, now, devices=3, devices_now=1, kbit_s=1000)}
    up = rows["west ge3 – school ge1"]
    assert (up.now, up.more, up.share) == (0.5e9, 600e6, 1.1)
    assert rows["school ge2 – ap1 ge1"].more == 300e6
    assert rows["core ge2 – west ge1"].now is None
    assert not any("east" in name for name in rows)


def test_access_points_get_their_share_of_the_pupils_devices(town, cast, now):
    outlook(town, cast, "ap1", kind="clients", key="clients", size=60, level=20.0)
    (point,) = [row for row in asked(cast, now, devices=1.2) if row.kind == "clients"]
    assert (point.name, point.now, round(point.then, 6), round(point.share, 3)) == ("ap1", 20.0, 50.0, 0.833)


def test_the_number_of_people_and_the_kind_of_place_may_be_given(town, cast, now):
    rows = {row.name: row for row in asked(cast, now, people=10, kbit_s=1000)}
    assert rows["west ge3 – school ge1"].more == 20e6
    assert asked(cast, now, kind="depot") == []
    assert asked(cast, now, devices=1) == [] or all(row.more == 0 for row in asked(cast, now, devices=1))


@pytest.mark.parametrize("wrong", [{"devices": -1}, {"devices": 101}, {"kbit_s": float("nan")}, {"people": -5}])
def test_what_cannot_be_meant_is_refused(town, cast, now, wrong):
    with pytest.raises(BadInput):
        asked(cast, now, **wrong)
