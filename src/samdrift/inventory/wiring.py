# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The whole network in plain columns, for drawings and lists of thousands: no objects, a query each. In the caller's scope."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from samdrift.inventory.models import Device, Link
from samdrift.platform.scope import current_actor
from samdrift.platform.visible import visible


@dataclass(frozen=True, slots=True)
class Wired:
    """A device as a drawing shows it."""

    id: int
    name: str
    address: str
    type: str
    place_id: int | None


@dataclass(frozen=True, slots=True)
class CableRow:
    """A cable as a list shows it. `witnesses`: how many of its ends tell of it; `last_seen`: when one did last."""

    id: int
    a_device_id: int
    a_device: str
    a_place_id: int | None
    a_port: str
    a_up: bool
    b_device_id: int
    b_device: str
    b_place_id: int | None
    b_port: str
    b_up: bool
    protocol: str
    witnesses: int
    first_seen: datetime
    last_seen: datetime


def wired_devices(device_ids: Collection[int] | None = None) -> dict[int, Wired]:
    """The caller's devices by id, the oldest first; None: all of them."""
    rows = visible(Device.objects.all(), current_actor(), agreement="agreement_id")
    if device_ids is not None:
        rows = rows.filter(pk__in=device_ids)
    values = rows.order_by("pk").values_list("pk", "name", "address", "type", "place_id")
    return {pk: Wired(pk, name, address, kind, place) for pk, name, address, kind, place in values}


def cable_ends() -> list[tuple[int, int, int]]:
    """(cable, device, device) of every cable that is there, by id."""
    return list(_cables().order_by("pk").values_list("pk", "a_device_id", "b_device_id"))


def cable_rows(
    *, device_ids: Collection[int] | None = None, place_ids: Collection[int] | None = None, after: int = 0, limit: int
) -> list[CableRow]:
    """Cables by id, those after `after`; of these devices, or with an end at one of these places."""
    rows = _cables().filter(pk__gt=after)
    if device_ids is not None:
        rows = rows.filter(Q(a_device_id__in=device_ids) | Q(b_device_id__in=device_ids))
    if place_ids is not None:
        rows = rows.filter(Q(a_device__place_id__in=place_ids) | Q(b_device__place_id__in=place_ids))
    values = rows.order_by("pk").values_list(
        "pk",
        "a_device_id",
        "a_device__name",
        "a_device__place_id",
        "a__name",
        "a__oper",
        "b_device_id",
        "b_device__name",
        "b_device__place_id",
        "b__name",
        "b__oper",
        "protocol",
        "witnesses",
        "first_seen",
        "last_seen",
    )
    return [
        CableRow(*row[:5], row[5] == "up", *row[6:10], row[10] == "up", row[11], len(row[12]), row[13], row[14])
        for row in values[:limit]
    ]


def _cables() -> QuerySet[Link]:
    rows = visible(Link.objects.all(), current_actor(), agreement="a_device__agreement_id")
    return rows.filter(gone_at__isnull=True, a_device__gone_at__isnull=True, b_device__gone_at__isnull=True)
