# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What reading a device costs it, what it is not asked for, and what else it serves badly: for its page and for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from samdrift.inventory.listing import visible_devices
from samdrift.inventory.rules.sparing import LeftOut, part_of
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.clock import utc_now
from samdrift.platform.actor import NOBODY, Actor

PARTS = {
    "ports": _("Ports"),
    "stp": _("Spanning tree"),
    "fdb": _("Forwarding table (who is plugged in)"),
    "vlans": _("VLANs"),
    "arp": _("ARP (whose address it is)"),
    "addresses": _("Its own addresses"),
    "neighbours": _("Neighbours"),
    "parts": _("Parts"),
    "sensors": _("Sensors"),
    "power": _("Power over Ethernet"),
    "maker": _("The maker's own tables"),
    "other": _("Other tables"),
}
WHY = {
    "hung": _("It did not answer for this, though it answers for the rest."),
    "loop": _("Its answers went round in a circle."),
    "endless": _("Its answer did not end."),
    "garbled": _("Its answer could not be read."),
    "slow": _("It answered too slowly, or stopped answering."),
}
OTHERWISE = _("It was not served as it should be.")


@dataclass(frozen=True, slots=True)
class Spared:
    """One table that is not asked for until a day that is said. `said` is what was met, in the field's English."""

    part: object
    oid: str
    since: datetime
    until: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """One table that was served badly at the last reading."""

    part: object
    oid: str
    why: object
    said: str


@dataclass(frozen=True, slots=True)
class AskingRow:
    """As stored with the device; `left_out` as rules.sparing.LeftOut, those that hold now; `problems` as types.Problem."""

    device_id: int
    read_at: datetime
    cost: dict[str, Any]
    left_out: list[dict[str, Any]]
    problems: list[dict[str, Any]]


def asking_for(actor: Actor, device_id: int) -> AskingRow | None:
    """How one device is asked, or None when it is not there for this actor."""
    row = visible_devices(actor).filter(pk=device_id).first()
    if row is None:
        return None
    now = utc_now()
    left_out = [one.stored() for one in map(LeftOut.read, row.left_out) if now < one.until]
    return AskingRow(row.pk, row.last_seen, row.cost, left_out, row.problems)


def asking_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """Nothing for a device that was never read in full, or is not the actor's."""
    actor: Actor = getattr(request, "actor", NOBODY)
    device = subject.get("device")
    row = asking_for(actor, device.id) if isinstance(device, DeviceRow) else None
    if row is None or not (row.cost or row.left_out or row.problems):
        return None
    left_out = list(map(LeftOut.read, row.left_out))
    spared = {one.oid for one in left_out}
    return {
        "cost": row.cost,
        "milliseconds": round(float(row.cost.get("answer_s", 0)) * 1000),
        "spared": [Spared(PARTS[one.part], one.oid, one.since, one.until, one.reason) for one in left_out],
        "troubles": [
            Trouble(PARTS[part_of(one["oid"])], one["oid"], WHY.get(one.get("kind", ""), OTHERWISE), one["reason"])
            for one in row.problems
            if one.get("kind") != "left_out" and one["oid"] not in spared
        ],
    }
