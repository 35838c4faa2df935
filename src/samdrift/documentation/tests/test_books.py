# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The book of the whole network: made by a job for one reader, kept, and frozen so that both parties can sign it."""

import hashlib
import io

import pypdf
import pytest
from django.urls import reverse

from samdrift.documentation import books
from samdrift.documentation.events import BOOK_FROZEN
from samdrift.documentation.models import KeptBook
from samdrift.documentation.testing import ACTOR, AT, planned
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import actor_of, make_place
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as


def made(cast, who="owner", language="en"):
    """A book this person asked for, made at once; its id."""
    actor = actor_of(getattr(cast, who))
    with acting_as(actor):
        book_id = books.ask_for_book(municipality_id=cast.city.pk, actor=actor, language=language, at=AT)
    books.make_book_job(book_id=book_id)
    return book_id


@pytest.fixture
def quick(monkeypatch):
    """Documents without typst, where a test is not about what they look like."""
    monkeypatch.setattr(
        books,
        "render_book",
        lambda dossiers, *, language, pictures: f"{language} {[d.place.name for d in dossiers]}".encode(),
    )


def text_of(body):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def test_a_book_is_made_by_a_job_kept_and_fetched(plan, cast, enter):
    other = make_place(cast.city, name="Havneskolen")
    planned(cast.city, "devices", name="elsewhere", site=other.name)
    with acting_as(ACTOR):
        from samdrift.documentation.comparing import note_figures

        note_figures(municipality_id=cast.city.pk, at=AT)
    client = enter(cast.owner)
    client.cookies["django_language"] = "en"
    assert client.post(reverse("ask-for-book"), {"municipality": cast.city.pk}).status_code == 302
    with acting_as(ACTOR):
        row = KeptBook.objects.get()
    assert (row.state, row.supplier_id, row.reader_id) == ("waiting", None, cast.owner.pk)
    assert client.get(reverse("book-pdf", args=[row.pk])).status_code == 404
    books.make_book_job(book_id=row.pk)
    body = client.get(reverse("book-pdf", args=[row.pk])).content
    with acting_as(ACTOR):
        row.refresh_from_db()
    assert (row.state, row.done, row.places, row.size) == ("ready", 2, 2, len(body))
    assert row.sha256 == hashlib.sha256(body).hexdigest()
    assert [line["place"] for line in row.figures] == sorted([cast.place.name, "Havneskolen"])
    words = text_of(body)
    assert all(word in words for word in (cast.place.name, "Havneskolen", "Taken over by"))
    assert row.sha256 in client.get(reverse("book", args=[row.pk])).content.decode()
    assert (
        client.get(reverse("book-csv", args=[row.pk]))
        .content.decode()
        .startswith("place,devices,differences,percent\n")
    )


def test_two_clicks_make_one_book(plan, cast):
    actor = actor_of(cast.owner)
    with acting_as(actor):
        ids = {
            books.ask_for_book(municipality_id=cast.city.pk, actor=actor, language="da", at=AT) for _twice in range(2)
        }
    assert len(ids) == 1


def test_a_job_that_fails_says_so_and_another_can_be_asked_for(plan, cast, monkeypatch):
    monkeypatch.setattr(books, "render_book", lambda *_a, **_k: 1 / 0)
    book_id = made(cast)
    with acting_as(ACTOR):
        row = KeptBook.objects.get(pk=book_id)
        assert (row.state, row.error) == ("failed", "division by zero")
    assert made(cast) != book_id


def test_the_suppliers_book_is_its_own_and_the_citys_is_not_there_for_it(plan, cast, enter):
    ours, theirs = made(cast), made(cast, "mate")
    with acting_as(actor_of(cast.mate)):
        assert [row.pk for row in books.books(actor_of(cast.mate))] == [theirs]
    assert enter(cast.mate).get(reverse("book", args=[ours])).status_code == 404
    assert cast.requester.display_name() not in text_of(
        enter(cast.mate).get(reverse("book-pdf", args=[theirs])).content
    )


def frozen(cast, book_id, **values):
    actor = actor_of(cast.owner)
    with acting_as(actor):
        return books.freeze_book(book_id=book_id, actor=actor, at=AT, **values)


def test_a_frozen_book_is_told_as_a_fact_once_and_shared_with_the_supplier(plan, cast, enter, quick):
    book_id = made(cast)
    assert frozen(cast, book_id, name="Handover", supplier_id=cast.supplier.pk)
    assert not frozen(cast, book_id, name="Other")
    with acting_as(ACTOR):
        row = KeptBook.objects.get(pk=book_id)
        (fact,) = Fact.objects.filter(name=BOOK_FROZEN)
    assert fact.payload == {"book_id": book_id, "name": "Handover", "sha256": row.sha256, "size": row.size}
    body = enter(cast.mate).get(reverse("book-pdf", args=[book_id])).content
    assert hashlib.sha256(body).hexdigest() == row.sha256


def test_nothing_is_frozen_without_a_name_before_it_is_ready_or_for_a_strange_supplier(plan, cast, quick):
    actor = actor_of(cast.owner)
    with acting_as(actor):
        waiting = books.ask_for_book(municipality_id=cast.city.pk, actor=actor, language="da", at=AT)
    with pytest.raises(BadInput):
        frozen(cast, waiting, name="Too early")
    book_id = made(cast, language="nb")
    with pytest.raises(BadInput):
        frozen(cast, book_id, name="  ")
    with pytest.raises(BadInput):
        frozen(cast, book_id, name="x", supplier_id=999_999)


@pytest.mark.parametrize("who", ["stranger", "requester"])
def test_others_ask_for_nothing(plan, cast, who):
    actor = actor_of(getattr(cast, who))
    with acting_as(actor), pytest.raises(NotFound):
        books.ask_for_book(municipality_id=cast.city.pk, actor=actor, language="da", at=AT)
