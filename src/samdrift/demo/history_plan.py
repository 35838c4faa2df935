# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which faults the invented town has had: thought out from its found network, so that each fits cables and places.

Pure: the network, the calendar and the present come in; the same ones give the same history.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from samdrift.demo.history_ground import Cause, Ground, causes
from samdrift.engines.slaclock import Calendar, open_seconds_between

DAYS = 92
FEWEST_WORKDAYS = 5
"""In a month with fewer of them, one outage would spoil its figure."""
FAMILIES: dict[str, frozenset[str]] = {
    "schools": frozenset({"school", "music_school", "youth_centre"}),
    "daycare": frozenset({"kindergarten"}),
    "care": frozenset({"care_home", "health_house"}),
    "offices": frozenset(
        {"town_hall", "fire_station", "library", "depot", "job_centre", "sports_centre", "harbour_office"}
    ),
}
"""Kinds of places by the service that their network belongs to: each has some outage every month."""
BAD_DAY_MINUTES = 282
MOST_PLACES = 3
QUIET: tuple[tuple[str, int, int], ...] = (
    ("redundancy", 45, 200),
    ("redundancy", 25, 150),
    ("agent", 6, 40),
    ("redundancy", 60, 280),
    ("degraded", 40, 170),
    ("agent", 4, 25),
    ("redundancy", 20, 90),
    ("flapping", 8, 50),
    ("agent", 5, 30),
)
"""(kind, least minutes, most minutes) of faults that no user notices, spread over the time."""


@dataclass(frozen=True, slots=True)
class PastIncident:
    """A fault that has ended. `reports` is how many people at the places hit said so themselves."""

    key: str
    kind: str
    cause: Cause
    fault_at: datetime
    opened_at: datetime
    closed_at: datetime
    answer_after: timedelta
    reports: int


@dataclass
class _Book:
    """What is taken already: no device has two faults at once, and an hour lies between them."""

    taken: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    made: list[PastIncident] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def free(self, cause: Cause, since: datetime, until: datetime) -> bool:
        hour = timedelta(hours=1)
        spans = (span for device in cause.touched for span in self.taken.get(device, ()))
        return all(until + hour <= begin or end + hour <= since for begin, end in spans)

    def take(self, incident: PastIncident) -> None:
        for device in incident.cause.touched:
            self.taken.setdefault(device, []).append((incident.fault_at, incident.closed_at))
        self.used.add(incident.cause.key)
        self.made.append(incident)


def plan_incidents(ground: Ground, *, calendar: Calendar, now: datetime, seed: str) -> list[PastIncident]:
    """The faults of the last DAYS days, oldest first; `calendar` tells the days people work. Times aware."""
    zone = ZoneInfo(calendar.tz)
    found = causes(ground)
    book = _Book()
    months = _months(calendar, now)
    _bad_day(book, found, months, zone, seed)
    for number, days in enumerate(months):
        _month_of_outages(book, found, days, zone, f"{seed}/{number}")
    every_day = [now.astimezone(zone).date() - timedelta(days=back) for back in range(DAYS - 1, 1, -1)]
    for number in range(4):
        rng = dice(f"{seed}/night/{number}")
        day = every_day[min(len(every_day) - 1, 9 + number * 22 + rng.randrange(7))]
        at = _clock(day, rng.choice((1, 2, 22, 23)), rng, zone)
        outages = [c for c in found if c.kind in {"link", "device"} and _small(c)]
        _add(book, outages, at, minutes=rng.randint(35, 190), rng=rng, key=f"night-{number}", reports=0)
    for number, (kind, least, most) in enumerate(QUIET):
        rng = dice(f"{seed}/quiet/{number}")
        day = every_day[min(len(every_day) - 1, 3 + number * 10 + rng.randrange(6))]
        at = _clock(day, rng.randint(7, 20), rng, zone)
        quiet = [c for c in found if c.kind == kind]
        _add(book, quiet, at, minutes=rng.randint(least, most), rng=rng, key=f"quiet-{number}", reports=0)
    return sorted(book.made, key=lambda incident: (incident.opened_at, incident.key))


def dice(seed: str) -> Random:
    """Chance that falls the same way each time."""
    return Random(seed)  # noqa: S311 - it invents; nothing is guarded by it


def workdays(calendar: Calendar, now: datetime, *, back: int = DAYS) -> list[date]:
    """The days before today, no longer ago than `back`, on which people work; oldest first."""
    zone = ZoneInfo(calendar.tz)
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=n) for n in range(back - 1, 0, -1))
    return [day for day in days if _open_seconds(calendar, day, zone) >= 4 * 3600]


def _open_seconds(calendar: Calendar, day: date, zone: ZoneInfo) -> float:
    midnight = datetime.combine(day, time(), tzinfo=zone)
    return open_seconds_between(calendar, midnight, datetime.combine(day + timedelta(days=1), time(), tzinfo=zone))


def _months(calendar: Calendar, now: datetime) -> list[list[date]]:
    by_month: dict[tuple[int, int], list[date]] = {}
    for day in workdays(calendar, now):
        by_month.setdefault((day.year, day.month), []).append(day)
    return [days for _, days in sorted(by_month.items())]


def _bad_day(book: _Book, found: list[Cause], months: list[list[date]], zone: ZoneInfo, seed: str) -> None:
    """One school sits without a network from morning to the last lesson, in the last month that is over."""
    whole = [days for days in months[:-1] if len(days) >= 2 * FEWEST_WORKDAYS]
    if not whole:
        return
    rng = dice(f"{seed}/bad")
    able = [c for c in found if c.kind in {"link", "device"} and c.place_kind == "school" and c.carries and _small(c)]
    best = [c for c in able if c.kind == "link" and c.place_slug == "school-north"] or able
    widest = max((len(c.silent) for c in best), default=0)
    best = [c for c in best if len(c.silent) == widest]
    at = _clock(whole[-1][len(whole[-1]) // 2], 8, rng, zone)
    _add(book, best, at, minutes=BAD_DAY_MINUTES, rng=rng, key="bad-day", reports=2)


def _month_of_outages(book: _Book, found: list[Cause], days: list[date], zone: ZoneInfo, seed: str) -> None:
    if len(days) < FEWEST_WORKDAYS:
        return
    most = 20 + 50 * min(len(days), 20) // 20
    rng = dice(seed)
    chosen = rng.sample(days, len(FAMILIES) + 1)
    for day, (family, kinds) in zip(chosen, FAMILIES.items(), strict=False):
        able = [c for c in found if c.kind in {"link", "device"} and c.carries and c.place_kind in kinds and _small(c)]
        able = [c for c in able if c.wireless] or able
        at = _clock(day, rng.randint(8, 12), rng, zone)
        minutes = rng.randint(16, most)
        _add(book, able, at, minutes=minutes, rng=rng, key=f"{family}-{day}", reports=int(rng.random() < 0.5))
    dark = [c for c in found if c.kind == "place" and _small(c)]
    dark = [c for c in dark if c.power] or dark
    at = _clock(chosen[-1], rng.randint(8, 12), rng, zone)
    _add(book, dark, at, minutes=rng.randint(40, max(45, most)), rng=rng, key=f"power-{chosen[-1]}", reports=0)


def _small(cause: Cause) -> bool:
    return 1 <= len(cause.places) <= MOST_PLACES


def _clock(day: date, hour: int, rng: Random, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour, rng.randint(6, 55), rng.randint(0, 59)), tzinfo=zone)


def _add(book: _Book, able: list[Cause], at: datetime, *, minutes: int, rng: Random, key: str, reports: int) -> None:
    until = at + timedelta(minutes=minutes, seconds=rng.randint(0, 59))
    cause = next(_in_order(book, able, at, until, rng), None)
    if cause is None:
        return  # a network too small for this one
    answer = timedelta(minutes=min(rng.choice((3, 4, 6, 8, 11, 13, 19)), minutes - 1))
    opened = at + timedelta(seconds=rng.randint(6, 20))
    book.take(PastIncident(key, cause.kind, cause, at, opened, until, answer, reports))


def _in_order(book: _Book, able: list[Cause], at: datetime, until: datetime, rng: Random) -> Iterator[Cause]:
    """Those that are free then, what has not failed before first."""
    mixed = rng.sample(able, len(able))
    free = [cause for cause in mixed if book.free(cause, at, until)]
    yield from sorted(free, key=lambda cause: cause.key in book.used)
