# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The generated network has the promised size and shape, and is the same each time."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.demo.municipality import load_municipality
from samdrift.kernel.errors import BadInput
from samdrift.twin.condition import undisturbed
from samdrift.twin.generate import build_topology
from samdrift.twin.tests.town import demo_town


def test_the_demo_has_260_devices_with_2400_ports():
    town = demo_town()

    assert len(town.devices) == 260
    assert sum(len(d.ports) for d in town.devices.values()) == 2400
    assert len(town.places) == 40


def test_it_is_two_cores_rings_switches_and_what_hangs_on_them():
    roles = Counter(d.role for d in demo_town().devices.values())

    assert roles == {
        "core": 2,
        "distribution": 6,
        "router": 2,
        "firewall": 2,
        "ups": 24,
        "switch": 97,
        "access_point": 127,
    }


def test_five_makes_of_network_gear_and_two_of_power():
    assert {d.model.vendor for d in demo_town().devices.values()} == {
        "APC",
        "Aruba",
        "Cisco",
        "Eaton",
        "Fortinet",
        "HPE",
        "Juniper",
    }


def test_addresses_serial_numbers_macs_and_names_are_each_given_once():
    devices = demo_town().devices.values()

    for what in ("id", "address", "serial", "mac"):
        assert len({getattr(d, what) for d in devices}) == 260, what
    assert len({p.mac for d in devices for p in d.ports}) == 2400
    for device in devices:
        assert len({p.name for p in device.ports}) == len(device.ports), device.id


def test_a_port_takes_one_cable_and_both_its_ends_run_at_one_speed():
    town = demo_town()

    assert len(town.link_at) == 2 * len(town.links) == 2 * 264
    for link in town.links.values():
        a, b = (town.devices[e.device].ports[e.port - 1] for e in (link.a, link.b))
        assert a.speed_bps == b.speed_bps, link.id
        assert a.patched
        assert b.patched


def test_every_device_is_reached_from_core1_and_stands_where_its_location_says():
    town = demo_town()

    assert set(undisturbed(town).routes) == set(town.devices)
    assert town.devices["core1"].address == "127.30.1.1"
    assert town.devices["school-north-sw1"].location == "Nordskolen, Hovedkrydsfelt"


def test_a_big_school_has_a_tree_with_chains_and_a_kindergarten_one_switch_and_one_access_point():
    town = demo_town()
    routes = undisturbed(town).routes

    school = [d for d in town.at_place("school-north") if d.role == "switch"]
    assert len(school) == 9
    assert {len(routes[d.id]) - len(routes["school-north-sw1"]) for d in school} == {0, 1, 2, 3}
    assert [d.role for d in town.at_place("kindergarten-east")] == ["switch", "access_point"]


def test_some_places_hang_on_a_neighbour_and_some_have_two_ways_out():
    town = demo_town()

    assert town.between("school-north-sw1", "kindergarten-north-sw1")
    ways = [link.far_end("school-centre-sw1").device for link in town.links_of["school-centre-sw1"]]
    assert sum(device.startswith("dist") for device in ways) == 2


def test_the_same_seed_gives_the_same_town_and_another_seed_another():
    again = build_topology(load_municipality(), devices=260, ports=2400)
    other = build_topology(load_municipality(), devices=260, ports=2400, seed=2)

    assert again.devices == demo_town().devices
    assert again.links == demo_town().links
    assert other.devices != demo_town().devices
    assert set(other.devices) == set(demo_town().devices)


@settings(max_examples=15, deadline=None)
@given(st.integers(min_value=116, max_value=1200))
def test_any_size_is_met_and_hangs_together(size):
    town = build_topology(load_municipality(), devices=size)

    assert len(town.devices) == size
    assert set(undisturbed(town).routes) == set(town.devices)


def test_too_few_devices_are_refused_with_the_least_that_do():
    with pytest.raises(BadInput, match="115 devices are too few; give at least 116"):
        build_topology(load_municipality(), devices=115)


def test_ports_that_cannot_be_met_are_refused():
    with pytest.raises(BadInput, match="9999 ports do not fit"):
        build_topology(load_municipality(), devices=120, ports=9999)
