# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The desk's pages in a real browser: axe, reflow, large text, focus, the policy, and the keys of the desk.

PICTURES_OF_THE_DESK names a folder to keep pictures in, to look at.
"""

import os
from pathlib import Path

import pytest
from django.test import Client

from samdrift.agreements.testing import make_agreement, make_calendar, make_service
from samdrift.parties.testing import BUILDER, actor_of, make_cast, make_place
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands, partner
from samdrift.servicedesk.testing import MONDAY_NINE, open_incident_case, report, seen_incident
from samdrift.ui.testing import (
    assert_focus_is_visible,
    assert_large_text_fits,
    assert_no_overflow,
    assert_page_is_accessible,
    browser,
    browser_context,
    collect_csp_reports,
    wait_until_quiet,
)

__all__ = ["browser", "browser_context"]
pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PICTURES_OF_THE_DESK", "")
OFFICE = {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu")} | {"fri": [["08:00", "15:00"]]}


class Town:
    """A lively desk: an outage with the supplier, reports in several states, internal and shared words."""

    def __init__(self):
        self.cast = cast = make_cast()
        office = make_calendar(cast.city, "kontortid", OFFICE)
        net = make_service(
            cast.city,
            "net",
            device_types=("network",),
            names={"da": "Netværk på skoler", "nb": "Nettverk på skoler", "en": "Network at schools"},
        )
        make_agreement(cast.city, calendar=office, group_name="Servicedesk")
        self.agreement = make_agreement(cast.city, cast.supplier, services=(net,), group_name="Driftsvagt")
        school = make_place(cast.city, name="Nordskolen med det temmelig lange navn", people=640)
        self.outage = open_incident_case(seen_incident(cast.city, cast.place, school, agreement=self.agreement))
        open_incident_case(seen_incident(cast.city, school, agreement=self.agreement, kind="redundancy", outage=False))
        for sentence in (
            "Printeren på kontoret er død.",
            "Telefonen siger ingenting",
            "Der mangler en skærm i lokale 14",
        ):
            self.own = report(cast.requester, sentence).case_id
        owner = actor_of(cast.owner)
        with acting_as(owner):
            commands.add_entry(
                case_id=self.outage.pk, actor=owner, text="Pedellen har nøglen.", visibility="internal", at=MONDAY_NINE
            )
            commands.add_entry(
                case_id=self.outage.pk,
                actor=owner,
                text="Skabet står i kælderen.",
                visibility="supplier",
                at=MONDAY_NINE,
            )
            commands.change_state(
                case_id=self.own, state="waiting", actor=owner, at=MONDAY_NINE, message="Hvilken størrelse?"
            )
        with acting_as(BUILDER):
            partner.add_entry_from_partner(
                case_id=self.outage.pk,
                origin="j1",
                visible=True,
                text="En tekniker er på vej og er fremme inden kl. 10.30.",
                author="Driftsvagten",
                at=MONDAY_NINE,
                actor=BUILDER,
            )


@pytest.fixture
def town(transactional_db):
    return Town()


@pytest.fixture
def visit(live_server, browser_context):
    """Opens a page as a person; fails at the end if the policy blocked anything."""
    reports = []

    def opened(user, path, **context):
        client = Client()
        client.force_login(user)
        new = browser_context(**context)
        new.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = new.new_page()
        reports.append(collect_csp_reports(page))
        page.route("**/live/stream*", lambda route: route.abort())
        page.goto(live_server.url + path)
        wait_until_quiet(page)
        return page

    yield opened
    assert [told for told in reports if told] == []


def picture(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


PAGES = [
    ("desk", "owner", "/desk/?case={outage}"),
    ("desk-empty-beside", "owner", "/desk/"),
    ("case", "owner", "/cases/{outage}/"),
    ("case-own", "owner", "/cases/{own}/"),
    ("case-supplier", "mate", "/cases/{outage}/"),
    ("case-user", "requester", "/cases/{outage}/"),
    ("my-place", "requester", "/my-place/"),
    ("report", "requester", "/report-a-fault/"),
    ("report-desk", "owner", "/report-a-fault/"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_wide_and_on_a_phone(town, visit, scheme):
    for name, who, path in PAGES:
        address = path.format(outage=town.outage.pk, own=town.own)
        for width in (1440, 390):
            page = visit(getattr(town.cast, who), address, scheme=scheme, width=width, language="da")
            picture(page, f"{name}-{scheme}-{width}")
            assert_page_is_accessible(page)
            assert_no_overflow(page)
            page.context.close()


def test_large_text_fits_and_the_keyboard_reaches_everything(town, visit):
    for _name, who, path in PAGES:
        page = visit(getattr(town.cast, who), path.format(outage=town.outage.pk, own=town.own), language="da")
        assert_large_text_fits(page)
        assert_focus_is_visible(page, presses=60)
        page.context.close()


def test_the_clocks_sum_opens(town, visit):
    page = visit(town.cast.owner, f"/cases/{town.own}/", language="da")
    page.locator(".sdk-clock summary").last.click()
    picture(page, "clock-open")
    assert page.locator(".sdk-clock tfoot").last.is_visible()
    assert_page_is_accessible(page)


def test_j_and_k_walk_through_the_queue_and_t_takes_the_case(town, visit):
    page = visit(town.cast.owner, "/desk/", width=1440)
    page.keyboard.press("j")
    page.wait_for_url("**case=*")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.keyboard.press("t")
    page.wait_for_selector("text=Læg den tilbage")
    assert "case=" in page.url


def test_an_answer_is_sent_from_beside_the_queue_and_stands_in_the_timeline(town, visit):
    page = visit(town.cast.owner, f"/desk/?case={town.own}", width=1440)
    page.get_by_label("Svar", exact=True).fill("27 inches, says the purchaser")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector(".sd-moment-words >> text=27 inches, says the purchaser")
    assert "/desk/" in page.url


def test_a_secretary_reports_a_fault_in_one_sentence(town, visit):
    page = visit(town.cast.requester, "/my-place/", width=390)
    page.get_by_label("Hvad virker ikke?").fill("The door opener is silent")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/cases/*/")
    assert page.locator("h1").inner_text()
