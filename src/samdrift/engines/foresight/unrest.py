# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is no trend: weekends, weeks in which hardly anybody was there, and the week from which everything was different."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
WEEK = 7
IDLE_WEEKDAY = 0.7
"""A weekday whose middle stays under so much of the busiest weekday's says nothing about when a line is full."""
QUIET = 0.6
"""A week whose middle day stays under so much of what the weeks around it reach is a holiday."""
AROUND_WEEKS = 6
FEWEST_WEEKS = 6
"""With fewer weeks nobody can tell which of them are the odd ones."""
MOST_QUIET = 0.5
LONGEST_HOLIDAY_WEEKS = 8
"""A silence that lasts to the last day and no longer than this is taken for a holiday too; after that for the new truth."""
SIDE_WEEKS = 3
"""So many weeks must lie on each side of a step."""
CLEARER = 0.6
"""A step must leave less than this share of what a straight line leaves unexplained."""
JUMP = 4.0
"""… and be so many times as high as what is left unexplained beside it."""


def idle_weekdays(levels: Floats) -> NDArray[np.bool_]:
    """Which days fall on weekdays on which the place sleeps."""
    weekday = np.arange(len(levels)) % WEEK
    middle = np.array([_middle(levels[weekday == n]) for n in range(WEEK)])
    return np.asarray((middle < IDLE_WEEKDAY * np.nanmax(middle))[weekday])


def quiet_days(levels: Floats) -> NDArray[np.bool_]:
    """Which days lie in weeks that stand far below the busy weeks around them: school holidays, weeks 27 to 32.

    Weeks are counted from the first day. Where more than half would go, none does: then the quiet is the truth.
    """
    out = np.zeros(len(levels), dtype=bool)
    middle = _weeks(levels)
    told = ~np.isnan(middle)
    if told.sum() < FEWEST_WEEKS:
        return out
    quiet = np.zeros(len(middle), dtype=bool)
    for week in np.flatnonzero(told).tolist():
        near = middle[max(0, week - AROUND_WEEKS) : week + AROUND_WEEKS + 1]
        busy = QUIET * float(np.percentile(near[~np.isnan(near)], 75))
        if middle[week] < busy:
            # a holiday ends: there were busy weeks before it and after it; what never comes back is a step
            last_busy = np.flatnonzero(middle > busy)[-1]
            ends = week < last_busy or len(middle) - 1 - last_busy <= LONGEST_HOLIDAY_WEEKS
            quiet[week] = ends and bool((middle[:week] > busy).any())
    if quiet.sum() <= MOST_QUIET * told.sum():
        out[: len(middle) * WEEK] = np.repeat(quiet, WEEK)
    return out


def step_at(levels: Floats) -> int | None:
    """The day (its week's first) from which the level was another for good; None where a straight line tells as much."""
    middle = _weeks(levels)
    week = np.flatnonzero(~np.isnan(middle))
    if len(week) < 2 * SIDE_WEEKS:
        return None
    told = middle[week]
    slope = _slope(week, told)
    straight = _cost(told - slope * week)
    if straight <= 1e-9 * max(1.0, float(np.abs(told).max())):
        return None
    costs = [_two_sided(week, told, split) for split in range(SIDE_WEEKS, len(week) - SIDE_WEEKS + 1)]
    best = int(np.argmin(costs))
    split, cost = best + SIDE_WEEKS, costs[best]
    if cost > CLEARER * straight or _jump(week, told, split) < JUMP * cost / len(week):
        return None
    return int(week[split]) * WEEK


def _weeks(levels: Floats) -> Floats:
    """The middle of each whole week of which three days are known at least."""
    weeks = len(levels) // WEEK
    by_week = np.sort(levels[: weeks * WEEK].reshape(weeks, WEEK), axis=1)  # NaN goes last
    known = (~np.isnan(by_week)).sum(axis=1)
    row, last = np.arange(weeks), np.maximum(known - 1, 0)
    middle = (by_week[row, last // 2] + by_week[row, (last + 1) // 2]) / 2
    return np.where(known >= WEEK // 2, middle, np.nan)


def _middle(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else np.nan


def _two_sided(week: Ints, told: Floats, split: int) -> float:
    """What two lines of one slope leave unexplained; the longer side gives the slope."""
    sides = (slice(None, split), slice(split, None))
    longer = sides[0] if split * 2 > len(week) else sides[1]
    slope = _slope(week[longer], told[longer])
    return sum(_cost(told[side] - slope * week[side]) for side in sides)


def _jump(week: Ints, told: Floats, split: int) -> float:
    longer = slice(None, split) if split * 2 > len(week) else slice(split, None)
    flat = told - _slope(week[longer], told[longer]) * week
    return abs(float(np.median(flat[split:])) - float(np.median(flat[:split])))


@lru_cache(maxsize=64)
def _pairs(count: int) -> tuple[Ints, Ints]:
    first, second = np.triu_indices(count, k=1)
    return first, second


def _slope(at: Ints, told: Floats) -> float:
    first, second = _pairs(len(at))
    return float(np.median((told[second] - told[first]) / (at[second] - at[first]))) if len(first) else 0.0


def _cost(rest: Floats) -> float:
    return float(np.abs(rest - np.median(rest)).sum())
