# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A calendar as data: when a desk is open, by its own wall clock, and which version of it holds when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from samdrift.kernel.clock import require_aware

Hours = tuple[tuple[int, int], ...]
"""The open intervals of one date, half-open [from, to), in minutes since local midnight; 1440 is the end of the day.
Ascending and apart: touching and overlapping intervals are joined when read."""

WHOLE_DAY: Hours = ((0, 1440),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours in the zone `tz` (IANA name). `closed` wins over `weekly`; `overrides` give one date hours of its own
    and win over both, being the most particular. `weekly` holds Monday to Sunday. `name` and `version` say where it is
    from; two calendars that open alike are equal whatever they are called.
    """

    tz: str
    weekly: tuple[Hours, ...]
    closed: frozenset[date] = frozenset()
    overrides: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    name: str = field(default="", compare=False)
    version: str = field(default="", compare=False)

    def hours_on(self, day: date) -> Hours:
        """The open intervals of the local date `day`."""
        if day in self.overrides:
            return self.overrides[day]
        if day in self.closed:
            return ()
        return self.weekly[day.weekday()]

    def opens_on_or_after(self, day: date) -> bool:
        """False when neither `day` nor a later date can have hours, so that a search may end."""
        return any(self.weekly) or any(hours and on >= day for on, hours in self.overrides.items())


ROUND_THE_CLOCK = Calendar("UTC", (WHOLE_DAY,) * 7)
"""Always open. The zone is of no account: no hour of it is closed."""


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """A calendar that holds from the local date `valid_from` until the next version does."""

    valid_from: date
    calendar: Calendar


def version_at(versions: Sequence[CalendarVersion], at: datetime) -> Calendar:
    """The version that held at the aware instant `at`, by its own local date; the first one for times before it.

    A clock takes the version that held when it began and keeps it. `versions` must not be empty.
    """
    ordered = sorted(versions, key=lambda version: version.valid_from)
    at = require_aware(at)
    held = [v for v in ordered if v.valid_from <= at.astimezone(ZoneInfo(v.calendar.tz)).date()]
    return (held[-1] if held else ordered[0]).calendar
