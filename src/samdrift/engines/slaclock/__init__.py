# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When a service target is used up, counted in real minutes of an agreement's calendar.

Its own engine because each engine we looked at fails somewhere a Nordic municipality works: half days, the night the
clock changes, a pause over a weekend. Every time is an instant; local hours exist in the calendar alone. Days to close
are proposed by `slaclock.proposals`, pictures drawn by `slaclock.picture`; neither is needed to count.
"""

from samdrift.engines.slaclock.calendar import Calendar, CalendarVersion, Hours, version_at
from samdrift.engines.slaclock.calendar_json import (
    calendar_from_json,
    calendar_oddities,
    calendar_to_json,
    versions_from_json,
)
from samdrift.engines.slaclock.clock import Due, due, next_opening, open_intervals_between, open_seconds_between
from samdrift.engines.slaclock.explaining import CountedStretch, Explanation, PauseCost, explain, explanation_to_json
from samdrift.engines.slaclock.holders import Holding, Move, holdings, minutes_by_holder
from samdrift.engines.slaclock.instants import Span
from samdrift.engines.slaclock.pauses import (
    PAUSED_BY,
    AwaitedParty,
    ClockOwner,
    Pause,
    Wait,
    joined_pauses,
    pauses_of_waits,
)
from samdrift.engines.slaclock.terms import (
    Change,
    ChangeCause,
    ChangePolicy,
    Clock,
    Terms,
    date_clock,
    in_force,
    target_minutes,
)
from samdrift.engines.slaclock.units import ClockModel, TargetUnit

__all__ = [
    "PAUSED_BY",
    "AwaitedParty",
    "Calendar",
    "CalendarVersion",
    "Change",
    "ChangeCause",
    "ChangePolicy",
    "Clock",
    "ClockModel",
    "ClockOwner",
    "CountedStretch",
    "Due",
    "Explanation",
    "Holding",
    "Hours",
    "Move",
    "Pause",
    "PauseCost",
    "Span",
    "TargetUnit",
    "Terms",
    "Wait",
    "calendar_from_json",
    "calendar_oddities",
    "calendar_to_json",
    "date_clock",
    "due",
    "explain",
    "explanation_to_json",
    "holdings",
    "in_force",
    "joined_pauses",
    "minutes_by_holder",
    "next_opening",
    "open_intervals_between",
    "open_seconds_between",
    "pauses_of_waits",
    "target_minutes",
    "version_at",
    "versions_from_json",
]
