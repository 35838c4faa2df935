# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Asking for faults: closed input, exact counts, and the page is spared."""

import pytest


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"kind": "earthquake"}, "no such kind 'earthquake'"),
        ({"kind": "500", "count": 0}, "not a positive whole number"),
        ({"kind": "500", "count": True}, "not a positive whole number"),
        ({"kind": "429", "retry_after_s": -1}, "not a number of seconds"),
        ({"kind": "500", "colour": "red"}, "unknown fields ['colour']"),
        ("AAA", "must be a JSON object"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_with_the_reason(desk, body, words):
    answer = desk.post("/_faults", json=body)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert desk.get("/_faults").json()["faults"] == []


def test_a_form_of_another_site_cannot_ask_for_faults(desk):
    assert desk.post("/_faults", content='{"kind":"500"}', headers={"Content-Type": "text/plain"}).status_code == 415


def test_a_fault_hits_as_many_requests_as_asked_and_spares_the_page(desk, api):
    desk.post("/_faults", json={"kind": "500", "count": 2})
    assert desk.get("/").status_code == 200
    assert [api.ask("GET", "table/incident").status_code for _ in range(3)] == [500, 500, 200]


def test_a_fault_without_count_lasts_until_cleared(desk, api):
    desk.post("/_faults", json={"kind": "401", "count": None})
    assert {api.ask("GET", "table/incident").status_code for _ in range(4)} == {401}
    assert desk.delete("/_faults").json()["faults"] == []
    assert api.ask("GET", "table/incident").status_code == 200


def test_a_fault_can_wait_for_one_method(desk, api):
    desk.post("/_faults", json={"kind": "429", "retry_after_s": 12, "method": "post"})
    assert api.ask("GET", "table/incident").status_code == 200
    refused = api.ask("POST", "table/incident", json={})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "12")
    assert "X-RateLimit-Limit" in refused.headers


def test_double_makes_two_of_one_write_and_shows_each_row_twice(desk, api):
    desk.post("/_faults", json={"kind": "double", "count": 2})
    api.create(short_description="one")
    assert len(api.rows("")) == 4
    assert len(api.rows("")) == 2


def test_the_counters_tell_reading_from_writing(desk, api):
    api.create(short_description="one")
    api.rows("")
    report = desk.get("/_faults").json()
    assert (report["requests"], report["writes"]) == (2, 1)
