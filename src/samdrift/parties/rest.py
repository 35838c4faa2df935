# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Oneself, places and, for administrators, people, for programs."""

from django.http import HttpRequest
from ninja import Router

from samdrift.parties import queries
from samdrift.parties.facade import municipalities, supplier_names
from samdrift.parties.types import PersonRow, PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.rest import After, Answer, Id, Limit, Page, actor_of, found, page_of

router = Router()


class Party(Answer):
    """A municipality or a supplier."""

    id: int
    name: str


class Me(Answer):
    """Whose session or token this is, and what they may do for whom."""

    id: int | None
    name: str
    language: str
    roles: list[str]
    municipalities: list[Party]
    suppliers: list[Party]
    places: list[int]


class Place(Answer):
    """A building. `x`, `y` lie on the municipality's own map, 0-1000."""

    id: int
    municipality_id: int
    slug: str
    name: str
    kind: str
    address: str
    people: int
    x: float
    y: float
    power_feed: str


class PersonsRole(Answer):
    """A role and where it stands."""

    id: int
    role: str
    municipality_id: int | None
    supplier_id: int | None
    agreement_id: int | None
    place: str


class Person(Answer):
    """A person the administrator looks after. Personal data: name, user name, e-mail, language."""

    id: int
    name: str
    username: str
    email: str
    language: str
    sign_in: str
    roles: list[PersonsRole]


def _me(actor: Actor) -> Me:
    cities = {city.id: city.name for city in municipalities() if city.id in actor.municipalities}
    companies = supplier_names(actor.suppliers)
    return Me(
        id=actor.user_id,
        name=actor.name,
        language=actor.language,
        roles=sorted(actor.roles),
        municipalities=[Party(id=key, name=cities[key]) for key in sorted(cities)],
        suppliers=[Party(id=key, name=companies[key]) for key in sorted(companies)],
        places=sorted(actor.places),
    )


@router.get("/me", response=Me, summary="Who am I")
def me(request: HttpRequest) -> Me:
    return _me(actor_of(request))


@router.get("/places", response=Page[Place], summary="Places")
def places(request: HttpRequest, after: After = 0, limit: Limit = 50) -> Page[Place]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[PlaceInfo]:
        return queries.place_page(actor, after=after, limit=rows)

    return page_of(fetch, limit=limit, item=Place.model_validate)


@router.get("/places/{place_id}", response=Place, summary="One place")
def place(request: HttpRequest, place_id: Id) -> Place:
    return Place.model_validate(found(queries.place_for(actor_of(request), place_id)))


@router.get("/people", response=Page[Person], summary="People (for administrators)")
def people(request: HttpRequest, after: After = 0, limit: Limit = 50) -> Page[Person]:
    everyone = sorted(queries.people_for(actor_of(request)), key=lambda row: row.id)

    def fetch(rows: int) -> list[PersonRow]:
        return [row for row in everyone if row.id > after][:rows]

    return page_of(fetch, limit=limit, item=Person.model_validate)
