# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Places, topology, day and wallboard in a real browser: axe, reflow, large text, focus; keys, zoom, and a board that grows old."""

import re

import pytest

from samdrift.parties.models import Place
from samdrift.parties.testing import BUILDER
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
PATHS = (
    "/operations/places/",
    "/operations/day/",
    "/operations/wallboard/",
    "/operations/wallboard/links/",
    "/network/topology/?detail=devices",
    "/network/topology/?view=table",
)


@pytest.fixture
def town(transactional_db, broken, cast):
    with acting_as(BUILDER):
        Place.objects.create(municipality=cast.city, slug="lib", name="Lib", kind="library", x=900, y=100)
    return broken


def test_every_view_is_accessible_wide_in_light_and_narrow_in_the_dark(town, visit):
    for path in PATHS:
        page = visit(path)
        assert_page_is_accessible(page)
        assert_focus_is_visible(page, presses=30)
        page.context.close()
        page = visit(path, scheme="dark", width=390)
        assert_page_is_accessible(page)
        assert_no_overflow(page)
        assert_large_text_fits(page)
        page.context.close()


def test_j_and_k_go_from_fault_to_fault_and_enter_opens_it(town, visit):
    page = visit("/operations/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{town.outage}/")


def test_a_link_brings_back_the_size_of_the_drawing(town, visit):
    page = visit("/network/topology/?detail=devices")
    page.keyboard.press("+")
    page.wait_for_function("() => location.hash.includes('z=1.25')")
    again = visit(page.url.partition("://")[2].partition("/")[2].join(["/", ""]))
    assert again.locator("#topo-scale").inner_text() == page.locator("#topo-scale").inner_text()
    assert re.sub(r"\D", "", again.locator("#topo-scale").inner_text()) == "125"


def test_a_wallboard_without_its_stream_says_so_and_marks_what_is_old(town, visit):
    page = visit("/operations/wallboard/")
    page.wait_for_selector("#wall-fresh[data-state=lost]")
    page.route("**/wallboard/part/", lambda route: route.abort())
    page.evaluate("() => { const real = Date.now(); Date.now = () => real + 61000; }")
    page.wait_for_selector("#wall-fresh[data-state=old]", timeout=5000)
    assert page.locator("#wall[data-old]").count() == 1
