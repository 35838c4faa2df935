# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The first administrator is made on a link that works once."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core import signing

from samdrift.parties import setup
from samdrift.parties.models import Municipality, RoleAssignment, SetupLink, User
from samdrift.parties.testing import BUILDER, make_city, make_person
from samdrift.parties.tests.test_doors import code_now
from samdrift.parties.web_account import SECRET_KEY
from samdrift.platform.models import AuditEntry
from samdrift.platform.scope import acting_as

FORM = {
    "municipality": "Ny Kommune",
    "name": "Karla Karlsen",
    "username": "karla",
    "email": "karla@example.org",
    "language": "da",
    "password": "en lang sætning til prøverne",
    "again": "en lang sætning til prøverne",
}


@pytest.fixture
def link(db) -> str:
    return urlsplit(setup.one_time_link()).path


def fill_in(client, link, **changes):
    client.get(link)
    secret = client.session[SECRET_KEY]
    return client.post(link, {**FORM, "code": code_now(secret), **changes})


def test_first_administrator_gets_role_second_factor_and_is_signed_in(client, link):
    answer = fill_in(client, link)
    assert answer.headers["Location"] == "/account/2fa/recovery-codes/generate/"
    user = User.objects.get(username="karla")
    role = RoleAssignment.objects.get(user=user)
    assert (role.role, role.municipality.name, role.municipality.slug) == ("administrator", "Ny Kommune", "ny-kommune")
    assert Authenticator.objects.get(user=user).type == "totp"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/people/").status_code == 200
    with acting_as(BUILDER):
        entry = AuditEntry.objects.get(table_name="parties_roleassignment")
    assert (entry.actor, entry.operation, entry.new["role"]) == ("system:setup", "insert", "administrator")


def test_link_works_once_and_no_other_is_given_out(client, link):
    fill_in(client, link)
    client.logout()
    assert client.get(link).status_code == 404
    assert client.post(link, FORM).status_code == 404
    assert User.objects.count() == 1
    assert setup.one_time_link() is None


def test_opening_the_link_does_not_use_it_up(client, link):
    client.get(link)
    client.get(link)
    assert fill_in(client, link).status_code == 302


def test_token_is_kept_as_a_hash_only(link):
    token = link.strip("/").partition("/")[2]
    assert token not in str(list(SetupLink.objects.values()))


def test_a_new_link_ends_the_former_one(client, link):
    newer = urlsplit(setup.one_time_link()).path
    assert client.get(link).status_code == 404
    assert client.get(newer).status_code == 200


def test_link_ends_after_a_day(client, link, monkeypatch):
    late = signing.time.time() + timedelta(hours=24, seconds=2).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: late)
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "x"])
def test_made_up_links_do_not_open(client, link, token):
    assert client.get(f"/setup/{token}/").status_code == 404


@pytest.mark.parametrize(
    "changes", [{"code": "000000"}, {"again": "something else!"}, {"password": "kort", "again": "kort"}, {"email": "x"}]
)
def test_wrong_input_makes_nobody_and_keeps_the_link(client, link, changes):
    assert fill_in(client, link, **changes).status_code == 422
    assert User.objects.count() == 0
    assert fill_in(client, link).status_code == 302


def test_an_existing_municipality_is_administered_not_doubled(client, db):
    make_city("gammel")
    fill_in(client, urlsplit(setup.one_time_link()).path)
    assert list(Municipality.objects.values_list("slug", flat=True)) == ["gammel"]


def test_no_link_in_the_demo_or_when_an_administrator_exists(db, settings):
    settings.SAMDRIFT_MODE = "demo"
    assert setup.one_time_link() is None
    settings.SAMDRIFT_MODE = "production"
    administrator = make_person(["administrator"], city=make_city())
    assert setup.one_time_link() is None
    administrator.is_active = False
    administrator.save()
    assert setup.one_time_link() is not None
