# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builds the actor a signed-in person acts as, from their roles."""

from samdrift.parties.models import Customership, RoleAssignment, User
from samdrift.platform.actor import NOBODY, Actor


def actor_for(user: User) -> Actor:
    """Everything this person may act as; NOBODY for an inactive one. Four small queries, none behind the walls."""
    if not user.is_active:
        return NOBODY
    rows = list(RoleAssignment.objects.filter(user=user))
    suppliers = frozenset(r.supplier_id for r in rows if r.supplier_id is not None)
    customers = (
        Customership.objects.filter(supplier_id__in=suppliers).values_list("municipality_id", flat=True)
        if suppliers
        else ()
    )
    return Actor(
        label=f"user:{user.pk}",
        user_id=user.pk,
        name=user.display_name(),
        language=user.language,
        roles=frozenset(r.role for r in rows),  # type: ignore[misc]
        municipalities=frozenset(r.municipality_id for r in rows if r.municipality_id is not None),
        suppliers=suppliers,
        customers=frozenset(customers),
        places=frozenset(r.place_id for r in rows if r.place_id is not None),
        agreements=frozenset(r.agreement_id for r in rows if r.agreement_id is not None),
        grants=frozenset((r.role, r.municipality_id) for r in rows if r.municipality_id is not None),  # type: ignore[misc]
    )
