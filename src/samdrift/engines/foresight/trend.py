# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Theil-Sen's trend with Sen's interval, and the day on which a limit is reached.

The slope is the median of the slopes between all pairs of days of one weekday; its interval comes from Kendall's variance,
widened where days follow each other, so neither asks how the noise is shaped. Quiet weeks (holidays), weekdays on which
nobody is there, and steps (a school that moved in) are found first (`unrest`): across a step no slope is taken.
"""

from dataclasses import dataclass
from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.foresight.unrest import idle_weekdays, quiet_days, step_at

Floats = NDArray[np.float64]
Z_90 = 1.6449
"""Nine of ten such intervals hold the true slope."""
LEAST_DAYS = 28
"""Fewer days than this bear no trend: four weeks must be seen against each other."""
LEAST_BUSY_DAYS = 12
WEEK = 7
FURTHEST_DAYS = 3 * 365
MEDIAN_SPREAD = 1.2533
"""The standard error of a median as a multiple of that of a mean (of normal noise)."""
MAD_TO_SIGMA = 1.4826
MOST_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Trend:
    """Level on the last day and slope a day, each with its 90 % interval. `days`: those the trend rests on."""

    level: float
    slope: float
    slope_low: float
    slope_high: float
    days: int
    level_error: float = 0.0
    """So much the level may be off either way, nine times of ten."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """In how many days from the last one the limit is reached: 0 reached already, None not within three years.

    `earliest` and `latest` are the ends of what the days allow.
    """

    trend: Trend
    limit: float
    days: float | None
    earliest: float | None
    latest: float | None


def days_known(levels: Floats) -> int:
    """How many days have a level at all."""
    return int((~np.isnan(levels)).sum())


def theil_sen(levels: Floats) -> Trend | None:
    """The trend of daily levels (NaN: not known); None where fewer than LEAST_DAYS are known.

    Only days of one weekday are compared: Saturday against Friday is no trend.
    """
    if days_known(levels) < LEAST_DAYS:
        return None
    kept = np.where(idle_weekdays(levels), np.nan, levels)
    kept = np.where(quiet_days(kept), np.nan, kept)
    day = np.flatnonzero(~np.isnan(kept))
    if len(day) < LEAST_BUSY_DAYS:
        return None
    known, step = kept[day], step_at(kept)
    slopes, groups = _slopes(day, known, step)
    if len(slopes) < WEEK:
        return None
    slope = float(np.median(slopes))
    since = day >= (step or 0)
    rests = known - slope * (day - (len(levels) - 1))
    busier = since & _on_busier_weekdays(day, rests)
    level = float(np.median(rests[busier]))
    left = _left_over(day, known - slope * day, step)
    alike = _alike(day, left)
    low, high = _interval(slopes, groups, sqrt((1 + alike) / (1 - alike)))
    spread = MAD_TO_SIGMA * float(np.median(np.abs(left)))
    error = Z_90 * MEDIAN_SPREAD * spread * sqrt((1 + alike) / (1 - alike) / max(1, int(busier.sum())))
    return Trend(level, slope, low, high, len(day), error)


def _slopes(day: NDArray[np.intp], known: Floats, step: int | None) -> tuple[Floats, list[int]]:
    """Slopes between days of one weekday on one side of the step, in order; and how many days each such group has."""
    side = np.zeros(len(day), dtype=np.intp) if step is None else (day >= step).astype(np.intp)
    group = day % WEEK + WEEK * side
    found, sizes = [], []
    for number in np.unique(group).tolist():
        mine = group == number
        at, values = day[mine], known[mine]
        if len(at) < 2:
            continue
        first, second = np.triu_indices(len(at), k=1)
        found.append((values[second] - values[first]) / (at[second] - at[first]))
        sizes.append(len(at))
    return (np.sort(np.concatenate(found)) if found else np.empty(0)), sizes


def _on_busier_weekdays(day: NDArray[np.intp], rests: Floats) -> NDArray[np.bool_]:
    """The days of the busier half of the weekdays: it is they that fill a line first."""
    middle = {n: float(np.median(rests[day % WEEK == n])) for n in np.unique(day % WEEK).tolist()}
    usual = float(np.median(list(middle.values())))
    return np.isin(day % WEEK, [n for n, value in middle.items() if value >= usual])


def _left_over(day: NDArray[np.intp], flat: Floats, step: int | None) -> Floats:
    """What trend, weekday and step do not explain."""
    out = flat.copy()
    side = np.zeros(len(day), dtype=bool) if step is None else day >= step
    for late in (False, True):
        for weekday in range(WEEK):
            mine = (side == late) & (day % WEEK == weekday)
            if mine.any():
                out[mine] -= np.median(flat[mine])
    return out


def _alike(day: NDArray[np.intp], left: Floats) -> float:
    """How much a day's rest tells of the next day's, 0 to MOST_ALIKE: such days count for fewer than they are."""
    following = np.diff(day) == 1
    a, b = left[:-1][following], left[1:][following]
    if len(a) < 2 * WEEK:
        return 0.0
    spread = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return min(MOST_ALIKE, max(0.0, float((a * b).sum()) / spread)) if spread > 0 else 0.0


def _interval(slopes: Floats, sizes: list[int], wider: float) -> tuple[float, float]:
    """Sen's interval over groups of one weekday: their variances add up (Hirsch and Slack)."""
    variance = sum(n * (n - 1) * (2 * n + 5) / 18 for n in sizes)
    reach = Z_90 * sqrt(variance) * wider
    low = max(0, floor((len(slopes) - reach) / 2))
    high = min(len(slopes) - 1, ceil((len(slopes) + reach) / 2))
    return float(slopes[low]), float(slopes[high])


def forecast(trend: Trend, limit: float, *, factor: float = 1.0, more: float = 0.0) -> Forecast:
    """When `limit` is reached if the load becomes `factor` times what it is (three devices a pupil instead of one: 3),
    and `more` beside.
    """
    level, error = trend.level * factor + more, trend.level_error * factor
    return Forecast(
        trend,
        limit,
        _days_to(limit - level, trend.slope * factor),
        _days_to(limit - level - error, trend.slope_high * factor),
        _days_to(limit - level + error, trend.slope_low * factor),
    )


def _days_to(gap: float, slope: float) -> float | None:
    if gap <= 0:
        return 0.0
    if slope <= 0 or gap > slope * FURTHEST_DAYS:
        return None
    return gap / slope
