# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The command as others check us through it: shared vectors, priority changes, exit codes and sentences."""

import io
import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from samdrift.runtime import sla

REPOSITORY = Path(__file__).parents[4]
SHARED = Path(os.environ.get("SAMDRIFT_SHARED", REPOSITORY.parent / "shared"))
VECTORS = SHARED / "sla" / "vectors-open.json"
CALENDARS = {
    "city": {"tz": "Europe/Copenhagen", "weekly": {"mon": [["08:00", "16:00"]], "tue": [["08:00", "16:00"]]}},
    "always": {
        "tz": "Europe/Oslo",
        "weekly": {d: [["00:00", "24:00"]] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
    },
}
MONDAY = "2026-02-02T09:00:00+01:00"


def run(monkeypatch, capsys, text, *options):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    code = sla.main(["due", "--json", *options])
    out = capsys.readouterr()
    return code, json.loads(out.out) if out.out else None, out.err


def ask(monkeypatch, capsys, **vector):
    vector = {"id": "x", "calendar": "city", "start": MONDAY, "target_minutes": 60} | vector
    code, document, err = run(monkeypatch, capsys, json.dumps({"calendars": CALENDARS, "vectors": [vector]}))
    return code, document["results"][0], err


@pytest.mark.skipif(not VECTORS.exists(), reason=f"the shared vectors are not at {VECTORS}; set SAMDRIFT_SHARED")
def test_shared_vectors_come_out_as_computed_by_hand(monkeypatch, capsys):
    text = VECTORS.read_text()
    expected = {v["id"]: datetime.fromisoformat(v["expected_due"]) for v in json.loads(text)["vectors"]}
    code, document, _ = run(monkeypatch, capsys, text)
    assert code == 0
    assert {r["id"]: datetime.fromisoformat(r["due"]) for r in document["results"]} == expected


def test_the_document_carries_its_schema_and_local_offsets(monkeypatch, capsys):
    code, document, err = run(
        monkeypatch,
        capsys,
        json.dumps(
            {
                "calendars": CALENDARS,
                "vectors": [{"id": 7, "calendar": "city", "start": "2026-02-02T14:30:00Z", "target_minutes": 60}],
            }
        ),
    )
    assert (code, err) == (0, "")
    assert document == {
        "schema": "samdrift/sla/1",
        "results": [
            {
                "id": 7,
                "due": "2026-02-03T08:30:00+01:00",
                "elapsed_minutes": 60,
                "intervals": [
                    ["2026-02-02T15:30:00+01:00", "2026-02-02T16:00:00+01:00"],
                    ["2026-02-03T08:00:00+01:00", "2026-02-03T08:30:00+01:00"],
                ],
                "error": None,
            }
        ],
        "notes": [],
    }


def test_a_retroactive_change_keeps_start_and_pauses(monkeypatch, capsys):
    change = {"at": "2026-02-02T12:00:00+01:00", "policy": "retroactive", "target_minutes": 240}
    pauses = [["2026-02-02T10:00:00+01:00", "2026-02-02T10:30:00+01:00"]]
    _, result, _ = ask(monkeypatch, capsys, target_minutes=480, pauses=pauses, change=change)
    assert result["due"] == "2026-02-02T13:30:00+01:00"


def test_a_change_from_now_on_starts_at_the_change_and_keeps_later_pauses(monkeypatch, capsys):
    change = {"at": "2026-02-02T12:00:00+01:00", "policy": "from_change", "target_minutes": 60, "calendar": "always"}
    pauses = [["2026-02-02T11:30:00+01:00", "2026-02-02T12:15:00+01:00"]]
    _, result, _ = ask(monkeypatch, capsys, target_minutes=480, pauses=pauses, priority_change=change)
    assert result["due"] == "2026-02-02T13:15:00+01:00"


def test_as_of_gives_what_is_used_by_then(monkeypatch, capsys):
    _, result, _ = ask(monkeypatch, capsys, as_of="2026-02-02T09:12:30+01:00")
    assert result["elapsed_minutes"] == 12.5


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"calendar": "moon"}, "vectors[0].calendar: 'moon' is not among the calendars"),
        ({"start": "2026-02-02T09:00:00"}, "vectors[0].start: '2026-02-02T09:00:00' has no offset"),
        ({"start": None}, "vectors[0].start: None is not an ISO 8601 time"),
        ({"target_minutes": "60"}, "vectors[0].target_minutes: '60' is not a number"),
        ({"target_minutes": -1}, "vectors[0].target_minutes: -1 minutes cannot be a target"),
        ({"target_minutes": True}, "vectors[0].target_minutes: True is not a number"),
        ({"pauses": [[MONDAY, "2026-02-02T08:00:00+01:00"]]}, "vectors[0].pauses[0]: ends before it begins"),
        ({"pauses": [MONDAY]}, "vectors[0].pauses[0]: must be [from, to]"),
        ({"change": {"at": MONDAY, "policy": "soon", "target_minutes": 1}}, "vectors[0].change.policy: 'soon'"),
        ({"start": "2026-02-29T08:00:00Z"}, "vectors[0].start: '2026-02-29T08:00:00Z' is not an ISO 8601 time (day is"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "vectors[0].start: '0001-01-01T00:00:00+14:00' is not an ISO 8601"),
        ({"change": 5}, "vectors[0].change: must be an object"),
        ({"changes": [{"policy": "retroactive"}]}, "vectors[0].changes[0].target_minutes: None is not a number"),
        ({"calendar_version": 9}, "vectors[0].calendar_version: 9 is not a version"),
        ({"model": "lunar"}, "vectors[0].model: 'lunar' is not known"),
        ({"pauses": 5}, "vectors[0].pauses: must be a list"),
        ({"waits": 5}, "vectors[0].waits: must be a list"),
        ({"waits": [{"for": "rain", "from": MONDAY, "to": None}]}, "vectors[0].waits[0].for: 'rain' is not known"),
        ({"target_minutes": None, "target": "soon"}, "vectors[0].target: 'soon' is not a number of minutes"),
        ({"target_minutes": float("nan")}, "vectors[0].target_minutes: nan minutes cannot be a target"),
        (
            {"reopened": {"at": MONDAY, "solved_at": "2026-02-02T09:30:00+01:00", "policy": "retroactive"}},
            "vectors[0].reopened.solved_at: is later than the reopening",
        ),
        ({"start": "0001-01-01T00:00:00Z"}, "vectors[0].start: the year 1 is outside"),
    ],
)
def test_a_wrong_vector_is_named_and_gives_exit_2(monkeypatch, capsys, wrong, sentence):
    code, result, err = ask(monkeypatch, capsys, **wrong)
    assert code == 2
    assert result["error"].startswith(f"standard input: {sentence}")
    assert result["due"] is None
    assert sentence in err


def test_a_wrong_vector_does_not_take_the_answer_from_the_others(monkeypatch, capsys):
    good = {"id": "good", "calendar": "city", "start": MONDAY, "target_minutes": 60}
    text = json.dumps({"calendars": CALENDARS, "vectors": [{"id": "bad"}, good]})
    code, document, _ = run(monkeypatch, capsys, text)
    assert code == 2
    assert [r["due"] for r in document["results"]] == [None, "2026-02-02T10:00:00+01:00"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "standard input: is not JSON"),
        ("{", "standard input: is not JSON"),
        ("[]", "standard input: must be an object"),
        ('{"vectors": []}', "standard input: calendars: must be"),
        ('{"calendars": {}}', "standard input: vectors: must be a list"),
    ],
)
def test_a_wrong_document_gives_exit_2_a_sentence_and_no_document(monkeypatch, capsys, text, sentence):
    code, document, err = run(monkeypatch, capsys, text)
    assert (code, document) == (2, None)
    assert err.startswith(sentence)


BAD_CALENDARS = {
    "no zone": ({"tz": "Mars/North", "weekly": {}}, "tz: 'Mars/North' is not a known zone"),
    "no such date": ({"tz": "UTC", "weekly": {}, "closed": ["2026-02-29"]}, "closed[0]: '2026-02-29' is not a date"),
    "no such night": ({"tz": "UTC", "weekly": {}, "overrides": {"2026-02-29": []}}, "overrides: '2026-02-29' is not"),
    "inverted": ({"tz": "UTC", "weekly": {"mon": [["16:00", "08:00"]]}}, "weekly.mon[0]: 16:00 is not before 08:00"),
    "empty": ({"tz": "UTC", "weekly": {"mon": [["08:00", "08:00"]]}}, "weekly.mon[0]: 08:00 is not before 08:00"),
}


@pytest.mark.parametrize("name", list(BAD_CALENDARS))
def test_a_wrong_calendar_is_named_by_each_clock_that_asks_for_it_and_the_others_answer(monkeypatch, capsys, name):
    calendar, sentence = BAD_CALENDARS[name]
    clock = {"calendar": "city", "start": MONDAY, "target_minutes": 60}
    vectors = [clock | {"id": 1, "calendar": name}, clock | {"id": 2}]
    document = {"calendars": CALENDARS | {name: calendar}, "vectors": vectors}
    code, answered, err = run(monkeypatch, capsys, json.dumps(document))
    expected = f"standard input: calendars.{name}.{sentence}"
    assert code == 2
    assert answered["results"][0]["error"].startswith(expected)
    assert answered["results"][1]["due"] == "2026-02-02T10:00:00+01:00"
    assert err.count(expected) == 1


def test_a_wrong_calendar_that_nobody_asks_for_is_told_all_the_same(monkeypatch, capsys):
    document = {"calendars": {"a": {"tz": "Mars/North", "weekly": {}}}, "vectors": []}
    code, answered, err = run(monkeypatch, capsys, json.dumps(document))
    assert (code, answered["results"]) == (2, [])
    assert err.startswith("standard input: calendars.a.tz: 'Mars/North' is not a known zone")


def test_overlapping_hours_and_a_closed_date_with_hours_are_counted_and_noted(monkeypatch, capsys):
    odd = {"tz": "UTC", "weekly": {"mon": [["08:00", "10:00"], ["09:00", "11:00"]]}}
    odd |= {"closed": ["2026-02-02"], "overrides": {"2026-02-02": [["09:00", "10:00"]]}}
    vector = {"id": 1, "calendar": "odd", "start": "2026-02-02T00:00:00Z", "target_minutes": 120}
    code, answered, _ = run(monkeypatch, capsys, json.dumps({"calendars": {"odd": odd}, "vectors": [vector]}))
    assert (code, answered["results"][0]["due"]) == (0, "2026-02-09T09:00:00+00:00")
    assert answered["notes"] == [
        "standard input: calendars.odd.weekly.mon: 09:00 is before 10:00: overlapping hours count once",
        "standard input: calendars.odd.overrides.2026-02-02: the date is closed too; its own hours win",
    ]


CHANGE_AT = "2026-02-02T12:00:00+01:00"
AFRESH, FROM_THE_START = "2026-02-02T13:30:00+01:00", "2026-02-02T10:30:00+01:00"


@pytest.mark.parametrize(
    ("spelled", "due"),
    [
        ({"change": {"at": CHANGE_AT, "policy": "from-change", "target_minutes": 90}}, AFRESH),
        ({"priority_change": {"time": CHANGE_AT, "policy": "From change", "new_target_minutes": 90}}, AFRESH),
        ({"priority_change": [{"changed_at": CHANGE_AT, "policy": "from_change", "target_minutes": 90}]}, AFRESH),
        ({"priority_changes": [{"at": CHANGE_AT, "policy": "from_change", "target_minutes": 90}]}, AFRESH),
        ({"changed_at": CHANGE_AT, "new_target_minutes": 90, "policy": "from_change"}, AFRESH),
        ({"changed_at": CHANGE_AT, "new_target_minutes": 90, "policy": "retroactive"}, FROM_THE_START),
        ({"change": {"at": CHANGE_AT, "target_minutes": 90}, "policy": "retroactive"}, FROM_THE_START),
        ({"change": {"policy": "retroactive", "target": {"amount": 1.5, "unit": "hours"}}}, FROM_THE_START),
        (
            {"group_change": {"at": CHANGE_AT, "policy": "from_change", "calendar": "always"}},
            "2026-02-02T20:00:00+01:00",
        ),
    ],
)
def test_a_change_is_understood_however_it_is_spelled(monkeypatch, capsys, spelled, due):
    code, result, _ = ask(monkeypatch, capsys, target_minutes=480, **spelled)
    assert (code, result["due"]) == (0, due)


def test_of_several_changes_each_builds_on_the_one_before_whatever_their_order(monkeypatch, capsys):
    changes = [
        {"at": "2026-02-02T14:00:00+01:00", "policy": "from_change", "calendar": "always", "target_minutes": 600},
        {"at": "2026-02-02T11:00:00+01:00", "policy": "retroactive", "target_minutes": 300},
    ]
    _, result, _ = ask(monkeypatch, capsys, changes=changes)
    assert result["due"] == "2026-02-03T00:00:00+01:00"
    back = {"at": "2026-02-02T15:00:00+01:00", "policy": "retroactive", "target_minutes": 900}
    _, result, _ = ask(monkeypatch, capsys, changes=[*changes, back])
    assert result["due"] == "2026-02-03T00:00:00+01:00"  # 15 h round the clock since the very first start


def test_a_reopened_case_does_not_count_the_time_it_lay_solved(monkeypatch, capsys):
    reopened = {"at": "2026-02-02T11:00:00+01:00", "resolved_at": "2026-02-02T09:30:00+01:00", "policy": "retroactive"}
    _, result, _ = ask(monkeypatch, capsys, reopened=reopened)
    assert result["due"] == "2026-02-02T11:30:00+01:00"
    _, result, _ = ask(monkeypatch, capsys, reopened=reopened | {"policy": "from_change"})
    assert result["due"] == "2026-02-02T12:00:00+01:00"


@pytest.mark.parametrize(
    ("clock", "due"),
    [("user_sla", "2026-02-02T10:00:00+01:00"), ("supplier_uc", "2026-02-02T10:00:00+01:00"), ("desk_ola", None)],
)
def test_waiting_for_a_supplier_pauses_the_desks_clock_alone(monkeypatch, capsys, clock, due):
    waits = [{"for": "supplier", "from": "2026-02-02T09:30:00+01:00", "to": None}]
    _, result, _ = ask(monkeypatch, capsys, clock=clock, pair_with="y", waits=waits)
    assert (result["due"], result["clock"], result["pair_with"]) == (due, clock, "y")


def test_a_clock_takes_the_calendar_version_that_held_when_it_began(monkeypatch, capsys):
    city = CALENDARS["city"]
    later = {**city, "weekly": {"mon": [["10:00", "16:00"]]}, "valid_from": "2026-02-01", "version": 2}
    calendars = {"city": {"versions": [later, {**city, "valid_from": "2025-01-01", "version": 1}]}}
    vector = {"id": 1, "calendar": "city", "start": MONDAY, "target_minutes": 60}
    redated = vector | {"calendar_version": 1}
    document = {"calendars": calendars, "vectors": [vector, vector | {"start": "2026-01-26T08:00:00Z"}, redated]}
    _, answered, _ = run(monkeypatch, capsys, json.dumps(document), "--explain")
    assert [(r["due"], r["explanation"]["calendar"]["version"]) for r in answered["results"]] == [
        ("2026-02-02T11:00:00+01:00", "2"),
        ("2026-01-26T10:00:00+01:00", "1"),
        ("2026-02-02T10:00:00+01:00", "1"),
    ]


@pytest.mark.parametrize(
    ("model", "due"),
    [
        ("service_hours", "2026-02-02T16:00:00+01:00"),
        ("calendar-time", "2026-02-01T14:00:00+01:00"),
        ("start_in_service_hours", "2026-02-02T16:00:00+01:00"),
    ],
)
def test_each_clock_model_counts_its_own_time(monkeypatch, capsys, model, due):
    _, result, _ = ask(monkeypatch, capsys, start="2026-02-01T06:00:00+01:00", target_minutes=480, model=model)
    assert result["due"] == due


def test_decimals_of_a_minute_are_exact(monkeypatch, capsys):
    _, result, _ = ask(monkeypatch, capsys, target_minutes=0.1)
    assert result["due"] == "2026-02-02T09:00:06+01:00"


def test_without_json_each_answer_is_a_line(capsys, tmp_path):
    cases = tmp_path / "cases.json"
    clock = {"calendar": "city", "start": MONDAY, "target_minutes": 60}
    vectors = [clock | {"id": "a"}, clock | {"id": "b", "pauses": [{"from": MONDAY, "to": None}]}, {"id": "c"}]
    cases.write_text(json.dumps({"calendars": CALENDARS, "vectors": vectors}))
    assert sla.main(["due", str(cases)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["a: 2026-02-02T10:00:00+01:00", "b: paused, no due time"]
    assert lines[2].startswith(f"c: {cases}: vectors[2].start: None is not an ISO 8601 time")


def test_a_file_that_is_not_there_is_named(monkeypatch, capsys, tmp_path):
    code, _, err = run(monkeypatch, capsys, "", str(tmp_path / "none.json"))
    assert code == 2
    assert "none.json: No such file" in err


def test_the_published_schema_describes_what_is_printed():
    schema = json.loads((REPOSITORY / "docs" / "reference" / "sla-1.schema.json").read_text())
    result = schema["$defs"]["output"]["properties"]["results"]["items"]
    printed = sla.answer(
        {"calendars": CALENDARS, "vectors": [{"id": "a", "calendar": "city", "start": MONDAY, "target_minutes": 1}]},
        "t",
    )
    assert sorted(result["required"]) == sorted(printed[0])
    assert schema["$id"] == sla.SCHEMA
