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


@settings(max_examples=50, deadline=None)
@given(st.floats(-5, 5), st.floats(0, 1000), st.integers(21, 120))
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
    trends = [theil_sen(100 + 0.3 * np.arange(70) + rng.normal(0, 8, 70)) for _ in range(200)]
    held = sum(trend.slope_low <= 0.3 <= trend.slope_high for trend in trends)
    assert 170 <= held <= 196


@pytest.mark.parametrize("days", [0, 1, 13])
def test_two_weeks_are_the_least(days):
    assert theil_sen(np.arange(days, dtype=float)) is None


def test_the_day_a_limit_is_reached_and_what_if_the_load_grows():
    trend = theil_sen(100 + np.arange(31.0))  # 130 now, one more each day
    assert forecast(trend, 160).days == pytest.approx(30)
    assert forecast(trend, 130).days == 0
    assert forecast(trend, 400, factor=3).days == pytest.approx(10 / 3)
    assert forecast(trend, 10**6).days is None


def test_a_falling_load_never_reaches_it_but_the_error_bar_may():
    rng = np.random.default_rng(5)
    found = forecast(theil_sen(100 + rng.normal(0, 20, 40)), 200)
    assert found.latest is None
    assert found.earliest is None or found.earliest > 30
