# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cases through the API: the same walls as on the pages, and what is sent twice counts once."""

import pytest

from samdrift.parties.testing import BUILDER
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands
from samdrift.servicedesk.models import Case, CaseEntry
from samdrift.servicedesk.testing import MONDAY_NINE


@pytest.fixture
def program(client):
    """Calls the API as this person."""

    class Program:
        def get(self, user, path, **query):
            client.force_login(user)
            return client.get(f"/api{path}", query)

        def post(self, user, path, body):
            client.force_login(user)
            return client.post(f"/api{path}", body, content_type="application/json")

    return Program()


def numbers(response):
    return [item["number"] for item in response.json()["items"]]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("owner", ["own", "handed"]),
        ("mate", ["handed"]),
        ("requester", ["own", "handed"]),
        ("stranger", []),
        ("nobody", []),
    ],
)
def test_everyone_lists_what_they_may_see(desk, cast, program, who, seen):
    listed = program.get(getattr(cast, who), "/cases")
    assert numbers(listed) == [getattr(desk, name).number for name in seen]


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "nobody"])
@pytest.mark.parametrize("path", ["/cases/{}", "/cases/{}/entries"])
def test_a_case_is_not_there_for_outsiders(desk, cast, program, who, path):
    assert program.get(getattr(cast, who), path.format(desk.handed.pk)).status_code == 404
    body = {"text": "hello"}
    assert program.post(getattr(cast, who), f"/cases/{desk.handed.pk}/entries", body).status_code == 404


def test_a_case_tells_its_places_and_never_who_reported_it(desk, cast, program):
    told = program.get(cast.owner, f"/cases/{desk.own.pk}").json()
    assert told["places"] == [cast.place.pk]
    assert told["state"] == "new"
    assert "reporter_id" not in told


def test_pages_follow_each_other_by_id(desk, cast, program):
    first = program.get(cast.owner, "/cases", limit=1).json()
    assert first["next"] == desk.own.pk
    second = program.get(cast.owner, "/cases", limit=1, after=first["next"]).json()
    assert ([item["id"] for item in second["items"]], second["next"]) == ([desk.handed.pk], None)


def test_cases_can_be_narrowed_to_state_and_place(desk, cast, program):
    assert numbers(program.get(cast.owner, "/cases", state="solved")) == []
    assert len(numbers(program.get(cast.owner, "/cases", state="live", place_id=cast.place.pk))) == 2
    assert program.get(cast.owner, "/cases", state="moon").status_code == 422


def test_internal_entries_are_told_to_the_city_alone(desk, cast, program, as_):
    with as_(cast.owner) as actor:
        commands.add_entry(case_id=desk.handed.pk, actor=actor, text="secret", visibility="internal", at=MONDAY_NINE)
    told = {}
    for who in ("owner", "mate", "requester"):
        entries = program.get(getattr(cast, who), f"/cases/{desk.handed.pk}/entries").json()["items"]
        told[who] = "secret" in [entry["text"] for entry in entries]
    assert told == {"owner": True, "mate": False, "requester": False}


def test_a_sentence_is_a_case_and_the_same_key_the_same_case(cast, program):
    body = {"text": "The door is silent", "key": "k-1"}
    first = program.post(cast.requester, "/cases", body)
    assert first.status_code == 201
    assert program.post(cast.requester, "/cases", body).json() == first.json()
    with acting_as(BUILDER):
        assert Case.objects.count() == 1


def test_an_entry_is_written_once_for_a_key_and_two_people_may_use_the_same(desk, cast, program):
    body = {"text": "On my way", "key": "k-1"}
    path = f"/cases/{desk.handed.pk}/entries"
    first = program.post(cast.owner, path, body)
    assert (first.status_code, first.json()["visibility"]) == (201, "customer")
    assert program.post(cast.owner, path, body).json()["id"] == first.json()["id"]
    assert program.post(cast.mate, path, body).json()["id"] != first.json()["id"]
    with acting_as(BUILDER):
        assert CaseEntry.objects.filter(case=desk.handed, text="On my way").count() == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 20_001},
        {"text": 7},
        {"text": "x", "visibility": "everybody"},
        {"text": "x", "colour": "red"},
        {"text": "x", "key": "a b"},
    ],
)
def test_what_cannot_be_written_is_refused_with_422(desk, cast, program, body):
    assert program.post(cast.owner, f"/cases/{desk.own.pk}/entries", body).status_code == 422


def test_a_supplier_cannot_write_internally(desk, cast, program):
    body = {"text": "x", "visibility": "internal"}
    assert program.post(cast.mate, f"/cases/{desk.handed.pk}/entries", body).status_code == 422
