# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Each device once an interval, evenly spread, whatever joins, leaves or is late."""

from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.pollplan import Schedule


def turns(schedule: Schedule, until: float, step: float = 0.02, start: float = 0.0) -> list[tuple[float, int]]:
    found = []
    for tick in range(int((until - start) / step) + 1):
        now = start + tick * step
        found += [(now, key) for key in schedule.due(now)]
    return found


def test_every_device_has_one_turn_an_interval():
    schedule = Schedule(2.0)
    schedule.set_keys(range(260), 0.0)
    seen = [key for _, key in turns(schedule, 9.98)] + schedule.due(9.9999)
    assert [seen.count(key) for key in range(260)] == [5] * 260


def test_turns_are_spread_evenly():
    schedule = Schedule(2.0)
    schedule.set_keys(range(1000), 0.0)
    tenths = [0] * 10
    for at, _ in turns(schedule, 1.999):
        tenths[min(9, int(at / 0.2))] += 1
    assert all(90 <= count <= 110 for count in tenths), tenths


def test_a_changed_plan_keeps_the_turns_of_those_who_stay():
    schedule, alone = Schedule(2.0), Schedule(2.0)
    schedule.set_keys([1, 2, 3], 0.0)
    alone.set_keys([1, 2, 3], 0.0)
    before = [turn for turn in turns(alone, 6.0) if turn[1] == 2 and turn[0] > 3.0]
    turns(schedule, 3.0)
    schedule.set_keys([2, 9], 3.0)
    after = turns(schedule, 6.0, start=3.0)
    assert [turn for turn in after if turn[1] == 2] == before
    assert {key for _, key in after} == {2, 9}


def test_the_first_turn_can_come_sooner_than_the_interval():
    schedule = Schedule(60.0)
    schedule.set_keys(range(100), 10.0, within_s=5.0)
    first = [at for at, _ in turns(schedule, 16.0, start=10.0)]
    assert len(first) == 100
    assert 10.0 <= min(first) <= max(first) <= 15.02


def test_a_hurried_device_is_due_at_once_and_then_an_interval_later():
    schedule = Schedule(10.0)
    schedule.set_keys([1], 0.0)
    schedule.hurry(1, 3.0)
    schedule.hurry(7, 3.0)
    assert (schedule.due(3.0), schedule.due(12.9), schedule.due(13.0)) == ([1], [], [1])


def test_a_late_look_gives_each_device_once_and_keeps_its_phase():
    schedule = Schedule(2.0)
    schedule.set_keys([1, 2], 0.0)
    first = turns(schedule, 2.0)
    assert sorted(schedule.due(101.0)) == [1, 2]
    again = turns(schedule, 103.5, step=0.02, start=101.0)
    for at, key in first:
        next_at = next(later for later, who in again if who == key)
        assert round((next_at - at) % 2.0, 6) in {0.0, 0.02, 1.98, 2.0}


@given(st.lists(st.tuples(st.sets(st.integers(0, 20)), st.floats(0.01, 7.0)), max_size=8))
def test_only_wanted_devices_come_due(changes):
    schedule = Schedule(2.0)
    now = 0.0
    for keys, passing in changes:
        schedule.set_keys(keys, now)
        now += passing
        due = schedule.due(now)
        assert set(due) <= keys
        assert len(due) == len(set(due))
        if passing >= 2.0:
            assert set(due) == keys
