# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who held the case: the turns, their whole minutes, and that these always add up."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.slaclock import Holding, calendar_from_json, holdings, minutes_by_holder
from samdrift.kernel.errors import BadInput

BEGIN = datetime(2026, 2, 3, 8, tzinfo=UTC)
OFFICE = calendar_from_json({"tz": "UTC", "weekly": {"tue": [["08:00", "16:00"]], "wed": [["08:00", "16:00"]]}}, "c")


def after(seconds):
    return BEGIN + timedelta(seconds=seconds)


def test_parts_that_would_round_to_less_than_the_whole_still_add_up_to_it():
    turns = holdings([(BEGIN, "desk"), (after(40), "supplier"), (after(80), "desk")], after(120))
    assert turns == [
        Holding("desk", BEGIN, after(40), timedelta(seconds=40), 0),
        Holding("supplier", after(40), after(80), timedelta(seconds=40), 1),
        Holding("desk", after(80), after(120), timedelta(seconds=40), 1),
    ]
    assert minutes_by_holder(turns) == {"desk": 1, "supplier": 1}


def test_only_open_and_unpaused_time_is_shared_out_when_a_calendar_is_given():
    moves = [(BEGIN, "desk"), (after(7 * 3600), "supplier")]
    pause = (after(3600), after(2 * 3600))
    turns = holdings(moves, BEGIN + timedelta(days=1, hours=1), OFFICE, [pause])
    assert minutes_by_holder(turns) == {"desk": 360, "supplier": 120}


def test_of_two_moves_at_one_instant_the_later_in_the_list_holds():
    assert minutes_by_holder(holdings([(BEGIN, "desk"), (BEGIN, "supplier")], after(60))) == {"supplier": 1}
    assert minutes_by_holder(holdings([(BEGIN, "supplier"), (BEGIN, "desk")], after(60))) == {"desk": 1}


def test_a_minute_belongs_to_the_one_who_held_the_case_when_it_was_full_and_not_a_microsecond_before():
    turns = holdings([(BEGIN, "desk"), (after(60) - timedelta(microseconds=1), "supplier")], after(60))
    assert minutes_by_holder(turns) == {"desk": 0, "supplier": 1}


def test_moves_after_the_end_are_left_out():
    assert minutes_by_holder(holdings([(after(600), "user"), (BEGIN, "desk")], after(60))) == {"desk": 1}
    assert holdings([(after(600), "user")], after(60)) == []


def test_a_case_that_nobody_held_is_refused():
    with pytest.raises(BadInput, match="moves: nobody held the case; begin with the one who received it"):
        holdings([], BEGIN)


@given(st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from("abc")), max_size=20), st.integers(0, 100_000))
def test_the_minutes_of_all_are_the_whole_minutes_of_the_case(moves, length):
    turns = holdings([(BEGIN, "a"), *((after(second), who) for second, who in moves)], after(length))
    assert sum(minutes_by_holder(turns).values()) == length // 60
    assert sum((turn.counted for turn in turns), timedelta(0)) == timedelta(seconds=length)
    assert all(before.finish == turn.begin for before, turn in pairwise(turns))
