# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Days a calendar may lack, proposed for a person to accept: public holidays, and the half days a desk keeps by custom.

A library knows the law and no library knows the customs, so nothing here changes a calendar by itself: `propose_days`
says what and why, a person chooses, `with_days` gives the next version. Not imported by the engine's front page, because
the library is slow to load and a clock does not need it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import holidays

from samdrift.engines.slaclock.calendar import Calendar, Hours
from samdrift.kernel.errors import BadInput

Country = Literal["DK", "NO"]
Basis = Literal["law", "custom"]

_NOON, _TWO = 12 * 60, 14 * 60
_LANGUAGE = {"DK": "da", "NO": "no"}

_FIXED_HALF_DAYS: dict[str, tuple[tuple[int, int, int, str], ...]] = {
    "DK": ((6, 5, _NOON, "Grundlovsdag"), (12, 24, _NOON, "Juleaftensdag"), (12, 31, _NOON, "Nytårsaftensdag")),
    "NO": (
        (12, 24, _NOON, "Julaften"),
        *((12, day, _TWO, "Romjul") for day in (27, 28, 29, 30)),
        (12, 31, _NOON, "Nyttårsaften"),
    ),
}
"""Month, day, minute of closing, name: what desks commonly do, for a person to correct."""

_EASTER_HALF_DAYS: dict[str, tuple[tuple[int, int, str], ...]] = {
    "DK": ((40, 0, "Dagen efter Kristi himmelfartsdag"),),
    "NO": ((-4, _NOON, "Onsdag før skjærtorsdag"),),
}
"""Days from Easter Sunday, minute of closing, name; closing at 0 is closed all day."""


@dataclass(frozen=True, slots=True)
class ProposedDay:
    """A date on which `calendar` would keep its ordinary hours and perhaps should not. `hours` are those proposed instead;
    none: closed. `name` is in the country's language.
    """

    day: date
    hours: Hours
    name: str
    basis: Basis


def propose_days(calendar: Calendar, country: Country, years: Iterable[int]) -> list[ProposedDay]:
    """What `calendar` may lack in these years, by date: nothing for dates it closes, gives hours of their own, or has no
    hours on anyway. The law comes before custom. Raises BadInput for a country whose customs, or a
    year whose holidays are not known.
    """
    if country not in _LANGUAGE:
        raise BadInput(f"no customs are known for {country!r}", where="country", remedy="use DK or NO")
    found: dict[date, ProposedDay] = {}
    for year in years:
        public = holidays.country_holidays(country, years=year, language=_LANGUAGE[country])
        if not public:
            raise BadInput(f"no holidays are known for {year}", where="years", remedy="ask for years nearer by")
        for day, name in public.items():
            found[day] = ProposedDay(day, (), name, "law")
        for day, closing, name in _customs(country, year, _easter(public)):
            hours = until_minute(calendar.weekly[day.weekday()], closing)
            found.setdefault(day, ProposedDay(day, hours, name, "custom"))
    return [found[day] for day in sorted(found) if _would_change(calendar, found[day])]


def with_days(calendar: Calendar, accepted: Iterable[ProposedDay], version: str) -> Calendar:
    """The next version of `calendar`, with the days a person accepted."""
    days = list(accepted)
    return replace(
        calendar,
        closed=calendar.closed | {one.day for one in days if not one.hours},
        overrides={**calendar.overrides, **{one.day: one.hours for one in days if one.hours}},
        version=version,
    )


def until_minute(hours: Hours, closing: int) -> Hours:
    """The hours of a day that ends early, at `closing` minutes after midnight."""
    return tuple((opens, min(closes, closing)) for opens, closes in hours if opens < closing)


def _customs(country: Country, year: int, easter: date) -> list[tuple[date, int, str]]:
    fixed = [(date(year, month, day), closing, name) for month, day, closing, name in _FIXED_HALF_DAYS[country]]
    moving = [(easter + timedelta(days=days), closing, name) for days, closing, name in _EASTER_HALF_DAYS[country]]
    return fixed + moving


def _easter(public: Iterable[date]) -> date:
    """Easter Sunday: the one public holiday on a Sunday from 22 March to 25 April, in either country."""
    return next(day for day in public if day.weekday() == 6 and (3, 22) <= (day.month, day.day) <= (4, 25))


def _would_change(calendar: Calendar, proposed: ProposedDay) -> bool:
    decided = proposed.day in calendar.closed or proposed.day in calendar.overrides
    return not decided and calendar.weekly[proposed.day.weekday()] != proposed.hours
