# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One physical fault, one incident, named by its cause."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.engines.correlation.tests.net import PAIRS, PLACES, PlayedNetwork


@pytest.fixture
def net():
    played = PlayedNetwork()
    played.run(30)
    assert played.decisions == []
    return played


def test_a_cut_access_cable_is_one_incident_with_those_behind_it_affected(net):
    net.cut = {"dist1-acc3"}
    net.run(15)
    assert net.opened() == [("link", "dist1-acc3")]
    assert set(net.decisions[0].incident.affected) == {"acc3", "acc4"}
    assert net.decisions[0].at - 30 <= 10
    net.cut = set()
    net.run(30)
    assert net.closed() == [("link", "dist1-acc3")]


def test_a_failover_of_ten_seconds_is_lost_redundancy_and_no_outage(net):
    net.cut = {"core1-dist1"}
    net.slow_failover = dict.fromkeys(["dist1", "acc1", "acc2", "acc3", "acc4"], net.now + 10)
    net.run(40)
    assert net.opened() == [("redundancy", "core1-dist1")]


def test_mending_a_ring_darkens_it_for_a_while_and_opens_nothing_new(net):
    net.cut = {"core1-dist1"}
    net.run(30)
    net.cut = set()
    back = {"dist1": 31, "acc1": 5, "acc2": 5, "acc3": 43, "acc4": 10}  # measured: old forwarding entries live on
    net.slow_failover = {device: net.now + seconds for device, seconds in back.items()}
    net.run(80)
    assert net.opened() == [("redundancy", "core1-dist1")]
    assert net.closed() == [("redundancy", "core1-dist1")]


def test_a_port_that_is_read_late_after_the_mending_is_no_lost_redundancy(net):
    net.cut = {"dist1-acc3"}
    net.run(20)
    read, net.read_ports = net.read_ports, lambda _seen: None
    net.cut = set()
    net.run(30)
    net.read_ports = read
    net.run(30)
    assert net.opened() == [("link", "dist1-acc3")]
    assert net.closed() == [("link", "dist1-acc3")]


def test_one_of_two_ways_mended_leaves_a_lost_redundancy(net):
    net.cut = {"core1-dist1", "core2-dist1"}
    net.run(20)
    net.cut = {"core1-dist1"}
    net.run(40)
    assert net.opened()[0][0] in {"link", "device"}
    assert net.opened()[1:] == [("redundancy", "core1-dist1")]


def test_a_switch_that_loses_all_its_uplinks_at_once_is_itself_the_cause(net):
    net.dead = {"dist2"}
    net.run(20)
    assert net.opened() == [("device", "dist2")]
    assert set(net.decisions[0].incident.affected) == {"dist2", "acc5", "acc6", "acc7", "acc8"}


def test_power_notice_before_a_dark_place_names_the_places_power(net):
    net.judge.power("acc7", net.now, on_battery=True)
    net.dead = {"acc7", "acc8"}
    net.run(20)
    assert net.opened() == [("place", "care")]


def test_a_hanging_agent_is_not_an_outage(net):
    net.hung = {"acc5"}
    net.run(60)
    assert net.opened() == [("agent", "acc5")]
    net.hung = set()
    net.run(20)
    assert net.closed() == [("agent", "acc5")]


def test_where_only_snmp_is_asked_a_hanging_agent_shows_by_light_on_its_port():
    net = PlayedNetwork(icmp=False)
    net.run(30)
    net.hung = {"dist2"}
    net.run(60)
    assert net.opened() == [("agent", "dist2")]


def test_loss_towards_one_switch_names_the_cable(net):
    net.lossy = lambda device, now: device == "acc1" and int(now / 2) % 8 == 0
    net.run(200)
    assert net.opened() == [("degraded", "dist1-acc1")]


def test_a_stalled_poller_that_asks_nobody_opens_nothing(net):
    net.now += 300
    assert net.judge.judge(net.now) == []


def test_a_second_cable_after_lost_redundancy_is_named_as_that_cable(net):
    net.cut = {"core1-dist1"}
    net.run(40)
    net.cut = {"core1-dist1", "core2-dist1"}
    net.run(20)
    assert net.opened() == [("redundancy", "core1-dist1"), ("link", "core2-dist1")]


def test_two_faults_at_once_are_two_incidents(net):
    net.cut = {"dist1-acc3", "dist2-acc7"}
    net.run(20)
    assert sorted(net.opened()) == [("link", "dist1-acc3"), ("link", "dist2-acc7")]


def test_maintenance_opens_nothing(net):
    net.judge.excuse(until=net.now + 100, device="acc3")
    net.cut = {"dist1-acc3"}
    net.run(50)
    assert net.opened() == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["cut", "dead"]), st.data())
def test_any_single_lasting_fault_gives_exactly_one_incident_that_names_it(kind, data):
    net = PlayedNetwork()
    net.run(20)
    if kind == "cut":
        name = data.draw(st.sampled_from([f"{a}-{b}" for a, b in PAIRS]))
        net.cut = {name}
    else:
        name = data.draw(st.sampled_from(sorted(set(PLACES) - {"core1"})))
        net.dead = {name}
    net.run(60)
    opened = net.opened()
    assert len(opened) == 1
    suspects = {cause for _, cause, _ in net.decisions[0].incident.finding.suspects}
    assert name in suspects
    net.cut, net.dead = set(), set()
    net.run(60)
    assert net.closed() == opened
    assert net.judge.open == []


@pytest.mark.parametrize("held_up", [1, 2, 3, 4])
@pytest.mark.parametrize(("told", "cause"), [(True, ("place", "school")), (False, ("device", "dist1"))])
def test_a_place_whose_switch_lives_on_for_a_moment_is_one_fault(net, held_up, told, cause):
    net.dead = {"acc1", "acc2"}
    if told:
        net.judge.power("dist1", net.now, on_battery=True)
    net.run(held_up)
    net.dead |= {"dist1"}
    net.run(40)
    assert net.opened() == [cause]


def test_neighbours_are_read_again_while_it_matters_and_then_left_in_peace(net):
    net.cut = {"dist1-acc3"}
    net.run(6)
    assert net.judge.wants_reread() == {"dist1"}
    net.run(40)
    net.judge.wants_reread()
    net.run(10)
    assert net.judge.wants_reread() == set()
