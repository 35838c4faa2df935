# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Counters to rates: known cases by hand, and properties that hold for all of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.monitoring.rates import COUNTER32, COUNTER64, TIME_TICKS, Count, Rate, even_steps, rates

T0 = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GIGABIT = 10**9


def counts(*rows):
    """(seconds, sysUpTime in ticks or None, octets or None)."""
    return [Count(T0 + timedelta(seconds=at), uptime, octets) for at, uptime, octets in rows]


def bps(*rows, speed=GIGABIT):
    return [rate.bps for rate in rates(counts(*rows), interval_s=60, speed_bps=speed)]


def test_octets_over_seconds_are_bits_per_second():
    assert bps((0, 100, 1000), (60, 6100, 1000 + 60 * 125)) == [1000.0]


def test_a_standing_counter_is_no_traffic_and_not_a_gap():
    assert bps((0, 0, 7), (60, 6000, 7)) == [0.0]


def test_a_64_bit_counter_wraps():
    assert bps((0, 0, COUNTER64 - 500), (60, 6000, 250)) == [750 * 8 / 60]


def test_a_32_bit_counter_wraps_where_the_line_is_too_slow_to_wrap_it_twice():
    assert bps((0, 0, COUNTER32 - 500), (60, 6000, 250), speed=10**8) == [750 * 8 / 60]


def test_a_32_bit_counter_of_a_fast_line_may_have_wrapped_twice():
    assert bps((0, 0, COUNTER32 - 500), (60, 6000, 250), speed=10**10) == [None]


def test_a_step_down_that_the_line_cannot_carry_is_a_reset():
    assert bps((0, 0, 3_000_000_000), (60, 6000, 250), speed=10**7) == [None]


def test_a_step_down_far_from_the_end_is_a_reset_where_no_speed_is_known():
    assert bps((0, 0, 2**40), (60, 6000, 250), speed=None) == [None]


def test_a_restart_hides_what_flowed_even_where_the_counter_has_grown():
    assert bps((0, 500_000, 100), (60, 2000, 90_000), (120, 8000, 90_060)) == [None, 8.0]


def test_sysuptime_beginning_again_after_497_days_is_no_restart():
    assert bps((0, TIME_TICKS - 1000, 0), (60, 5000, 60)) == [8.0]


@pytest.mark.parametrize(("seconds", "expected"), [(150, [8.0]), (151, [None])])
def test_more_than_two_and_a_half_intervals_are_a_gap(seconds, expected):
    assert bps((0, 0, 0), (seconds, seconds * 100, seconds)) == expected


def test_a_sweep_without_the_counter_is_passed_over():
    assert bps((0, 0, 0), (60, 6000, None), (120, 12_000, 120)) == [8.0]


def test_two_readings_of_the_same_moment_say_nothing():
    assert bps((0, 0, 0), (0, 0, 5)) == [None]


@given(
    st.lists(st.tuples(st.integers(1, 149), st.integers(0, 10**9)), min_size=1, max_size=30),
    st.integers(0, COUNTER64 - 1),
    st.booleans(),
)
def test_what_flowed_is_what_the_rates_add_up_to_across_wraps(steps, first, with_uptime):
    seconds, total, rows = 0, first, [(0, 0 if with_uptime else None, first)]
    for gap, octets in steps:
        seconds, total = seconds + gap, total + octets
        rows.append((seconds, seconds * 100 if with_uptime else None, total % COUNTER64))
    found = rates(counts(*rows), interval_s=60, speed_bps=10**12)
    flowed = sum(rate.bps * (rate.end - rate.start).total_seconds() / 8 for rate in found)
    assert flowed == pytest.approx(total - first)


@given(
    st.lists(st.tuples(st.integers(-100, 1000), st.none() | st.integers(0, 2**32), st.none() | st.integers(0, 2**65)))
)
def test_no_rate_is_ever_negative(rows):
    for rate in rates(counts(*rows), interval_s=60, speed_bps=GIGABIT):
        assert rate.bps is None or rate.bps >= 0


def rate(start_s, end_s, value):
    return Rate(T0 + timedelta(seconds=start_s), T0 + timedelta(seconds=end_s), value)


def test_steps_are_the_mean_by_time_and_gaps_stay_gaps():
    found = [rate(0, 60, 10.0), rate(60, 90, 30.0), rate(90, 120, 10.0), rate(120, 180, None)]
    steps = even_steps(found, start=T0, end=T0 + 3 * MINUTE, step=MINUTE)
    assert [(step.at, step.bps) for step in steps] == [(T0, 10.0), (T0 + MINUTE, 20.0), (T0 + 2 * MINUTE, None)]


def test_a_step_known_for_less_than_half_is_not_claimed():
    steps = even_steps([rate(0, 29, 10.0)], start=T0, end=T0 + MINUTE, step=MINUTE)
    assert [step.bps for step in steps] == [None]


@given(
    st.lists(st.tuples(st.integers(1, 200), st.none() | st.floats(0, 1e12)), max_size=40),
    st.sampled_from([60, 300]),
    st.integers(0, 5000),
)
def test_a_mean_lies_between_the_least_and_the_most(spans, step_s, length_s):
    at, found = 0, []
    for seconds, value in spans:
        found.append(rate(at, at + seconds, value))
        at += seconds
    steps = even_steps(found, start=T0, end=T0 + timedelta(seconds=length_s), step=timedelta(seconds=step_s))
    known = [r.bps for r in found if r.bps is not None]
    assert len(steps) == -(-length_s // step_s)
    for step in steps:
        assert step.bps is None or min(known) * (1 - 1e-9) <= step.bps <= max(known) * (1 + 1e-9)
