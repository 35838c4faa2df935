# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The keyboard's short cuts: found, closable, never in the way of writing."""

import pytest

from samdrift.ui.testing import wait_until_quiet

pytestmark = pytest.mark.browser


@pytest.fixture
def page(address, browser_context):
    opened = browser_context().new_page()
    opened.goto(f"{address}/live-page")
    wait_until_quiet(opened)
    return opened


def is_open(page, dialog: str) -> bool:
    return page.evaluate(f"document.getElementById('{dialog}').open")


def test_ctrl_k_opens_the_palette_and_escape_gives_the_focus_back(page):
    page.focus("#words")
    page.keyboard.press("Control+k")
    assert is_open(page, "palette")
    assert page.evaluate("document.activeElement.id") == "palette-words"
    page.keyboard.press("Escape")
    assert not is_open(page, "palette")
    assert page.evaluate("document.activeElement.id") == "words"


def test_typing_in_the_palette_narrows_pages_and_finds_things(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("gall")
    page.wait_for_selector("#palette-hits a")
    assert page.locator("#palette-pages li:visible").count() == 1
    assert page.locator("#palette-hits a").inner_text().startswith("Place gall")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/ui/gallery"


def test_a_question_mark_shows_the_shortcuts_and_the_pages_own_among_them(page):
    page.keyboard.press("?")
    assert is_open(page, "shortcuts")
    assert page.locator("[data-own-key]").all_inner_texts() == ["r\nRefresh"]
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("[data-own-key]").count() == 1


def test_single_keys_do_nothing_while_somebody_writes(page):
    page.focus("#words")
    page.keyboard.type("r?g1")
    assert not is_open(page, "shortcuts")
    assert page.input_value("#words") == "r?g1"
    assert page.url.endswith("/live-page")


def test_single_keys_can_be_switched_off_and_stay_off(page):
    page.keyboard.press("?")
    page.uncheck("#single-keys")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    assert not is_open(page, "shortcuts")
    page.keyboard.press("Control+k")
    assert is_open(page, "palette")


def test_g_and_a_number_goes_to_a_page_of_the_menu(page):
    page.keyboard.press("g")
    page.keyboard.press("1")
    page.wait_for_url("**/ui/gallery")


def test_a_pages_own_key_presses_its_button(page):
    before = page.inner_text("#drawn")
    page.keyboard.press("r")
    page.wait_for_function("(before) => document.getElementById('drawn').textContent !== before", arg=before)
