# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Tells the pages of operations which case people see for an incident, and who has it (incidents.ports.CaseBook)."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from samdrift.incidents.types import CaseRef
from samdrift.platform.actor import Actor
from samdrift.servicedesk.queries import visible_cases

FIELDS = (
    "pk",
    "number",
    "incident_id",
    "group_id",
    "group__name",
    "supplier_id",
    "supplier__name",
    "priority",
    "state",
    "next_due_at",
)


def cases_of_incidents(actor: Actor, incident_ids: Collection[int], /) -> Mapping[int, CaseRef]:
    """The newest case of each of these incidents that the actor may see."""
    rows = visible_cases(actor).filter(incident_id__in=incident_ids).order_by("pk")
    return {
        incident_id: CaseRef(
            number,
            reverse("case", args=[case_id]),
            id=case_id,
            group_id=group_id,
            group=group or "",
            supplier_id=supplier_id,
            supplier=supplier or "",
            priority=priority,
            state=state,
            due_at=due_at,
        )
        for case_id, number, incident_id, group_id, group, supplier_id, supplier, priority, state, due_at in (
            rows.values_list(*FIELDS)
        )
        if incident_id is not None
    }
