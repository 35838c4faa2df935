# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the invented people have reported and asked for, and how it went: each case as the steps that people took.

Pure: people, the desk's calendar and the present come in. What is said stands in `data/history.json`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from samdrift.demo.history_plan import dice, workdays
from samdrift.engines.slaclock import Calendar, due

DATA = Path(__file__).with_name("data") / "history.json"
SETTLED, STILL_OPEN = 116, 12
STILL_OPEN_SINCE = (0, 0, 1, 1, 2, 2, 3, 4, 6, 8, 11, 15)
"""Ages of the open ones in working days."""
SLOW_ANSWER, SLOW_END = (3, 41, 77), (11, 29, 58, 83)
"""Which of the settled cases were answered, or solved, too late."""
FIRST_PERSONS_OWN = 5
"""Which of the open ones is by the first of the people."""
HOURS = (7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 11, 11, 12, 12, 13, 13, 13, 14, 14, 15)
"""When people write, by local hour, as often as it stands here."""
Doing = Literal["take", "judge", "reply", "ask", "back", "hand_over", "engineer", "resolve", "close"]


@dataclass(frozen=True, slots=True)
class Told:
    """One sort of case in its words. `by` is the agreement under which it is solved; no `kinds`: it happens anywhere."""

    text: str
    by: Literal["in_house", "network", "telephony"]
    answer: str
    done: str
    engineer: str = ""
    ask: str = ""
    back: str = ""
    priority: int = 3
    language: str = "da"
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who works at a place."""

    slug: str
    language: str
    place_kind: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """Something somebody does to a case; `text` is what they write."""

    at: datetime
    doing: Doing
    text: str = ""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A report and the steps that followed, in order."""

    key: str
    reporter: str
    at: datetime
    told: Told
    steps: tuple[Step, ...]


def read_words(path: Path = DATA) -> list[Told]:
    """What people say, as shipped."""
    return TypeAdapter(list[Told]).validate_json(path.read_bytes())


def plan_cases(
    people: list[Reporter], words: list[Told], *, calendar: Calendar, now: datetime, seed: str
) -> list[PastCase]:
    """SETTLED cases that are solved and STILL_OPEN ones that are not, oldest first. `calendar` is the desk's; times aware."""
    days = workdays(calendar, now)
    zone = ZoneInfo(calendar.tz)
    made = []
    for number in range(SETTLED):
        rng = dice(f"{seed}/settled/{number}")
        day = days[number * (len(days) - 5) // SETTLED]
        at = _written(day, rng, zone)
        person, told = _who_and_what(people, words, rng)
        steps = _steps(told, at, calendar, rng, slow_answer=number in SLOW_ANSWER, slow_end=number in SLOW_END)
        done = [step for step in steps if step.at <= now]
        made.append(PastCase(f"case-{number}", person.slug, at, told, tuple(done)))
    made += _open_ones(people, words, calendar, now, seed)
    return sorted(made, key=lambda case: (case.at, case.key))


def _open_ones(
    people: list[Reporter], words: list[Told], calendar: Calendar, now: datetime, seed: str
) -> Iterator[PastCase]:
    zone = ZoneInfo(calendar.tz)
    days = workdays(calendar, now + timedelta(days=1))  # today too, when people work today
    # no supplier's desk behind these has a ticket for a case that was never sent there: only who takes cases by mail
    able = [told for told in words if told.by != "network"]
    for number, age in enumerate(STILL_OPEN_SINCE):
        rng = dice(f"{seed}/open/{number}")
        at = _written(days[-1 - age], rng, zone)
        if at > now - timedelta(minutes=10):
            at = _written(days[-2 - age], rng, zone)
        wanted = [t for t in able if (t.by == "telephony") == (number % 4 == 3) and bool(t.ask) == (number % 4 == 2)]
        person, told = _who_and_what(people[:1] if number == FIRST_PERSONS_OWN else people, wanted, rng)
        steps = _steps(told, at, calendar, rng)
        last = {0: "reply", 2: "ask", 3: "engineer"}.get(number % 4, "reply")
        done = list(_until(steps, last)) if number != 1 else []
        yield PastCase(f"open-{number}", person.slug, at, told, tuple(s for s in done if s.at <= now))


def _until(steps: list[Step], last: str) -> Iterator[Step]:
    for step in steps:
        yield step
        if step.doing == last:
            return


def _written(day: date, rng: Random, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(rng.choice(HOURS), rng.randrange(60), rng.randrange(60)), tzinfo=zone)


def _who_and_what(people: list[Reporter], words: list[Told], rng: Random) -> tuple[Reporter, Told]:
    person = rng.choices(people, weights=[p.weight for p in people])[0]
    fitting = [t for t in words if t.language == person.language and (not t.kinds or person.place_kind in t.kinds)]
    fitting = fitting or [t for t in words if not t.kinds] or words
    special = [t for t in fitting if t.kinds]
    return person, rng.choice(special if special and rng.random() < 0.3 else fitting)


def _steps(
    told: Told, at: datetime, calendar: Calendar, rng: Random, *, slow_answer: bool = False, slow_end: bool = False
) -> list[Step]:
    minutes = rng.randint(262, 330) if slow_answer else rng.randint(3, 70)
    made: list[Step] = []

    def then(doing: Doing, text: str = "", after: int = 2) -> None:
        nonlocal minutes
        minutes += after
        made.append(Step(_after(calendar, at, minutes), doing, text))

    if told.priority != 3:
        then("judge", after=0)
    then("take")
    then("reply", told.answer)
    if told.ask:
        then("ask", told.ask)
        then("back", told.back, after=rng.randint(30, 600))
    if told.by != "in_house":
        then("hand_over", after=4)
        then("engineer", told.engineer, after=rng.randint(6, 24) if told.priority < 3 else rng.randint(15, 180))
    quick = rng.randint(20, 140) if told.priority < 3 else rng.randint(20, 500)
    then("resolve", told.done, after=rng.randint(1400, 1900) if slow_end else quick)
    if rng.random() < 0.7:
        then("close", after=rng.randint(900, 1800))
    return made


def _after(calendar: Calendar, at: datetime, minutes: int) -> datetime:
    found = due(calendar, at, minutes).due
    if found is None:  # only a pause without an end has no due time, and none is given here
        raise RuntimeError("the calendar never opens")
    return found
