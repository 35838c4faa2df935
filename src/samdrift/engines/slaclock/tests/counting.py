# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A second clock, written apart: it shares no code with the engine and no idea but the rules.

It lists every real minute of a window and asks of each which wall-clock minute it shows, whether that is open, and whether
a pause runs; then it counts. Nothing is searched, summed up by year or mapped from local time, so that what is wrong in the
engine is not wrong here in the same way. Slow where the engine is quick, and right where it is slow to be wrong.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

import numpy as np

DAY = 1440
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = ("Europe/Copenhagen", "Europe/Oslo", "Europe/Copenhagen", "Europe/Oslo", "Europe/Helsinki", "Atlantic/Reykjavik",
         "America/Nuuk", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")  # fmt: skip
WINDOWS = (  # first day, days: both clock nights, Easter, the turn of the year, leap days, a whole year
    (datetime(2026, 3, 24, tzinfo=UTC), 12),
    (datetime(2026, 10, 20, tzinfo=UTC), 12),
    (datetime(2025, 12, 19, tzinfo=UTC), 21),
    (datetime(2028, 2, 24, tzinfo=UTC), 12),
    (datetime(2024, 2, 20, tzinfo=UTC), 50),
    (datetime(2027, 9, 1, tzinfo=UTC), 400),
)


@lru_cache(maxsize=128)
def wall_minutes(zone, first, days):
    """For each real minute of the window: the local date, counted from the day before `first`, and the minute of the day."""
    tz, epoch = ZoneInfo(zone), datetime(1970, 1, 1, tzinfo=UTC)
    quarters = [first + timedelta(minutes=n) for n in range(0, days * DAY, 15)]  # no zone changes within a quarter
    offsets = [at.astimezone(tz).utcoffset() // timedelta(minutes=1) for at in quarters]
    begin = (first - epoch) // timedelta(minutes=1)
    walls = np.arange(begin, begin + days * DAY) + np.repeat(offsets, 15)
    return walls // DAY - (begin // DAY - 1), walls % DAY


def minute_of(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def open_minutes(calendar, first, days):
    """For each real minute of the window, whether the calendar is open."""
    dates, minutes = wall_minutes(calendar["tz"], first, days)
    table = np.zeros((days + 3, DAY), dtype=bool)
    for row in range(days + 3):
        day = (first + timedelta(days=row - 1)).date()
        hours = calendar["weekly"].get(NAMES[day.weekday()], [])
        if day.isoformat() in calendar["closed"]:
            hours = []
        hours = calendar["overrides"].get(day.isoformat(), hours)
        for opens, closes in hours:
            table[row, minute_of(opens) : minute_of(closes)] = True
    return table[dates, minutes]


@dataclass(frozen=True)
class Window:
    """A calendar over some days; all times are minutes since `first`."""

    calendar: dict
    first: datetime
    days: int
    open: np.ndarray

    def at(self, minute):
        return self.first + timedelta(minutes=int(minute))

    def counting(self, pauses, model, start):
        """For each minute, whether the clock counts it; the clock runs from `start` on."""
        running = self.open
        if model != "service_hours":
            running = np.ones(self.days * DAY, dtype=bool)
        running = running.copy()
        if model == "start_in_service_hours":
            ahead = np.flatnonzero(self.open[start:])
            start = start + int(ahead[0]) if ahead.size else self.days * DAY
        running[:start] = False
        for begin, finish in pauses:
            running[max(begin, 0) : self.days * DAY if finish is None else max(finish, 0)] = False
        return running

    def due(self, running, start, target):
        """The first minute by which `target` minutes were counted; None when the window ends before."""
        if target == 0:
            return start
        counted = np.cumsum(running)
        reached = int(np.searchsorted(counted, target))
        return None if reached >= counted.size else reached + 1


@dataclass(frozen=True)
class Case:
    """A question in minutes of a window."""

    start: int
    target: int
    pauses: list
    as_of: int
    model: str


def random_hours(random):
    """Up to three intervals, to the minute, often with an edge in the hours in which the clock is changed."""
    if random.random() < 0.15:
        return [["00:00", "24:00"]]
    if random.random() < 0.15:
        return [["00:00", "06:30"], ["22:00", "24:00"]]
    edges = set()
    for _ in range(random.choice((0, 2, 2, 2, 4, 6))):
        edges.add(random.choice((random.randint(0, DAY), random.randint(60, 240), random.choice((0, 480, 960, DAY)))))
    ordered = [f"{edge // 60:02d}:{edge % 60:02d}" for edge in sorted(edges)]
    return [[a, b] for a, b in zip(ordered[::2], ordered[1::2], strict=False)]


def random_window(random: Random, windows=WINDOWS):
    first, days = random.choices(windows, [1 / days for _, days in windows])[0]  # as many minutes of each
    dates = [(first + timedelta(days=d)).date().isoformat() for d in range(-1, days + 1)]
    ordinary = random_hours(random)
    calendar = {
        "tz": random.choice(ZONES),
        "weekly": {name: ordinary if random.random() < 0.7 else random_hours(random) for name in NAMES},
        "closed": random.sample(dates, random.randint(0, 3)),
        "overrides": {day: random_hours(random) for day in random.sample(dates, random.randint(0, 3))},
    }
    return Window(calendar, first, days, open_minutes(calendar, first, days))


def random_case(random: Random, window):
    size = window.days * DAY
    start = random.randrange(size * 3 // 4)
    pauses = []
    for _ in range(random.choice((0, 0, 1, 1, 2, 4))):
        begin = random.randint(max(start - 2 * DAY, 0), min(start + 4 * DAY, size))
        pauses.append((begin, begin + random.choice((0, random.randint(1, 180), random.randint(1, 3 * DAY)))))
    if pauses and random.random() < 0.3:  # one that touches, one within
        pauses.append((pauses[0][1], pauses[0][1] + 30))
        pauses.append((pauses[0][0], pauses[0][0] + 1))
    if random.random() < 0.1:
        pauses.append((random.randint(start, size), None))
    random.shuffle(pauses)
    target = random.choice((0, random.randint(1, 240), random.randint(1, 2400), random.randint(1, window.days * 480)))
    model = random.choice(
        ("service_hours", "service_hours", "service_hours", "calendar_time", "start_in_service_hours")
    )
    return Case(start, target, pauses, random.randint(0, size), model)
