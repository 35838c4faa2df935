# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who can be heard under which fault, second by second, as a pure function of the faults and the time."""

from math import inf

import pytest

from samdrift.twin import condition as state
from samdrift.twin.breaking import make_fault
from samdrift.twin.tests.town import demo_town

T = 1_000_000.0


def broken(*faults, at=T):
    """The condition after each of (kind, target, other) broke at `at`."""
    town = demo_town()
    made = [make_fault(town, n, *fault, at) for n, fault in enumerate(faults, 1)]
    return state.advance(town, state.undisturbed(town), made, at), made


def silent(condition, at):
    return {d for d in demo_town().devices if not state.answers(condition, d, at)}


def at_places(*slugs):
    return {d.id for slug in slugs for d in demo_town().at_place(slug)}


def test_undisturbed_all_answer():
    assert silent(state.undisturbed(demo_town()), T) == set()


def test_cutting_a_place_silences_it_and_what_hangs_on_it_at_once_and_for_good():
    condition, _ = broken(("cut_place", "school-north", ""))

    assert silent(condition, T) == at_places("school-north", "kindergarten-north")
    assert silent(condition, T + 3600) == at_places("school-north", "kindergarten-north")


def test_cutting_a_ring_cable_gives_four_seconds_of_silence_and_then_all_answer():
    condition, _ = broken(("cut_link", "core1", "dist1"))

    assert {"dist1", "library-main-sw1"} <= silent(condition, T)
    assert "core2" not in silent(condition, T)
    assert silent(condition, T + 3.9) == silent(condition, T)
    assert silent(condition, T + 4.0) == set()


def test_cutting_a_cable_the_tree_does_not_use_silences_nobody():
    condition, _ = broken(("cut_link", "dist2", "dist3"))

    assert silent(condition, T) == set()
    assert condition.effects.cut == {"dist2 xe-0/0/1 -- dist3 Twe1/0/1"}


def test_mending_a_ring_cable_costs_the_same_four_seconds():
    condition, _ = broken(("cut_link", "core1", "dist1"))
    mended = state.advance(demo_town(), condition, [], T + 100)

    assert "dist1" in silent(mended, T + 100)
    assert silent(mended, T + 104) == set()


def test_a_second_change_in_the_midst_of_the_first_begins_the_silence_anew():
    condition, made = broken(("cut_link", "core1", "dist1"))
    healed_early = state.advance(demo_town(), condition, [], T + 2)

    assert "dist1" in silent(healed_early, T + 5.9)
    assert "dist1" not in silent(healed_early, T + 6)
    assert made[0].links == ("core1 1/1/4 -- dist1 Twe1/0/1",)


def test_both_ways_of_a_ring_cut_leave_it_silent():
    condition, _ = broken(("cut_link", "dist2", "dist3"), ("cut_link", "dist3", "core2"))

    assert {"dist3", "fire-station-west-sw1"} <= silent(condition, T + 60)
    assert "dist2" not in silent(condition, T + 60)


def test_a_switch_with_two_ways_out_carries_others_too_as_a_spanning_tree_lets_it():
    condition, _ = broken(("cut_link", "core1", "dist1"), ("cut_link", "dist1", "dist2"))

    assert silent(condition, T + 60) == set()
    assert any("school-centre-sw1" in link or "job-centre-sw1" in link for link in condition.routes["dist1"])


def test_a_dead_switch_silences_its_tree_and_downs_its_neighbours_ports():
    condition, made = broken(("kill_device", "school-north-sw1", ""))
    town = demo_town()
    uplink = town.between("dist2", "school-north-sw1")[0]

    assert silent(condition, T + 60) == at_places("school-north", "kindergarten-north")
    assert state.port_is_live(town, condition.effects, uplink.end_at("dist2")) is False
    assert made[0].links == ()


def test_a_hung_agent_is_silent_alone_with_its_ports_up():
    condition, _ = broken(("hang_agent", "school-north-sw1", ""))
    town = demo_town()
    uplink = town.between("dist2", "school-north-sw1")[0]

    assert silent(condition, T + 60) == {"school-north-sw1"}
    assert state.port_is_live(town, condition.effects, uplink.end_at("dist2")) is True


def test_without_power_the_unbacked_fall_silent_first_and_the_rest_when_the_battery_is_empty():
    condition, made = broken(("power_place", "school-south", ""))
    after = state.advance(demo_town(), condition, made, T + state.BATTERY_S)

    assert "school-south-sw1" not in silent(condition, T)
    assert "school-south-ups1" not in silent(condition, T)
    assert "school-south-sw2" in silent(condition, T)
    assert silent(after, T + state.BATTERY_S) >= at_places("school-south")
    assert state.next_change(made, T) == T + state.BATTERY_S
    assert state.next_change(made, T + state.BATTERY_S) == inf


def test_a_spoilt_cable_silences_nobody_and_marks_those_behind_it():
    condition, _ = broken(("loss", "dist2", "school-north-sw1"))

    assert silent(condition, T) == set()
    lossy = {d for d in demo_town().devices if state.is_lossy(condition, d)}
    assert lossy == at_places("school-north", "kindergarten-north")


@pytest.mark.parametrize(("after", "cut"), [(0.0, True), (3.9, True), (4.0, False), (7.9, False), (8.0, True)])
def test_a_flapping_cable_is_down_and_up_in_turns(after, cut):
    _, made = broken(("flap", "dist2", "school-north-sw1"))

    assert bool(state.effects_at(demo_town(), made, T + after).cut) is cut


def test_each_turn_of_a_flapping_cable_comes_after_the_last_at_any_epoch():
    _, made = broken(("flap", "school-north", ""), at=1_793_185_200.123457)
    turns, at = [], made[0].at
    for _ in range(50):
        at = state.next_change(made, at)
        turns.append(round((at - made[0].at) / state.FLAP_S))

    assert turns == list(range(1, 51))


def test_when_the_vantage_device_dies_nobody_is_heard():
    condition, _ = broken(("kill_device", "core1", ""))

    assert silent(condition, T + 60) == set(demo_town().devices)


def test_what_changes_nothing_leaves_the_condition_as_it_is():
    condition, made = broken(("cut_place", "school-north", ""))

    assert state.advance(demo_town(), condition, made, T + 50) is condition
