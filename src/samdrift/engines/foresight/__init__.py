# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When a line, a pool or a power budget will be full, and what falls silent if something is cut. Pure.

The busy hours of a day decide what a line must carry, not its mean; a trend by Theil and Sen follows what most days say and
lets a holiday or a broken day pass. No date is told that the days behind it cannot bear.
"""

from samdrift.engines.foresight.busy import busy_levels
from samdrift.engines.foresight.cutting import Cable, Ground, Part, carried_people, ground_of
from samdrift.engines.foresight.hours import Hours, coarser_hours, decode_hours, encode_hours, fold, laid_over
from samdrift.engines.foresight.trend import LEAST_DAYS, Forecast, Trend, days_known, forecast, theil_sen

__all__ = [
    "LEAST_DAYS",
    "Cable",
    "Forecast",
    "Ground",
    "Hours",
    "Part",
    "Trend",
    "busy_levels",
    "carried_people",
    "coarser_hours",
    "days_known",
    "decode_hours",
    "encode_hours",
    "fold",
    "forecast",
    "ground_of",
    "laid_over",
    "theil_sen",
]
