# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The first wall: which rows a query may answer to an actor. Row-level security (platform.protect) stands behind it.

The second wall knows parties alone; here the role counts as well: someone who merely works at a school sees their own
place, not the whole municipality, and a supplier's person bound to one agreement sees that agreement.
"""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from samdrift.platform.actor import Actor, Role

Row = TypeVar("Row", bound=Model)
STAFF: tuple[Role, ...] = ("agent", "engineer", "contract_manager", "director", "administrator")
"""Everyone who runs something for the municipality; a requester only belongs to a place."""


def visible_to(actor: Actor, *, place: str = "", agreement: str = "") -> Q:
    """The filter for tables with `municipality` and `supplier`.

    `place`: lookup of the row's place (`place_id`), by which a requester sees rows of their own places; without it a
    requester sees none. `agreement`: lookup of the row's agreement, by which a supplier's person bound to agreements sees
    those alone.
    """
    if actor.system:
        return Q()
    found = Q(municipality_id__in=actor.municipalities_as(*STAFF))
    if actor.suppliers:
        theirs = Q(supplier_id__in=actor.suppliers)
        if actor.agreements and agreement:
            theirs &= Q(**{f"{agreement}__in": actor.agreements})
        found |= theirs
    if place and actor.places:
        found |= Q(**{f"{place}__in": actor.places}, municipality_id__in=actor.municipalities)
    return found


def visible(rows: QuerySet[Row], actor: Actor, *, place: str = "", agreement: str = "") -> QuerySet[Row]:
    """`rows` that this actor may see."""
    return rows.filter(visible_to(actor, place=place, agreement=agreement))


def sees(actor: Actor, *, municipality_id: int, supplier_id: int | None, agreement_id: int | None) -> bool:
    """The same rule as `visible_to` for a record that has been read already, as a neighbour's facade hands it over."""
    if actor.system or municipality_id in actor.municipalities_as(*STAFF):
        return True
    bound_elsewhere = bool(actor.agreements) and agreement_id not in actor.agreements
    return supplier_id is not None and supplier_id in actor.suppliers and not bound_elsewhere
