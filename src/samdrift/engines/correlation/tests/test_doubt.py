# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Links of weak evidence make no redundancy, and are walked only where nothing better connects."""

from dataclasses import replace

import pytest

from samdrift.engines.correlation import Link, NetworkJudge, Topology
from samdrift.engines.correlation.tests.net import PlayedNetwork


def topology(*links):
    devices = {end for link in links for end in (link.a, link.b)}
    return Topology("a", dict.fromkeys(devices), links)


def test_a_doubtful_link_beside_a_sound_one_is_not_walked():
    told = topology(Link("1", "a", 1, "b", 1), Link("2", "b", 2, "c", 1), Link("lie", "c", 9, "a", 9, confidence=0.4))
    assert [link.id for link in told.at["c"]] == ["2"]
    assert [link.id for link in told.doubted["c"]] == ["lie"]
    assert told.by_id["lie"].b == "a"


def test_where_nothing_better_connects_the_best_of_the_doubtful_is_walked():
    told = topology(
        Link("1", "a", 1, "b", 1),
        Link("old", "b", 2, "c", 1, confidence=0.2),
        Link("told", "a", 2, "c", 2, confidence=0.4),
    )
    assert [link.id for link in told.at["c"]] == ["told"]


@pytest.fixture
def lied_to():
    """acc1 claims a cable to core2 that is none; nothing else tells of it."""
    net = PlayedNetwork()
    lie = Link("lie", "acc1", "p9", "core2", "p9", confidence=0.4)
    known = net.judge.topology
    net.judge = NetworkJudge(Topology("core1", known.places, (*known.links, lie)))
    net.run(30)
    return net


def test_a_liar_makes_no_second_way_in_and_costs_the_time_of_a_ring_alone(lied_to):
    lied_to.cut = {"dist1-acc1"}
    lied_to.run(8)
    assert lied_to.opened() == []
    lied_to.run(2)
    assert lied_to.opened() == [("link", "dist1-acc1")]
    assert ("device", "acc1") in {(kind, cause) for kind, cause, _ in lied_to.judge.open[0].finding.suspects}


def test_a_true_spare_way_that_was_doubted_makes_no_outage_while_the_ring_closes():
    net = PlayedNetwork()
    known = net.judge.topology
    links = tuple(replace(link, confidence=0.4 if link.id == "core2-dist1" else 1.0) for link in known.links)
    net.judge = NetworkJudge(Topology("core1", known.places, links))
    net.run(30)
    net.cut = {"core1-dist1"}
    net.slow_failover = dict.fromkeys(["dist1", "acc1", "acc2", "acc3", "acc4"], net.now + 5)
    net.run(40)
    assert net.opened() == [("redundancy", "core1-dist1")]


def test_a_link_that_nothing_speaks_for_is_not_waited_for():
    net = PlayedNetwork()
    known = net.judge.topology
    lie = Link("lie", "acc1", "p9", "core2", "p9", confidence=0.1)
    net.judge = NetworkJudge(Topology("core1", known.places, (*known.links, lie)))
    net.run(30)
    net.cut = {"dist1-acc1"}
    net.run(4)
    assert net.opened() == [("link", "dist1-acc1")]


def test_believed_alike_the_same_liar_hides_the_cable_from_its_name():
    net = PlayedNetwork()
    known = net.judge.topology
    lie = replace(Link("lie", "acc1", "p9", "core2", "p9"), confidence=1.0)
    net.judge = NetworkJudge(Topology("core1", known.places, (*known.links, lie)))
    net.run(30)
    net.cut = {"dist1-acc1"}
    net.run(20)
    assert net.opened() == [("device", "acc1")]


def test_a_doubtful_cable_whose_port_dies_with_those_behind_it_counts():
    pairs = [("core1", "hub1"), ("core1", "hub2"), ("hub1", "sw"), ("hub2", "sw"), ("sw", "ap")]
    net = PlayedNetwork(pairs=pairs, places={d: d if d[:2] in ("co", "hu") else "school" for p in pairs for d in p})
    known = net.judge.topology
    links = tuple(replace(link, confidence=0.4 if link.id == "hub2-sw" else 1.0) for link in known.links)
    net.judge = NetworkJudge(Topology("core1", known.places, links))
    net.run(30)
    net.dead = {"sw", "ap"}
    net.run(10)
    assert net.opened() == [("device", "sw")]
