# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Tells the pages of operations which case people see for an incident (incidents.ports.CaseBook)."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from samdrift.incidents.types import CaseRef
from samdrift.platform.actor import Actor
from samdrift.servicedesk.queries import visible_cases


def cases_of_incidents(actor: Actor, incident_ids: Collection[int], /) -> Mapping[int, CaseRef]:
    """The newest case of each of these incidents that the actor may see."""
    rows = visible_cases(actor).filter(incident_id__in=incident_ids).order_by("pk")
    return {
        incident_id: CaseRef(number, reverse("case", args=[case_id]))
        for case_id, number, incident_id in rows.values_list("pk", "number", "incident_id")
        if incident_id is not None
    }
