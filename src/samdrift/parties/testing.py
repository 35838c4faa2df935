# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builders of cities, suppliers, places and people for any context's tests, and the cast with its strangers.

The root conftest names this module in `pytest_plugins`; the fixtures `cast`, `owner`, `mate` and `stranger` are then everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

import pytest

from samdrift.parties.actors import actor_for
from samdrift.parties.models import Customership, Municipality, Place, RoleAssignment, Supplier, User
from samdrift.platform.actor import Actor, Role, system_actor
from samdrift.platform.scope import acting_as

_number = count(1)
BUILDER = system_actor("test")
SUPPLIERS_ROLES = frozenset({"engineer"})


def make_city(slug: str = "", *, name: str = "", language: str = "da") -> Municipality:
    """A municipality of its own."""
    slug = slug or f"city-{next(_number)}"
    return Municipality.objects.create(slug=slug, name=name or slug.title(), language=language)


def make_supplier(slug: str = "", *, name: str = "", customers: Iterable[Municipality] = ()) -> Supplier:
    """A supplier, working for `customers`."""
    slug = slug or f"supplier-{next(_number)}"
    supplier = Supplier.objects.create(slug=slug, name=name or slug.title())
    for city in customers:
        Customership.objects.create(municipality=city, supplier=supplier)
    return supplier


def make_place(city: Municipality, slug: str = "", *, name: str = "", kind: str = "school", people: int = 100) -> Place:
    """A place in `city`."""
    slug = slug or f"place-{next(_number)}"
    with acting_as(BUILDER):
        return Place.objects.create(
            municipality=city, slug=slug, name=name or slug.title(), kind=kind, people=people, x=500, y=500
        )


def make_person(
    roles: Iterable[Role] = (),
    *,
    city: Municipality | None = None,
    supplier: Supplier | None = None,
    place: Place | None = None,
    agreement_id: int | None = None,
    username: str = "",
    language: str = "da",
    password: str | None = None,
    persona: str = "",
) -> User:
    """A person with these roles: engineers for `supplier` where one is given, everyone else at `city`.

    `place` is put on the requester's role, `agreement_id` on all.
    """
    username = username or f"person-{next(_number)}"
    user = User.objects.create_user(
        username,
        email=f"{username}@example.org",
        password=password,
        language=language,
        persona=persona,
        first_name=username.title(),
    )
    for role in roles:
        for_supplier = supplier is not None and (role in SUPPLIERS_ROLES or city is None)
        RoleAssignment.objects.create(
            user=user,
            role=role,
            municipality=None if for_supplier else city,
            supplier=supplier if for_supplier else None,
            place=place if role == "requester" else None,
            agreement_id=agreement_id,
            granted_by=BUILDER.label,
        )
    return user


def actor_of(user: User) -> Actor:
    """The actor this person acts as."""
    return actor_for(user)


@dataclass(frozen=True)
class Cast:
    """Two cities and two suppliers with their people. Nothing of `city` may be seen by anyone called stranger or nobody."""

    city: Municipality
    place: Place
    supplier: Supplier
    owner: User
    """Agent of `city`."""
    mate: User
    """Engineer of `supplier`, which works for `city`."""
    requester: User
    """Works at `place`."""
    contract_manager: User
    director: User
    administrator: User
    other_city: Municipality
    other_place: Place
    other_supplier: Supplier
    stranger: User
    """Agent, contract manager, director and administrator of `other_city`."""
    strange_engineer: User
    """Engineer of `other_supplier`, which works for `other_city` alone."""
    nobody: User
    """Signed in, without any role."""


def make_cast() -> Cast:
    """The whole cast, made anew."""
    city, other_city = make_city(), make_city()
    supplier = make_supplier(customers=[city])
    other_supplier = make_supplier(customers=[other_city])
    place, other_place = make_place(city), make_place(other_city)
    return Cast(
        city=city,
        place=place,
        supplier=supplier,
        owner=make_person(["agent"], city=city),
        mate=make_person(["engineer"], supplier=supplier),
        requester=make_person(["requester"], city=city, place=place),
        contract_manager=make_person(["contract_manager"], city=city),
        director=make_person(["director"], city=city),
        administrator=make_person(["administrator"], city=city),
        other_city=other_city,
        other_place=other_place,
        other_supplier=other_supplier,
        stranger=make_person(["agent", "contract_manager", "director", "administrator"], city=other_city),
        strange_engineer=make_person(["engineer"], supplier=other_supplier),
        nobody=make_person(),
    )


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - asks for the database
    """Everyone, see Cast."""
    return make_cast()


@pytest.fixture
def owner(cast: Cast) -> User:
    """Agent of `cast.city`."""
    return cast.owner


@pytest.fixture
def mate(cast: Cast) -> User:
    """Engineer of the supplier that works for `cast.city`."""
    return cast.mate


@pytest.fixture
def stranger(cast: Cast) -> User:
    """In every role at another municipality."""
    return cast.stranger
