# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A day of real hours: 24 of them, 23 and 25 when the clock is moved, and what each of them lost."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.incidents.dayrules import Spell, bounds_of, hours_of, lost_in, people_hours, weather_at, weather_over

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
LATER = datetime(2026, 11, 22, tzinfo=UTC)


def spell(start_minute, end_minute, share=1.0, place=1, incident=1):
    return Spell(incident, place, NOON + timedelta(minutes=start_minute), NOON + timedelta(minutes=end_minute), share)


@pytest.mark.parametrize(
    ("day", "labels", "again"),
    [
        (DAY, list(range(24)), []),
        (date(2026, 3, 29), [0, 1, *range(3, 24)], []),
        (date(2026, 10, 25), [0, 1, 2, 2, *range(3, 24)], [3]),
    ],
    ids=["an ordinary day", "summer time begins", "summer time ends"],
)
def test_a_day_has_as_many_hours_as_the_clock_gave_it(day, labels, again):
    hours = hours_of(day, COPENHAGEN)
    assert [hour.label for hour in hours] == labels
    assert [n for n, hour in enumerate(hours) if hour.again] == again
    assert {hour.end - hour.start for hour in hours} == {timedelta(hours=1)}


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_days_follow_each_other_without_a_gap(day):
    hours = hours_of(day, COPENHAGEN)
    assert (hours[0].start, hours[-1].end) == bounds_of(day, COPENHAGEN)
    assert hours[-1].end == hours_of(day + timedelta(days=1), COPENHAGEN)[0].start
    assert all(one.end == other.start for one, other in pairwise(hours))


def test_a_zone_half_an_hour_aside_still_has_whole_days():
    hours = hours_of(date(2026, 4, 5), ZoneInfo("Australia/Lord_Howe"))
    assert sum((hour.end - hour.start for hour in hours), timedelta()) == timedelta(hours=24, minutes=30)
    assert hours[-1].end - hours[-1].start == timedelta(minutes=30)


def test_what_an_hour_lost_is_share_times_length_and_never_more_than_the_hour():
    hour = (NOON, NOON + timedelta(hours=1))
    assert lost_in(hour, [spell(-30, 15, 0.5)]) == pytest.approx(0.125)
    assert lost_in(hour, [spell(0, 60, 0.75), spell(0, 60, 0.75, incident=2)]) == 1.0
    assert lost_in(hour, [spell(60, 90), spell(-90, 0)]) == 0.0


@pytest.mark.parametrize(
    ("spells", "weather"),
    [
        ([], "clear"),
        ([spell(0, 60, 0.0)], "cloud"),
        ([spell(0, 60, 0.25)], "rain"),
        ([spell(0, 30)], "storm"),
        ([spell(60, 90)], "clear"),
    ],
)
def test_the_weather_of_an_hour_at_a_place(spells, weather):
    hour = hours_of(DAY, COPENHAGEN)[12]
    assert hour.start == NOON
    assert weather_at(hour, spells, now=LATER) == weather
    assert weather_at(hour, spells, now=NOON) == "later"


@pytest.mark.parametrize(
    ("lost", "troubled", "weather"),
    [(0.0, False, "clear"), (0.0, True, "cloud"), (1.0, True, "cloud"), (2.0, True, "rain"), (20.0, True, "storm")],
)
def test_the_weather_over_a_city_of_a_hundred(lost, troubled, weather):
    assert weather_over(hours_of(DAY, COPENHAGEN)[0], lost, 100, troubled=troubled, now=LATER) == weather


def test_people_hours_add_up_over_places_hour_by_hour():
    hours = hours_of(DAY, COPENHAGEN)
    spells = {1: [spell(0, 90)], 2: [spell(30, 60, 0.5, place=2)], 9: [spell(0, 60, place=9)]}
    lost = people_hours(hours, spells, {1: 100, 2: 40})
    assert {n: value for n, value in enumerate(lost) if value} == {12: pytest.approx(110.0), 13: pytest.approx(50.0)}
