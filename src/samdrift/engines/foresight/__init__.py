# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When a line, a pool or a power budget will be full: a robust trend over busy hours, with its uncertainty. Pure.

The busy hours of a day decide what a line must carry, not its mean; a trend by Theil and Sen follows what most days say and
lets a holiday or a broken day pass. No date is told that the days behind it cannot bear.
"""

from samdrift.engines.foresight.busy import busy_levels
from samdrift.engines.foresight.trend import Forecast, Trend, forecast, theil_sen

__all__ = ["Forecast", "Trend", "busy_levels", "forecast", "theil_sen"]
