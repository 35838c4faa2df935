# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What if it is cut: people and services by place, threads, and spares that are lost while nobody is told."""

import pytest

from samdrift.capacity import cutting
from samdrift.capacity.network import read_network
from samdrift.capacity.tests.conftest import UNTIL, pull_out
from samdrift.capacity.types import CutRow
from samdrift.incidents.models import Incident
from samdrift.inventory.models import Interface, Link
from samdrift.inventory.testing import ACTOR
from samdrift.kernel.errors import NotFound
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as


def network(cast, now):
    return read_network(cast.city.pk, now=now)


def cable(town, a, b):
    with acting_as(ACTOR):
        return Link.objects.get(a_device_id__in=(town[a], town[b]), b_device_id__in=(town[a], town[b])).pk


@pytest.fixture(autouse=True)
def _as_our_own(db):
    with acting_as(ACTOR):
        yield


def test_what_takes_people_comes_first_and_a_ring_takes_nobody(town, cast, now):
    rows = cutting.cut_rows(network(cast, now))
    told = [(row.name, row.devices, row.places, row.people) for row in rows]
    assert told[:4] == [
        ("core", 6, 2, 400),
        ("west", 4, 1, 300),
        ("school", 3, 1, 300),
        ("west ge3 – school ge1", 3, 1, 300),
    ]
    assert told[4] == ("east", 1, 1, 100)
    assert not any(row.name.startswith("core ge") for row in rows)
    every = cutting.cut_rows(network(cast, now), kind="cable", taking_any=False)
    assert (len(every), every[-1].devices) == (6, 0)


def test_a_cut_tells_places_services_and_what_hangs_by_a_thread_then(town, cast, now):
    detail = cutting.cut_detail(network(cast, now), ("cable", cable(town, "school", "ap1")), language="en")
    (hit,) = detail.hit
    assert (hit.name, hit.silent, hit.devices, hit.whole, hit.services) == ("School north", 1, 3, False, ())
    whole = cutting.cut_detail(network(cast, now), ("device", town["school"]), language="en")
    assert (whole.hit[0].whole, whole.hit[0].services) == (True, ("wifi",))
    assert whole.row == CutRow(("device", town["school"]), "school", 3, 1, 300)
    ring = cutting.cut_detail(network(cast, now), ("cable", cable(town, "core", "west")), language="en")
    assert (ring.row.devices, ring.hit) == (0, ())
    assert [row.name for row in ring.threads][:3] == ["core ge1 – east ge1", "east", "east ge2 – west ge2"]
    with pytest.raises(NotFound):
        cutting.cut_detail(network(cast, now), ("cable", 10**9), language="en")


def test_each_place_with_what_alone_cuts_it_off(town, cast, now):
    rows = {row.name: [point.name for point in row.points] for row in cutting.place_threads(network(cast, now))}
    assert rows == {
        "School north": ["school", "west ge3 – school ge1", "west"],
        cast.place.name: ["east"],
    }


def test_a_lost_spare_is_told_until_somebody_is_told_of_it(town, cast, now):
    assert cutting.lost_spares(network(cast, now)) == []
    pull_out(town, "east", 2)
    (lost,) = cutting.lost_spares(network(cast, now))
    assert (lost.name, lost.why, lost.incident) == ("east ge2 – west ge2", "down", None)
    assert lost.places == ((cast.place.pk, cast.place.name),)
    incident = Incident.objects.create(
        municipality=cast.city,
        kind="redundancy",
        cause_key=f"link:{lost.cable_id}",
        cause_label="x",
        fault_at=UNTIL,
        opened_at=UNTIL,
        outage=False,
    )
    assert cutting.lost_spares(network(cast, now))[0].incident == incident.pk


def test_an_outage_is_no_lost_spare(town, cast, now):
    pull_out(town, "school", 1)
    assert cutting.lost_spares(network(cast, now)) == []
    assert network(cast, now).ground.apart == {town["school"], town["ap1"], town["ap2"]}


def test_a_cable_taken_away_and_one_switched_off_and_one_slower_than_its_twin(town, cast, now):
    Link.objects.filter(pk=cable(town, "east", "west")).update(gone_at=now)
    assert [row.why for row in cutting.lost_spares(network(cast, now))] == ["gone"]
    Link.objects.filter(gone_at__isnull=False).update(gone_at=None)
    pull_out(town, "west", 2)
    Interface.objects.filter(device_id=town["west"], if_index=2).update(admin="down")
    assert [row.why for row in cutting.lost_spares(network(cast, now))] == ["off"]
    Interface.objects.filter(device_id=town["west"], if_index=2).update(admin="up", oper="up")
    ends = [
        Interface.objects.create(
            municipality=cast.city, device_id=town[name], if_index=9, name="ge9", speed_bps=10**8, oper="up", admin="up"
        )
        for name in ("west", "school")
    ]
    Link.objects.create(
        municipality=cast.city,
        a=ends[0],
        b=ends[1],
        a_device_id=town["west"],
        b_device_id=town["school"],
        first_seen=now,
        last_seen=now,
    )
    assert [(row.name, row.why) for row in cutting.lost_spares(network(cast, now))] == [
        ("west ge9 – school ge9", "slow")
    ]


def test_a_supplier_reckons_with_its_own_devices_and_outsiders_with_none(town, cast, now):
    for who, devices in (("mate", 6), ("strange_engineer", 0), ("stranger", 0)):
        with acting_as(actor_of(getattr(cast, who))):
            assert len(network(cast, now).place_of) == devices
