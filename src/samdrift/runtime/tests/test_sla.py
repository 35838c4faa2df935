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
        (
            '{"calendars": {"a": {"tz": "Mars/North", "weekly": {}}}, "vectors": []}',
            "standard input: calendars.a.tz: 'Mars/North'",
        ),
    ],
)
def test_a_wrong_document_gives_exit_2_a_sentence_and_no_document(monkeypatch, capsys, text, sentence):
    code, document, err = run(monkeypatch, capsys, text)
    assert (code, document) == (2, None)
    assert err.startswith(sentence)


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
