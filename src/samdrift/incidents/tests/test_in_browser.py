# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of operations and of the network in a real browser: axe, reflow, large text, focus, policy, map and stale watch."""

from datetime import timedelta

import pytest

from samdrift.kernel.clock import utc_now
from samdrift.parties.models import Place
from samdrift.parties.testing import BUILDER
from samdrift.platform.pulse import beat
from samdrift.platform.scope import acting_as
from samdrift.ui.testing import (
    assert_focus_is_visible,
    assert_large_text_fits,
    assert_no_overflow,
    assert_page_is_accessible,
    browser,
    browser_context,
    visit,
)

__all__ = ["browser", "browser_context", "visit"]
pytestmark = pytest.mark.browser


@pytest.fixture
def town(transactional_db, broken, cast):
    with acting_as(BUILDER):
        Place.objects.bulk_create(
            Place(
                municipality=cast.city,
                slug=f"p{n}",
                name=f"Børnehuset Nordstjernen {n}",
                kind="kindergarten",
                x=100 + 40 * n,
                y=900 - 35 * n,
            )
            for n in range(12)
        )
    now = utc_now()
    beat("watch", at=now)
    beat("poller", at=now)
    return [
        "/operations/",
        f"/incidents/{broken.outage}/",
        "/network/",
        f"/network/devices/{broken.devices['dist']}/",
        f"/network/places/{cast.place.pk}/",
        "/network/discovery/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_wide_and_on_a_phone(town, visit, scheme):
    for path in town:
        for width in (1440, 390):
            page = visit(path, scheme=scheme, width=width)
            assert_page_is_accessible(page)
            assert_no_overflow(page)
            page.context.close()


def test_large_text_fits_and_the_keyboard_reaches_everything(town, visit):
    for path in town:
        page = visit(path)
        assert_large_text_fits(page)
        assert_focus_is_visible(page, presses=60)
        page.context.close()


def test_a_place_on_the_map_is_reached_by_keyboard_and_leads_to_its_page(town, visit, cast):
    page = visit("/operations/")
    page.locator(".ops-spot[data-state=down]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/network/places/{cast.place.pk}/")
    assert page.locator("h1").inner_text() == cast.place.name


def test_a_watch_that_goes_silent_is_told_without_touching_the_page(town, visit):
    page = visit("/operations/")
    assert page.locator("#ops-watch .ds-alert").count() == 0
    beat("watch", at=utc_now() - timedelta(minutes=2))
    page.wait_for_selector("#ops-watch .ds-alert", timeout=40_000)
