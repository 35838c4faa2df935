# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A day told like weather: hour by hour, how much of a place was away, and how many people-hours that cost. Pure.

An hour is a real hour between two strokes of the municipality's clock, so a day has 23 of them when summer time begins
and 25 when it ends. What is lost at a place is the share of its devices that were silent, times the people there, times how
long: an estimate, and told as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Weather = Literal["clear", "cloud", "rain", "storm", "later"]
"""clear: nothing. cloud: a fault that nobody noticed. rain: some could not work. storm: half the place or more. later: not yet."""
HALF = 0.5
MANY_FEEL_IT, FEW_FEEL_IT = 0.2, 0.02
"""Shares of people above which a whole city or service has storm, and rain."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a day, UTC, end exclusive; `label` is what the clock on the wall shows, `again` the second time it does."""

    start: datetime
    end: datetime
    label: int
    again: bool


@dataclass(frozen=True, slots=True)
class Spell:
    """Something that was wrong at a place for a while. `share` of the place's devices silent, 0 for a quiet fault."""

    incident_id: int
    place_id: int
    start: datetime
    end: datetime
    share: float


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a day begins and ends in this zone, UTC."""
    begin, finish = (datetime.combine(d, time(), tzinfo=zone) for d in (day, day + timedelta(days=1)))
    return begin.astimezone(UTC), finish.astimezone(UTC)


def hours_of(day: date, zone: ZoneInfo) -> list[Hour]:
    """The real hours of a day: 24, or 23 and 25 where the clock is moved."""
    start, finish = bounds_of(day, zone)
    hours: list[Hour] = []
    while start < finish:
        end = min(start + HOUR, finish)
        label = start.astimezone(zone).hour
        hours.append(Hour(start, end, label, again=bool(hours) and hours[-1].label == label))
        start = end
    return hours


def lost_in(hour: tuple[datetime, datetime], spells: Iterable[Spell]) -> float:
    """How much of an hour a place was away, in hours of the whole place: never more than the hour itself."""
    start, end = hour
    lost = sum(spell.share * _overlap(spell, start, end) for spell in spells)
    return min(lost, (end - start).total_seconds()) / 3600


def weather_at(hour: Hour, spells: Sequence[Spell], *, now: datetime) -> Weather:
    """The weather of one place in one hour."""
    if hour.start >= now:
        return "later"
    lost = lost_in((hour.start, hour.end), spells)
    if lost >= HALF:
        return "storm"
    if lost > 0:
        return "rain"
    return "cloud" if any(_overlap(spell, hour.start, hour.end) > 0 for spell in spells) else "clear"


def weather_over(hour: Hour, lost: float, people: int, *, troubled: bool, now: datetime) -> Weather:
    """The weather over many places: by the share of their people-hours that were lost."""
    if hour.start >= now:
        return "later"
    share = lost / people if people else 0.0
    if share >= MANY_FEEL_IT:
        return "storm"
    if share >= FEW_FEEL_IT:
        return "rain"
    return "cloud" if troubled or lost else "clear"


def people_hours(
    hours: Sequence[Hour], spells: Mapping[int, Sequence[Spell]], people: Mapping[int, int]
) -> list[float]:
    """People-hours lost in each hour, over all places."""
    return [
        sum(people.get(place, 0) * lost_in((hour.start, hour.end), mine) for place, mine in spells.items())
        for hour in hours
    ]


def _overlap(spell: Spell, start: datetime, end: datetime) -> float:
    return max(0.0, (min(spell.end, end) - max(spell.start, start)).total_seconds())
