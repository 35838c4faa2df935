# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Trends over busy hours: exact on straight lines, steady against bad days, and silent where nobody can know."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.engines.foresight import busy_levels, forecast, theil_sen


def test_the_busy_hours_decide_not_the_mean():
    day = np.array([0.0] * 20 + [100.0] * 4)
    assert busy_levels(np.concatenate([day, day / 2])).tolist() == [100.0, 50.0]


def test_a_day_that_is_hardly_known_says_nothing_and_half_a_day_is_no_day():
    hours = np.full(24 * 2 + 12, 5.0)
    hours[:13] = np.nan
    assert np.isnan(busy_levels(hours)[0])
    assert busy_levels(hours)[1:].tolist() == [5.0]


def test_it_is_the_percentile_that_numpy_knows():
    hours = np.random.default_rng(2).normal(50, 20, 24 * 30)
    hours[np.random.default_rng(3).random(len(hours)) < 0.2] = np.nan
    by_day = hours.reshape(30, 24)
    assert busy_levels(hours) == pytest.approx(np.nanpercentile(by_day, 95, axis=1))


@settings(max_examples=50, deadline=None)
@given(st.floats(-5, 5), st.floats(1000, 2000), st.integers(35, 120))
def test_a_straight_line_is_found_exactly(slope, level, days):
    trend = theil_sen(level + slope * np.arange(days))
    assert (trend.slope, trend.slope_low, trend.slope_high) == pytest.approx((slope,) * 3, abs=1e-9)
    assert trend.level == pytest.approx(level + slope * (days - 1), abs=1e-6)


def test_weekends_and_a_week_of_holidays_do_not_bend_it():
    day = np.arange(84)
    levels = 100 + 0.5 * day
    levels[day % 7 >= 5] *= 0.2
    levels[40:47] = 1
    trend = theil_sen(levels)
    assert trend.slope == pytest.approx(0.5, rel=0.2)
    assert trend.slope_low <= 0.5 <= trend.slope_high


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_interval_is_honest_about_noise(seed):
    rng = np.random.default_rng(seed)
    trend = theil_sen(100 + rng.normal(0, 10, 60))
    assert trend.slope_low <= trend.slope <= trend.slope_high
    assert abs(trend.slope) < 1


def test_the_interval_holds_the_true_slope_about_nine_times_of_ten():
    rng = np.random.default_rng(3)
    trends = [theil_sen(100 + 0.3 * np.arange(70) + rng.normal(0, 8, 70)) for _ in range(100)]
    held = sum(trend.slope_low <= 0.3 <= trend.slope_high for trend in trends)
    assert 82 <= held <= 98


@pytest.mark.parametrize("days", [0, 1, 27])
def test_four_weeks_are_the_least(days):
    assert theil_sen(np.arange(days, dtype=float)) is None


def test_the_day_a_limit_is_reached_and_what_if_the_load_grows():
    trend = theil_sen(86 + np.arange(45.0))  # 130 now, one more each day
    assert forecast(trend, 160).days == pytest.approx(30)
    assert forecast(trend, 130).days == 0
    assert forecast(trend, 400, factor=3).days == pytest.approx(10 / 3)
    assert forecast(trend, 10**6).days is None


def test_a_falling_load_never_reaches_it_but_the_error_bar_may():
    rng = np.random.default_rng(5)
    found = forecast(theil_sen(100 + rng.normal(0, 20, 40)), 200)
    assert found.latest is None
    assert found.earliest is None or found.earliest > 30


WEEKDAYS = np.array([1, 1, 1, 1, 0.95, 0.3, 0.3])


def school(*, seed, weeks=26, slope=0.5, noise=8.0, alike=0.0, quiet=(), step=None, missing=()):
    """Busy hours of a school: quiet weekends, a holiday or two, perhaps a step, weeks nobody measured. Weeks count from 0."""
    rng = np.random.default_rng(seed)
    day = np.arange(weeks * 7)
    error = rng.normal(0, noise, len(day))
    for n in range(1, len(day)):
        error[n] = alike * error[n - 1] + np.sqrt(1 - alike**2) * error[n]
    levels = 200 + slope * day + error
    if step is not None:
        levels[step[0] * 7 :] += step[1]
    levels = levels * WEEKDAYS[day % 7]
    for first, after in quiet:
        levels[first * 7 : after * 7] *= 0.15
    for first, after in missing:
        levels[first * 7 : after * 7] = np.nan
    return levels


CASES = {
    "half a year": {},
    "twelve weeks": {"weeks": 12},
    "days that resemble each other": {"alike": 0.6},
    "loud": {"noise": 40.0},
    "weeks 27 to 32": {"quiet": [(8, 14)]},
    "a holiday that still lasts": {"quiet": [(20, 26)]},
    "twelve weeks, half of them holidays": {"weeks": 13, "quiet": [(3, 9)]},
    "a step": {"step": (14, 80)},
    "a step a month ago": {"step": (22, 80)},
    "weeks not measured": {"missing": [(5, 8), (15, 16)]},
    "everything at once": {"quiet": [(8, 14)], "step": (17, 100), "missing": [(2, 3)], "alike": 0.4},
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_true_slope_is_found_through(case):
    trends = [theil_sen(school(seed=seed, **case)) for seed in range(12)]
    assert np.median([trend.slope for trend in trends]) == pytest.approx(0.5, abs=0.07)
    assert sum(trend.slope_low <= 0.5 <= trend.slope_high for trend in trends) >= 8


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_day_a_limit_is_reached_lies_between_the_ends_most_times(case):
    days = case.get("weeks", 26) * 7
    now = 200 + 0.5 * (days - 1) + case.get("step", (0, 0))[1]
    held = 0
    for seed in range(12):
        found = forecast(theil_sen(school(seed=seed, **case)), now + 50)
        held += (found.earliest or 0) <= 100 and (found.latest is None or found.latest >= 100)
    assert held >= 7


def test_a_step_is_no_growth():
    slopes = [theil_sen(school(seed=seed, slope=0.0, step=(14, 80))).slope for seed in range(10)]
    assert np.abs(slopes).max() < 0.12


def test_a_place_that_closed_for_good_is_not_taken_for_a_holiday():
    trend = theil_sen(school(seed=1, quiet=[(12, 26)]))
    assert trend.level < 80


def test_a_week_of_nothing_but_weekends_would_be_a_place_that_is_busy_then():
    levels = 100.0 * np.where(np.arange(84) % 7 >= 5, 1, 0.1)
    assert theil_sen(levels).level == pytest.approx(100)
