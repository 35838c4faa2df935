# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The doors as people meet them: readable by everyone, in both colours and three languages, on a phone and wide."""

from urllib.parse import urlsplit

import pytest

from samdrift.parties import setup
from samdrift.parties.commands import make_api_token
from samdrift.parties.models import User
from samdrift.parties.testing import actor_of, make_cast, make_person
from samdrift.parties.tests.test_people import AT
from samdrift.ui.testing import (
    assert_focus_is_visible,
    assert_no_overflow,
    assert_page_is_accessible,
    browser,
    browser_context,
    collect_csp_reports,
    wait_until_quiet,
)

__all__ = ["browser", "browser_context"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a long sentence for the tests"
PERSONAS = ("secretary", "agent", "engineer", "contract-manager", "director")
LOOKS = [("da", "light", 1280), ("nb", "dark", 390), ("en", "light", 390)]


@pytest.fixture
def people(transactional_db):
    cast = make_cast()
    return {
        "administrator": cast.administrator,
        "newcomer": make_person(username="newcomer"),
        "owner": cast.owner,
        "cast": cast,
    }


@pytest.fixture
def opened(live_server, browser_context, client):
    """Opens an address as somebody (or nobody) and looks at it from all sides."""

    def look(path: str, *, user=None, language="da", scheme="light", width=1280):
        context = browser_context(width=width, scheme=scheme, language=language)
        if user is not None:
            client.force_login(user)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        reports = collect_csp_reports(page)
        page.goto(live_server.url + path)
        wait_until_quiet(page)
        assert page.locator("html").get_attribute("lang") == language
        assert_page_is_accessible(page)
        assert_no_overflow(page)
        assert reports == []
        return page

    return look


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_the_demos_doors(opened, people, settings, language, scheme, width):
    settings.SAMDRIFT_MODE = "demo"
    for persona in PERSONAS:
        user = make_person(["agent"], city=people["cast"].city, persona=persona)
        User.objects.filter(pk=user.pk).update(first_name=persona.title(), last_name="Opfundet")
    page = opened("/sign-in/", language=language, scheme=scheme, width=width)
    assert page.locator("button[name=persona]").count() == len(PERSONAS)
    assert_focus_is_visible(page)
    page.locator("button[name=persona]").first.click()
    page.wait_for_load_state()
    assert urlsplit(page.url).path != "/sign-in/"


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_the_doors_of_a_real_installation(opened, people, settings, language, scheme, width):
    settings.SAMDRIFT_OIDC = {"issuer": "http://127.0.0.1:1", "label": "Kommunens log ind"}
    page = opened("/sign-in/", language=language, scheme=scheme, width=width)
    page.fill("#login", "nobody")
    page.fill("#password", "wrong")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    assert page.locator(".sd-form-errors").count() == 1
    assert_page_is_accessible(page)


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("newcomer", "/"),
        ("administrator", "/people/"),
        ("administrator", "/people/new/"),
        ("administrator", "/people/newcomer/"),
        ("owner", "/account/"),
        ("owner", "/account/tokens/"),
        ("owner", "/account/password/reset/"),
    ],
)
def test_pages_of_people_and_accounts(opened, people, who, path, language, scheme, width):
    make_api_token(name="script", expires_at=None, actor=actor_of(people["owner"]), at=AT)
    opened(path, user=people[who], language=language, scheme=scheme, width=width)


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_a_persons_page_gives_a_role(opened, people, language, scheme, width):
    path = f"/people/{people['owner'].pk}/"
    page = opened(path, user=people["administrator"], language=language, scheme=scheme, width=width)
    page.select_option("[name=role]", "director")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    assert "director" in actor_of(people["owner"]).roles


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_the_first_administrators_page(opened, transactional_db, language, scheme, width):
    link = urlsplit(setup.one_time_link()).path
    page = opened(link, language=language, scheme=scheme, width=width)
    assert page.locator(".sd-qr svg").count() == 1
    opened("/setup/nonsense/", language=language, scheme=scheme, width=width)


@pytest.mark.parametrize("path", ["/account/2fa/", "/account/2fa/totp/activate/", "/account/password/change/"])
def test_the_second_factors_pages(opened, live_server, transactional_db, path):
    make_person(username="karla", password=PASSWORD)
    page = opened("/account/login/")
    page.fill("[name=login]", "karla")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(live_server.url + path)
    wait_until_quiet(page)
    assert_page_is_accessible(page)
    assert_no_overflow(page)
