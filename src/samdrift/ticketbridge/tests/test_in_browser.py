# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The bridge's page and card in a real browser: axe, reflow and the policy, while something is held up."""

import pytest
from django.test import Client

from samdrift.kernel.errors import NotNow, Refused
from samdrift.parties.testing import make_cast
from samdrift.ui.testing import (
    assert_no_overflow,
    assert_page_is_accessible,
    browser,
    browser_context,
    collect_csp_reports,
    wait_until_quiet,
)

from .conftest import World

__all__ = ["browser", "browser_context"]
pytestmark = pytest.mark.browser


@pytest.fixture
def held_up(transactional_db):
    """One ticket that the partner refuses, then a partner that does not answer at all."""
    world = World(make_cast())
    world.work()
    world.writes("Anybody there?")
    world.hear()
    long = "says no: Operation Failed Data Policy Exception: the following fields are mandatory: Resolution code"
    world.system.change = lambda *_given: (_ for _ in ()).throw(Refused(long, where="ServiceNow at supplier.example"))
    world.round()
    world.system.fail_next(NotNow("did not answer within 10 s", where="ServiceNow at supplier.example"))
    world.round(after=60)
    return world


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_held_up_is_told_accessibly_wide_and_on_a_phone(held_up, live_server, browser_context, scheme):
    client = Client()
    client.force_login(held_up.cast.owner)
    for path in ("/bridge/", f"/cases/{held_up.case_id}/"):
        for width in (1440, 390):
            context = browser_context(scheme=scheme, width=width, language="da")
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
            page = context.new_page()
            reports = collect_csp_reports(page)
            page.route("**/live/stream*", lambda route: route.abort())
            page.goto(live_server.url + path)
            wait_until_quiet(page)
            assert page.get_by_text("Hvad det svarede").first.is_visible()
            assert_page_is_accessible(page)
            assert_no_overflow(page)
            assert reports == []
            context.close()
