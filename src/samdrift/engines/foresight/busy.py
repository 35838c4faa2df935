# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From hours to days: how high the load of each day's busy hours stood."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HOURS_KNOWN = 12
"""A day of which fewer hours are known says nothing."""
DAY_HOURS = 24


def busy_levels(hours: Floats, *, percentile: float = 95.0) -> Floats:
    """The level that a day's hours stay under for `percentile` of the time, day by day; NaN where a day is hardly known.

    `hours` are means of whole hours, the first of a day first (NaN: not known); a last day that is not whole is left out.
    """
    days = len(hours) // DAY_HOURS
    by_day = hours[: days * DAY_HOURS].reshape(days, DAY_HOURS)
    known = (~np.isnan(by_day)).sum(axis=1)
    ordered = np.sort(by_day, axis=1)  # NaN goes last
    place = np.maximum(known - 1, 0) * (percentile / 100)
    low = place.astype(np.intp)
    high = np.minimum(low + 1, np.maximum(known - 1, 0))
    row = np.arange(days)
    levels = ordered[row, low] + (ordered[row, high] - ordered[row, low]) * (place - low)
    return np.where(known >= HOURS_KNOWN, levels, np.nan)
