# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work as an actor may see it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Literal

from django.db.models import Q, QuerySet

from samdrift.incidents.maintenance_scope import may_plan_for_city
from samdrift.incidents.maintenance_types import PlannedSilenceInfo, WindowInfo
from samdrift.incidents.models import MaintenanceWindow, PlannedSilence
from samdrift.inventory import facade as inventory
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

When = Literal["current", "over", "all"]
ANNOUNCED_BEFORE = timedelta(days=14)
LATELY = timedelta(hours=24)


def visible_windows(actor: Actor) -> QuerySet[MaintenanceWindow]:
    """Those of the city for its staff; those about their own devices for a supplier's people."""
    return visible(MaintenanceWindow.objects.all(), actor)


def window_page(
    actor: Actor, *, now: datetime, when: When = "current", after: int = 0, limit: int = 50
) -> list[WindowInfo]:
    """Windows by id, those after `after`. current: planned, running, or ended within the time to start again."""
    rows = visible_windows(actor).filter(pk__gt=after)
    current = Q(cancelled_at__isnull=True) & (Q(ends_at__gt=now) | Q(settled_at__isnull=True, starts_at__lte=now))
    if when != "all":
        rows = rows.filter(current) if when == "current" else rows.exclude(current)
    return records(rows.order_by("pk")[:limit])


def window_for(actor: Actor, window_id: int) -> WindowInfo | None:
    """One window, or None when it is not there for this actor."""
    found = records(visible_windows(actor).filter(pk=window_id))
    return found[0] if found else None


def may_change(actor: Actor, window: WindowInfo) -> bool:
    """Prolong or end it: the city any of its own, a supplier's engineer what the supplier planned."""
    if may_plan_for_city(actor, window.municipality_id):
        return True
    return window.by_supplier and window.supplier_id in actor.suppliers and actor.has("engineer")


def windows_at(actor: Actor, place_ids: Iterable[int], *, now: datetime) -> list[WindowInfo]:
    """Work at these places that lasts or begins soon, for those who run things there."""
    return records(_at(visible_windows(actor), place_ids, now=now))


def announced_at(place_ids: Iterable[int], *, now: datetime) -> list[WindowInfo]:
    """What people at these places are told of: nothing silent, nothing far away."""
    return records(_at(MaintenanceWindow.objects.filter(silent=False), place_ids, now=now))


def windows_around(actor: Actor, place_ids: Iterable[int], start: datetime, end: datetime) -> list[WindowInfo]:
    """Work at these places that touched [start, end]: what an incident's page sets beside it."""
    rows = visible_windows(actor).filter(
        _hits(place_ids), cancelled_at__isnull=True, starts_at__lte=end, ends_at__gte=start
    )
    return records(rows.order_by("starts_at", "pk"))


def work_agreed(municipality_id: int, device_id: int, start: datetime, end: datetime) -> bool:
    """Whether work that touches this device, or its place, was agreed for any of [start, end), in the caller's scope."""
    device = inventory.devices([device_id]).get(device_id)
    scope = Q(scope_kind="device", scope_id=device_id)
    if device is not None and device.place_id is not None:
        scope |= Q(scope_kind="place", scope_id=device.place_id)
    rows = MaintenanceWindow.objects.filter(scope, municipality_id=municipality_id, cancelled_at__isnull=True)
    return rows.filter(starts_at__lt=end, ends_at__gt=start).exists()


def silent_by(actor: Actor, window_id: int) -> list[PlannedSilenceInfo]:
    """The devices that fell silent by one window, those still silent first."""
    rows = PlannedSilence.objects.filter(window__in=visible_windows(actor).filter(pk=window_id)).select_related(
        "device"
    )
    found = [
        PlannedSilenceInfo(
            row.window_id, row.device_id, row.device.name, row.device.place_id, row.since, row.until, row.incident_id
        )
        for row in rows.order_by("device__name", "pk")
    ]
    return sorted(found, key=lambda one: one.until is not None)


def windows_under_way(municipality_id: int, *, now: datetime) -> list[WindowInfo]:
    """Those begun and not settled, for the watch process."""
    rows = MaintenanceWindow.objects.filter(
        municipality_id=municipality_id, starts_at__lte=now, settled_at__isnull=True, cancelled_at__isnull=True
    )
    return records(rows.order_by("pk"))


def open_silences(municipality_id: int) -> list[tuple[int, int]]:
    """(device, window) of everything that is silent by agreed work."""
    rows = PlannedSilence.objects.filter(municipality_id=municipality_id, until__isnull=True)
    return list(rows.order_by("pk").values_list("device_id", "window_id"))


def records(rows: Iterable[MaintenanceWindow]) -> list[WindowInfo]:
    """These rows as records."""
    return [
        WindowInfo(
            id=row.pk,
            municipality_id=row.municipality_id,
            supplier_id=row.supplier_id,
            by_supplier=row.by_supplier,
            scope_kind=row.scope_kind,
            scope_id=row.scope_id,
            scope_label=row.scope_label,
            place_ids=tuple(row.place_ids),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            grace_minutes=row.grace_minutes,
            reason=row.reason,
            reference=row.reference,
            silent=row.silent,
            planned_by=row.planned_by,
            planned_at=row.planned_at,
            cancelled_at=row.cancelled_at,
        )
        for row in rows
    ]


def _at(rows: QuerySet[MaintenanceWindow], place_ids: Iterable[int], *, now: datetime) -> QuerySet[MaintenanceWindow]:
    soon = rows.filter(cancelled_at__isnull=True, ends_at__gt=now, starts_at__lt=now + ANNOUNCED_BEFORE)
    return soon.filter(_hits(place_ids)).order_by("starts_at", "pk")


def _hits(place_ids: Iterable[int]) -> Q:
    return reduce(or_, (Q(place_ids__contains=place) for place in place_ids), Q(pk__in=[]))
