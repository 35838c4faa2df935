# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""People, roles and places as an actor may see them. These tables stand outside the walls: here is their only filter."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.signing import Signer
from django.db.models import Q

from samdrift.parties.models import (
    ApiToken,
    Customership,
    FederatedIdentity,
    Municipality,
    Place,
    RoleAssignment,
    Supplier,
    User,
)
from samdrift.parties.types import PartyChoice, PersonaInfo, PersonRow, PlaceInfo, RoleInfo, TokenInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF

CODE_LENGTH = 8


def _administered(actor: Actor) -> tuple[set[int], set[int]]:
    """Ids of the municipalities and suppliers whose roles this actor may grant.

    A municipality's administrator also grants a supplier's roles while that supplier works for no other municipality:
    otherwise one municipality could let someone look into another.
    """
    if actor.system:
        return set(Municipality.objects.values_list("pk", flat=True)), set(
            Supplier.objects.values_list("pk", flat=True)
        )
    own = RoleAssignment.objects.filter(user_id=actor.user_id or 0, role="administrator", user__is_active=True)
    cities = {row.municipality_id for row in own if row.municipality_id is not None}
    suppliers = {row.supplier_id for row in own if row.supplier_id is not None}
    customers: defaultdict[int, set[int]] = defaultdict(set)
    if cities:
        for city, supplier in Customership.objects.values_list("municipality_id", "supplier_id"):
            customers[supplier].add(city)
    return cities, suppliers | {supplier for supplier, of in customers.items() if of <= cities}


def administers(actor: Actor, *, municipality_id: int | None, supplier_id: int | None) -> bool:
    """Whether the actor may grant and withdraw roles at this party."""
    cities, suppliers = _administered(actor)
    return municipality_id in cities if municipality_id is not None else supplier_id in suppliers


def grantable_parties(actor: Actor) -> list[PartyChoice]:
    """The parties whose roles the actor may grant: municipalities first, each by name."""
    cities, suppliers = _administered(actor)
    found = [PartyChoice(f"m:{m.pk}", m.name) for m in Municipality.objects.filter(pk__in=cities).order_by("name")]
    return found + [
        PartyChoice(f"s:{s.pk}", s.name) for s in Supplier.objects.filter(pk__in=suppliers).order_by("name")
    ]


def newcomer_code(user_id: int) -> str:
    """What someone without a role tells their administrator: cannot be guessed, names nobody."""
    return f"{user_id}-{Signer(salt='samdrift.newcomer').signature(str(user_id))[:CODE_LENGTH]}"


def newcomer_by_code(code: str) -> int | None:
    """The person with this code who has no role yet, or None."""
    number, _, _ = code.strip().partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 18 or newcomer_code(int(number)) != code.strip():
        return None
    waiting = User.objects.filter(pk=int(number), is_active=True)
    return int(number) if waiting.exists() and not RoleAssignment.objects.filter(user_id=int(number)).exists() else None


def _seen_people(actor: Actor) -> set[int]:
    """Those with a role at a party the actor administers, and newcomers where there is only one municipality."""
    cities, suppliers = _administered(actor)
    if not cities and not suppliers:
        return set()
    parties = Q(municipality_id__in=cities) | Q(supplier_id__in=suppliers)
    ids = set(RoleAssignment.objects.filter(parties).values_list("user_id", flat=True))
    if cities and Municipality.objects.count() == 1:
        ids |= set(User.objects.exclude(pk__in=RoleAssignment.objects.values("user_id")).values_list("pk", flat=True))
    return ids


def person_for(actor: Actor, user_id: int) -> PersonRow | None:
    """One person the actor administers, or None."""
    return next(iter(_person_rows(actor, {user_id} & _seen_people(actor))), None)


def people_for(actor: Actor) -> list[PersonRow]:
    """Everyone the actor administers, by name; nobody for an actor who is no administrator."""
    return _person_rows(actor, _seen_people(actor))


def _person_rows(actor: Actor, user_ids: Iterable[int]) -> list[PersonRow]:
    cities, suppliers = _administered(actor)
    ids = set(user_ids)
    parties = Q(municipality_id__in=cities) | Q(supplier_id__in=suppliers)
    roles: defaultdict[int, list[RoleInfo]] = defaultdict(list)
    rows = RoleAssignment.objects.filter(parties, user_id__in=ids).select_related("municipality", "supplier")
    places = {p.pk: p.name for p in Place.objects.filter(pk__in=[r.place_id for r in rows if r.place_id])}
    for row in rows.order_by("pk"):
        party = row.municipality or row.supplier
        roles[row.user_id].append(
            RoleInfo(
                id=row.pk,
                role=row.role,
                municipality_id=row.municipality_id,
                supplier_id=row.supplier_id,
                party=str(party),
                place=places.get(row.place_id or 0, ""),
                agreement_id=row.agreement_id,
                granted_by=row.granted_by,
                granted_at=row.granted_at,
                revocable=True,
            )
        )
    federated = set(FederatedIdentity.objects.filter(user_id__in=ids).values_list("user_id", flat=True))
    people = User.objects.filter(pk__in=ids, is_active=True).order_by("first_name", "last_name", "pk")
    return [
        PersonRow(
            id=u.pk,
            name=u.display_name(),
            username=u.username,
            email=u.email,
            language=u.language,
            sign_in="demo" if u.persona else "federated" if u.pk in federated else "local",
            roles=tuple(roles[u.pk]),
        )
        for u in people
    ]


def personas() -> list[PersonaInfo]:
    """The demo's people behind buttons, in the order they were made."""
    rows = User.objects.filter(is_active=True).exclude(persona="").order_by("pk")
    roles = RoleAssignment.objects.filter(user__in=rows).select_related("municipality", "supplier")
    by_user: defaultdict[int, list[RoleAssignment]] = defaultdict(list)
    for role in roles:
        by_user[role.user_id].append(role)
    return [
        PersonaInfo(
            persona=u.persona,
            name=u.display_name(),
            roles=tuple(r.role for r in by_user[u.pk]),
            party=next((str(r.supplier or r.municipality) for r in by_user[u.pk]), ""),
        )
        for u in rows
    ]


def place_page(actor: Actor, *, after: int = 0, limit: int = 50) -> list[PlaceInfo]:
    """Places the actor may see, by id, those after `after`: staff their city's, suppliers their customers', others their own."""
    rows = Place.objects.filter(_places_of(actor), pk__gt=after).order_by("pk")[:limit]
    return [place_info(row) for row in rows]


def place_for(actor: Actor, place_id: int) -> PlaceInfo | None:
    """One place, or None when it is not there for this actor."""
    row = Place.objects.filter(_places_of(actor), pk=place_id).first()
    return place_info(row) if row is not None else None


def _places_of(actor: Actor) -> Q:
    if actor.system:
        return Q()
    staffed = actor.municipalities_as(*STAFF)
    return Q(municipality_id__in=staffed) | Q(municipality_id__in=actor.customers) | Q(pk__in=actor.places)


def place_info(row: Place) -> PlaceInfo:
    """The row as neighbours see it."""
    return PlaceInfo(
        id=row.pk,
        municipality_id=row.municipality_id,
        slug=row.slug,
        name=row.name,
        kind=row.kind,
        address=row.address,
        people=row.people,
        x=row.x,
        y=row.y,
        power_feed=row.power_feed,
        agency_id=row.agency_id,
    )


def tokens_of(actor: Actor) -> list[TokenInfo]:
    """The actor's own API tokens that still work, newest first."""
    rows = ApiToken.objects.filter(user_id=actor.user_id or 0, withdrawn_at__isnull=True).order_by("-pk")
    return [
        TokenInfo(id=t.pk, name=t.name, made_at=t.made_at, expires_at=t.expires_at, used_on=t.used_on) for t in rows
    ]
