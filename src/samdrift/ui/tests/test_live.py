# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Pages that stay true: an event names a topic, and only the parts that named it are fetched again."""

import httpx
import pytest

pytestmark = pytest.mark.browser
CHANGED = "(before) => document.getElementById('drawn').textContent !== before"


@pytest.fixture
def page(address, browser_context):
    opened = browser_context().new_page()
    opened.goto(f"{address}/live-page")
    opened.wait_for_function(
        "() => ['drawn', 'other'].every((id) => document.getElementById(id).textContent.startsWith('drawn'))"
    )
    return opened


def test_what_changed_while_the_page_was_on_its_way_is_fetched_as_soon_as_it_listens(address, browser_context):
    page = browser_context().new_page()
    with page.expect_request("**/live/stream?topics=incidents%2Ccases"), page.expect_request("**/live-part?id=drawn"):
        page.goto(f"{address}/live-page")
    page.wait_for_function("() => document.getElementById('drawn').textContent.startsWith('drawn')")


def test_only_the_part_whose_topic_changed_is_drawn_again(page, address):
    drawn, other = page.inner_text("#drawn"), page.inner_text("#other")
    httpx.get(f"{address}/tell/cases")
    page.wait_for_function("(before) => document.getElementById('other').textContent !== before", arg=other)
    assert page.inner_text("#drawn") == drawn
    httpx.get(f"{address}/tell/incidents")
    page.wait_for_function(CHANGED, arg=drawn)


def test_drawing_again_keeps_focus_what_is_open_and_the_picture(page, address):
    page.wait_for_selector(".uplot canvas")
    page.evaluate("document.querySelector('.uplot').dataset.same = 'yes'")
    page.click(".sd-twin summary")
    page.focus("#inside")
    before = page.inner_text("#drawn")
    httpx.get(f"{address}/tell/incidents")
    page.wait_for_function(CHANGED, arg=before)
    number = page.inner_text("#drawn").split()[1]
    assert page.evaluate("document.activeElement.id") == "inside"
    assert page.evaluate("document.querySelector('.sd-twin').open")
    assert page.inner_text(".sd-twin tbody td") == number
    assert page.locator(".uplot[data-same=yes]").count() == 1


def test_after_a_lost_stream_everything_is_drawn_again(page, address):
    before = page.inner_text("#drawn")
    httpx.get(f"{address}/tell/stop")
    page.wait_for_function(CHANGED, arg=before)
    page.wait_for_selector("html[data-live-now=yes]")
    assert page.is_hidden("#live-state")


def test_a_stream_that_stays_away_is_told_quietly(page, address):
    page.context.set_offline(True)
    httpx.get(f"{address}/tell/stop")
    page.wait_for_selector("#live-state:not([hidden])")
    assert page.inner_text("#live-state") == "Not live at the moment. Reconnecting …"
    page.context.set_offline(False)
    page.wait_for_selector("#live-state", state="hidden")


def test_a_form_sent_by_htmx_carries_the_csrf_token_and_forgets_its_draft(page):
    page.fill("#words", "the printer is dead")
    page.reload()
    page.wait_for_function("() => document.getElementById('words').value === 'the printer is dead'")
    page.click("text=Send")
    page.wait_for_selector("#answer")
    assert page.inner_text("#answer").endswith("the printer is dead")
    page.reload()
    assert page.input_value("#words") == ""


def test_a_form_that_was_refused_keeps_its_draft(page):
    page.fill("#words", "bad")
    page.click("text=Send")
    page.wait_for_selector("#answer")
    page.reload()
    page.wait_for_function("() => document.getElementById('words').value === 'bad'")


def test_a_panel_of_another_context_is_drawn_and_one_with_nothing_to_say_is_not(page):
    assert page.inner_text("#panel") == "hung here by another"
    assert "never" not in page.content()


def test_a_part_brings_its_message_as_a_toast_that_stays_until_it_is_closed(page):
    page.fill("#words", "toast")
    page.click("text=Send")
    page.wait_for_selector("#toasts .sd-toast")
    assert page.inner_text("#toasts .sd-toast") == "Saved for you"
    assert page.get_attribute("#toasts", "aria-live") == "polite"
    page.click("#toasts [data-dismiss]")
    assert page.locator("#toasts .sd-toast").count() == 0
