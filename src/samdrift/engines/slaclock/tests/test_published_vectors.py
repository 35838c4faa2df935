# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The vectors in docs/reference, worked out by hand: the engine agrees, and so does the counter where it can be asked."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tools.clock_pages import pages

from samdrift.engines.slaclock import date_clock, explain
from samdrift.engines.slaclock.asked import Calendars, read_clock
from samdrift.engines.slaclock.tests.counting import Window, open_minutes

DOCUMENT = json.loads((Path(__file__).parents[5] / "docs" / "reference" / "clock-vectors.json").read_text("utf-8"))
CALENDARS = Calendars(DOCUMENT["calendars"], "calendars")
VECTORS = DOCUMENT["vectors"]
PLAIN = [
    v for v in VECTORS if not v.keys() & {"priority_change", "reopened", "target", "waits"} and "17+" not in v["start"]
]


def by_id(vector):
    return vector["id"]


@pytest.mark.parametrize("vector", VECTORS, ids=by_id)
def test_the_engine_finds_what_was_worked_out_by_hand(vector):
    asked = read_clock(vector, CALENDARS, vector["id"])
    answer = date_clock(asked.clock, asked.as_of)
    assert answer.due == (vector["expected_due"] and datetime.fromisoformat(vector["expected_due"]))
    assert answer.elapsed_minutes == vector.get("expected_elapsed_minutes", answer.elapsed_minutes)


@pytest.mark.parametrize("vector", [v for v in PLAIN if v["target_minutes"] < 10_000], ids=by_id)
def test_counting_minute_by_minute_finds_it_too(vector):
    start = datetime.fromisoformat(vector["start"])
    first = (start.astimezone(UTC) - timedelta(days=1)).replace(hour=0, minute=0)
    calendar = {"closed": [], "overrides": {}} | DOCUMENT["calendars"][vector["calendar"]]
    window = Window(calendar, first, 40, open_minutes(calendar, first, 40))

    def minute(text):
        return text and (datetime.fromisoformat(text) - first) // timedelta(minutes=1)

    pauses = [(minute(begin), minute(finish)) for begin, finish in vector["pauses"]]
    running = window.counting(pauses, vector.get("model", "service_hours"), minute(vector["start"]))
    assert window.due(running, minute(vector["start"]), vector["target_minutes"]) == minute(vector["expected_due"])


@pytest.mark.parametrize("vector", VECTORS, ids=by_id)
def test_the_explanation_adds_up(vector):
    asked = read_clock(vector, CALENDARS, vector["id"])
    explained = explain(asked.clock, asked.as_of)
    assert explained.due == date_clock(asked.clock).due
    total = sum((stretch.length for stretch in explained.stretches), timedelta(0))
    assert [stretch.total for stretch in explained.stretches[-1:]] == [total] * bool(explained.stretches)
    assert (total == explained.target) == (explained.due is not None)


def test_each_vector_has_a_reason_and_a_number_of_its_own():
    assert len({v["id"] for v in VECTORS}) == len({v["reason"] for v in VECTORS}) == len(VECTORS) >= 40


def test_the_table_and_the_pictures_in_the_docs_are_those_the_engine_draws():
    stale = [path.name for path, text in pages() if path.read_text("utf-8") != text]
    assert stale == [], "run tools/clock_pages.py"
