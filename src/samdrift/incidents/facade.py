# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the later contexts ask about incidents, in the caller's scope."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from samdrift.incidents.cases import use_case_book, use_ticket_book
from samdrift.incidents.labels import cause_words, kind_words
from samdrift.incidents.maintenance_queries import work_agreed
from samdrift.incidents.models import Affected, Incident
from samdrift.incidents.types import AffectedInfo, IncidentInfo

__all__ = [
    "incident",
    "incidents_between",
    "open_incidents",
    "records",
    "use_case_book",
    "use_ticket_book",
    "work_agreed",
]


def incident(incident_id: int) -> IncidentInfo | None:
    """One incident with whom it affects, or None when it is not there for the caller."""
    found = records(Incident.objects.filter(pk=incident_id))
    return found[0] if found else None


def open_incidents(municipality_id: int | None = None) -> list[IncidentInfo]:
    """Those open now, newest first."""
    rows = Incident.objects.filter(closed_at__isnull=True).order_by("-opened_at", "-pk")
    return records(rows if municipality_id is None else rows.filter(municipality_id=municipality_id))


def incidents_between(municipality_id: int, start: datetime, end: datetime) -> list[IncidentInfo]:
    """Those that touch [start, end), oldest first: for reports."""
    rows = Incident.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gt=start), municipality_id=municipality_id, fault_at__lt=end
    )
    return records(rows.order_by("fault_at", "pk"))


def in_words(info: IncidentInfo) -> str:
    """The fault in the reader's language: «Cable is broken: cable dist1 ge5 – acc3 ge1»."""
    return f"{kind_words(info.kind)}: {cause_words(info.cause_label, info.cause_key)}"


def records(rows: Iterable[Incident]) -> list[IncidentInfo]:
    """These rows with whom they affect, in their order."""
    found = list(rows)
    members: dict[int, list[AffectedInfo]] = {}
    for row in (
        Affected.objects.filter(incident__in=[r.pk for r in found])
        .select_related("device")
        .order_by("role", "since", "pk")
    ):
        info = AffectedInfo(row.device_id, row.device.name, row.place_id, row.role, row.since, row.until)
        members.setdefault(row.incident_id, []).append(info)
    return [
        IncidentInfo(
            id=row.pk,
            municipality_id=row.municipality_id,
            supplier_id=row.supplier_id,
            agreement_id=row.agreement_id,
            kind=row.kind,
            cause_key=row.cause_key,
            cause_label=row.cause_label,
            place_id=row.place_id,
            outage=row.outage,
            fault_at=row.fault_at,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            affected=tuple(members.get(row.pk, ())),
            suspects=tuple(row.suspects),
            explanation=row.explanation,
            earlier=tuple(row.earlier),
            merged_into=row.merged_into_id,
        )
        for row in found
    ]
