# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of documentation in a real browser: axe, reflow, large text, focus, policy, and a decision by keyboard."""

import io

import pytest
from PIL import Image

from samdrift.documentation import books, importing, photos
from samdrift.documentation.comparing import compare, note_figures
from samdrift.documentation.models import Difference
from samdrift.documentation.testing import ACTOR, AT, planned
from samdrift.inventory.models import Device
from samdrift.parties.testing import actor_of
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
def pages(transactional_db, plan, cast):
    """Each kind of page, with something on it."""
    planned(cast.city, "devices", name="ghost", site=cast.place.name)
    with acting_as(ACTOR):
        Device.objects.filter(name="acc").update(serial="OTHER")
        compare(municipality_id=cast.city.pk, at=AT)
        note_figures(municipality_id=cast.city.pk, at=AT)
        body = "name,site\nnew,Nowhere\nmore,\n"
        file = importing.keep_file(
            municipality_id=cast.city.pk, kind="devices", name="devices.csv", body=body, actor=ACTOR, at=AT
        )
        given = photos.Given(body=_picture(), file="rack.png", alt="The rack with its door open")
        photos.add_photo(place_id=cast.place.pk, given=given, actor=ACTOR, at=AT)
    owner = actor_of(cast.owner)
    with acting_as(owner):
        book = books.ask_for_book(municipality_id=cast.city.pk, actor=owner, language="en", at=AT)
    books.make_book_job(book_id=book)
    return [
        "/documentation/",
        "/documentation/differences/",
        "/documentation/addresses/",
        f"/documentation/places/{cast.place.pk}/",
        "/documentation/records/devices/",
        f"/documentation/records/devices/{plan['acc']}/",
        "/documentation/import/",
        f"/documentation/import/{file}/",
        "/documentation/books/",
        f"/documentation/books/{book}/",
    ]


def _picture():
    out = io.BytesIO()
    Image.new("RGB", (800, 600), (70, 90, 110)).save(out, "PNG")
    return out.getvalue()


def test_every_page_is_accessible_wide_and_on_a_phone(pages, visit):
    for path in pages:
        for width, scheme in ((1280, "light"), (390, "dark")):
            page = visit(path, scheme=scheme, width=width)
            assert_page_is_accessible(page)
            assert_no_overflow(page)
            page.context.close()


def test_large_text_fits_and_the_keyboard_reaches_everything(pages, visit):
    for path in pages[1:6:2]:  # the worklist, a dossier, a form
        page = visit(path)
        assert_large_text_fits(page)
        assert_focus_is_visible(page, presses=30)
        page.context.close()


def test_a_difference_is_decided_by_keyboard(pages, visit):
    with acting_as(ACTOR):
        row = Difference.objects.get(field="serial")
    page = visit("/documentation/differences/")
    page.locator(f"#difference-{row.pk} summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.wait_for_function(f"() => !document.querySelector('#difference-{row.pk}')")
    with acting_as(ACTOR):
        assert Difference.objects.get(pk=row.pk).way == "plan"
