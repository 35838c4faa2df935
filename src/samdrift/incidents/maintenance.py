# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agree work, prolong it, end it early; note who is silent by it. One transaction each, the fact with it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from samdrift.incidents import maintenance_rules as rules
from samdrift.incidents.events import WORK_CHANGED, WORK_ENDED, WORK_PLANNED, WindowFact
from samdrift.incidents.maintenance_queries import may_change, records, visible_windows
from samdrift.incidents.maintenance_scope import scope_of
from samdrift.incidents.maintenance_types import WindowDraft, WindowInfo
from samdrift.incidents.models import MaintenanceWindow, PlannedSilence
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import Actor
from samdrift.platform.facts import record_fact
from samdrift.platform.live import announce


def plan_window(*, draft: WindowDraft, actor: Actor, at: datetime) -> WindowInfo:
    """Agree work; Unfit says in words what cannot be. What is silent already stays the incident it is."""
    rules.check_draft(draft, now=at)
    scope = scope_of(draft.scope_kind, draft.scope_id, actor)
    with transaction.atomic():
        same = MaintenanceWindow.objects.select_for_update().filter(
            municipality_id=scope.municipality_id, scope_kind=scope.kind, scope_id=scope.id, ends_at__gt=at
        )
        rules.check_overlap(None, draft.starts_at, draft.ends_at, records(same))
        row = MaintenanceWindow.objects.create(
            municipality_id=scope.municipality_id,
            supplier_id=scope.supplier_id,
            scope_kind=scope.kind,
            scope_id=scope.id,
            scope_label=scope.label,
            by_supplier=scope.by_supplier,
            place_ids=list(scope.places),
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            grace_minutes=draft.grace_minutes,
            reason=draft.reason.strip().replace("\x00", ""),
            reference=draft.reference.strip().replace("\x00", ""),
            silent=draft.silent,
            planned_by=(actor.name or actor.label)[:120],
            planner=actor.label[:60],
            planned_at=at,
        )
        _tell(WORK_PLANNED, row, actor, at)
    return records([row])[0]


def extend_window(*, window_id: int, ends_at: datetime, actor: Actor, at: datetime) -> WindowInfo:
    """Give it a later end; Unfit where it is over, or the new end is no later or too far away."""
    with transaction.atomic():
        row = _to_change(window_id, actor)
        if row.cancelled_at is not None or row.ends_at <= at:
            raise rules.Unfit("over", "it is over already", where="ends_at", remedy="plan a new window")
        if ends_at <= row.ends_at:
            raise rules.Unfit(
                "not_later", "the new end is not later than the old one", where="ends_at", remedy="end it early instead"
            )
        rules.check_times(row.starts_at, ends_at, now=at)
        same = MaintenanceWindow.objects.filter(
            municipality_id=row.municipality_id, scope_kind=row.scope_kind, scope_id=row.scope_id, ends_at__gt=at
        )
        rules.check_overlap(row.pk, row.starts_at, ends_at, records(same))
        row.ends_at = ends_at
        row.save(update_fields=["ends_at"])
        _tell(WORK_CHANGED, row, actor, at)
    return records([row])[0]


def end_window(*, window_id: int, actor: Actor, at: datetime) -> bool:
    """It is finished now; one that has not begun is called off. False when it was over before."""
    with transaction.atomic():
        row = _to_change(window_id, actor)
        if row.cancelled_at is not None or row.ends_at <= at:
            return False
        if row.starts_at > at:
            row.cancelled_at = at
        else:
            row.ends_at = at
        row.save(update_fields=["cancelled_at", "ends_at"])
        _tell(WORK_CHANGED, row, actor, at)
    return True


def note_silence(
    *,
    window_id: int,
    came: Iterable[tuple[int, datetime]] = (),
    back: Iterable[tuple[int, datetime]] = (),
    late: Iterable[tuple[int, int, datetime]] = (),
) -> None:
    """Who fell silent by the work, who answers again, and who became part of an incident because it did not. By the watch.

    `came` and `back`: (device, when); `late`: (device, incident, when).
    """
    row = MaintenanceWindow.objects.filter(pk=window_id).first()
    if row is None:
        return
    mine = PlannedSilence.objects.filter(window=row)
    for device_id, since in came:
        known = mine.filter(device_id=device_id).update(until=None, incident=None)
        if not known:
            PlannedSilence.objects.create(
                municipality_id=row.municipality_id,
                supplier_id=row.supplier_id,
                window=row,
                device_id=device_id,
                since=since,
            )
    for device_id, until in back:
        mine.filter(device_id=device_id, until__isnull=True).update(until=until)
    for device_id, incident_id, at in late:
        mine.filter(device_id=device_id, until__isnull=True).update(until=at, incident_id=incident_id)
    announce("incidents", municipality_id=row.municipality_id, supplier_id=row.supplier_id)


def settle_window(*, window_id: int, actor: Actor, at: datetime) -> bool:
    """The time to start again is over; False when it was settled before."""
    with transaction.atomic():
        if not MaintenanceWindow.objects.filter(pk=window_id, settled_at__isnull=True).update(settled_at=at):
            return False
        row = MaintenanceWindow.objects.get(pk=window_id)
        _tell(WORK_ENDED, row, actor, at)
    return True


def _to_change(window_id: int, actor: Actor) -> MaintenanceWindow:
    row = (
        MaintenanceWindow.objects.select_for_update()
        .filter(pk__in=visible_windows(actor).filter(pk=window_id).values("pk"))
        .first()
    )
    if row is None or not may_change(actor, records([row])[0]):
        raise NotFound("there is no such window to change", where=f"maintenance {window_id}")
    return row


def _tell(name: str, row: MaintenanceWindow, actor: Actor, at: datetime) -> None:
    payload: WindowFact = {
        "window_id": row.pk,
        "scope_kind": row.scope_kind,
        "scope_id": row.scope_id,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "cancelled": row.cancelled_at is not None,
        "silent": row.silent,
        "reference": row.reference,
        "places": sorted(row.place_ids),
    }
    record_fact(
        name=name,
        subject=f"maintenance:{row.pk}",
        payload=dict(payload),
        municipality_id=row.municipality_id,
        supplier_id=row.supplier_id,
        actor=actor,
        at=at,
    )
    announce("incidents", municipality_id=row.municipality_id, supplier_id=row.supplier_id)
