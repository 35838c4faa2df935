# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a clock is held to, and what a change of it does: policies, units, models, versions, whose waiting pauses."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from samdrift.engines.slaclock import (
    CalendarVersion,
    Change,
    Clock,
    Terms,
    Wait,
    calendar_from_json,
    calendar_oddities,
    calendar_to_json,
    date_clock,
    due,
    explain,
    explanation_to_json,
    in_force,
    joined_pauses,
    open_intervals_between,
    open_seconds_between,
    pauses_of_waits,
    target_minutes,
    version_at,
    versions_from_json,
)
from samdrift.kernel.errors import BadInput

OFFICE = calendar_from_json(
    {
        "tz": "Europe/Copenhagen",
        "name": "Office",
        "version": 3,
        "weekly": {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    },
    "office",
)
NEVER = calendar_from_json({"tz": "UTC", "weekly": {}}, "never")
EVENING = calendar_from_json({"tz": "Europe/Copenhagen", "weekly": {"tue": [["18:00", "20:00"]]}}, "evening")


def at(text):
    return datetime.fromisoformat(f"2026-02-{text}:00+01:00")


TUESDAY_NINE = at("03T09:00")
FOUR_HOURS = Terms(OFFICE, 240)
PAUSE = (at("03T10:00"), at("03T10:30"))


def test_a_clock_without_changes_is_dated_as_it_began():
    clock = Clock(TUESDAY_NINE, FOUR_HOURS, (PAUSE,))
    assert in_force(clock) == clock
    assert date_clock(clock).due == at("03T13:30")


def test_a_change_stamped_before_the_start_by_another_machine_counts_as_at_the_start():
    early = Change(TUESDAY_NINE - timedelta(minutes=5), "from_change", Terms(OFFICE, 60))
    assert date_clock(Clock(TUESDAY_NINE, FOUR_HOURS, changes=(early,))).due == at("03T10:00")


def test_a_retroactive_change_after_a_new_beginning_goes_back_to_the_very_first_start():
    changes = (
        Change(at("03T14:00"), "retroactive", Terms(OFFICE, 480)),
        Change(at("03T12:00"), "from_change", Terms(OFFICE, 60), cause="group"),
    )
    assert date_clock(Clock(TUESDAY_NINE, FOUR_HOURS, changes=changes[1:])).due == at("03T13:00")
    assert date_clock(Clock(TUESDAY_NINE, FOUR_HOURS, changes=changes)).due == at("04T09:00")


@pytest.mark.parametrize(("policy", "expected"), [("retroactive", at("04T11:00")), ("from_change", at("04T13:00"))])
def test_a_reopened_case_keeps_its_terms_and_does_not_count_the_time_it_lay_solved(policy, expected):
    again = Change(at("04T09:00"), policy, cause="reopened", solved_at=at("03T11:00"))
    assert date_clock(Clock(TUESDAY_NINE, FOUR_HOURS, changes=(again,))).due == expected


def test_a_change_of_agreement_from_the_change_keeps_a_pause_that_runs_over_it():
    change = Change(at("03T10:15"), "from_change", Terms(EVENING, 30), cause="agreement")
    running = (at("03T10:00"), at("03T18:10"))
    assert date_clock(Clock(TUESDAY_NINE, FOUR_HOURS, (running,), (change,))).due == at("03T18:40")


@pytest.mark.parametrize(
    ("target", "unit", "minutes"),
    [(90, "minute", 90), (Decimal("1.5"), "hour", 90), (0, "working_day", 0), (1, "working_day", 7 * 60 + 480)],
)
def test_a_target_in_minutes_hours_and_working_days(target, unit, minutes):
    assert target_minutes(Terms(OFFICE, target, unit), TUESDAY_NINE) == minutes


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("03T06:00", 1, "04T16:00"),  # before opening: Tuesday is the day it came in
        ("03T16:00", 1, "05T16:00"),  # at closing: it came in on Wednesday
        ("06T15:00", 1, "09T16:00"),  # Friday
        ("07T12:00", 1, "10T16:00"),  # Saturday counts as Monday
        ("02T08:00", 5, "09T16:00"),
    ],
)
def test_working_days_end_at_closing_on_the_nth_open_day_after_the_one_it_came_in(start, days, expected):
    assert date_clock(Clock(at(start), Terms(OFFICE, days, "working_day"))).due == at(expected)


def test_working_days_can_be_counted_by_the_wall_clock_too():
    terms = Terms(OFFICE, 1, "working_day", "calendar_time")
    assert date_clock(Clock(at("07T12:00"), terms)).due == at("10T16:00")
    pause = (at("07T12:00"), at("07T14:00"))
    assert date_clock(Clock(at("07T12:00"), terms, (pause,))).due == at("10T18:00")


@pytest.mark.parametrize("days", [Decimal("1.5"), -1])
def test_a_part_of_a_working_day_is_refused(days):
    with pytest.raises(BadInput) as refused:
        target_minutes(Terms(OFFICE, days, "working_day"), TUESDAY_NINE)
    assert refused.value.sentence() == f"target: {days} working days cannot be a target; give whole days"


def test_working_days_of_a_calendar_with_too_few_are_refused():
    once = calendar_from_json({"tz": "UTC", "weekly": {}, "overrides": {"2026-03-03": [["00:00", "01:00"]]}}, "once")
    for calendar in (NEVER, once):
        with pytest.raises(
            BadInput, match="calendar: the calendar has too few open days within 50 years; give it weekly"
        ):
            target_minutes(Terms(calendar, 1, "working_day"), TUESDAY_NINE)


def test_the_wall_clock_that_starts_in_service_hours_stops_in_pauses():
    pause = (at("09T07:00"), at("09T09:00"))
    answer = due(OFFICE, at("07T12:00"), 1440, [pause], model="start_in_service_hours")
    assert answer.due == at("10T09:00")
    assert answer.intervals == ((at("09T09:00"), at("10T09:00")),)


def test_a_clock_that_can_never_start_in_service_hours_is_refused_unless_it_has_nothing_to_count():
    assert due(NEVER, TUESDAY_NINE, 0, model="start_in_service_hours").due == TUESDAY_NINE
    with pytest.raises(BadInput, match=r"calendar: the calendar is not open for 1\.5 minutes within 50 years"):
        due(NEVER, TUESDAY_NINE, 1.5, model="start_in_service_hours")


def test_targets_are_exact_to_the_microsecond():
    assert due(OFFICE, TUESDAY_NINE, Decimal("0.000001")).due == TUESDAY_NINE + timedelta(microseconds=60)
    assert due(OFFICE, TUESDAY_NINE, 1 / 3).due == TUESDAY_NINE + timedelta(seconds=20)
    answer = due(OFFICE, TUESDAY_NINE, Decimal("0.1"))
    assert (answer.elapsed, answer.elapsed_minutes) == (timedelta(seconds=6), 0.1)


def test_nobody_elses_waiting_pauses_the_users_clock_unless_the_agreement_says_so():
    waits = [Wait("user", *PAUSE), Wait("supplier", at("03T11:00"), None), Wait("desk", at("03T12:00"), None)]
    assert pauses_of_waits(waits, "user") == [PAUSE]
    assert pauses_of_waits(waits, "desk") == [PAUSE, (at("03T11:00"), None)]
    assert pauses_of_waits(waits, "supplier") == [PAUSE, (at("03T12:00"), None)]
    said = {"user": frozenset({"user", "supplier"})}
    assert pauses_of_waits(waits, "user", said) == [PAUSE, (at("03T11:00"), None)]


def test_pauses_are_joined_in_order_and_empty_ones_left_out():
    pauses = [(at("03T12:00"), None), (at("03T10:20"), at("03T10:40")), PAUSE, (at("03T09:00"), at("03T09:00"))]
    assert joined_pauses(pauses) == [(at("03T10:00"), at("03T10:40")), (at("03T12:00"), None)]


def test_open_hours_between_two_times_without_pauses():
    spans = open_intervals_between(OFFICE, at("03T15:00"), at("04T09:00"), [PAUSE])
    assert spans == ((at("03T15:00"), at("03T16:00")), (at("04T08:00"), at("04T09:00")))
    assert open_seconds_between(OFFICE, at("03T15:00"), at("04T09:00"), [PAUSE]) == 7200


def test_pauses_that_touch_an_edge_leave_no_empty_stretch():
    assert open_intervals_between(OFFICE, PAUSE[0], at("03T11:00"), [PAUSE]) == ((PAUSE[1], at("03T11:00")),)
    assert open_intervals_between(OFFICE, at("03T09:00"), PAUSE[1], [PAUSE]) == ((at("03T09:00"), PAUSE[0]),)
    assert due(OFFICE, PAUSE[0], 30, [PAUSE]).intervals == ((PAUSE[1], at("03T11:00")),)


def test_hours_on_the_last_evening_of_a_year_far_to_the_west_are_found():
    last = {"tz": "America/St_Johns", "weekly": {}, "overrides": {"2026-12-31": [["21:00", "24:00"]]}}
    answer = due(calendar_from_json(last, "c"), TUESDAY_NINE, 60)
    assert answer.due == datetime.fromisoformat("2026-12-31T22:00:00-03:30")


def test_working_days_are_those_of_the_calendars_own_zone():
    early = calendar_from_json(
        {"tz": "Asia/Kathmandu", "weekly": {day: [["00:30", "02:00"]] for day in ("mon", "tue")}}, "c"
    )
    start = datetime.fromisoformat("2026-02-02T00:00:00+05:45")
    answer = date_clock(Clock(start, Terms(early, 1, "working_day")))
    assert answer.due == datetime.fromisoformat("2026-02-03T02:00:00+05:45")


VERSIONS = {
    "versions": [
        {"tz": "Europe/Copenhagen", "weekly": {}, "valid_from": "2026-03-01", "version": "b"},
        {"tz": "Europe/Copenhagen", "weekly": {}, "valid_from": "2026-01-01", "version": "a"},
    ]
}


@pytest.mark.parametrize(
    ("instant", "version"),
    [
        ("2025-06-01T00:00:00Z", "a"),
        ("2026-02-28T22:59:59Z", "a"),
        ("2026-02-28T23:00:00Z", "b"),
        ("2027-01-01T00:00:00Z", "b"),
    ],
)
def test_a_version_holds_from_its_local_midnight_on(instant, version):
    versions = versions_from_json(VERSIONS, "c")
    assert version_at(versions, datetime.fromisoformat(instant)).version == version
    assert version_at(versions[::-1], datetime.fromisoformat(instant)).version == version


def test_a_calendar_without_versions_has_always_held():
    described = calendar_to_json(OFFICE)
    assert versions_from_json(described, "c") == (CalendarVersion(date.min, OFFICE),)
    assert (described["name"], described["version"]) == ("Office", "3")


@pytest.mark.parametrize(
    ("versions", "sentence"),
    [
        ([], "c.versions: must be a list of at least one calendar"),
        ({}, "c.versions: must be a list"),
        ([{"tz": "UTC", "weekly": {}}], "c.versions[0].valid_from: None is not a date"),
        ([5], "c.versions[0]: a calendar must be an object"),
        ([VERSIONS["versions"][0]] * 2, "c.versions[1].valid_from: another version holds from 2026-03-01 too"),
    ],
)
def test_wrong_versions_are_refused_by_field(versions, sentence):
    with pytest.raises(BadInput) as refused:
        versions_from_json({"versions": versions}, "c")
    assert refused.value.sentence().startswith(sentence)


def test_hours_that_touch_are_nothing_odd():
    tidy = {"tz": "UTC", "weekly": {"mon": [["12:00", "16:00"], ["08:00", "12:00"]]}, "closed": ["2026-01-01"]}
    assert list(calendar_oddities(tidy, "c")) == []


def test_an_explanation_shows_hours_pauses_changes_and_version_and_adds_up():
    raised = Change(at("03T09:10"), "retroactive", Terms(OFFICE, 480), reason="The school is closed")
    pauses = (
        (at("02T09:00"), at("02T10:00")),  # over before the start
        (at("03T15:00"), at("04T09:00")),
        (at("03T08:00"), at("03T09:30")),
        (at("03T08:30"), at("03T08:40")),  # within another
        (at("04T11:30"), at("04T12:00")),  # as the target is used up
        (at("09T10:00"), at("09T11:00")),  # after the due time
    )
    explained = explain(Clock(TUESDAY_NINE, FOUR_HOURS, pauses, (raised,)), as_of=at("03T10:00"))
    assert explained.left == timedelta(minutes=450)
    assert explanation_to_json(explained) == {
        "due": "2026-02-04T11:30:00+01:00",
        "start": "2026-02-03T09:00:00+01:00",
        "target_minutes": 480,
        "elapsed_minutes": 30,
        "model": "service_hours",
        "calendar": {"name": "Office", "version": "3", "tz": "Europe/Copenhagen"},
        "stretches": [
            {
                "from": "2026-02-03T09:30:00+01:00",
                "to": "2026-02-03T15:00:00+01:00",
                "minutes": 330,
                "total_minutes": 330,
            },
            {
                "from": "2026-02-04T09:00:00+01:00",
                "to": "2026-02-04T11:30:00+01:00",
                "minutes": 150,
                "total_minutes": 480,
            },
        ],
        "pauses": [
            {"from": "2026-02-03T08:00:00+01:00", "to": "2026-02-03T09:30:00+01:00", "not_counted_minutes": 30},
            {"from": "2026-02-03T15:00:00+01:00", "to": "2026-02-04T09:00:00+01:00", "not_counted_minutes": 120},
        ],
        "changes": [
            {
                "at": "2026-02-03T09:10:00+01:00",
                "cause": "priority",
                "policy": "retroactive",
                "reason": "The school is closed",
            }
        ],
    }


def test_an_explanation_leaves_out_a_pause_that_was_over_as_the_clock_began():
    told = explain(Clock(PAUSE[1], FOUR_HOURS, (PAUSE,)))
    assert told.pauses == ()
    minutes = explanation_to_json(told)["target_minutes"]
    assert (minutes, type(minutes)) == (240, int)


def test_an_explanation_of_a_paused_clock_has_no_due_time_and_an_open_pause():
    pauses = ((at("03T09:30"), at("03T09:30") + timedelta(seconds=45)), (at("03T10:00"), None))
    told = explanation_to_json(explain(Clock(TUESDAY_NINE, FOUR_HOURS, pauses)))
    assert (told["due"], told["elapsed_minutes"]) == (None, 59.25)
    assert [(pause["to"], pause["not_counted_minutes"]) for pause in told["pauses"]] == [
        ("2026-02-03T09:30:45+01:00", 0.75),
        (None, 0),
    ]


def test_what_lies_beyond_the_years_we_count_in_ends_without_an_endless_search():
    far = datetime.max.replace(tzinfo=UTC)
    last = datetime(3001, 1, 1, tzinfo=UTC)
    always = due(OFFICE, TUESDAY_NINE, 1, as_of=far, model="calendar_time")
    assert always.elapsed == last - TUESDAY_NINE - timedelta(microseconds=1)
    with pytest.raises(BadInput, match="not open for 60 minutes"):
        due(OFFICE, TUESDAY_NINE, 60, [(TUESDAY_NINE, far)])
    with pytest.raises(BadInput, match="not open for 60 minutes"):
        due(NEVER, TUESDAY_NINE, 60, [(far, None)])
    paused = explain(Clock(TUESDAY_NINE, FOUR_HOURS, ((TUESDAY_NINE, far), (TUESDAY_NINE, None))))
    assert (paused.due, [pause.finish for pause in paused.pauses]) == (None, [None])
