# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Counters to rates and steps: known cases by hand, and agreement with the plain rule for everything else."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.columnstore import (
    block_of,
    coarser,
    decode_steps,
    encode_steps,
    longer,
    merged,
    rates,
    roll_up,
    spans_of,
)
from samdrift.engines.columnstore.tests import plain_rates
from samdrift.engines.columnstore.tests.made import quick, readings
from samdrift.engines.columnstore.tests.plain_rates import COUNTER32, COUNTER64, TIME_TICKS

GIGABIT = 10**9
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
T0 = int(START.timestamp() * 1000)


def found(*rows, speed=GIGABIT, gap_s=150):
    """Rates of (seconds, sysUpTime in ticks or None, octets)."""
    at, uptime, octets = zip(*rows, strict=True)
    most = np.array([[np.nan if speed is None else speed / 8]])
    return rates(
        T0 + np.array([at]) * 1000,
        np.array([[-1 if ticks is None else ticks for ticks in uptime]]),
        np.array([[octets]], np.uint64),
        gap_ms=gap_s * 1000,
        most_per_second=most,
    )


def bps(*rows, **about):
    return [None if np.isnan(rate) else rate * 8 for rate in found(*rows, **about).per_second[0, 0].tolist()]


def test_octets_over_seconds_are_bits_per_second():
    assert bps((0, 100, 1000), (60, 6100, 1000 + 60 * 125)) == [1000.0]


def test_a_standing_counter_is_no_traffic_and_not_a_gap():
    assert bps((0, 0, 7), (60, 6000, 7)) == [0.0]


def test_a_64_bit_counter_wraps():
    assert bps((0, 0, COUNTER64 - 500), (60, 6000, 250)) == [750 / 60 * 8]


def test_a_32_bit_counter_wraps_where_the_line_is_too_slow_to_wrap_it_twice():
    assert bps((0, 0, COUNTER32 - 500), (60, 6000, 250), speed=10**8) == [750 / 60 * 8]


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


def test_two_readings_of_the_same_moment_say_nothing():
    assert bps((0, 0, 0), (0, 0, 5)) == [None]


def several(*sweeps, speed=10**8):
    """Bits a second, or None, of several counters of one port read every 30 s; every one may be as fast as the line."""
    values = np.array(sweeps, np.uint64).T[:, np.newaxis]
    at = T0 + 30_000 * np.arange(len(sweeps))[np.newaxis]
    most = np.full((len(values), 1), speed / 8)
    rows = rates(at, np.full(at.shape, -1), values, gap_ms=90_000, most_per_second=most).per_second[:, 0] * 8
    return [[None if np.isnan(rate) else rate for rate in row] for row in rows.tolist()]


def test_both_directions_of_a_full_line_may_wrap_at_once():
    assert several((COUNTER32 - 300, COUNTER32 - 600, 5), (300, 0, 35)) == [[160.0], [160.0], [8.0]]


def test_counters_set_to_zero_together_are_no_wraps_even_where_the_line_could_carry_that():
    cleared = several((COUNTER32 - 300, COUNTER32 - 600, COUNTER32 - 9, 4), (300, 0, 1, 4), (330, 30, 31, 34))
    assert cleared == [[None, 8.0], [None, 8.0], [None, 8.0], [None, 8.0]]


@quick
@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=4, max_size=4), min_size=2, max_size=12),
    st.integers(1, 11),
    st.lists(st.integers(1, COUNTER32 - 2 * 10**7), min_size=4, max_size=4),
)
def test_a_discontinuity_hides_its_own_interval_and_no_other(grown, at, first):
    at = min(at, len(grown) - 1)
    sums = np.cumsum(grown, axis=0) + first
    sums[at:] -= sums[at]  # at this sweep every counter had just been set to zero
    for counter in several(*sums.tolist()):
        assert [number for number, rate in enumerate(counter) if rate is None] == [at - 1]
    expected = [row[0] / 30 * 8 for row in grown[1:]]
    del expected[at - 1]
    assert [rate for rate in several(*sums.tolist())[0] if rate is not None] == pytest.approx(expected)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.none() | st.integers(0, 2**32 - 1),
        st.integers(0, 2**64 - 1) | st.integers(0, 2**20) | st.integers(2**32 - 2**20, 2**32),
    ),
    min_size=2,
    max_size=20,
)


@quick
@given(ROWS, st.sampled_from([None, 10**7, 10**9, 10**11]))
def test_whole_blocks_follow_the_plain_rule(steps, speed):
    rows, seconds = [], 0
    for gap, uptime, octets in steps:
        seconds += gap
        rows.append((seconds, uptime, octets))
    counts = [plain_rates.Count(START + timedelta(seconds=at), uptime, octets) for at, uptime, octets in rows]
    expected = [rate.bps for rate in plain_rates.rates(counts, interval_s=60, speed_bps=speed)]
    assert bps(*rows, speed=speed) == pytest.approx(expected)


@quick
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
    all_rates = found(*rows, speed=10**12)
    took = (all_rates.end_ms - all_rates.start_ms) / 1000
    assert (all_rates.per_second[0] * took).sum() == pytest.approx(total - first)


@quick
@given(
    st.lists(st.tuples(st.integers(1, 160), st.integers(0, 10**6)), min_size=1, max_size=60),
    st.sampled_from([60, 300]),
    st.integers(0, 9000),
)
def test_steps_are_the_mean_by_time_and_gaps_stay_gaps(moves, step_s, length_s):
    rows = [(0, None, 0)]
    for gap, octets in moves:
        rows.append((rows[-1][0] + gap, None, rows[-1][2] + octets))
    counts = [plain_rates.Count(START + timedelta(seconds=at), None, octets) for at, _, octets in rows]
    plain = plain_rates.rates(counts, interval_s=60, speed_bps=None)
    expected = plain_rates.even_steps(
        plain, start=START, end=START + timedelta(seconds=length_s), step=timedelta(seconds=step_s)
    )
    spans = spans_of(found(*rows, speed=None), start_ms=T0, step_ms=step_s * 1000, count=len(expected))
    mean = [m * 8 if k >= step_s / 2 else None for m, k in zip(spans.mean[0, 0], spans.known_s[0, 0], strict=True)]
    assert mean == pytest.approx([step.bps for step in expected])
    told = spans.known_s > 0
    assert (spans.least[told] <= spans.mean[told]).all()
    assert (spans.mean[told] <= spans.most[told]).all()
    assert np.isnan(spans.mean[~told]).all()


def a_block(sweeps=40, *, interval_s=30, jump=lambda s: s * s * 1000):
    return [
        (
            d,
            T0 + d * 1000 + s * interval_s * 1000,
            s * interval_s * 100,
            {p: {"in_octets": jump(s) * p} for p in (1, 2)},
        )
        for d in (1, 2)
        for s in range(sweeps)
    ]


def test_a_block_rolled_up_is_each_port_alone_rolled_up():
    rows = a_block()
    rows[5] = (*rows[5][:3], {1: {"in_octets": rows[5][3][1]["in_octets"]}})  # port 2 left out once
    steps = roll_up(block_of(readings(rows)), start_ms=T0, step_ms=300_000, count=4, gap_ms=150_000)
    for number, (device, port) in enumerate(zip(steps.device, steps.if_index, strict=True)):
        mine = [(r[1], r[3][port]["in_octets"]) for r in rows if r[0] == device and port in r[3]]
        alone = rates(
            np.array([[at for at, _ in mine]]),
            np.full((1, len(mine)), -1),
            np.array([[[octets for _, octets in mine]]], np.uint64),
            gap_ms=150_000,
        )
        spans = spans_of(alone, start_ms=T0, step_ms=300_000, count=4)
        for field in ("mean", "least", "most", "known_s"):
            assert getattr(steps.columns["in_octets"], field)[number] == pytest.approx(getattr(spans, field)[0, 0])


def test_stored_steps_hold_mean_least_and_most_as_closely_as_promised():
    steps = roll_up(block_of(readings(a_block())), start_ms=T0, step_ms=300_000, count=6, gap_ms=150_000)
    kept = decode_steps(encode_steps(steps))
    before, after = steps.columns["in_octets"], kept.columns["in_octets"]
    assert (kept.start_ms, kept.step_ms, kept.count) == (T0, 300_000, 6)
    assert after.mean == pytest.approx(before.mean, rel=1 / 4000, nan_ok=True)
    assert after.least == pytest.approx(before.least, rel=1 / 100, nan_ok=True)
    assert after.known_s == pytest.approx(before.known_s, abs=0.05)
    told = before.known_s > 0
    assert (after.least[told] <= before.least[told]).all()
    assert (after.most[told] >= before.most[told]).all()
    assert (after.least[told] <= after.mean[told]).all()
    assert (after.mean[told] <= after.most[told]).all()


@quick
@given(st.lists(st.tuples(st.integers(1, 160), st.integers(0, 10**6)), min_size=1, max_size=40), st.integers(1, 6))
def test_longer_steps_made_of_shorter_ones_are_the_same_as_made_at_once(moves, times):
    rows = [(0, None, 0)]
    for gap, octets in moves:
        rows.append((rows[-1][0] + gap, None, rows[-1][2] + octets))
    short = spans_of(found(*rows, speed=None), start_ms=T0, step_ms=60_000, count=12 * times)
    once = spans_of(found(*rows, speed=None), start_ms=T0, step_ms=60_000 * times, count=12)
    made = longer(short, times)
    for field in ("mean", "least", "most", "known_s"):
        assert getattr(made, field) == pytest.approx(getattr(once, field), nan_ok=True)


def test_parts_of_a_day_are_laid_onto_one_row_and_the_later_one_counts():
    block = block_of(readings(a_block(80)))
    halves = [roll_up(block, start_ms=T0 + n * 1_200_000, step_ms=300_000, count=4, gap_ms=150_000) for n in range(2)]
    whole = roll_up(block, start_ms=T0, step_ms=300_000, count=8, gap_ms=150_000)
    joined = merged([halves[1], halves[0], halves[0]], start_ms=T0, count=8)
    assert joined.columns["in_octets"].mean == pytest.approx(whole.columns["in_octets"].mean, nan_ok=True)
    assert coarser(joined, 4).count == 2
