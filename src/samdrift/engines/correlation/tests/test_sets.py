# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The set is judged, not the alarm: many at once, faults behind faults, our own side in trouble, devices nobody asks."""

import pytest

from samdrift.engines.correlation.tests.net import PAIRS, PLACES, PlayedNetwork

TOWN_PAIRS = [("core1", f"dist{n}") for n in range(4)] + [(f"dist{n}", f"sw{n}{m}") for n in range(4) for m in range(8)]
TOWN_PLACES = {"core1": "hall"} | {b: f"place of {b}" for _, b in TOWN_PAIRS}


def town(**more):
    return PlayedNetwork(pairs=TOWN_PAIRS, places=TOWN_PLACES, **more)


@pytest.fixture
def net():
    played = PlayedNetwork()
    played.run(30)
    return played


def patchy(device, now):
    """Answers now and then, each device at other times: an agent under load."""
    return 30 < now <= 66 and (hash_of(device) + int(now / 2)) % 5 != 0


def hash_of(text):
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))


def test_agents_that_answer_patchily_while_the_load_is_high_open_nothing():
    net = town(icmp=False, reads_ports=False)
    net.deaf = patchy
    net.run(120)
    assert net.opened() == []


def test_when_all_agents_are_killed_and_come_back_nothing_was_broken():
    net = town(icmp=False)
    net.run(30)
    net.deaf = lambda device, now: now <= 55 + hash_of(device) % 6  # they come back one after the other
    net.run(120)
    assert net.opened() == []


def test_when_most_stay_silent_it_is_one_incident_before_them_all():
    net = town(icmp=False, reads_ports=False)
    net.run(30)
    net.deaf = lambda device, _now: device.startswith("sw") and device[3] in "01234"
    net.run(60)
    assert net.opened() == [("device", "core1")]


def test_four_dead_switches_in_four_places_are_four_incidents():
    net = town()
    net.run(30)
    net.dead = {"sw00", "sw11", "sw22", "sw33"}
    net.run(15)
    assert sorted(cause for _, cause in net.opened()) == ["dist0-sw00", "dist1-sw11", "dist2-sw22", "dist3-sw33"]


def test_a_later_fault_above_an_open_one_is_an_incident_of_its_own(net):
    net.cut = {"acc3-acc4"}
    net.run(20)
    net.cut = {"acc3-acc4", "dist1-acc3"}
    net.run(20)
    assert net.opened() == [("link", "acc3-acc4"), ("link", "dist1-acc3")]
    assert set(net.judge.open[0].affected) == {"acc4"}
    assert set(net.judge.open[1].affected) == {"acc3"}


def test_who_falls_later_behind_an_open_fault_joins_it(net):
    net.dead = {"acc7"}
    net.deaf = lambda device, now: device == "acc8" and now > 45
    net.run(10)
    net.dead = {"acc7", "acc8"}
    net.run(30)
    assert [kind for kind, _ in net.opened()] == ["link"]
    assert set(net.judge.open[0].affected) == {"acc7", "acc8"}


def test_recovery_is_one_word_though_some_start_a_minute_later(net):
    net.dead = {"dist2"}
    net.run(20)
    net.dead = set()
    net.slow_failover = {"acc5": net.now + 60, "acc7": net.now + 90, "acc8": net.now + 90}
    net.run(130)
    assert net.opened() == [("device", "dist2")]
    assert net.closed() == [("device", "dist2")]


def test_a_dark_place_with_one_door_is_its_switch_and_its_power_a_suspect(net):
    net.dead = {"dist2", "acc5", "acc6"}
    net.run(20)
    assert net.opened() == [("device", "dist2")]
    assert ("place", "health") in [(kind, cause) for kind, cause, _ in net.judge.open[0].finding.suspects]


def test_a_dark_place_with_two_doors_is_its_power():
    pairs = [*PAIRS, ("dist1", "p1"), ("dist2", "p2"), ("p1", "p2")]
    net = PlayedNetwork(pairs=pairs, places=PLACES | {"p1": "library", "p2": "library"})
    net.run(30)
    net.dead = {"p1", "p2"}
    net.run(20)
    assert net.opened() == [("place", "library")]


def test_a_dumb_switch_explains_those_who_hang_on_it():
    pairs = [*PAIRS, ("dist1", "dumb"), ("dumb", "x1"), ("dumb", "x2"), ("dumb", "x3")]
    places = PLACES | dict.fromkeys(("dumb", "x1", "x2", "x3"), "yard") | {"x3": "shed"}
    net = PlayedNetwork(pairs=pairs, places=places, unasked=frozenset({"dumb"}), reads_ports=False)
    net.run(30)
    net.dead = {"dumb"}
    net.run(20)
    assert net.opened() == [("device", "dumb")]
    assert set(net.judge.open[0].affected) == {"x1", "x2", "x3"}


def test_an_island_that_falls_silent_is_one_incident():
    pairs = [*PAIRS, ("i1", "i2"), ("i2", "i3")]
    net = PlayedNetwork(pairs=pairs, places=PLACES | {"i1": "isle", "i2": "isle", "i3": "rock"}, reads_ports=False)
    net.deaf = lambda device, now: device.startswith("i") and now > 40
    net.reached = lambda: set(net.judge.devices)
    net.run(70)
    assert net.opened() == [("device", "i2")]


def test_one_of_two_parallel_cables_is_lost_redundancy():
    net = PlayedNetwork(pairs=[*PAIRS, ("core1", "twin"), ("twin", "core1")], places=PLACES | {"twin": "hall"})
    net.run(30)
    net.cut = {"core1-twin"}
    net.run(15)
    assert net.opened() == [("redundancy", "core1-twin")]


def test_both_of_two_parallel_cables_down_is_the_device_at_their_end():
    net = PlayedNetwork(pairs=[*PAIRS, ("core1", "twin"), ("twin", "core1")], places=PLACES | {"twin": "hall"})
    net.run(30)
    net.dead = {"twin"}
    net.run(15)
    assert net.opened() == [("device", "twin")]


def test_a_cable_that_goes_up_and_down_is_one_flapping_incident(net):
    for _ in range(8):
        net.cut = {"dist2-acc5"}
        net.run(6)
        net.cut = set()
        net.run(6)
    kinds = [(o.kind, o.cause) for o in net.judge.open]
    assert (len(net.opened()), kinds) == (1, [("flapping", "dist2-acc5")])
    net.run(200)
    assert net.closed() == [("flapping", "dist2-acc5")]


def test_maintenance_of_a_leaf_does_not_hide_the_fault_above_it(net):
    net.judge.excuse(until=net.now + 300, device="acc4")
    net.cut = {"dist1-acc3"}
    net.run(20)
    assert net.opened() == [("link", "dist1-acc3")]
    assert set(net.judge.open[0].affected) == {"acc3"}


def test_planned_work_on_a_cable_absorbs_what_hangs_on_it_and_says_so_once(net):
    net.judge.excuse(until=net.now + 60, link="dist1-acc3")
    net.cut = {"dist1-acc3"}
    net.run(50)
    assert [(d.what, d.incident.cause) for d in net.decisions] == [("absorbed", "dist1-acc3")]
    assert net.judge.open == []


def test_ports_read_later_give_the_open_incident_its_better_founded_cause(net):
    net.reads_ports = False
    net.judge.ports.clear()
    net.cut = {"dist1-acc3"}
    net.run(15)
    assert net.opened() == [("device", "acc3")]
    net.reads_ports = True
    net.run(5)
    assert [(o.kind, o.cause) for o in net.judge.open] == [("link", "dist1-acc3")]
    assert [d.recast for d in net.decisions if d.what == "changed"] == [True]


def test_a_place_that_goes_dark_bit_by_bit_becomes_one_fault_and_the_others_merge_into_it(net):
    net.dead = {"acc1", "acc2"}
    net.run(14)
    assert sorted(net.opened()) == [("link", "dist1-acc1"), ("link", "dist1-acc2")]
    net.dead |= {"dist1"}
    net.run(30)
    assert [(o.kind, o.cause) for o in net.judge.open] == [("place", "school")]
    assert set(net.judge.open[0].affected) == {"acc1", "acc2", "dist1", "acc3", "acc4"}
    merged = [d for d in net.decisions if d.what == "merged"]
    assert [d.into for d in merged] == [net.judge.open[0]] * 2
    assert ("link", "dist1-acc1", 0.0) in net.judge.open[0].finding.suspects
    net.dead = set()
    net.run(40)
    assert net.closed() == [("place", "school")]
    assert net.judge.open == []


def test_two_faults_at_a_place_where_one_still_answers_stay_two(net):
    net.dead = {"acc1", "acc2"}
    net.run(40)
    assert len(net.judge.open) == 2
    assert {d.what for d in net.decisions} == {"opened"}


def test_a_power_notice_that_comes_late_makes_one_incident_of_two(net):
    net.dead = {"acc1", "acc2"}
    net.run(14)
    net.judge.power("dist1", net.now, on_battery=True)
    net.run(4)
    assert [(o.kind, o.cause, set(o.affected)) for o in net.judge.open] == [("place", "school", {"acc1", "acc2"})]
    assert [d.what for d in net.decisions] == ["opened", "opened", "changed", "merged"]


def flap(net, cable, periods, *, down, up):
    for _ in range(periods):
        net.cut = {cable}
        net.run(down)
        net.cut = set()
        net.run(up)


def test_an_outage_by_the_first_breaks_of_a_flapping_cable_becomes_that_incident(net):
    net.slow_failover = dict.fromkeys(["dist1", "acc1", "acc2", "acc3", "acc4"], net.now + 14)
    flap(net, "core1-dist1", 6, down=4, up=5)
    assert len(net.opened()) == 1
    assert [(o.kind, o.cause) for o in net.judge.open] == [("flapping", "core1-dist1")]


def test_what_was_lost_while_a_cable_flapped_is_no_loss_afterwards(net):
    net.lossy = lambda device, now: device == "acc3" and now < 120 and now % 8 == 0
    flap(net, "dist1-acc3", 8, down=4, up=6)
    net.run(200)
    assert {kind for kind, _ in net.opened()} <= {"link", "flapping"}
    assert net.judge.open == []
