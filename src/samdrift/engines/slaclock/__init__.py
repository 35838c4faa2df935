# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When a service target is used up, counted in real minutes of an agreement's calendar.

Its own engine because each engine we looked at fails somewhere a Nordic municipality works: half days, the night the
clock changes, a pause over a weekend. Every time is an instant; local hours exist in the calendar alone.
"""

from samdrift.engines.slaclock.calendar import Calendar, Hours, calendar_from_json, calendar_to_json
from samdrift.engines.slaclock.clock import Due, Pause, due, open_intervals_between, open_seconds_between
from samdrift.engines.slaclock.opening import Span, next_opening, open_spans

__all__ = [
    "Calendar",
    "Due",
    "Hours",
    "Pause",
    "Span",
    "calendar_from_json",
    "calendar_to_json",
    "due",
    "next_opening",
    "open_intervals_between",
    "open_seconds_between",
    "open_spans",
]
