# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Answers that a desk gives rarely: each ends as an error that tells whether to try again, in words and without a secret."""

from datetime import UTC, datetime

import httpx
import pytest

from samdrift.adapters.servicenow import BasicAuth, FieldMapping, ServiceNowSystem
from samdrift.kernel.errors import BadInput, NotNow, Refused
from samdrift.ticketbridge.types import TicketChange, TicketDraft

REF = "0123456789abcdef0123456789abcdef"
ROW = {
    "sys_id": REF,
    "number": "INC0010001",
    "correlation_id": "case-1",
    "correlation_display": "Samdrift",
    "state": "2",
    "short_description": "x",
    "sys_updated_on": "2026-11-21 08:00:00",
    "sys_mod_count": "3",
}


def system_that_answers(*answers: httpx.Response, **more) -> tuple[ServiceNowSystem, list[httpx.Request]]:
    asked: list[httpx.Request] = []
    waiting = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return waiting.pop(0)

    system = ServiceNowSystem(
        "https://supplier.example", BasicAuth("me", "s3cret"), transport=httpx.MockTransport(answer), **more
    )
    return system, asked


def rows(*found: dict, total: int | None = None, **headers: str) -> httpx.Response:
    total_count = {} if total is None else {"X-Total-Count": str(total)}
    return httpx.Response(200, json={"result": list(found)}, headers={**total_count, **headers})


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (httpx.Response(403, json={"error": {"message": "No", "detail": "ACL"}}), Refused, "says no: No ACL"),
        (
            httpx.Response(400, json={"error": {"message": "Bad s3cret", "detail": None}}),
            BadInput,
            r"\(400\): Bad \*\*\*",
        ),
        (
            httpx.Response(302, headers={"Location": "/login"}),
            NotNow,
            r"sends us elsewhere instead of answering \(302\)",
        ),
        (httpx.Response(503, text="<h1>Busy</h1>"), NotNow, r"a fault of its own \(503\)"),
        (httpx.Response(200, text=""), NotNow, "something unreadable"),
        (httpx.Response(200, json=[]), NotNow, "no object"),
        (httpx.Response(200, json={}), NotNow, "no result"),
        (httpx.Response(200, json={"result": {}}), NotNow, "no list of rows"),
        (httpx.Response(200, json={"result": [], "error": {"message": "Transaction cancelled"}}), NotNow, "broke off"),
        (rows({**ROW, "sys_updated_on": "21/11/2026"}), NotNow, "no ticket"),
        (rows({**ROW, "sys_id": "../x"}), NotNow, "no ticket"),
        (rows({**ROW, "correlation_display": "Somebody"}), Refused, "does not filter by correlation_display"),
        (rows({**ROW, "correlation_id": "case-2"}), Refused, "does not filter by correlation_id"),
        (httpx.Response(404, text="<h1>Not found</h1>"), NotNow, "no Table API at this address"),
    ],
)
def test_an_odd_answer_ends_in_words(answer, error, words):
    system, asked = system_that_answers(answer)
    with pytest.raises(error, match=words) as told:
        system.find("case-1")
    assert "s3cret" not in str(told.value)
    assert str(told.value).startswith("ServiceNow at supplier.example: ")
    assert told.value.remedy
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "12"}, 12.0),
        ({"Retry-After": "Sat, 21 Nov 2015 08:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "9999999"}, 86400.0),
        ({"X-RateLimit-Reset": "0"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_as_it_is_told(headers, seconds):
    system, _ = system_that_answers(httpx.Response(429, headers=headers))
    with pytest.raises(NotNow) as told:
        system.find("case-1")
    assert told.value.retry_after_s == seconds


def test_an_empty_page_is_not_the_end_when_rights_hide_rows():
    system, asked = system_that_answers(rows(total=600), rows(ROW, total=600), rows(total=0), rows(total=0))
    told = system.changed_since(datetime(2026, 11, 21, 7, tzinfo=UTC))
    assert [each.ref for each in told] == [REF]
    assert [request.url.params["sysparm_offset"] for request in asked] == ["0", "200", "0", "0"]


def test_an_instance_that_gives_the_same_page_for_ever_is_left():
    system, asked = system_that_answers(*[rows(ROW, total=900) for _ in range(9)])
    with pytest.raises(NotNow, match="the same page again"):
        system.changed_since(datetime(2026, 11, 21, 7, tzinfo=UTC))
    assert len(asked) == 2


def test_of_two_versions_of_a_row_the_newer_counts():
    system, _ = system_that_answers(rows({**ROW, "sys_mod_count": "4", "state": "6"}, ROW))
    assert [(each.version, each.state) for each in system.changed_since(datetime(2026, 11, 21, tzinfo=UTC))] == [
        (4, "resolved")
    ]


@pytest.mark.parametrize("code", ["-100", "", "11"])
def test_a_state_nobody_mapped_reads_as_unknown_and_stops_nothing(code):
    system, _ = system_that_answers(rows({**ROW, "state": code}))
    found = system.find("case-1")
    assert found is not None
    assert found.state == "unknown"


def test_an_answer_that_names_another_id_is_refused():
    system, _ = system_that_answers(httpx.Response(201, json={"result": {**ROW, "correlation_id": ""}}))
    with pytest.raises(Refused, match="without our id"):
        system.create(TicketDraft("case-1", "x", "y", 3))


def test_what_is_too_long_for_the_partner_is_cut_with_a_sign_and_told_whole_in_the_description():
    body = FieldMapping().draft(TicketDraft("case-1", "x" * 161, "more", 1), correlation_display="Samdrift")
    assert body["short_description"] == "x" * 159 + "…"
    assert body["description"] == "x" * 161 + "\n\nmore"
    assert (body["impact"], body["urgency"]) == ("1", "1")
    assert "caller_id" not in body
    assert "priority" not in body


def test_resolving_carries_code_and_notes_and_holding_its_reason():
    mapping = FieldMapping()
    assert mapping.change(TicketChange(state="resolved", close_notes="New fibre")) == {
        "state": "6",
        "close_code": "Solution provided",
        "close_notes": "New fibre",
    }
    assert mapping.change(TicketChange(state="on_hold")) == {"state": "3", "hold_reason": "1"}
    assert mapping.change(TicketChange(comment="Hi", origin="c-1")) == {"comments": "Hi\n\n[samdrift:c-1]"}


def test_an_older_instances_states_can_be_mapped_but_never_two_to_one():
    mapping = FieldMapping(states={"1": "new", "-5": "on_hold"})
    assert mapping.change(TicketChange(state="on_hold"))["state"] == "-5"
    with pytest.raises(BadInput, match="no state for 'closed'"):
        mapping.change(TicketChange(state="closed"))
    with pytest.raises(BadInput, match="two states would become one"):
        FieldMapping(states={"1": "new", "2": "new"})


def test_a_priority_out_of_range_is_our_mistake():
    with pytest.raises(BadInput, match="priority 6 does not exist"):
        FieldMapping().draft(TicketDraft("case-1", "x", "y", 6), correlation_display="Samdrift")


@pytest.mark.parametrize("table", ["", "inci dent", "../sys_user", "tåble"])
def test_a_table_name_that_is_none_is_refused(table):
    with pytest.raises(BadInput, match="no table name"):
        system_that_answers(table=table)
