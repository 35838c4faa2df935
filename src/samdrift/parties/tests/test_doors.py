# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who comes in, by which door, and where they land."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from samdrift.parties import web
from samdrift.parties.models import User
from samdrift.parties.queries import newcomer_code
from samdrift.parties.testing import actor_of, make_person
from samdrift.platform.actor import Actor

PASSWORD = "a long sentence for the tests"


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


@pytest.fixture
def demo(settings):
    settings.SAMDRIFT_MODE = "demo"


def test_front_page_sends_a_visitor_to_sign_in(client, db):
    assert client.get("/").headers["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("requester", "/my-place/"),
        ("agent", "/desk/"),
        ("engineer", "/operations/"),
        ("contract_manager", "/agreement/"),
        ("director", "/overview/"),
        ("administrator", "/people/"),
    ],
)
def test_each_role_lands_on_the_page_made_for_it(role, path, monkeypatch):
    monkeypatch.setattr(web, "is_there", lambda _path: True)
    assert web.landing_for(Actor(label="user:1", roles=frozenset({role}))) == path


def test_an_agent_who_is_also_a_requester_lands_on_the_desk(monkeypatch):
    monkeypatch.setattr(web, "is_there", lambda _path: True)
    assert web.landing_for(Actor(label="user:1", roles=frozenset({"requester", "agent"}))) == "/desk/"


def test_a_person_without_a_role_reads_what_to_do_next(client, cast):
    client.force_login(cast.nobody)
    page = client.get("/", headers={"Accept-Language": "en"}, follow=True)
    assert page.status_code == 200
    assert newcomer_code(cast.nobody.pk) in page.content.decode()


def test_persona_button_signs_in_and_a_second_one_starts_a_new_session(client, cast, demo):
    User.objects.filter(pk=cast.owner.pk).update(persona="agent")
    User.objects.filter(pk=cast.requester.pk).update(persona="secretary")
    page = client.get("/sign-in/").content.decode()
    assert 'value="agent"' in page
    assert 'value="secretary"' in page
    client.post("/sign-in/persona/", {"persona": "agent"})
    first = client.session.session_key
    assert client.session["_auth_user_id"] == str(cast.owner.pk)
    client.post("/sign-in/persona/", {"persona": "secretary"})
    assert client.session["_auth_user_id"] == str(cast.requester.pk)
    assert client.session.session_key != first


def test_personas_do_not_exist_outside_the_demo(client, cast):
    User.objects.filter(pk=cast.owner.pk).update(persona="agent")
    assert client.post("/sign-in/persona/", {"persona": "agent"}).status_code == 404
    assert 'value="agent"' not in client.get("/sign-in/").content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("persona", ["", "unknown"])
def test_nobody_without_a_persona_is_behind_a_button(client, cast, demo, persona):
    assert client.post("/sign-in/persona/", {"persona": persona}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_persona_button_needs_the_csrf_token_and_a_post(cast, demo):
    User.objects.filter(pk=cast.owner.pk).update(persona="agent")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/persona/", {"persona": "agent"}).status_code == 403
    assert strict.get("/sign-in/persona/?persona=agent").status_code == 405


@pytest.mark.parametrize(
    ("wanted", "landed"), [("/search", "/search"), ("https://evil.example/", "/"), ("//evil.example", "/")]
)
def test_sign_in_never_sends_people_to_another_site(client, cast, demo, wanted, landed):
    User.objects.filter(pk=cast.owner.pk).update(persona="agent")
    answer = client.post("/sign-in/persona/", {"persona": "agent", "next": wanted})
    assert answer.headers["Location"] == landed


def test_local_account_signs_in_with_password_and_the_session_is_new(client, db):
    user = make_person(username="karla", password=PASSWORD)
    client.get("/sign-in/")
    client.session["kept"] = 1
    before = client.session.session_key
    client.post("/account/login/", {"login": "karla", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before


def test_second_factor_is_asked_for_and_needed(client, db):
    user = make_person(username="karla", password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert secret not in str(Authenticator.objects.get().data)
    answer = client.post("/account/login/", {"login": "karla", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/account/2fa/authenticate/").status_code == 200
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_too_many_wrong_passwords_lock_even_the_right_one_out(client, db):
    make_person(username="karla", password=PASSWORD)
    for _ in range(6):
        client.post("/account/login/", {"login": "karla", "password": "wrong"})
    client.post("/account/login/", {"login": "karla", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_or_changes_addresses_by_themselves(client, cast):
    assert client.get("/account/signup/").headers["Location"] == "/sign-in/"
    people = User.objects.count()
    client.post("/account/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.count() == people
    client.force_login(cast.owner)
    client.post("/account/email/", {"action_add": "", "email": "x@example.org"})
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    cast.owner.refresh_from_db()
    assert not cast.owner.has_usable_password()
    assert cast.owner.email == f"{cast.owner.username}@example.org"


def test_forgotten_password_is_only_for_accounts_that_have_one(client, db, mailoutbox):
    make_person(username="local", password=PASSWORD)
    make_person(username="federated")
    client.post("/account/password/reset/", {"email": "federated@example.org"})
    assert not any("/password/reset/key/" in mail.body for mail in mailoutbox)
    client.post("/account/password/reset/", {"email": "local@example.org"})
    assert any("/password/reset/key/" in mail.body for mail in mailoutbox)


def test_sign_out_is_a_post_and_ends_the_session(client, cast):
    client.force_login(cast.owner)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/account/", "/account/tokens/", "/account/password/change/", "/account/2fa/"])
def test_account_pages_open_for_whoever_has_a_password(client, db, path):
    make_person(username="karla", password=PASSWORD)
    client.post("/account/login/", {"login": "karla", "password": PASSWORD})
    page = client.get(path)
    assert page.status_code == 200
    assert re.search(r"<h1[^>]*>", page.content.decode())


def test_a_person_reads_in_the_language_of_their_account(client, cast):
    User.objects.filter(pk=cast.nobody.pk).update(language="nb")
    client.force_login(cast.nobody)
    page = client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="nb"' in page.content.decode()


def test_roles_count_where_they_were_given(cast):
    user = make_person(["agent"], city=cast.city)
    from samdrift.parties.models import RoleAssignment

    RoleAssignment.objects.create(
        user=user, role="requester", municipality=cast.other_city, place=cast.other_place, granted_by="test"
    )
    actor = actor_of(user)
    assert actor.municipalities_as("agent") == {cast.city.pk}
    assert actor.municipalities_as("requester") == {cast.other_city.pk}
