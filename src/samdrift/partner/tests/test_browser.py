# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The supplier's page in a browser: accessible in light and dark, narrow and wide, without scripts, within its own policy."""

import httpx
import pytest
from playwright.sync_api import expect

from samdrift.partner.testing import PASSWORD, USER, running_desk
from samdrift.ui.testing import assert_no_overflow, assert_page_is_accessible, browser, browser_context

__all__ = ["browser", "browser_context"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with running_desk(tmp_path_factory.mktemp("desk"), "--name", "Example Networks") as running:
        fields = {
            "short_description": "No network at North School " + "x" * 90,
            "comments": "Hello",
            "work_notes": "Note",
        }
        httpx.post(f"{running.base_url}/api/now/table/incident", json=fields, auth=(USER, PASSWORD)).raise_for_status()
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/?show=all&lang=da", "/ticket/INC0010001?lang=nb", "/ticket/none"])
def test_every_page_is_accessible_and_reflows(desk, browser_context, scheme, path):
    page = browser_context(scheme=scheme).new_page()
    page.goto(desk.base_url + path)
    assert_page_is_accessible(page)
    assert_no_overflow(page)
    assert_page_is_accessible(page)


def test_one_can_answer_by_keyboard_alone_and_correct_a_mistake(desk, browser_context):
    page = browser_context().new_page()
    told = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.goto(desk.base_url)
    page.get_by_role("link", name="INC0010001").press("Enter")
    page.get_by_label("Set state").select_option("6")
    page.get_by_role("button", name="Send answer").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write what was done")
    assert_page_is_accessible(page)
    page.get_by_label("What was done").fill("New switch")
    page.get_by_role("button", name="Send answer").press("Enter")
    expect(page.get_by_role("status")).to_have_text("The answer is saved.")
    assert [line for line in told if "422" not in line] == []
