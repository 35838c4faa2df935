# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Theil-Sen's trend with Sen's interval, and the day on which a limit is reached.

The slope is the median of the slopes between all pairs of days; its interval comes from Kendall's variance, so neither asks
how the noise is shaped. Up to 29 % of the days may be anything at all without moving it far.
"""

from dataclasses import dataclass
from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z_90 = 1.6449
"""Nine of ten such intervals hold the true slope."""
LEAST_DAYS = 14
"""Fewer days than this bear no trend: one week must be seen against another."""
WEEK = 7
FURTHEST_DAYS = 5 * 365


@dataclass(frozen=True, slots=True)
class Trend:
    """Level on the last day and slope a day, each with the low and high end of its 90 % interval."""

    level: float
    slope: float
    slope_low: float
    slope_high: float
    days: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """In how many days from the last one the limit is reached: 0 reached already, None not within five years.

    `earliest` and `latest` are the ends of what the days allow.
    """

    trend: Trend
    limit: float
    days: float | None
    earliest: float | None
    latest: float | None


def theil_sen(levels: Floats) -> Trend | None:
    """The trend of daily levels (NaN: not known); None where fewer than LEAST_DAYS are known.

    Pairs within a week are left out where there are others: Saturday against Friday is no trend.
    """
    day = np.flatnonzero(~np.isnan(levels))
    if len(day) < LEAST_DAYS:
        return None
    first, second = np.triu_indices(len(day), k=1)
    apart = day[second] - day[first]
    same_weekday = apart % WEEK == 0
    first, second, apart = first[same_weekday], second[same_weekday], apart[same_weekday]
    known = levels[day]
    if len(apart) < WEEK:
        return None
    slopes = np.sort((known[second] - known[first]) / apart)
    slope = float(np.median(slopes))
    low, high = _interval(slopes, day)
    level = float(np.median(known - slope * (day - (len(levels) - 1))))
    return Trend(level, slope, low, high, len(day))


def _interval(slopes: Floats, day: NDArray[np.intp]) -> tuple[float, float]:
    """Sen's interval over seven seasons, the weekdays: their variances add up (Hirsch and Slack)."""
    counts = np.bincount(day % WEEK, minlength=WEEK)
    variance = sum(n * (n - 1) * (2 * n + 5) / 18 for n in counts.tolist())
    reach = Z_90 * sqrt(variance)
    low = max(0, floor((len(slopes) - reach) / 2))
    high = min(len(slopes) - 1, ceil((len(slopes) + reach) / 2))
    return float(slopes[low]), float(slopes[high])


def forecast(trend: Trend, limit: float, *, factor: float = 1.0) -> Forecast:
    """When `limit` is reached if the load becomes `factor` times what it is (three devices a pupil instead of one: 3)."""
    level = trend.level * factor
    ends = [_days_to(limit - level, slope * factor) for slope in (trend.slope, trend.slope_high, trend.slope_low)]
    return Forecast(trend, limit, *ends)


def _days_to(gap: float, slope: float) -> float | None:
    if gap <= 0:
        return 0.0
    if slope <= 0 or gap > slope * FURTHEST_DAYS:
        return None
    return gap / slope
