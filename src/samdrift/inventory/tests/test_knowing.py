# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Identity: whatever changes about a device or a port, it is known again, and two never become one."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.inventory.rules.knowing import Known, Port, Told, know_again, ports_again, real_serials

serial_sets = st.frozensets(st.text("ABC123", min_size=6, max_size=6), max_size=3)


@st.composite
def towns(draw):
    """Devices that differ in everything."""
    count = draw(st.integers(1, 6))
    return [
        Known(
            id=n,
            address=f"10.0.0.{n}",
            name=f"sw{n}",
            chassis=draw(st.sampled_from(["", f"02000000000{n}"])),
            serials=frozenset({f"sn{n}a", f"sn{n}b"}),
        )
        for n in range(1, count + 1)
    ]


def as_told(row):
    return Told(row.address, row.name, row.chassis, row.serials, frozenset({row.address}))


@settings(deadline=None, max_examples=60)
@given(towns(), st.data())
def test_a_device_that_changed_nothing_is_itself(town, data):
    row = data.draw(st.sampled_from(town))
    match = know_again(as_told(row), town)
    assert (match.id, match.address, match.replaced, match.same_serial, match.holder) == (
        row.id,
        row.address,
        False,
        (),
        None,
    )


@settings(deadline=None, max_examples=60)
@given(towns(), st.data())
def test_it_survives_renaming_and_a_new_address_at_once(town, data):
    row = data.draw(st.sampled_from(town))
    moved = replace(as_told(row), name="other", address="10.9.9.9", own=frozenset({"10.9.9.9"}))
    match = know_again(moved, town)
    assert (match.id, match.address) == (row.id, "10.9.9.9")


@settings(deadline=None, max_examples=60)
@given(towns(), st.data())
def test_it_keeps_its_address_while_it_still_has_it(town, data):
    row = data.draw(st.sampled_from(town))
    other_way = replace(as_told(row), address="10.9.9.9", own=frozenset({"10.9.9.9", row.address}))
    assert know_again(other_way, town).address == row.address


@settings(deadline=None, max_examples=60)
@given(towns(), st.data())
def test_it_survives_the_replacement_of_a_stack_member_even_of_the_first(town, data):
    row = data.draw(st.sampled_from(town))
    kept = data.draw(st.sampled_from(sorted(row.serials)))
    stack = replace(as_told(row), chassis="0299999999ff", serials=frozenset({kept, "snnew"}))
    assert know_again(stack, town).id == row.id


@settings(deadline=None, max_examples=60)
@given(towns(), st.data())
def test_whoever_answers_the_known_devices_never_become_one(town, data):
    row = data.draw(st.sampled_from(town))
    match = know_again(as_told(row), town)
    others = [r for r in town if r.id != match.id]
    assert all(know_again(as_told(other), town).id == other.id for other in others)


def test_another_box_at_a_known_address_is_told():
    old = Known(1, "10.0.0.1", "sw1", "020000000001", frozenset({"sn1a"}))
    match = know_again(Told("10.0.0.1", "sw1", "020000000002", frozenset({"sn2a"})), [old])
    assert (match.id, match.by, match.replaced) == (1, "address", True)


def test_two_boxes_with_one_serial_are_two_and_both_are_named():
    one = Known(1, "10.0.0.1", "sw1", "020000000001", frozenset({"sn1a"}))
    match = know_again(Told("10.0.0.2", "sw2", "020000000002", frozenset({"sn1a"})), [one])
    assert (match.id, match.same_serial) == (None, (1,))


def test_an_address_taken_over_from_another_device_is_not_moved_to_until_somebody_decides():
    one = Known(1, "10.0.0.1", "sw1", "020000000001")
    two = Known(2, "10.0.0.2", "sw2", "020000000002")
    match = know_again(Told("10.0.0.2", "sw1", "020000000001", own=frozenset({"10.0.0.2"})), [one, two])
    assert (match.id, match.address, match.holder) == (1, "10.0.0.1", 2)


def test_placeholders_are_no_serial_numbers():
    assert real_serials(["", None, "N/A", "0000000", "Default string", " SN-77 ", "sn-77", "12"]) == {"sn-77"}


def ports(count, first=1, name="Gi1/0/{}", mac="0200000000{:02x}"):
    return [Port(first + n, name.format(n), f"port {n}", mac.format(n)) for n in range(count)]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 30), st.permutations(range(30)))
def test_ports_are_known_whatever_ifindex_they_get(count, order):
    known = ports(count, first=1000)
    told = [Port(order[n], p.name, p.descr, p.mac) for n, p in enumerate(known)]
    assert ports_again(known, told) == {order[n]: 1000 + n for n in range(count)}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 20))
def test_ports_that_new_software_names_otherwise_are_known_by_their_mac(count):
    known, told = ports(count, first=1000), ports(count, name="GigabitEthernet1/0/{}")
    assert ports_again(known, told) == {1 + n: 1000 + n for n in range(count)}


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 20))
def test_a_replaced_members_ports_are_known_by_name(count):
    known, told = ports(count, first=1000), ports(count, mac="02ffff0000{:02x}")
    assert ports_again(known, told) == {1 + n: 1000 + n for n in range(count)}


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"]), st.sampled_from(["", "m", "n"])), max_size=6
    ),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"]), st.sampled_from(["", "m", "n"])), max_size=6
    ),
)
def test_no_two_ports_ever_become_one(known, told):
    pairs = ports_again(
        [Port(100 + n, *row) for n, row in enumerate(known)], [Port(n, *row) for n, row in enumerate(told)]
    )
    assert len(set(pairs.values())) == len(pairs)
