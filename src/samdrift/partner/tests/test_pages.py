# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The supplier's page: what it shows, what it writes, what it refuses, and that every word has its translations."""

import re
from pathlib import Path

import pytest

from samdrift.partner import servicenow
from samdrift.partner.servicenow.tables import PRIORITIES, STATES
from samdrift.partner.servicenow.words import choose_language, say

FOLDER = Path(servicenow.__file__).parent


def test_a_comment_goes_to_the_customer_and_a_note_does_not(desk, api):
    made = api.create(short_description="one")
    desk.post(f"/ticket/{made['number']}", data={"text": "We are coming", "audience": "visible", "state": "2"})
    desk.post(f"/ticket/{made['number']}", data={"text": "Bring a ladder", "audience": "internal"})
    journal = {row["value"]: row for row in api.rows("", table="sys_journal_field")}
    assert journal["We are coming"]["element"] == "comments"
    assert journal["Bring a ladder"]["element"] == "work_notes"
    assert journal["Bring a ladder"]["sys_created_by"] == "supplier.desk"
    assert api.read(made["sys_id"])["state"] == "2"


def test_the_page_keeps_visible_and_internal_entries_apart(desk, api):
    made = api.create(short_description="one", comments="To the customer", work_notes="To ourselves")
    page = desk.get(f"/ticket/{made['number']}").text
    visible, internal = re.findall(r"<section.*?</section>", page, re.DOTALL)
    assert "To the customer" in visible
    assert "To ourselves" not in visible
    assert "To ourselves" in internal


def test_resolving_without_telling_what_was_done_is_asked_about_and_keeps_the_text(desk, api):
    made = api.create(short_description="one")
    answer = desk.post(f"/ticket/{made['number']}", data={"text": "All well", "state": "6"})
    assert answer.status_code == 422
    assert 'href="#close_notes"' in answer.text
    assert "All well" in answer.text
    assert api.read(made["sys_id"])["state"] == "1"
    assert api.rows("", table="sys_journal_field") == []


def test_resolving_with_notes_resolves(desk, api):
    made = api.create(short_description="one")
    answer = desk.post(f"/ticket/{made['number']}", data={"state": "6", "close_notes": "New switch"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/ticket/{made['number']}?lang=en&saved=1")
    assert (api.read(made["sys_id"])["state"], api.read(made["sys_id"])["close_notes"]) == ("6", "New switch")


def test_an_empty_answer_is_asked_about(desk, api):
    made = api.create(short_description="one")
    assert desk.post(f"/ticket/{made['number']}", data={"text": "  "}).status_code == 422
    assert api.read(made["sys_id"])["sys_mod_count"] == "0"


def test_a_form_of_another_site_writes_nothing(desk, api):
    made = api.create(short_description="one")
    headers = {"Origin": "https://evil.example"}
    assert desk.post(f"/ticket/{made['number']}", data={"text": "x"}, headers=headers).status_code == 403
    assert api.rows("", table="sys_journal_field") == []


def test_text_of_a_customer_is_text_and_never_markup(desk, api):
    made = api.create(short_description="<script>alert(1)</script>", comments="<b>bold</b>")
    for path in ("/", f"/ticket/{made['number']}"):
        page = desk.get(path).text
        assert "<script>" not in page
        assert "<b>" not in page


def test_every_page_forbids_what_it_does_not_need(desk):
    for path in ("/", "/ticket/INC404", "/nowhere"):
        policy = desk.get(path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy


def test_what_is_not_there_is_said_in_words(desk):
    answer = desk.get("/ticket/INC404?lang=nb")
    assert (answer.status_code, "Det finnes ingen slik sak her." in answer.text) == (404, True)


def test_open_tickets_come_first_and_long_lists_have_pages(desk, api):
    for number in range(101):
        api.create(short_description=f"line {number}")
    done = api.create(short_description="finished", state="8")
    first = desk.get("/").text
    assert done["number"] not in first
    assert first.count('<th scope="row"') == 100
    older = re.search(r'href="(/\?before=[^"]+)"', first)
    assert desk.get(older[1].replace("&amp;", "&")).text.count('<th scope="row"') == 1
    assert done["number"] in desk.get("/?show=all").text


@pytest.mark.parametrize(
    ("asked", "accepts", "language"),
    [
        (None, "da-DK,da;q=0.9,en;q=0.8", "da"),
        (None, "no,en;q=0.5", "nb"),
        (None, "nn-NO", "nb"),
        (None, "fr,de", "en"),
        (None, "", "en"),
        ("nb", "da", "nb"),
        ("xx", "da", "da"),
    ],
)
def test_the_language_follows_the_wish_then_the_browser(asked, accepts, language):
    assert choose_language(asked, accepts) == language


def test_every_word_of_the_page_has_danish_and_norwegian():
    templates = "".join(file.read_text(encoding="utf-8") for file in (FOLDER / "templates").glob("*.html"))
    words = set(re.findall(r'say\("([^"]+)"\)', templates)) | set(STATES.values()) | set(PRIORITIES.values())
    assert len(words) > 40
    for word in words:
        assert all(say(word, language) for language in ("da", "nb"))
