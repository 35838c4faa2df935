# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builders of cases for any context's tests, made by the commands themselves so that they are true ones."""

from datetime import UTC, datetime
from itertools import count

from samdrift.agreements.models import Agreement
from samdrift.parties.models import Municipality, Place, User
from samdrift.parties.testing import BUILDER, actor_of
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import following, reports
from samdrift.servicedesk.following import SeenIncident
from samdrift.servicedesk.models import Case
from samdrift.servicedesk.types import Reported

_incident = count(1_000_000)
MONDAY_NINE = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
"""Monday 2 February 2026, 09:00 in Copenhagen."""


def seen_incident(
    city: Municipality,
    *places: Place,
    agreement: Agreement | None = None,
    kind: str = "place",
    outage: bool = True,
    incident_id: int | None = None,
    cause: str = "device acc5",
    at: datetime = MONDAY_NINE,
    device_types: frozenset[str] = frozenset(),
    whole_place: bool | None = None,
) -> SeenIncident:
    """An incident as the desk hears of it; no row of it is needed."""
    return SeenIncident(
        incident_id=incident_id if incident_id is not None else next(_incident),
        municipality_id=city.pk,
        kind=kind,
        outage=outage,
        cause_label=cause,
        agreement_id=agreement.pk if agreement is not None else None,
        fault_at=at,
        places=tuple(place.pk for place in places),
        device_types=device_types,
        whole_place=whole_place,
    )


def open_incident_case(seen: SeenIncident, *, at: datetime = MONDAY_NINE) -> Case:
    """The case of an incident, opened by the worker."""
    with acting_as(BUILDER):
        return Case.objects.get(pk=following.open_case_for_incident(seen=seen, actor=BUILDER, at=at))


def report(person: User, text: str = "My screen is dark", *, at: datetime = MONDAY_NINE, **more: object) -> Reported:
    """What this person reports."""
    actor = actor_of(person)
    with acting_as(actor):
        return reports.report_fault(text=text, actor=actor, at=at, **more)  # type: ignore[arg-type]
