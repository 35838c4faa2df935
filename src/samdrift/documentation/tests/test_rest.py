# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What programs read of the plan: the same as people, for the same people."""

from samdrift.documentation import books
from samdrift.documentation.comparing import compare, note_figures
from samdrift.documentation.testing import ACTOR, AT, planned
from samdrift.parties.testing import actor_of
from samdrift.platform.scope import acting_as


def test_programs_read_differences_dossiers_and_books_page_by_page(plan, cast, enter):
    for name in ("ghost1", "ghost2"):
        planned(cast.city, "devices", name=name, site=cast.place.name)
    with acting_as(ACTOR):
        compare(municipality_id=cast.city.pk, at=AT)
        note_figures(municipality_id=cast.city.pk, at=AT)
    owner = actor_of(cast.owner)
    with acting_as(owner):
        book = books.ask_for_book(municipality_id=cast.city.pk, actor=owner, language="da", at=AT)
    client = enter(cast.owner)
    first = client.get("/api/differences", {"limit": 1}).json()
    rest = client.get("/api/differences", {"after": first["next"]}).json()
    assert [row["subject"] for row in first["items"] + rest["items"]] == ["ghost1", "ghost2"]
    assert client.get("/api/differences", {"place_id": 999_999}).json()["items"] == []
    (dossier,) = client.get("/api/dossiers").json()["items"]
    assert (dossier["place_id"], dossier["devices"], dossier["differences"]) == (cast.place.pk, 2, 2)
    (told,) = client.get("/api/books").json()["items"]
    assert (told["id"], told["state"], told["frozen_at"]) == (book, "waiting", None)
    for who in (cast.stranger, cast.requester):
        stranger = enter(who)
        assert [stranger.get(f"/api/{name}").json()["items"] for name in ("differences", "dossiers", "books")] == [
            []
        ] * 3
