# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Links for screens on walls, which cannot sign in: made by a person, bound to one party, over after a while, withdrawn at once.

Whoever opens one sees the wallboard of that party and nothing else; only the wallboard's views ask for `actor_of_display`.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from samdrift.incidents.models import DisplayLink
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor, Role, system_actor
from samdrift.platform.scope import acting_as

MAY_HANG: tuple[Role, ...] = ("agent", "engineer", "administrator")
PREFIX = "sdw_"
LONGEST = timedelta(days=366)


class Display(NamedTuple):
    """A screen that may be shown now: as whom it looks, whose it is, in which language."""

    actor: Actor
    name: str
    party: str
    language: str


def make_display_link(
    *, name: str, municipality_id: int, supplier_id: int | None, days: int, actor: Actor, at: datetime
) -> str:
    """The secret of a new link, answered here once and never again. `supplier_id` None: it shows the city's wallboard.

    BadInput for an empty name or a time that is none; NotFound where the actor does not run that party's operations.
    """
    if not name.strip():
        raise BadInput("is empty", where="name", remedy="write where the screen hangs")
    if not timedelta(0) < timedelta(days=days) <= LONGEST:
        raise BadInput("is not between 1 and 366", where="days")
    if not _may_hang(actor, municipality_id=municipality_id, supplier_id=supplier_id):
        raise NotFound("there is no such party", where=f"municipality {municipality_id}")
    secret = PREFIX + secrets.token_urlsafe(32)
    DisplayLink.objects.create(
        municipality_id=municipality_id,
        supplier_id=supplier_id,
        name=name.strip().replace("\x00", "")[:80],
        token_hash=_hash(secret),
        agreements=sorted(actor.agreements) if supplier_id is not None else [],
        language=actor.language[:5],
        made_by=actor.label,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    return secret


def withdraw_display_link(*, link_id: int, actor: Actor, at: datetime) -> None:
    """The screen goes dark at its next drawing; NotFound where the link is not the actor's party's."""
    with transaction.atomic():
        if not _own(actor).filter(pk=link_id, withdrawn_at__isnull=True).update(withdrawn_at=at):
            raise NotFound("there is no such link", where=f"link {link_id}")


def display_links(actor: Actor, *, at: datetime) -> list[DisplayLink]:
    """The links of the actor's parties that still work, newest first."""
    return list(_own(actor).filter(withdrawn_at__isnull=True, expires_at__gt=at).order_by("-pk"))


def parties_to_show(actor: Actor) -> list[tuple[int, int | None, str]]:
    """(municipality, supplier, name): whose wallboards the actor may hang up."""
    cities = {city.id: city.name for city in parties.municipalities()}
    own: list[tuple[int, int | None, str]] = [
        (city, None, cities.get(city, "")) for city in sorted(actor.municipalities_as(*MAY_HANG))
    ]
    names = parties.supplier_names(actor.suppliers)
    home = min(actor.customers, default=None)
    return own + [(home, supplier, names.get(supplier, "")) for supplier in sorted(actor.suppliers) if home is not None]


def open_display(secret: str, *, at: datetime) -> Display | None:
    """The screen of this secret, or None where it is over, withdrawn or was never made. Notes the day."""
    with acting_as(system_actor("wallboard")):
        row = DisplayLink.objects.filter(token_hash=_hash(secret), withdrawn_at__isnull=True, expires_at__gt=at).first()
        if row is None:
            return None
        if row.used_on != at.date():
            DisplayLink.objects.filter(pk=row.pk).update(used_on=at.date())
        return Display(_actor_of(row), row.name, _party(row), row.language)


def _actor_of(row: DisplayLink) -> Actor:
    """Looks as an engineer of the party does; without a user, so that nothing personal is anybody's."""
    city = row.municipality_id
    label = f"display:{row.pk}"
    if row.supplier_id is None:
        return Actor(
            label=label,
            language=row.language,
            roles=frozenset({"engineer"}),
            municipalities=frozenset({city}),
            grants=frozenset({("engineer", city)}),
        )
    return Actor(
        label=label,
        language=row.language,
        roles=frozenset({"engineer"}),
        suppliers=frozenset({row.supplier_id}),
        customers=frozenset({city}),
        agreements=frozenset(row.agreements),
    )


def _party(row: DisplayLink) -> str:
    if row.supplier_id is not None:
        return parties.supplier_names([row.supplier_id]).get(row.supplier_id, "")
    city = parties.municipality(row.municipality_id)
    return city.name if city is not None else ""


def _own(actor: Actor) -> QuerySet[DisplayLink]:
    """A city sees its own links, not its suppliers'; a supplier its own."""
    mine = Q(municipality_id__in=actor.municipalities_as(*MAY_HANG), supplier_id__isnull=True)
    if actor.suppliers:
        mine |= Q(supplier_id__in=actor.suppliers)
    return DisplayLink.objects.filter(mine)


def _may_hang(actor: Actor, *, municipality_id: int, supplier_id: int | None) -> bool:
    if supplier_id is None:
        return municipality_id in actor.municipalities_as(*MAY_HANG)
    return supplier_id in actor.suppliers and municipality_id in actor.customers


def _hash(secret: str) -> str:
    """SHA-256, hex. No salt: the secret itself is random."""
    return hashlib.sha256(secret.encode()).hexdigest()
