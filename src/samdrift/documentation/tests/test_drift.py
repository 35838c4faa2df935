# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Differences between plan and network: by example, and as properties over invented pictures."""

from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.documentation.drift import differences
from samdrift.documentation.types import (
    Plan,
    PlannedAddressInfo,
    PlannedCableInfo,
    PlannedDeviceInfo,
    PlannedPortInfo,
    Seen,
    SeenCable,
    SeenDevice,
)

NAMES = st.sampled_from(["acc1", "acc2", "dist1", "Core", "ups"])
SERIALS = st.sampled_from(["", "S1", "S2", "S3"])


def device(number, name, **given):
    return PlannedDeviceInfo(number, name, 1, **given)


def seen(number, name, **given):
    return SeenDevice(number, name, 1, given.pop("address", f"10.0.0.{number}"), **given)


@st.composite
def pictures(draw):
    """A plan and a network that share some names, serial numbers and cables."""
    devices = [
        device(n, name, serial=draw(SERIALS)) for n, name in enumerate(draw(st.lists(NAMES, unique_by=str.casefold)), 1)
    ]
    others = [
        seen(n, name, serial=draw(SERIALS), ports={"1": ("", "up"), "2": ("", "down")})
        for n, name in enumerate(draw(st.lists(NAMES, unique_by=str.casefold)), 1)
    ]
    ends = st.tuples(st.sampled_from([d.name for d in devices] or ["x"]), st.sampled_from("12"))
    cables = [
        PlannedCableInfo(n, a, b)
        for n, (a, b) in enumerate(draw(st.lists(st.tuples(ends, ends), max_size=3)), 1)
        if a != b
    ]
    far = st.tuples(st.sampled_from([d.name for d in others] or ["x"]), st.sampled_from("12"))
    known = [SeenCable(a, b) for a, b in draw(st.lists(st.tuples(far, far), max_size=3)) if a != b]
    ports = [PlannedPortInfo(1, d.name, draw(st.sampled_from("13")), "Uplink") for d in devices[:2]]
    return Plan(tuple(devices), tuple(ports), tuple(cables)), Seen(tuple(others), tuple(known))


def as_planned(network):
    """The plan that says just what is seen."""
    return Plan(
        devices=tuple(device(d.id, d.name, serial=d.serial, address=d.address, model=d.model) for d in network.devices),
        cables=tuple(PlannedCableInfo(n, c.a, c.b) for n, c in enumerate(network.cables, 1)),
    )


def brief(plan, network):
    return [(f.kind, f.what, f.subject, f.field) for f in differences(plan, network)]


@settings(max_examples=60)
@given(pictures())
def test_a_network_as_planned_has_no_difference(both):
    network = both[1]
    unique = {frozenset((c.a, c.b)): c for c in network.cables}
    network = Seen(network.devices, tuple(unique.values()))
    assert differences(as_planned(network), network) == []


@settings(max_examples=60)
@given(pictures())
def test_every_finding_has_a_key_of_its_own_and_the_order_of_rows_does_not_matter(both):
    plan, network = both
    found = differences(plan, network)
    assert len({finding.key for finding in found}) == len(found)
    turned = Plan(plan.devices, plan.ports[::-1], plan.cables, plan.addresses)
    assert [f.key for f in differences(turned, network)] == [f.key for f in found]


@settings(max_examples=60)
@given(pictures())
def test_each_device_is_matched_or_told_once(both):
    plan, network = both
    told = [f for f in differences(plan, network) if f.kind == "device" and f.what != "different"]
    missing = sum(f.what == "missing" for f in told)
    unplanned = sum(f.what == "unplanned" for f in told)
    if plan.devices:
        assert len(plan.devices) - missing == len(network.devices) - unplanned
    else:
        assert told == []


@settings(max_examples=60)
@given(pictures())
def test_nothing_is_missing_where_nothing_is_planned(both):
    assert differences(Plan(), both[1]) == []


def test_a_planned_device_that_is_not_found_is_missing_and_its_cables_are_not_told_as_well():
    plan = Plan(
        (device(1, "acc1"), device(2, "dist1")),
        (PlannedPortInfo(1, "acc1", "ge1", "Uplink"),),
        (PlannedCableInfo(1, ("acc1", "ge1"), ("dist1", "ge4")),),
    )
    assert brief(plan, Seen((seen(7, "dist1"),))) == [("device", "missing", "acc1", "")]


def test_a_replaced_device_differs_in_its_serial_number():
    plan = Plan((device(1, "acc1", serial="OLD"),))
    (found,) = differences(plan, Seen((seen(7, "acc1", serial="NEW"),)))
    assert (found.what, found.field, found.intended, found.observed) == ("different", "serial", "OLD", "NEW")


def test_a_renamed_device_is_known_by_its_serial_number_and_its_cables_are_not_differences():
    plan = Plan(
        (device(1, "acc1", serial="S1"), device(2, "dist1")), (), (PlannedCableInfo(1, ("acc1", "1"), ("dist1", "1")),)
    )
    network = Seen(
        (seen(7, "new-name", serial="S1"), seen(8, "dist1")), (SeenCable(("new-name", "1"), ("dist1", "1")),)
    )
    assert brief(plan, network) == [("device", "different", "acc1", "name")]


def test_a_cable_moved_to_another_port_is_one_difference_not_two():
    plan = Plan((device(1, "acc1"), device(2, "dist1")), (), (PlannedCableInfo(1, ("acc1", "1"), ("dist1", "4")),))
    network = Seen((seen(7, "acc1"), seen(8, "dist1")), (SeenCable(("acc1", "1"), ("dist1", "5")),))
    (found,) = differences(plan, network)
    assert (found.kind, found.what) == ("cable", "different")
    assert (found.intended, found.observed) == ("acc1 1 – dist1 4", "acc1 1 – dist1 5")


def test_a_port_switched_off_against_the_plan_differs():
    plan = Plan((device(1, "acc1"),), (PlannedPortInfo(3, "acc1", "GE1", "Printer", enabled=True),))
    network = Seen((seen(7, "acc1", ports={"ge1": ("printer", "down")}),))
    (found,) = differences(plan, network)
    assert (found.field, found.intended, found.observed, found.facts["planned_id"]) == ("enabled", "up", "down", 3)


def test_an_address_outside_every_prefix_is_not_planned_and_one_given_to_another_device_differs():
    plan = Plan(
        (device(1, "a"), device(2, "b")),
        addresses=(PlannedAddressInfo(1, "10.0.0.1", "b"),),
        prefixes=("10.0.0.0/28",),
    )
    network = Seen((seen(1, "a"), seen(2, "b", address="10.0.0.20")))
    assert brief(plan, network) == [
        ("address", "different", "10.0.0.1", "device"),
        ("address", "unplanned", "10.0.0.20", ""),
    ]
