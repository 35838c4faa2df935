# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the agents serve and tell while things break and are mended."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.engines.snmpwire import counter64, integer, octet_string, time_ticks
from samdrift.kernel.errors import NotFound
from samdrift.twin.live import Telling
from samdrift.twin.tests.town import NOON, column, demo_town, live_town, value, walk

UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
IF_NAME = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)
IF_OPER, IF_ADMIN = (1, 3, 6, 1, 2, 1, 2, 2, 1, 8), (1, 3, 6, 1, 2, 1, 2, 2, 1, 7)
IF_IN, HC_IN, IF_IN_ERRORS = (
    (1, 3, 6, 1, 2, 1, 2, 2, 1, 10),
    (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6),
    (1, 3, 6, 1, 2, 1, 2, 2, 1, 14),
)
LLDP_NAME = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 9)
TREE_STATE = (1, 3, 6, 1, 2, 1, 17, 2, 15, 1, 3)
UP, DOWN = integer(1), integer(2)


def port_at(near, far):
    """The number of the port at `near` in which the cable to `far` is."""
    return demo_town().between(near, far)[0].end_at(near).port


def heard_by(town, device, at):
    return {v.as_text() for v in column(town.table_of(device, at), LLDP_NAME, at).values()}


def test_a_device_presents_itself_as_its_make_does():
    town = live_town()

    assert value(town, "core1", (1, 3, 6, 1, 2, 1, 1, 1, 0), NOON) == octet_string("Aruba JL717C LL.10.13.1040")
    assert value(town, "core1", (1, 3, 6, 1, 2, 1, 1, 5, 0), NOON) == octet_string("core1")
    assert value(town, "dist1", (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1, 9), NOON) == octet_string("Twe1/0/1")
    assert value(town, "dist1", (1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 9), NOON) == octet_string("TwentyFiveGigE1/0/1")
    assert value(town, "fw1", (1, 3, 6, 1, 4, 1, 12356, 100, 1, 1, 1, 0), NOON).as_text().startswith("FGTWIN")


def test_a_40_gigabit_port_does_not_fit_the_32_bit_speed_and_says_so():
    town = live_town()

    assert value(town, "core1", (1, 3, 6, 1, 2, 1, 2, 2, 1, 5, 3), NOON).value == 2**32 - 1
    assert value(town, "core1", (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 15, 3), NOON).value == 25_000


def test_the_32_bit_counter_is_the_low_half_of_the_64_bit_one_and_both_move():
    town, index = live_town(), 3
    long = value(town, "core1", (*HC_IN, index), NOON)
    short = value(town, "core1", (*IF_IN, index), NOON)

    assert long.value > 2**32
    assert short.value == long.value % 2**32
    assert value(town, "core1", (*HC_IN, index), NOON + 60).value > long.value


def test_counters_and_uptime_go_on_when_the_twin_is_started_again():
    one, again = live_town(NOON), live_town(NOON + 3600)

    assert value(one, "dist1", (*HC_IN, 9), NOON + 7200) == value(again, "dist1", (*HC_IN, 9), NOON + 7200)
    assert value(one, "dist1", UPTIME, NOON + 7200) == value(again, "dist1", UPTIME, NOON + 7200)


def test_both_ends_of_a_cable_count_the_same_octets_each_its_way():
    town = live_town()
    near, far = port_at("dist2", "school-north-sw1"), port_at("school-north-sw1", "dist2")

    def grown(device, port, out):
        a, b = (town.agents[device].counters(port, at) for at in (NOON, NOON + 60))
        return b.out_octets - a.out_octets if out else b.in_octets - a.in_octets

    assert grown("dist2", near, out=True) == pytest.approx(grown("school-north-sw1", far, out=False), abs=2)
    assert grown("dist2", near, out=True) > 5 * grown("dist2", near, out=False)


def test_every_device_that_speaks_lldp_hears_all_its_neighbours():
    town = live_town()

    for device in demo_town().devices.values():
        if device.model.serves_lldp:
            beside = {link.far_end(device.id).device for link in demo_town().links_of[device.id]}
            assert heard_by(town, device.id, NOON) == beside, device.id


def test_a_cut_cable_downs_both_ports_at_once_and_lldp_forgets_after_three_seconds():
    town = live_town()
    town.inject("cut_link", "dist2", "school-north-sw1", NOON)
    port = town.agents["dist2"].if_index(port_at("dist2", "school-north-sw1"))

    assert value(town, "dist2", (*IF_OPER, port), NOON) == DOWN
    assert value(town, "dist2", (*IF_ADMIN, port), NOON) == UP
    assert town.agents["school-north-sw1"].port_live[port_at("school-north-sw1", "dist2") - 1] is False
    assert "school-north-sw1" in heard_by(town, "dist2", NOON + 2.9)
    assert "school-north-sw1" not in heard_by(town, "dist2", NOON + 3.1)


def test_a_mended_cable_ups_its_ports_and_lldp_hears_again():
    town = live_town()
    fault = town.inject("cut_link", "dist2", "school-north-sw1", NOON)
    heard_by(town, "dist2", NOON + 10)
    town.heal(fault.id, NOON + 20)
    port = town.agents["dist2"].if_index(port_at("dist2", "school-north-sw1"))

    assert value(town, "dist2", (*IF_OPER, port), NOON + 20) == UP
    assert "school-north-sw1" in heard_by(town, "dist2", NOON + 20)
    assert town.hears("school-north-sw1", NOON + 23.9) is False
    assert town.hears("school-north-sw1", NOON + 24) is True
    assert town.faults == {}


def test_the_near_end_tells_of_a_cut_at_once_and_the_far_end_cannot():
    town = live_town()
    town.inject("cut_link", "dist2", "school-north-sw1", NOON)

    assert town.advance(NOON) == [Telling(NOON, "dist2", "linkDown", port_at("dist2", "school-north-sw1"))]
    assert town.advance(NOON + 60) == []


def test_neighbours_of_a_dead_ring_switch_tell_and_it_cold_starts_when_it_lives_again():
    town = live_town()
    fault = town.inject("kill_device", "dist3", "", NOON)
    told = {(t.device, t.kind) for t in town.advance(NOON)}
    town.heal(fault.id, NOON + 60)
    back = [(t.due - NOON, t.device, t.kind) for t in town.advance(NOON + 70) if t.device == "dist3"]

    assert {("core2", "linkDown"), ("dist2", "linkDown")} <= told
    assert not any(device == "dist3" for device, _ in told)
    assert back == [(pytest.approx(64.2), "dist3", "coldStart")]
    assert value(town, "dist3", UPTIME, NOON + 70) == time_ticks(1000)
    assert value(town, "dist3", (*HC_IN, 9), NOON + 60) == counter64(0)


def test_a_ups_tells_before_the_place_dies_and_again_when_power_is_back():
    town = live_town()
    fault = town.inject("power_place", "school-south", "", NOON)
    first = town.advance(NOON)
    town.advance(NOON + 2)
    dead = {d.id for d in demo_town().at_place("school-south") if not town.hears(d.id, NOON + 2)}
    town.heal(fault.id, NOON + 60)
    back = {(t.device, t.kind) for t in town.advance(NOON + 80)}

    assert [(t.device, t.kind) for t in first if t.kind == "onBattery"] == [("school-south-ups1", "onBattery")]
    assert dead == {d.id for d in demo_town().at_place("school-south")}
    assert {("school-south-ups1", "offBattery"), ("school-south-sw1", "coldStart")} <= back
    assert town.wake_at() == float("inf")


def test_a_hung_agent_is_silent_while_its_neighbour_still_hears_it_by_lldp():
    town = live_town()
    town.inject("hang_agent", "school-north-sw1", "", NOON)

    assert town.hears("school-north-sw1", NOON + 60) is False
    assert town.hears("school-north-sw2", NOON + 60) is True
    assert "school-north-sw1" in heard_by(town, "dist2", NOON + 60)
    assert town.advance(NOON + 60) == []


def test_a_spoilt_cable_counts_errors_at_both_ends():
    town = live_town()
    near, far = port_at("dist2", "school-north-sw1"), port_at("school-north-sw1", "dist2")
    before = value(town, "dist2", (*IF_IN_ERRORS, town.agents["dist2"].if_index(near)), NOON)
    town.inject("loss", "dist2", "school-north-sw1", NOON)

    assert town.loses("school-north-sw5")
    assert not town.loses("dist2")
    assert value(town, "dist2", (*IF_IN_ERRORS, town.agents["dist2"].if_index(near)), NOON + 600).value > before.value
    assert town.agents["school-north-sw1"].counters(far, NOON + 600).in_errors > 0


def test_a_restarted_agent_is_away_three_seconds_counts_from_zero_and_numbers_its_ports_anew():
    town = live_town()
    names = column(town.table_of("dist1", NOON), IF_NAME)
    town.inject("restart", "dist1", "", NOON)
    renamed = column(town.table_of("dist1", NOON + 4), IF_NAME, NOON + 4)

    assert town.hears("dist1", NOON + 2.9) is False
    assert town.hears("dist1", NOON + 3) is True
    assert value(town, "dist1", UPTIME, NOON + 4) == time_ticks(100)
    assert names[(9,)] == renamed[(10,)] == octet_string("Twe1/0/1")
    assert [(t.device, t.kind) for t in town.advance(NOON + 4)] == [("dist1", "coldStart")]
    assert town.faults == {}


def test_a_make_that_announces_its_ifindex_announces_the_new_one_after_a_restart():
    town, lldp_port_id = live_town(), (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1, 7)
    before = {v.as_text() for v in column(town.table_of("dist1", NOON), lldp_port_id).values()}
    town.inject("restart", "dist2", "", NOON)
    after = {v.as_text() for v in column(town.table_of("dist1", NOON + 5), lldp_port_id, NOON + 5).values()}

    assert before - after == {"510"}
    assert after - before == {"511"}


def test_a_flapping_cable_tells_each_turn():
    town = live_town()
    town.inject("flap", "dist2", "school-north-sw1", NOON)
    told = []
    for second in range(13):
        told += [(t.due - NOON, t.kind) for t in town.advance(NOON + second) if t.device == "dist2"]

    assert told == [(0, "linkDown"), (4, "linkUp"), (8, "linkDown"), (12, "linkUp")]


def test_the_spanning_tree_blocks_the_ring_once_and_opens_it_when_needed():
    town = live_town()
    port = port_at("dist3", "dist2")
    blocked = value(town, "dist3", (*TREE_STATE, port), NOON).value
    town.inject("cut_link", "dist3", "core2", NOON)
    opened = value(town, "dist3", (*TREE_STATE, port), NOON + 5).value

    assert (blocked, opened) == (2, 5)


def test_healing_all_leaves_everything_as_it_was():
    town = live_town()
    for order in (("cut_place", "school-north", ""), ("kill_device", "dist5", ""), ("loss", "dist1", "dist2")):
        town.inject(*order, NOON)
    healed = town.heal_all(NOON + 10)

    assert [f.id for f in healed] == [1, 2, 3]
    assert all(town.hears(d, NOON + 14) for d in demo_town().devices)
    assert [a.port_live for a in town.agents.values()] == [a.port_live for a in live_town().agents.values()]


def test_a_fault_that_is_not_there_cannot_be_healed_and_a_refused_order_uses_no_number():
    town = live_town()
    with pytest.raises(NotFound, match="there is no fault 1; faults now: none"):
        town.heal(1, NOON)
    with pytest.raises(NotFound):
        town.inject("kill_device", "nothing", "", NOON)

    assert town.inject("kill_device", "dist1", "", NOON).id == 1


@cache
def town_in_state(state):
    town = live_town()
    if state == "broken":
        town.inject("cut_place", "school-north", "", NOON)
        town.inject("restart", "dist1", "", NOON + 1)
        town.inject("power_place", "depot-south", "", NOON + 2)
        town.advance(NOON + 10)
    return town


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(demo_town().devices)), st.integers(1, 50), st.sampled_from(["whole", "broken"]))
def test_a_walk_over_any_device_visits_each_object_once_in_order_and_ends(device, repetitions, state):
    table = town_in_state(state).table_of(device, NOON + 20)
    names = [name for name, _ in walk(table, NOON + 20, repetitions)]

    assert names == sorted(set(names))
    assert len(names) == len(table) > 50
    assert names == [name for name, _ in walk(table, NOON + 20)]
