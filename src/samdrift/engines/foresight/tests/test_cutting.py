# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What falls silent when one thing is gone, held against taking each thing away and looking."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.engines.foresight import Cable, carried_people, ground_of


def looked_at(devices, cables, roots, *, without_device=None, without_cable=None):
    reached, ahead = set(), [root for root in roots if root != without_device]
    reached.update(ahead)
    while ahead:
        here = ahead.pop()
        for cable in cables:
            if cable.id != without_cable and here in (cable.a, cable.b):
                there = cable.b if cable.a == here else cable.a
                if there not in reached and there != without_device:
                    reached.add(there)
                    ahead.append(there)
    return reached


networks = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(st.tuples(st.integers(1, n), st.integers(1, n)), max_size=14),
        st.sets(st.integers(1, n), min_size=1, max_size=2),
    )
)


@settings(max_examples=120, deadline=None)
@given(networks)
def test_each_cut_takes_exactly_what_taking_it_away_takes(network):
    n, pairs, roots = network
    devices = range(1, n + 1)
    cables = [Cable(number, a, b) for number, (a, b) in enumerate(pairs, 1)]
    ground = ground_of(devices, cables, roots)
    reached = looked_at(devices, cables, roots)
    assert set(ground.by_distance) == reached
    assert ground.apart == set(devices) - reached
    for device in reached:
        gone = reached - looked_at(devices, cables, roots, without_device=device)
        assert set(ground.taken(("device", device))) == gone | {device}
    for cable in cables:
        gone = reached - looked_at(devices, cables, roots, without_cable=cable.id)
        assert set(ground.taken(("cable", cable.id))) == gone


def ring_with_a_tail():
    """1 - 2 - 3 - 1 is a ring; 4 hangs at 3, 5 and 6 at 4."""
    pairs = [(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (4, 6)]
    return ground_of(range(1, 7), [Cable(n, *pair) for n, pair in enumerate(pairs, 1)], [1])


def test_what_alone_cuts_off_a_whole_place():
    ground = ring_with_a_tail()
    assert ground.common([5, 6]) == ("device", 4)
    assert ground.single_points(("device", 5)) == [
        ("device", 5),
        ("cable", 5),
        ("device", 4),
        ("cable", 4),
        ("device", 3),
        ("device", 1),
    ]
    assert ground.common([2, 5]) == ("device", 1)
    assert ground.taken(("cable", 2)) == []
    assert sorted(ground.taken(("cable", 4))) == [4, 5, 6]


def test_people_are_summed_over_branches_and_along_the_shortest_way():
    ground = ring_with_a_tail()
    people = {("device", 5): 30.0, ("device", 6): 10.0, ("device", 2): 5.0}
    sums = ground.sums(people)
    assert (sums["cable", 4], sums["device", 3], sums["device", 1]) == (40.0, 40.0, 45.0)
    assert carried_people(ground, {5: 30.0, 6: 10.0, 2: 5.0}) == {1: 5.0, 3: 40.0, 4: 40.0, 5: 30.0, 6: 10.0}


def test_two_cables_side_by_side_are_no_single_point():
    ground = ground_of([1, 2], [Cable(1, 1, 2), Cable(2, 2, 1)], [1])
    assert ground.taken(("cable", 1)) == []
    assert ground.above["device", 2] == ("device", 1)


def test_a_chain_of_thousands_needs_no_recursion():
    dice = random.Random(1)
    cables = [Cable(n, n, n + 1) for n in range(1, 5500)]
    dice.shuffle(cables)
    ground = ground_of(range(1, 5501), cables, [1])
    assert len(ground.taken(("cable", 100))) == 5400
