# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every component, seen by axe and by the checks axe cannot make, in both colours and all three languages."""

import pytest

from samdrift.ui.testing import (
    assert_focus_is_visible,
    assert_large_text_fits,
    assert_no_overflow,
    assert_page_is_accessible,
    collect_csp_reports,
    wait_until_quiet,
)

pytestmark = pytest.mark.browser
WORDS = {"da": "Galleri af byggeklodser", "nb": "Galleri av byggeklosser", "en": "Gallery of components"}
PAGES = ("/ui/gallery", "/ui/gallery?fault=1", "/search?q=north", "/fails/bad", "/nowhere", "/live-page")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["da", "nb", "en"])
def test_the_gallery_is_accessible_and_speaks_the_readers_language(address, browser_context, scheme, language):
    page = browser_context(scheme=scheme, language=language).new_page()
    reports = collect_csp_reports(page)
    page.goto(f"{address}/ui/gallery?fault=1")
    page.wait_for_selector(".uplot canvas")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").inner_text() == WORDS[language]
    assert_page_is_accessible(page)
    assert reports == []


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_accessible_on_a_phone_and_nothing_is_wider_than_320_px(address, browser_context, path):
    page = browser_context(width=390, language="da").new_page()
    reports = collect_csp_reports(page)
    page.goto(address + path)
    wait_until_quiet(page)
    assert_page_is_accessible(page)
    assert_no_overflow(page)
    assert reports == []


@pytest.mark.parametrize("width", [1280, 390])
def test_text_at_200_percent_fits(address, browser_context, width):
    page = browser_context(width=width, language="da").new_page()
    page.goto(f"{address}/ui/gallery")
    wait_until_quiet(page)
    assert_large_text_fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_reaches_everything_and_the_focus_is_always_seen(address, browser_context, scheme):
    page = browser_context(scheme=scheme).new_page()
    page.goto(f"{address}/ui/gallery")
    wait_until_quiet(page)
    stops = assert_focus_is_visible(page)
    assert 'href="#main"' in stops[0]
    assert any('id="gallery-place"' in stop for stop in stops)


def test_rows_of_a_dense_table_are_28_px(address, browser_context):
    page = browser_context().new_page()
    page.goto(f"{address}/ui/gallery")
    wait_until_quiet(page)
    heights = page.eval_on_selector_all(
        "[data-dense] tbody tr", "rows => rows.slice(0, 5).map(row => row.offsetHeight)"
    )
    assert all(26 <= height <= 30 for height in heights), heights
    assert len(heights) == 5


def test_the_chart_and_its_table_hold_the_same_figures(address, browser_context):
    page = browser_context().new_page()
    page.goto(f"{address}/ui/gallery")
    page.wait_for_selector(".uplot canvas")
    payload = page.evaluate("JSON.parse(document.getElementById('gallery-traffic-data').textContent)")
    page.locator(".sd-chart summary").click()
    assert page.locator(".sd-chart .sd-twin tbody tr").count() == len(payload["times"]) == 288


def test_a_fault_in_a_form_takes_the_focus_and_leads_to_the_field(address, browser_context):
    page = browser_context().new_page()
    page.goto(f"{address}/ui/gallery?fault=1")
    page.wait_for_function("() => document.activeElement?.tagName === 'DS-ERROR-SUMMARY'")
    page.locator("ds-error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "id_what"
    field = page.locator("#id_what")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == "id_what_error id_what_helptext"


def test_colours_are_kept_and_drawn_by_the_server(address, browser_context):
    page = browser_context(scheme="light").new_page()
    page.goto(f"{address}/ui/gallery")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("button[popovertarget=account-menu]")
    page.click("button[name=scheme][value=dark]")
    page.wait_for_selector("html[data-color-scheme=dark]")
    assert page.url == f"{address}/ui/gallery"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_language_is_switched_and_the_page_kept(address, browser_context):
    page = browser_context(language="en").new_page()
    page.goto(f"{address}/ui/gallery")
    page.click("button[popovertarget=account-menu]")
    page.click("button[name=language][value=nb]")
    page.wait_for_selector("html[lang=nb]")
    assert page.locator("h1").inner_text() == WORDS["nb"]


@pytest.mark.parametrize("reduced_motion", [True, False])
def test_nothing_moves_when_a_person_asked_for_that(address, browser_context, reduced_motion):
    page = browser_context(reduced_motion=reduced_motion).new_page()
    page.goto(f"{address}/ui/gallery")
    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).animationDuration) || 0))"
    )
    assert longest <= (0.001 if reduced_motion else 10)
