# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A device that slows down is asked half as often within two questions, and one that is well again soon as often as before."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.pollplan import Manner, next_turn
from samdrift.engines.pollplan.manner import FASTER_AFTER, LARGER_AFTER, MOST_ROWS, SLOWEST_PER_S

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def used_to(took_s: float) -> Manner:
    manner = Manner(10.0)
    for _ in range(10):
        manner.answered(took_s)
    return manner


def test_two_answers_three_times_as_late_halve_the_pace():
    manner = used_to(0.1)
    assert not manner.answered(0.31)
    assert manner.answered(0.31)
    assert manner.per_second == 5.0


def test_two_questions_without_an_answer_halve_it_and_one_does_not():
    manner = used_to(0.1)
    assert not manner.unanswered()
    manner.answered(0.1)
    assert not manner.unanswered()
    assert manner.unanswered()
    assert manner.per_second == 5.0


def test_late_by_a_few_milliseconds_or_like_everybody_is_not_late():
    manner = used_to(0.004)
    assert not any(manner.answered(0.24) for _ in range(10))
    assert not any(manner.answered(0.9, others_s=0.4) for _ in range(10))
    assert manner.per_second == 10.0


def test_it_never_falls_silent_and_comes_back_step_by_step():
    manner = used_to(0.1)
    for _ in range(40):
        manner.unanswered()
    assert manner.per_second == SLOWEST_PER_S
    for _ in range(FASTER_AFTER):
        manner.answered(0.1)
    assert manner.per_second == SLOWEST_PER_S * 1.5
    for _ in range(FASTER_AFTER * 20):
        manner.answered(0.1)
    assert manner.per_second == 10.0


def test_who_is_asked_as_fast_as_it_answers_gets_a_pace_when_it_slows():
    manner = Manner(0.0)
    manner.unanswered()
    manner.unanswered()
    assert manner.per_second == 20.0


def test_rows_are_halved_at_once_and_raised_only_after_many_whole_readings():
    manner = Manner(10.0)
    manner.unreadable(MOST_ROWS)
    assert manner.rows == MOST_ROWS // 2
    for _ in range(LARGER_AFTER - 1):
        manner.read_whole()
    assert manner.rows == MOST_ROWS // 2
    manner.read_whole()
    assert manner.rows == MOST_ROWS // 2 + MOST_ROWS // 8


@given(st.lists(st.one_of(st.just(None), st.floats(0, 30)), max_size=200), st.floats(0, 100), st.integers(-5, 500))
def test_whatever_a_device_does_pace_and_rows_stay_within_what_is_agreed(answers, learnt, rows):
    manner = Manner(10.0, learnt, rows)
    for took in answers:
        if took is None:
            manner.unanswered()
            manner.unreadable(manner.rows)
        else:
            manner.answered(took)
            manner.read_whole()
        assert min(SLOWEST_PER_S, learnt or 10.0) <= manner.per_second <= 10.0
        assert 1 <= manner.rows <= MOST_ROWS


def test_the_whole_network_is_read_evenly_over_the_interval():
    turns = [next_turn(f"1/10.0.{n // 250}.{n % 250}", after=AT, every=QUARTER) for n in range(5500)]
    a_minute = Counter((turn - AT) // timedelta(minutes=1) for turn in turns)
    assert min(turns) >= AT + QUARTER / 2
    assert max(turns) <= AT + QUARTER * 1.5
    assert max(a_minute.values()) < 5500 / 15 * 1.25


@given(st.text(max_size=40), st.integers(0, 10**6))
def test_a_turn_keeps_its_phase_whenever_it_was_read_last(key, seconds):
    after = AT + timedelta(seconds=seconds)
    first, second = (next_turn(key, after=one, every=QUARTER) for one in (AT, after))
    phases = [one.timestamp() % QUARTER.total_seconds() for one in (first, second)]
    apart = abs(phases[0] - phases[1])
    assert min(apart, QUARTER.total_seconds() - apart) < 0.001
    assert after + QUARTER / 2 <= second <= after + QUARTER * 1.5 + timedelta(milliseconds=1)
