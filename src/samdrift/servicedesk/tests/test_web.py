# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages: who gets which, what stands on them, and that a form does what its command does."""

import pytest
from django.urls import reverse

from samdrift.parties.testing import BUILDER
from samdrift.platform.scope import acting_as
from samdrift.servicedesk.models import Case, CaseEntry


@pytest.fixture
def enter(client):
    """The client, signed in as this person."""

    def entered(user):
        client.force_login(user)
        return client

    return entered


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def text(response):
    return response.content.decode()


CASE_PAGES = [("case", ()), ("case-part", ("head",)), ("case-part", ("timeline",)), ("case-part", ("aside",))]
CASE_POSTS = ["case-entry", "case-state", "case-assign", "case-priority", "case-hand-over"]


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "nobody"])
@pytest.mark.parametrize(("name", "more"), CASE_PAGES)
def test_a_case_is_not_there_for_outsiders(desk, cast, enter, who, name, more):
    assert page(enter(getattr(cast, who)), name, desk.handed.pk, *more).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "strange_engineer", "nobody", "neighbour"])
@pytest.mark.parametrize("name", CASE_POSTS)
def test_no_form_of_a_case_works_for_outsiders(desk, cast, enter, who, name):
    person = desk.neighbour if who == "neighbour" else getattr(cast, who)
    fields = {"text": "hi", "state": "resolved", "to": "me", "priority": "1", "agreement": str(desk.agreement.pk)}
    assert enter(person).post(reverse(name, args=[desk.own.pk]), fields).status_code == 404
    with acting_as(BUILDER):
        assert Case.objects.get(pk=desk.own.pk).state == "new"
        assert CaseEntry.objects.filter(case=desk.own).count() == 1


@pytest.mark.parametrize("name", ["desk", "desk-part", "my-place", "my-place-part", "report-fault"])
def test_nobody_gets_a_page_without_signing_in(client, db, name):
    assert page(client, name).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("mate", 200), ("director", 200), ("requester", 404)])
def test_the_desk_is_for_those_who_run_things(desk, cast, enter, who, status):
    assert page(enter(getattr(cast, who)), "desk").status_code == status


def test_the_desk_shows_queue_and_case_side_by_side(desk, cast, enter):
    body = text(page(enter(cast.owner), "desk", case=desk.own.pk))
    assert body.count(f'id="row-{desk.own.pk}"') == 1
    assert "The printer in the office is dead" in body
    assert "Sådan er det talt" in body


def test_the_filter_says_what_was_asked_for_even_with_a_case_beside_it(desk, cast, enter):
    body = text(page(enter(cast.owner), "desk", case=desk.handed.pk))
    form = body[body.index('class="sdk-filter"') : body.index("</form>")]
    assert "selected" not in form


def test_the_desk_of_a_stranger_is_empty_and_names_nothing(desk, cast, enter):
    body = text(page(enter(cast.stranger), "desk"))
    assert desk.handed.number not in body


def test_the_clock_panel_shows_due_time_and_its_sum(desk, cast, enter):
    body = text(page(enter(cast.owner), "case-part", desk.handed.pk, "aside"))
    assert body.count("sd-card sdk-clock") == 4
    assert body.count("<tfoot>") == 4
    assert body.count("<svg xmlns") == 4
    assert "Lovet brugerne" in body
    assert "Lovet af leverandøren" in body


def test_a_user_sees_neither_clocks_nor_the_desks_tools(desk, cast, enter):
    body = text(page(enter(cast.requester), "case", desk.handed.pk))
    assert "sdk-clock" not in body
    assert reverse("case-hand-over", args=[desk.handed.pk]) not in body
    assert reverse("case-assign", args=[desk.handed.pk]) not in body
    assert 'name="visibility"' not in body
    assert "device acc5" not in body


def test_an_internal_note_does_not_reach_the_users_page(desk, cast, enter):
    enter(cast.owner).post(
        reverse("case-entry", args=[desk.handed.pk]), {"text": "the very secret", "visibility": "internal"}
    )
    seen = {}
    for who in ("owner", "mate", "requester"):
        pages = [text(page(enter(getattr(cast, who)), name, desk.handed.pk, *more)) for name, more in CASE_PAGES]
        seen[who] = ["the very secret" in body for body in pages]
    assert seen == {"owner": [True, False, True, False], "mate": [False] * 4, "requester": [False] * 4}


def test_what_people_write_is_escaped(desk, cast, enter):
    enter(cast.requester).post(reverse("case-entry", args=[desk.own.pk]), {"text": "<script>alert(1)</script>"})
    body = text(page(enter(cast.owner), "case", desk.own.pk))
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_sending_the_same_form_twice_writes_once(desk, cast, enter):
    for _ in range(2):
        enter(cast.owner).post(reverse("case-entry", args=[desk.own.pk]), {"text": "Hello", "key": "k1"})
    with acting_as(BUILDER):
        assert CaseEntry.objects.filter(case=desk.own, text="Hello").count() == 1


def test_an_empty_answer_gives_the_page_again_with_the_reason_at_the_field(desk, cast, enter):
    response = enter(cast.owner).post(reverse("case-entry", args=[desk.own.pk]), {"text": " ", "then": "waiting"})
    assert response.status_code == 422
    assert 'id="text-error"' in text(response)


def test_asking_the_user_waits(desk, cast, enter):
    enter(cast.owner).post(reverse("case-entry", args=[desk.own.pk]), {"text": "Which one?", "then": "waiting"})
    with acting_as(BUILDER):
        assert Case.objects.get(pk=desk.own.pk).state == "waiting"


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("case-state", {"state": "resolved"}, 302),
        ("case-state", {"state": "moon"}, 400),
        ("case-state", {}, 400),
        ("case-assign", {"to": "me"}, 302),
        ("case-priority", {"priority": "1"}, 302),
        ("case-priority", {"priority": "7"}, 400),
        ("case-priority", {"priority": "x"}, 400),
        ("case-hand-over", {"agreement": "999999"}, 400),
        ("case-hand-over", {"agreement": "9" * 40}, 400),
    ],
)
def test_forms_do_what_they_say_and_refuse_nonsense(desk, cast, enter, name, fields, status):
    assert enter(cast.owner).post(reverse(name, args=[desk.own.pk]), fields).status_code == status


def test_a_form_beside_the_queue_comes_back_to_the_queue(desk, cast, enter):
    response = enter(cast.owner).post(
        reverse("case-state", args=[desk.own.pk]), {"state": "resolved", "from": "desk", "priority": "3"}
    )
    assert response.url == f"/desk/?priority=3&case={desk.own.pk}#row-{desk.own.pk}"


def test_my_place_tells_what_is_known(desk, cast, enter):
    body = text(page(enter(cast.requester), "my-place"))
    assert desk.handed.number in body
    assert desk.own.number in body
    assert cast.place.name in body


def test_my_place_of_a_neighbour_is_all_right(desk, enter):
    body = text(page(enter(desk.neighbour), "my-place"))
    assert desk.handed.number not in body
    assert "Alt er i orden" in body


def test_reporting_leads_to_the_case(desk, cast, enter):
    response = enter(desk.neighbour).post(reverse("report-fault"), {"text": "The phone is dead", "key": "a"})
    assert response.status_code == 302
    with acting_as(BUILDER):
        case = Case.objects.get(title="The phone is dead")
    assert response.url == reverse("case", args=[case.pk])
    assert page(enter(desk.neighbour), "case", case.pk).status_code == 200


def test_an_empty_report_is_asked_for_again(cast, enter):
    response = enter(cast.requester).post(reverse("report-fault"), {"text": ""})
    assert response.status_code == 422
    assert 'id="text-error"' in text(response)


def test_the_desk_reports_for_a_place_it_names(desk, cast, enter):
    assert enter(cast.owner).post(reverse("report-fault"), {"text": "They called"}).status_code == 422
    fields = {"text": "They called", "place": cast.place.pk}
    assert enter(cast.owner).post(reverse("report-fault"), fields).status_code == 302


def test_a_made_up_page_key_is_answered_in_words(desk, cast, enter):
    assert page(enter(cast.owner), "desk", after="nonsense").status_code == 400


def test_search_finds_cases_for_those_who_may_see_them(desk, cast):
    from samdrift.parties.testing import actor_of
    from samdrift.servicedesk.search import find_cases

    found = {}
    for who in ("owner", "mate", "requester", "stranger"):
        actor = actor_of(getattr(cast, who))
        with acting_as(actor):
            found[who] = len(list(find_cases(actor, "S-2026", 10)))
    assert found == {"owner": 2, "mate": 1, "requester": 2, "stranger": 0}
