# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Incidents, one per fault, for programs."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from samdrift.incidents import maintenance_rest, queries, rest_operations, rest_topology
from samdrift.incidents.types import IncidentInfo
from samdrift.platform.rest import After, Answer, Id, IdQuery, Limit, Page, actor_of, found, page_of

router = Router()
router.add_router("", rest_operations.router)
router.add_router("", rest_topology.router)
router.add_router("", maintenance_rest.router)


class Affected(Answer):
    """A device that fell silent. `role`: cause or follow-on; `until` null: still silent."""

    device_id: int
    device_name: str
    place_id: int | None
    role: str
    since: datetime
    until: datetime | None


class Incident(Answer):
    """One fault, named by its cause. `outage`: people cannot work. `closed_at` null: it lasts."""

    id: int
    municipality_id: int
    supplier_id: int | None
    agreement_id: int | None
    kind: str
    cause_key: str
    cause_label: str
    place_id: int | None
    outage: bool
    fault_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    affected: list[Affected]
    suspects: list[dict[str, Any]]
    explanation: dict[str, Any]
    earlier: list[dict[str, Any]]
    """What it was taken for before, oldest first."""
    merged_into: int | None
    """The incident it turned out to be the same fault as, and was closed into."""


@router.get("/incidents", response=Page[Incident], summary="Incidents")
def incidents(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 50,
    state: Literal["open", "closed", "all"] = "all",
    place_id: IdQuery = None,
) -> Page[Incident]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[IncidentInfo]:
        return queries.incident_page(actor, after=after, limit=rows, state=state, place_id=place_id)

    return page_of(fetch, limit=limit, item=Incident.model_validate)


@router.get("/incidents/{incident_id}", response=Incident, summary="One incident")
def incident(request: HttpRequest, incident_id: Id) -> Incident:
    return Incident.model_validate(found(queries.incident_for(actor_of(request), incident_id)))
