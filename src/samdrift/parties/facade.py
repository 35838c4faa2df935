# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the other contexts ask about parties, places and people.

Everything is answered in the caller's scope (platform.scope.acting_as): a place the caller may not see is not there.
"""

from collections.abc import Iterable

from samdrift.parties.actors import actor_for
from samdrift.parties.models import Agency, Customership, Municipality, Place, RoleAssignment, Supplier, User
from samdrift.parties.queries import place_info
from samdrift.parties.types import MunicipalityInfo, PersonInfo, PlaceInfo, SupplierInfo
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.scope import current_actor


def _person(row: User) -> PersonInfo:
    return PersonInfo(id=row.pk, name=row.display_name(), email=row.email, language=row.language)


def place(place_id: int) -> PlaceInfo | None:
    """One place, or None when it is not there for the caller."""
    row = Place.objects.filter(pk=place_id).first()
    return place_info(row) if row is not None else None


def places(place_ids: Iterable[int]) -> dict[int, PlaceInfo]:
    """Those of these places that are there for the caller, by id."""
    return {row.pk: place_info(row) for row in Place.objects.filter(pk__in=set(place_ids))}


def places_of(municipality_id: int) -> list[PlaceInfo]:
    """A municipality's places, by name."""
    return [place_info(row) for row in Place.objects.filter(municipality_id=municipality_id).order_by("name", "pk")]


def agency_names(agency_ids: Iterable[int]) -> dict[int, str]:
    """Names of those of these agencies that are there for the caller, by id."""
    return dict(Agency.objects.filter(pk__in=set(agency_ids)).values_list("pk", "name"))


def person(user_id: int) -> PersonInfo | None:
    """One active person, or None. Ask only for ids you found in rows the caller may see."""
    row = User.objects.filter(pk=user_id, is_active=True).first()
    return _person(row) if row is not None else None


def people(user_ids: Iterable[int]) -> dict[int, PersonInfo]:
    """Names of people by id, inactive ones too (they stay in a case's history)."""
    return {row.pk: _person(row) for row in User.objects.filter(pk__in=set(user_ids))}


def actor_of(user_id: int) -> Actor:
    """Everything this person may act as now, for a job that goes on for them; NOBODY where there is no such active person."""
    row = User.objects.filter(pk=user_id).first()
    return actor_for(row) if row is not None else NOBODY


def people_at_places(place_ids: Iterable[int]) -> list[PersonInfo]:
    """The active people who belong to any of these places, once each; a supplier or another municipality gets none."""
    caller = current_actor()
    rows = Place.objects.filter(pk__in=set(place_ids))
    if not caller.system:
        rows = rows.filter(municipality_id__in=caller.municipalities)
    members = RoleAssignment.objects.filter(place_id__in=list(rows.values_list("pk", flat=True)), role="requester")
    ids = set(members.values_list("user_id", flat=True))
    return [_person(row) for row in User.objects.filter(pk__in=ids, is_active=True).order_by("pk")]


def municipality(municipality_id: int) -> MunicipalityInfo | None:
    """One municipality's name, time zone and language; these are no secret."""
    return next((m for m in municipalities() if m.id == municipality_id), None)


def municipalities() -> list[MunicipalityInfo]:
    """Every municipality of this installation, by id."""
    return [
        MunicipalityInfo(id=m.pk, slug=m.slug, name=m.name, time_zone=m.time_zone, language=m.language)
        for m in Municipality.objects.order_by("pk")
    ]


def suppliers() -> list[SupplierInfo]:
    """Every supplier of this installation, by id."""
    return [SupplierInfo(id=s.pk, slug=s.slug, name=s.name) for s in Supplier.objects.order_by("pk")]


def supplier_names(supplier_ids: Iterable[int]) -> dict[int, str]:
    """Names of suppliers by id."""
    return dict(Supplier.objects.filter(pk__in=set(supplier_ids)).values_list("pk", "name"))


def suppliers_of(municipality_id: int) -> list[SupplierInfo]:
    """The suppliers that work for a municipality, by id."""
    ids = set(Customership.objects.filter(municipality_id=municipality_id).values_list("supplier_id", flat=True))
    return [s for s in suppliers() if s.id in ids]
