# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""VLANs, addresses, access points and warranties: where plan and network differ, and how each difference ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samdrift.documentation import deciding
from samdrift.documentation.comparing import compare
from samdrift.documentation.drift import differences
from samdrift.documentation.models import Difference, PlannedDevice, PlannedPort, PlannedVlan
from samdrift.documentation.testing import ACTOR, AT, planned
from samdrift.documentation.types import (
    Plan,
    PlannedAddressInfo,
    PlannedDeviceInfo,
    PlannedPortInfo,
    PlannedVlanInfo,
    Seen,
    SeenDevice,
)
from samdrift.inventory.models import Telling
from samdrift.kernel.errors import BadInput
from samdrift.platform.scope import acting_as

SW = PlannedDeviceInfo(1, "sw", 7)
LATER = AT + timedelta(minutes=10)


def seen(**told):
    return SeenDevice(11, "sw", 7, "10.0.0.1", ports={"1": ("", "up")}, **told)


def found(plan, *devices, today=None):
    rows = differences(plan, Seen(devices), today=today)
    return [(row.kind, row.what, row.subject, row.field, row.intended, row.observed) for row in rows]


def vlans(*rows):
    return Plan(devices=(SW,), vlans=tuple(PlannedVlanInfo(n, *row) for n, row in enumerate(rows, 1)))


def test_a_vlan_that_is_meant_and_one_that_is_not():
    plan = vlans((20, "Pupils", 7), (30, "Guests", 7), (99, "Devices", None))
    told = seen(vlans={1: "default", 20: "pupils", 40: "Printers", 99: "VLAN0099", 1002: "fddi"})
    assert found(plan, told) == [
        ("vlan", "missing", "VLAN 30", "", "Guests", ""),
        ("vlan", "unplanned", "VLAN 40", "", "", "Printers, sw"),
    ]


def test_a_vlan_under_another_name():
    assert found(vlans((20, "Pupils", None)), seen(vlans={20: "Staff"})) == [
        ("vlan", "different", "VLAN 20", "name", "Pupils", "Staff")
    ]


def test_what_is_not_told_or_not_planned_is_not_compared():
    assert found(vlans((20, "Pupils", 7)), seen()) == []
    assert found(Plan(devices=(SW,)), seen(vlans={40: "x"})) == []
    assert found(vlans((20, "Pupils", 8)), seen(vlans={40: "x"})) == []  # another place has begun, this one has not


def test_a_vlan_of_the_whole_town_is_missing_only_when_no_place_has_it():
    plan, here = vlans((20, "Pupils", None)), seen(vlans={30: "x"})
    there = replace(here, id=12, name="far", place_id=8, address="10.0.0.2", vlans={20: "Pupils"})
    assert ("vlan", "missing", "VLAN 20", "", "Pupils", "") not in found(plan, here, there)
    assert ("vlan", "missing", "VLAN 20", "", "Pupils", "") in found(plan, here)


def test_a_port_in_another_vlan():
    plan = Plan(devices=(SW,), ports=(PlannedPortInfo(1, "sw", "1", vlan=20, tagged=(30, 40)),))
    assert found(plan, seen(port_vlans={"1": (10, (40,))})) == [
        ("port", "different", "sw 1", "tagged", "30,40", "40"),
        ("port", "different", "sw 1", "vlan", "20", "10"),
    ]
    assert found(plan, seen(port_vlans={"1": (20, (40, 30))})) == []
    assert found(plan, seen()) == []


def test_addresses_beside_the_one_it_is_managed_by():
    plan = Plan(
        devices=(SW,), addresses=(PlannedAddressInfo(1, "10.1.0.1", "sw"), PlannedAddressInfo(2, "10.2.0.1", "rtr"))
    )
    assert found(plan, seen(addresses=("10.2.0.1",))) == [
        ("address", "missing", "10.1.0.1", "", "sw", ""),
        ("address", "different", "10.2.0.1", "device", "rtr", "sw"),
    ]
    assert found(plan, seen()) == []  # it does not tell its addresses


def test_an_access_point_its_controller_tells_of_is_not_missing_and_too_few_are_told():
    points = tuple(PlannedDeviceInfo(n, f"ap{n}", 7, role="wireless") for n in (2, 3))
    plan = Plan(devices=(SW, *points))
    assert found(plan, seen(radios=frozenset({"ap2", "ap3"}), access_points=2)) == []
    assert found(plan, seen(radios=frozenset({"ap2"}), access_points=1)) == [
        ("device", "missing", "ap3", "", "ap3", ""),
        ("wireless", "different", "sw", "access_points", "2", "1"),
    ]


def test_a_warranty_holds_on_its_last_day_and_has_ended_on_the_next():
    plan = Plan(devices=(replace(SW, warranty_until=date(2026, 6, 30)),))
    assert found(plan, seen(), today=date(2026, 6, 30)) == []
    assert found(plan, seen(), today=date(2026, 7, 1)) == [
        ("device", "different", "sw", "warranty_until", "2026-06-30", "")
    ]
    assert found(plan, today=date(2026, 7, 1)) == [("device", "missing", "sw", "", "sw", "")]


def tell(city, device_id, **topics):
    with acting_as(ACTOR):
        for topic, body in topics.items():
            Telling.objects.create(
                municipality_id=city.pk, device_id=device_id, topic=topic, body=body, told_at=AT, changed_at=AT
            )


def compared(cast, at=AT):
    with acting_as(ACTOR):
        compare(municipality_id=cast.city.pk, at=at)
        return {(row.kind, row.what, row.field): row for row in Difference.objects.filter(ended_at=None)}


def test_what_devices_told_is_compared_and_the_plan_can_be_made_so(plan, network, cast):
    planned(cast.city, "interfaces", device="acc", name="ge1", untagged_vlan="20")
    with acting_as(ACTOR):
        PlannedDevice.objects.filter(name="acc").update(warranty_until=date(2026, 10, 31))
    tell(
        cast.city,
        network["acc"],
        vlans=[{"id": 20, "name": "Pupils"}, {"id": 40, "name": "Printers"}],
        port_vlans=[{"if_index": 1, "native": 40, "tagged": [], "trunk": False}],
        addresses=[{"address": "10.9.0.3"}, {"address": "127.0.0.1"}, {"address": "fe80::1"}, {"address": "nonsense"}],
        wireless=[],
    )
    rows = compared(cast)
    assert sorted(rows) == [
        ("device", "different", "warranty_until"),
        ("port", "different", "vlan"),
        ("vlan", "unplanned", ""),
    ]
    with acting_as(ACTOR):
        for key in sorted(rows, reverse=True):  # the VLAN first: the port refers to it
            assert deciding.make_plan_so(difference_id=rows[key].pk, actor=ACTOR, at=LATER)
        assert PlannedVlan.objects.get(vid=40).place_id == cast.place.pk
        assert PlannedPort.objects.get(name="ge1").vlan.vid == 40
        assert PlannedDevice.objects.get(name="acc").warranty_until is None
    assert compared(cast, LATER) == {}


def test_which_access_points_are_meant_is_for_people_to_say(plan, network, cast):
    planned(cast.city, "devices", name="ap1", role="wireless", site=cast.place.name)
    count = {"cls": "ap-count", "index": "0", "descr": "", "value": 3.0}
    tell(cast.city, network["core"], wireless=[count])
    row = compared(cast)["wireless", "different", "access_points"]
    with acting_as(ACTOR), pytest.raises(BadInput):
        deciding.make_plan_so(difference_id=row.pk, actor=ACTOR, at=LATER)
