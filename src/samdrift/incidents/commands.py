# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Open, change and close incidents: one transaction each, the fact with it, safe to repeat after a crash."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from samdrift.incidents.events import CHANGED, CLOSED, OPENED, IncidentFact
from samdrift.incidents.models import Affected, Incident
from samdrift.incidents.types import IncidentDraft
from samdrift.platform.actor import Actor
from samdrift.platform.facts import record_fact
from samdrift.platform.live import announce


def open_incident(*, draft: IncidentDraft, actor: Actor, at: datetime) -> int:
    """The incident's id; when one of that kind and cause is open already (a restart), that one, with newcomers added."""
    with transaction.atomic():
        known = (
            Incident.objects.select_for_update()
            .filter(
                municipality_id=draft.municipality_id,
                kind=draft.kind,
                cause_key=draft.cause_key,
                closed_at__isnull=True,
            )
            .first()
        )
        if known is not None:
            change_incident(incident_id=known.pk, came=draft.affected, went=(), actor=actor, at=at)
            return known.pk
        row = Incident.objects.create(
            municipality_id=draft.municipality_id,
            supplier_id=draft.supplier_id,
            agreement_id=draft.agreement_id,
            kind=draft.kind,
            cause_key=draft.cause_key,
            cause_label=draft.cause_label[:200],
            place_id=draft.place_id,
            outage=draft.outage,
            suspects=list(draft.suspects),
            explanation=draft.explanation,
            fault_at=draft.fault_at,
            opened_at=at,
        )
        add_affected(row, draft.affected)
        tell(OPENED, row, actor, at)
    return row.pk


def change_incident(
    *,
    incident_id: int,
    came: Iterable[tuple[int, int | None, str, datetime]],
    went: Iterable[tuple[int, datetime]],
    actor: Actor,
    at: datetime,
    grew: bool = False,
) -> bool:
    """Note who fell silent too and who answers again; False when nothing was new or the incident is closed.

    `grew`: its devices were changed already by the caller, in the same transaction; what remains is to tell it.
    """
    with transaction.atomic():
        row = Incident.objects.select_for_update().filter(pk=incident_id, closed_at__isnull=True).first()
        if row is None:
            return False
        changed = add_affected(row, came) or grew
        for device_id, until in went:
            hit = Affected.objects.filter(incident=row, device_id=device_id, until__isnull=True).update(until=until)
            changed = changed or bool(hit)
        if changed:
            tell(CHANGED, row, actor, at)
        return changed


def close_incident(*, incident_id: int, went: Iterable[tuple[int, datetime]], actor: Actor, at: datetime) -> bool:
    """The fault has ended. False when it was closed before."""
    with transaction.atomic():
        row = Incident.objects.select_for_update().filter(pk=incident_id, closed_at__isnull=True).first()
        if row is None:
            return False
        for device_id, until in went:
            Affected.objects.filter(incident=row, device_id=device_id, until__isnull=True).update(until=until)
        Affected.objects.filter(incident=row, until__isnull=True).update(until=at)
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        tell(CLOSED, row, actor, at)
    return True


def add_affected(row: Incident, members: Iterable[tuple[int, int | None, str, datetime]]) -> bool:
    """Note who fell silent by it; False when nobody is new."""
    changed = False
    for device_id, place_id, role, since in members:
        known, new = Affected.objects.get_or_create(
            incident=row,
            device_id=device_id,
            defaults={
                "municipality_id": row.municipality_id,
                "supplier_id": row.supplier_id,
                "place_id": place_id,
                "role": role,
                "since": since,
            },
        )
        if not new and known.until is not None:
            known.until = None
            known.save(update_fields=["until"])
            new = True
        changed = changed or new
    return changed


def tell(name: str, row: Incident, actor: Actor, at: datetime, **more: object) -> None:
    """Record a fact of the incident as it stands now; `more` is what this fact says beside that."""
    members = list(Affected.objects.filter(incident=row).values_list("device_id", "place_id"))
    payload: IncidentFact = {
        "incident_id": row.pk,
        "kind": row.kind,
        "cause_key": row.cause_key,
        "cause_label": row.cause_label,
        "outage": row.outage,
        "agreement_id": row.agreement_id,
        "fault_at": row.fault_at.isoformat(),
        "opened_at": row.opened_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "places": sorted(
            {place for _, place in members if place is not None} or ({row.place_id} if row.place_id else set())
        ),
        "devices": sorted(device for device, _ in members),
    }
    record_fact(
        name=name,
        subject=f"incident:{row.pk}",
        payload=dict(payload) | more,
        municipality_id=row.municipality_id,
        supplier_id=row.supplier_id,
        actor=actor,
        at=at,
    )
    announce("incidents", municipality_id=row.municipality_id, supplier_id=row.supplier_id)
