# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Arithmetic of addresses, by example and by property."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.documentation.ipam import Taken, free_addresses, free_space, network_of, overlapping, usage

SMALL = st.builds(
    lambda n, length: ip_network((0x0A000000 + (n << 8), 24)).supernet(new_prefix=length),
    st.integers(0, 15),
    st.integers(20, 24),
)


@given(st.lists(SMALL, max_size=5))
def test_free_space_and_children_cover_a_container_without_touching(children):
    container = ip_network("10.0.0.0/20")
    free = free_space(container, children)
    for block in free:
        assert not any(block.overlaps(child) for child in children)
    covered = set().union(
        *(set(child.subnets(new_prefix=24)) for child in children), *(set(b.subnets(new_prefix=24)) for b in free)
    )
    assert covered == set(container.subnets(new_prefix=24))


@given(SMALL, SMALL)
def test_two_that_hold_hosts_never_share_an_address(one, other):
    assert bool(overlapping(one, [(other, False)], container=False)) == one.overlaps(other)


def test_a_container_may_hold_others_but_not_be_twice():
    outer, inner = network_of("10.0.0.0/16"), network_of("10.0.4.0/24")
    assert overlapping(inner, [(outer, True)], container=False) == []
    assert overlapping(outer, [(inner, False)], container=True) == []
    assert overlapping(outer, [(outer, True)], container=True) == [outer]


def test_usage_leaves_out_network_and_broadcast_and_counts_each_address_once():
    block = network_of("10.0.0.0/29")
    full = usage(block, Taken(["10.0.0.0", "10.0.0.1", "10.0.0.1", "10.0.0.7", "10.0.1.1", "2001:db8::1"]))
    assert (full.usable, full.used, full.free, full.percent) == (6, 1, 5, 17)
    assert free_addresses(block, Taken(["10.0.0.1", "10.0.0.3"]), limit=3) == ["10.0.0.2", "10.0.0.4", "10.0.0.5"]
    assert free_addresses(block, Taken([]), also="10.0.0.1", limit=1) == ["10.0.0.2"]


def test_a_line_of_two_addresses_has_both_and_ipv6_has_no_broadcast():
    assert usage(network_of("10.0.0.0/31"), Taken([])).usable == 2
    assert usage(network_of("2001:db8::/126"), Taken(["2001:db8::3"])).used == 1


@pytest.mark.parametrize("wrong", ["10.0.0.1/24", "10.0.0.0/33", "ten", ""])
def test_what_is_no_prefix_is_refused(wrong):
    with pytest.raises(ValueError, match=r".*"):
        network_of(wrong)
