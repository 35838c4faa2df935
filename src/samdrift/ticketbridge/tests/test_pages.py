# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What people see of the bridge: the card on the case, the page of connections, the API; and what strangers do not."""

import json

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from samdrift.kernel.errors import NotNow
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as
from samdrift.ticketbridge import web
from samdrift.ticketbridge.types import ConnectionDetails

SILENT = NotNow("did not answer within 10 s", where="ServiceNow at partner")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def panel(world, person, language="en"):
    actor = actor_of(person)
    request = RequestFactory().get("/")
    request.actor = actor
    with acting_as(actor), override(language):
        found = web.case_panel(request, {"case": world.case})
        return render_to_string("ticketbridge/case_panel.html", found, request) if found else None


@pytest.fixture
def broken(linked):
    linked.writes("Anybody there?")
    linked.hear()
    linked.system.fail_next(SILENT)
    linked.round()
    return linked


def test_the_card_shows_the_suppliers_number_and_state(linked):
    card = panel(linked, linked.cast.owner)
    assert "INC0010001" in card
    assert linked.cast.supplier.name in card
    assert "What it said" not in card


def test_the_card_says_in_words_that_it_waits_and_why(broken):
    card = panel(broken, broken.cast.owner)
    assert "goes out by itself" in card
    assert "did not answer within 10 s" in card
    assert "venter og sendes af sig selv" in panel(broken, broken.cast.owner, "da")


def test_the_card_alone_follows_what_changes(broken):
    answer = signed_in(broken.cast.owner).get(f"/bridge/cases/{broken.case_id}/")
    assert (answer.status_code, "INC0010001" in answer.content.decode()) == (200, True)


def test_the_page_lists_connections_and_what_is_held_up(linked):
    for person in (linked.cast.owner, linked.cast.mate, linked.cast.administrator):
        page = signed_in(person).get("/bridge/").content.decode()
        assert linked.cast.supplier.name in page
        assert "secret" not in page.replace("sealed", "")


@pytest.mark.parametrize("name", ["stranger", "strange_engineer", "nobody", "requester"])
def test_others_see_nothing_of_it(broken, name):
    person = getattr(broken.cast, name)
    assert panel(broken, person) is None
    client = signed_in(person)
    assert client.get(f"/bridge/cases/{broken.case_id}/").status_code == 404
    for path in ("/bridge/", "/bridge/list/", "/api/supplier-connections", "/api/supplier-tickets"):
        body = client.get(path).content.decode()
        assert "INC0010001" not in body
        assert broken.cast.supplier.name not in body


def test_programs_read_the_same(broken):
    client = signed_in(broken.cast.owner)
    connection = json.loads(client.get("/api/supplier-connections").content)[0]
    assert (connection["health"], connection["waiting"]) == ("failing", 1)
    assert connection["error"] == SILENT.sentence()
    page = json.loads(client.get(f"/api/supplier-tickets?case_id={broken.case_id}").content)
    assert [(row["number"], row["waiting"]) for row in page["items"]] == [("INC0010001", 1)]
    assert page["next"] is None


def test_a_connections_record_hides_its_secret():
    details = ConnectionDetails("servicenow", "https://x.example", "user", "hush-hush", "Samdrift")
    assert "hush-hush" not in repr(details)
