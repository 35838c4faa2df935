# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What fills up soon, on the network's own pages: at a place, and beside a device."""

from collections.abc import Mapping

from django.http import HttpRequest

from samdrift.capacity import queries
from samdrift.capacity.web import drawn
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

SHOWN = 3
WORTH_A_LINE = {"full", "soon"}


def place_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """What of this place is full within a year."""
    place = subject.get("place")
    actor: Actor = getattr(request, "actor", NOBODY)
    if not isinstance(place, PlaceInfo) or not actor.has(*STAFF):
        return None
    devices = inventory.devices_by_place().get(place.id, [])
    rows = queries.rows(device_ids=devices)
    if not rows:
        return None
    soon = [row for row in rows if row.state in WORTH_A_LINE]
    return {"place": place, "rows": [drawn(row) for row in soon[:SHOWN]], "more": max(0, len(soon) - SHOWN)}


def device_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The device's own lines and pools, the soonest full first, and the way to what hangs on it."""
    device = subject.get("device")
    actor: Actor = getattr(request, "actor", NOBODY)
    if not isinstance(device, DeviceRow) or not actor.has(*STAFF):
        return None
    rows = queries.rows(device_ids=[device.id])
    return {"device": device, "rows": [drawn(row) for row in rows[: 2 * SHOWN]], "more": max(0, len(rows) - 2 * SHOWN)}
