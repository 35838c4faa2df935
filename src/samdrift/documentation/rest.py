# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The plan for programs: where it and the network differ, how complete each place's dossier is, and the books that are kept."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router

from samdrift.documentation.books import books
from samdrift.documentation.queries import difference_rows, differences, place_rows
from samdrift.platform.rest import After, Answer, IdQuery, Limit, Page, actor_of

router = Router()


class DifferenceAnswer(Answer):
    """One difference. `what` missing, unplanned or different; `way` empty, plan or network; `case_number` of the desk."""

    id: int
    municipality_id: int
    kind: str
    what: str
    subject: str
    field: str
    intended: str
    observed: str
    place_id: int | None
    device_id: int | None
    found_at: datetime
    ended_at: datetime | None
    way: str
    group: str
    decided_at: datetime | None
    case_id: int | None
    case_number: str


class DossierAnswer(Answer):
    """How complete a place's dossier is, in whole per cent; null before the first comparison."""

    place_id: int
    name: str
    percent: int | None
    devices: int
    differences: int
    checked_at: datetime | None


class BookAnswer(Answer):
    """A book of a network. `state` waiting, making, ready or failed; `sha256` of its PDF; frozen: a baseline."""

    id: int
    municipality_id: int
    name: str
    state: str
    asked_at: datetime
    made_at: datetime | None
    places: int
    size: int
    sha256: str
    frozen_at: datetime | None


@router.get("/differences", response=Page[DifferenceAnswer])
def list_differences(
    request: HttpRequest, after: After = 0, limit: Limit = 50, place_id: IdQuery = None
) -> Page[DifferenceAnswer]:
    """Open differences between plan and network, by id."""
    found = differences(actor_of(request)).filter(ended_at=None, pk__gt=after).order_by("pk")
    rows = list((found if place_id is None else found.filter(place_id=place_id))[: limit + 1])
    items = [DifferenceAnswer.model_validate(row) for row in difference_rows(rows[:limit])]
    return Page(items=items, next=rows[limit - 1].pk if len(rows) > limit else None)


@router.get("/dossiers", response=Page[DossierAnswer])
def list_dossiers(request: HttpRequest, after: After = 0, limit: Limit = 50) -> Page[DossierAnswer]:
    """The places with devices or a plan, by id."""
    found = sorted(place_rows(actor_of(request)), key=lambda row: row.place.id)
    rows = [row for row in found if row.place.id > after]
    items = [
        DossierAnswer(
            place_id=row.place.id,
            name=row.place.name,
            percent=row.percent,
            devices=row.devices,
            differences=row.differences,
            checked_at=row.checked_at,
        )
        for row in rows[:limit]
    ]
    return Page(items=items, next=items[-1].place_id if len(rows) > limit else None)


@router.get("/books", response=Page[BookAnswer])
def list_books(request: HttpRequest, after: After = 0, limit: Limit = 50) -> Page[BookAnswer]:
    """Books of networks and baselines, by id; the documents themselves are on the pages."""
    rows = list(books(actor_of(request)).filter(pk__gt=after).order_by("pk")[: limit + 1])
    items = [BookAnswer.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=rows[limit - 1].pk if len(rows) > limit else None)
