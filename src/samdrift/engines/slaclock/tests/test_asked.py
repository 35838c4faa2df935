# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Clocks read from the sla/1 form: what may be written in several ways, and what is refused by field."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from samdrift.engines.slaclock import Change, Clock, Terms, calendar_from_json
from samdrift.engines.slaclock.asked import Calendars, read_clock
from samdrift.kernel.errors import BadInput

CITY = {"tz": "Europe/Copenhagen", "weekly": {"mon": [["08:00", "16:00"]]}}
DUTY = {"tz": "Europe/Oslo", "weekly": {"sun": [["00:00", "24:00"]]}, "name": "Duty", "version": 2}
START = "2026-02-02T09:00:00+01:00"
BEGAN = datetime(2026, 2, 2, 8, tzinfo=UTC)
NOON = datetime(2026, 2, 2, 11, tzinfo=UTC)


def read(**vector):
    calendars = Calendars({"city": CITY, "duty": DUTY, "broken": {"tz": "UTC"}}, "file: calendars")
    return read_clock({"calendar": "city", "start": START, "target_minutes": 60} | vector, calendars, "v")


def terms(calendar=CITY, amount=60, **more):
    return Terms(calendar_from_json(calendar, "c"), amount, **more)


def test_the_least_a_clock_needs():
    asked = read()
    assert asked.clock == Clock(BEGAN, terms())
    assert asked.as_of is None
    assert asked.clock.terms.calendar.name == "city"
    assert asked.clock.terms.calendar.version == ""
    assert asked.clock.start.tzinfo is UTC


def test_a_calendar_keeps_the_name_it_brings_and_may_stand_in_the_clock_itself():
    named = read(calendar="duty").clock.terms.calendar
    assert (named.name, named.version) == ("Duty", "2")
    assert read(calendar="duty", calendar_version=2).clock.terms.calendar == named
    assert read(calendar=DUTY).clock.terms == terms(DUTY)


def test_all_that_may_be_left_out_may_be_null():
    nothing = dict.fromkeys(
        ("pauses", "waits", "as_of", "change", "changes", "model", "clock", "calendar_version", "target")
    )
    assert read(**nothing) == read()


def test_as_of_and_pauses_are_instants_in_any_zone():
    asked = read(as_of="2026-02-02T11:00:00Z", pauses=[[START, "2026-02-02T12:00+01:00"], {"from": START}])
    assert asked.as_of == NOON
    assert asked.clock.pauses == ((BEGAN, NOON), (BEGAN, None))


@pytest.mark.parametrize(
    ("stated", "amount", "unit"),
    [
        ({"amount": 2, "unit": "working_day"}, 2, "working_day"),
        ({"amount": 2, "unit": "Working-Days"}, 2, "working_day"),
        ({"amount": Decimal("1.5"), "unit": "hours"}, Decimal("1.5"), "hour"),
        ({"amount": 30}, 30, "minute"),
        (30, 30, "minute"),
    ],
)
def test_a_target_in_other_units(stated, amount, unit):
    assert read(target_minutes=None, target=stated).clock.terms == terms(amount=amount, unit=unit)


def test_minutes_win_over_a_target_in_another_unit():
    assert read(target={"amount": 2, "unit": "hour"}).clock.terms == terms()


def change(at=NOON, policy="from_change", after=None, cause="priority", **more):
    return (Change(at, policy, after or terms(amount=30), cause, **more),)


AT_NOON = {"at": "2026-02-02T12:00+01:00", "policy": "from_change", "target_minutes": 30}


@pytest.mark.parametrize(
    ("field", "cause"),
    [
        ("change", "priority"),
        ("changes", "priority"),
        ("priority_change", "priority"),
        ("priority_changes", "priority"),
        ("group_change", "group"),
        ("agreement_changes", "agreement"),
        ("calendar_change", "calendar"),
        ("reopened", "reopened"),
        ("reopening", "reopened"),
    ],
)
def test_the_field_says_the_cause_of_a_change(field, cause):
    assert read(**{field: AT_NOON}).clock.changes == change(cause=cause)
    assert read(**{field: [AT_NOON]}).clock.changes == change(cause=cause)


@pytest.mark.parametrize(
    "spelled",
    [
        AT_NOON | {"policy": "From-Change"},
        {"time": AT_NOON["at"], "change_policy": "from change", "new_target_minutes": 30},
        {"changed_at": AT_NOON["at"], "policy": "from_change", "target": {"amount": 30, "unit": "minute"}},
        {"change_at": AT_NOON["at"], "policy": "from_change", "to_target_minutes": 30},
        {"at": AT_NOON["at"], "policy": "from_change", "target": 30},
        {"when": AT_NOON["at"], "mode": "from_change", "new_target": 30},
        {"at": AT_NOON["at"], "policy": "from_change", "minutes": 30},
    ],
)
def test_a_change_may_be_spelled_in_several_ways(spelled):
    assert read(change=spelled).clock.changes == change()


def test_a_change_may_lie_flat_in_the_clock():
    flat = {"changed_at": AT_NOON["at"], "new_target_minutes": 30, "policy": "from_change"}
    assert read(**flat).clock.changes == change()
    assert read(**flat, new_calendar="duty").clock.changes == change(after=terms(DUTY, 30))
    other = {"change_at": AT_NOON["at"], "new_target_minutes": 30, "change_policy": "from_change"}
    assert read(**other).clock.changes == change()


def test_a_retroactive_change_needs_no_time_and_one_from_the_change_does():
    assert read(change={"policy": "retroactive", "target_minutes": 30}).clock.changes == change(BEGAN, "retroactive")
    with pytest.raises(BadInput, match=r"v\.change\.at: None is not an ISO 8601 time"):
        read(change={"policy": "from_change", "target_minutes": 30})


def test_a_change_may_state_its_target_in_another_unit():
    days = {"at": AT_NOON["at"], "policy": "from_change", "target": {"amount": 1, "unit": "working_day"}}
    assert read(change=days).clock.changes == change(after=terms(amount=1, unit="working_day"))


def test_a_change_keeps_what_it_does_not_name_of_the_one_before():
    later = {"at": "2026-02-02T13:00+01:00", "policy": "retroactive", "calendar": "duty", "reason": "Moved"}
    modelled = {"at": "2026-02-02T14:00+01:00", "policy": "retroactive", "model": "calendar-time", "cause": "agreement"}
    changes = read(changes=[modelled, later, AT_NOON]).clock.changes
    assert [one.terms for one in changes] == [
        terms(amount=30),
        terms(DUTY, 30),
        terms(DUTY, 30, model="calendar_time"),
    ]
    assert [(one.cause, one.reason) for one in changes] == [("priority", ""), ("priority", "Moved"), ("agreement", "")]


def test_a_reopening_needs_no_new_target():
    solved = {"at": AT_NOON["at"], "policy": "retroactive", "solved_at": START}
    expected = change(policy="retroactive", after=terms(), cause="reopened", solved_at=BEGAN)
    assert read(reopened=solved).clock.changes == expected
    assert read(reopened=solved | {"solved_at": AT_NOON["at"]}).clock.changes[0].solved_at == NOON
    other = {"at": AT_NOON["at"], "policy": "retroactive", "resolved_at": START}
    assert read(reopened=other).clock.changes == expected
    assert read(reopened={"reopened_at": AT_NOON["at"], "policy": "retroactive"}).clock.changes[0].at == NOON


@pytest.mark.parametrize(
    ("clock", "pauses"),
    [(None, 1), ("user_sla", 1), ("Supplier-UC", 1), ("desk_ola", 2), ("somebody", 1)],
)
def test_whose_clock_it_is_says_which_waiting_pauses_it(clock, pauses):
    waits = [{"for": "user", "from": START, "to": None}, {"for": "supplier", "from": START, "to": AT_NOON["at"]}]
    assert len(read(clock=clock, waits=waits).clock.pauses) == pauses


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"calendar": "moon"}, "v.calendar: 'moon' is not among the calendars"),
        ({"calendar": 5}, "v.calendar: 5 is not among the calendars"),
        ({"calendar": "broken"}, "file: calendars.broken.weekly: must be an object with hours for mon to sun"),
        ({"calendar": {"tz": "UTC"}}, "v.calendar.weekly: must be an object with hours for mon to sun"),
        ({"calendar": "duty", "calendar_version": 1}, "v.calendar_version: 1 is not a version of the calendar"),
        ({"target_minutes": None}, "v.target_minutes: None is not a number of minutes"),
        ({"target_minutes": -1}, "v.target_minutes: -1 minutes cannot be a target; give 0 or more"),
        ({"target_minutes": None, "target": {"unit": "hour"}}, "v.target.amount: None is not a number of hours"),
        (
            {"target_minutes": None, "target": {"amount": 1, "unit": "moon"}},
            "v.target.unit: 'moon' is not known; use minute or hour or working_day",
        ),
        ({"target_minutes": None, "target": []}, "v.target: [] is not a number of minutes"),
        ({"model": "x"}, "v.model: 'x' is not known; use calendar_time or service_hours or start_in_service_hours"),
        ({"as_of": "noon"}, "v.as_of: 'noon' is not an ISO 8601 time (Invalid isoformat string: 'noon')"),
        (
            {"start": "2026-02-02T09:00"},
            "v.start: '2026-02-02T09:00' has no offset; end it with Z or an offset such as +01:00",
        ),
        ({"pauses": [[START]]}, "v.pauses[0]: must be [from, to]; to is null while the pause runs"),
        ({"pauses": [["x", None]]}, "v.pauses[0]: 'x' is not an ISO 8601 time (Invalid isoformat string: 'x')"),
        ({"pauses": [[AT_NOON["at"], START]]}, "v.pauses[0]: ends before it begins"),
        ({"pauses": {}}, "v.pauses: must be a list of [from, to]"),
        ({"waits": [5]}, "v.waits: must be a list of objects with for, from and to"),
        ({"waits": [{"for": "user", "from": 5}]}, "v.waits[0]: 5 is not an ISO 8601 time"),
        ({"waits": [{}]}, "v.waits[0].for: None is not known; use user or desk or supplier or third_party"),
        ({"change": 5}, "v.change: must be an object with at, policy and target_minutes"),
        ({"changes": [AT_NOON, 5]}, "v.changes[1]: must be an object with at, policy and target_minutes"),
        (
            {"change": AT_NOON | {"policy": None}},
            "v.change.policy: None is not a policy; use retroactive or from_change",
        ),
        (
            {"change": AT_NOON | {"cause": "rain"}},
            "v.change.cause: 'rain' is not known; use priority or reopened or group",
        ),
        ({"change": AT_NOON | {"model": "x"}}, "v.change.model: 'x' is not known"),
        ({"change": AT_NOON | {"calendar": "moon"}}, "v.change.calendar: 'moon' is not among the calendars"),
        ({"change": AT_NOON | {"target_minutes": "x"}}, "v.change.target_minutes: 'x' is not a number of minutes"),
        (
            {"agreement_change": {"at": START, "policy": "retroactive"}},
            "v.agreement_change.target_minutes: None is not a number of minutes",
        ),
        (
            {"reopened": AT_NOON | {"solved_at": "2026-02-02T12:00:01+01:00"}},
            "v.reopened.solved_at: is later than the reopening",
        ),
        ({"reopened": AT_NOON | {"solved_at": 5}}, "v.reopened.solved_at: 5 is not an ISO 8601 time"),
        ({"new_target_minutes": 30}, "v.policy: None is not a policy"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(wrong, sentence):
    with pytest.raises(BadInput) as refused:
        read(**wrong)
    assert refused.value.sentence().startswith(sentence)


@pytest.mark.parametrize("wrong", [None, 5, []])
def test_a_clock_or_calendars_that_are_no_objects_are_refused(wrong):
    with pytest.raises(BadInput, match="v: must be an object"):
        read_clock(wrong, Calendars({}, "f"), "v")
    with pytest.raises(BadInput, match="f: must be an object of named calendars"):
        Calendars(wrong, "f")


def test_faults_and_oddities_of_calendars_are_kept_by_name():
    odd = {"tz": "UTC", "weekly": {"mon": [["08:00", "10:00"], ["09:00", "11:00"]]}}
    versions = {"versions": [DUTY | {"valid_from": "2026-01-01"}, odd | {"valid_from": "2027-01-01"}]}
    calendars = Calendars({"odd": odd, "versions": versions, "bad": []}, "f")
    assert list(calendars.faults) == ["bad"]
    assert calendars.notes == [
        "f.odd.weekly.mon: 09:00 is before 10:00: overlapping hours count once",
        "f.versions.weekly.mon: 09:00 is before 10:00: overlapping hours count once",
    ]
    assert calendars.faults["bad"].where == "f.bad"
    closed = {
        "closed": ["2026-05-02", "2026-05-01"],
        "overrides": {"2026-05-01": odd["weekly"]["mon"], "2026-05-02": []},
    }
    assert Calendars({"odd": odd | {"weekly": {}} | closed}, "f").notes == [
        "f.odd.overrides.2026-05-01: 09:00 is before 10:00: overlapping hours count once",
        "f.odd.overrides.2026-05-01: the date is closed too; its own hours win",
        "f.odd.overrides.2026-05-02: the date is closed too; its own hours win",
    ]
