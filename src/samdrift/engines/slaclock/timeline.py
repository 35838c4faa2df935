# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A calendar's opening hours as sorted sums, a year at a time, so that a question is two searches and not a walk.

Each UTC year is laid out once, when first asked for: where its spans begin and end, and how much was open after each.
How long was open between two instants, and when an amount is used up, then cost the same for an hour and for a year.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from samdrift.engines.slaclock.calendar import ROUND_THE_CLOCK, Calendar
from samdrift.engines.slaclock.instants import FIRST_YEAR, YEAR_BEGINS, year_of
from samdrift.engines.slaclock.opening import opening_of_year


@dataclass(frozen=True, slots=True)
class _Year:
    """One UTC year. `after[i]` is what was open in it up to the end of span i; `total` all of it. Microseconds."""

    begins: list[int]
    ends: list[int]
    after: list[int]
    total: int

    def until(self, at: int) -> int:
        """Open time of the year before the instant `at`."""
        index = bisect_right(self.begins, at) - 1
        if index < 0:
            return 0
        return self.after[index] - max(self.ends[index] - at, 0)

    def used_up(self, amount: int) -> int:
        """The first instant at which `amount` of the year's open time is over; 0 < amount <= total."""
        index = bisect_left(self.after, amount)
        return self.ends[index] - (self.after[index] - amount)


class Timeline:
    """The open time of one calendar; instants and lengths are microseconds (see `instants`)."""

    __slots__ = ("_calendar", "_years")

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._years: dict[int, _Year] = {}

    def between(self, since: int, until: int) -> int:
        """Open time in [since, until), since <= until, both in the years we count in."""
        first, last = year_of(since), year_of(until)
        passed = sum(self._year(year).total for year in range(first, last))
        return passed + self._year(last).until(until) - self._year(first).until(since)

    def used_up(self, since: int, amount: int, limit: int) -> int | None:
        """The first instant, at most `limit`, at which `amount` > 0 of open time is over since `since`; None if never."""
        number = year_of(since)
        wanted = self._year(number).until(since) + amount
        while wanted > self._year(number).total:
            wanted -= self._year(number).total
            number += 1
            if YEAR_BEGINS[number - FIRST_YEAR] >= limit or not self._calendar.opens_on_or_after(
                date(number - 1, 12, 31)
            ):
                return None
        reached = self._year(number).used_up(wanted)
        return reached if reached <= limit else None

    def spans(self, since: int, until: int) -> list[tuple[int, int]]:
        """The open spans in [since, until), ascending and apart, also over the turn of the year."""
        found: list[tuple[int, int]] = []
        for number in range(year_of(since), year_of(until) + 1):
            year = self._year(number)
            first, last = bisect_right(year.ends, since), bisect_left(year.begins, until)
            for begin, finish in zip(year.begins[first:last], year.ends[first:last], strict=True):
                if found and found[-1][1] == begin:
                    found[-1] = (found[-1][0], min(finish, until))
                else:
                    found.append((max(begin, since), min(finish, until)))
        return found

    def next_opening(self, at: int, limit: int) -> int | None:
        """The first open instant at or after `at` and before `limit`; None where there is none."""
        used = self.used_up(at, 1, limit)
        return None if used is None else used - 1

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = _laid_out(self._calendar, number)
        return year


@lru_cache(maxsize=256)
def timeline_of(calendar: Calendar) -> Timeline:
    """The timeline of a calendar; equal calendars share one."""
    return Timeline(calendar)


ROUND_THE_CLOCK_LINE = timeline_of(ROUND_THE_CLOCK)


def _laid_out(calendar: Calendar, number: int) -> _Year:
    spans = opening_of_year(calendar, number)
    total = 0
    after = []
    for begin, finish in spans:
        total += finish - begin
        after.append(total)
    return _Year([begin for begin, _ in spans], [finish for _, finish in spans], after, total)
