# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the tables do not show: elapsed time, explained sums, seconds, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.engines.slaclock import calendar_from_json, due, next_opening, open_seconds_between
from samdrift.kernel.errors import BadInput

OFFICE = calendar_from_json(
    {"tz": "Europe/Copenhagen", "weekly": {"mon": [["08:00", "16:00"]], "tue": [["08:00", "16:00"]]}}, "office"
)


def at(text):
    return datetime.fromisoformat(text)


MONDAY_NINE = at("2026-02-02T09:00:00+01:00")


def test_elapsed_is_counted_up_to_as_of_and_may_pass_the_target():
    assert due(OFFICE, MONDAY_NINE, 60, as_of=at("2026-02-02T09:20:00+01:00")).elapsed_minutes == 20
    assert due(OFFICE, MONDAY_NINE, 60, as_of=at("2026-02-02T12:00:00+01:00")).elapsed_minutes == 180


def test_elapsed_before_the_start_is_nothing():
    assert due(OFFICE, MONDAY_NINE, 60, as_of=at("2026-02-02T08:20:00+01:00")).elapsed_minutes == 0


def test_elapsed_without_as_of_is_what_the_intervals_add_up_to():
    assert due(OFFICE, MONDAY_NINE, 75).elapsed_minutes == 75
    assert due(OFFICE, MONDAY_NINE, 75, [(at("2026-02-02T09:30:00+01:00"), None)]).elapsed_minutes == 30


def test_intervals_show_the_sum_with_the_pause_cut_out():
    answered = due(
        OFFICE,
        at("2026-02-02T15:00:00+01:00"),
        90,
        [(at("2026-02-02T15:20:00+01:00"), at("2026-02-02T15:30:00+01:00"))],
    )
    assert answered.intervals == (
        (at("2026-02-02T15:00:00+01:00"), at("2026-02-02T15:20:00+01:00")),
        (at("2026-02-02T15:30:00+01:00"), at("2026-02-02T16:00:00+01:00")),
        (at("2026-02-03T08:00:00+01:00"), at("2026-02-03T08:40:00+01:00")),
    )


def test_an_always_open_calendar_gives_one_interval_over_midnights():
    always = calendar_from_json(
        {
            "tz": "Europe/Oslo",
            "weekly": {d: [["00:00", "24:00"]] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
        },
        "c",
    )
    assert due(always, MONDAY_NINE, 3 * 1440).intervals == ((MONDAY_NINE, MONDAY_NINE + timedelta(days=3)),)


def test_seconds_are_kept():
    assert due(OFFICE, at("2026-02-02T09:00:17.5+01:00"), 10).due == at("2026-02-02T09:10:17.5+01:00")


def test_times_come_back_in_utc():
    assert due(OFFICE, MONDAY_NINE, 10).due.tzinfo is UTC


def test_next_opening_is_now_when_open_and_the_next_edge_when_not():
    assert next_opening(OFFICE, MONDAY_NINE) == MONDAY_NINE
    assert next_opening(OFFICE, at("2026-02-03T16:00:00+01:00")) == at("2026-02-09T08:00:00+01:00")


def test_overlapping_hours_of_a_day_count_once():
    calendar = calendar_from_json({"tz": "UTC", "weekly": {"mon": [["08:00", "10:00"], ["09:00", "12:00"]]}}, "c")
    assert calendar.hours_on(datetime(2026, 2, 2, tzinfo=UTC).date()) == ((480, 720),)


def test_nothing_is_open_between_a_time_and_an_earlier_one():
    assert open_seconds_between(OFFICE, MONDAY_NINE, MONDAY_NINE - timedelta(hours=1)) == 0


def test_a_calendar_that_never_opens_is_refused_but_for_a_zero_target():
    never = calendar_from_json({"tz": "UTC", "weekly": {}}, "c")
    with pytest.raises(BadInput) as refused:
        due(never, MONDAY_NINE, 5)
    assert refused.value.sentence() == (
        "calendar: the calendar is not open for 5 minutes within 50 years of 2026-02-02T08:00:00+00:00;"
        " give it weekly hours"
    )
    assert due(never, MONDAY_NINE, 0).due == MONDAY_NINE


def test_a_calendar_open_on_one_date_alone_is_used_and_then_refused():
    once = calendar_from_json(
        {"tz": "Europe/Oslo", "weekly": {}, "overrides": {"2026-03-29": [["00:00", "24:00"]]}}, "c"
    )
    assert due(once, MONDAY_NINE, 23 * 60).due == at("2026-03-30T00:00:00+02:00")
    with pytest.raises(BadInput):
        due(once, MONDAY_NINE, 23 * 60 + 1)


@pytest.mark.parametrize("target", [-1, float("nan"), float("inf"), 1e12])
def test_an_impossible_target_is_refused(target):
    with pytest.raises(BadInput) as refused:
        due(OFFICE, MONDAY_NINE, target)
    assert refused.value.sentence() == f"target_minutes: {target} minutes cannot be a target; give 0 or more"


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadInput) as refused:
        due(OFFICE, MONDAY_NINE, 5, [(MONDAY_NINE, MONDAY_NINE - timedelta(minutes=1))])
    assert refused.value.sentence() == "pauses: a pause from 2026-02-02T09:00:00+01:00 ends before it begins"


def test_a_naive_start_is_a_programming_error():
    with pytest.raises(ValueError, match="naive"):
        due(OFFICE, datetime(2026, 2, 2, 9, 0), 5)


@pytest.mark.parametrize("year", [1, 1899, 2901, 9999])
def test_a_start_outside_the_centuries_we_count_in_is_refused(year):
    with pytest.raises(BadInput, match="outside 1900 to 2900"):
        due(OFFICE, datetime(year, 6, 2, tzinfo=UTC), 5)


ZONE = "give an IANA zone"
NIGHT = "let hours over midnight end at 24:00 and begin again at 00:00 the next day"
WHEN = "write 00:00 to 24:00"
DAY = "write YYYY-MM-DD"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "c: a calendar must be an object with tz, weekly, closed and overrides"),
        ({"weekly": {}}, f"c.tz: is missing; {ZONE} such as Europe/Copenhagen"),
        ({"tz": "", "weekly": {}}, f"c.tz: is missing; {ZONE} such as Europe/Copenhagen"),
        ({"tz": "Europe/Atlantis", "weekly": {}}, f"c.tz: 'Europe/Atlantis' is not a known zone; {ZONE}"),
        ({"tz": "Europe", "weekly": {}}, f"c.tz: 'Europe' is not a known zone; {ZONE}"),
        ({"tz": "../etc/passwd", "weekly": {}}, f"c.tz: '../etc/passwd' is not a known zone; {ZONE}"),
        ({"tz": "UTC"}, "c.weekly: must be an object with hours for mon to sun"),
        (
            {"tz": "UTC", "weekly": {"monday": []}},
            "c.weekly: 'monday' is not a weekday; use mon, tue, wed, thu, fri, sat, sun",
        ),
        (
            {"tz": "UTC", "weekly": {"mon": [["16:00", "08:00"]]}},
            f"c.weekly.mon[0]: 16:00 is not before 08:00; {NIGHT}",
        ),
        (
            {"tz": "UTC", "weekly": {"mon": [["08:00", "08:00"]]}},
            f"c.weekly.mon[0]: 08:00 is not before 08:00; {NIGHT}",
        ),
        (
            {"tz": "UTC", "weekly": {"mon": [["08:00", "24:01"]]}},
            f"c.weekly.mon[0]: '24:01' is not a time of day; {WHEN}",
        ),
        (
            {"tz": "UTC", "weekly": {"mon": [["8:00", "16:00"]]}},
            f"c.weekly.mon[0]: '8:00' is not a time of day; {WHEN}",
        ),
        ({"tz": "UTC", "weekly": {"mon": [["08:00", 960]]}}, f"c.weekly.mon[0]: 960 is not a time of day; {WHEN}"),
        (
            {"tz": "UTC", "weekly": {"mon": [["08:00"]]}},
            'c.weekly.mon[0]: must be two times such as ["08:00", "16:00"]',
        ),
        ({"tz": "UTC", "weekly": {"mon": "08:00"}}, "c.weekly.mon: must be a list of [from, to]"),
        ({"tz": "UTC", "weekly": {}, "closed": ["2026-02-30"]}, f"c.closed[0]: '2026-02-30' is not a date; {DAY}"),
        ({"tz": "UTC", "weekly": {}, "closed": [20260203]}, f"c.closed[0]: 20260203 is not a date; {DAY}"),
        ({"tz": "UTC", "weekly": {}, "closed": "2026-02-03"}, "c.closed: must be a list of dates"),
        ({"tz": "UTC", "weekly": {}, "overrides": {"christmas": []}}, f"c.overrides: 'christmas' is not a date; {DAY}"),
        ({"tz": "UTC", "weekly": {}, "overrides": []}, "c.overrides: must be an object from date to hours"),
        (
            {"tz": "UTC", "weekly": {}, "overrides": {"2026-02-03": 5}},
            "c.overrides.2026-02-03: must be a list of [from, to]",
        ),
    ],
)
def test_a_wrong_calendar_is_refused_by_field(data, sentence):
    with pytest.raises(BadInput) as refused:
        calendar_from_json(data, "c")
    assert refused.value.sentence() == sentence
