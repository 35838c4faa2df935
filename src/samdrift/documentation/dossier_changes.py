# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What has changed at a place since somebody last found its dossier true: in the network and in the plan."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from samdrift.documentation.dossier_types import ChangeLine
from samdrift.documentation.gathering import Ground
from samdrift.documentation.kinds import KINDS
from samdrift.platform.models import AuditEntry
from samdrift.platform.visible import visible

MOST, MOST_READ, TOGETHER = 40, 1000, 3
TABLES = {
    "documentation_room": "rooms",
    "documentation_rack": "racks",
    "documentation_planneddevice": "devices",
    "documentation_plannedvlan": "vlans",
    "documentation_plannedport": "interfaces",
    "documentation_plannedcable": "cables",
    "documentation_plannedprefix": "prefixes",
    "documentation_plannedaddress": "ip-addresses",
}
_UNTOLD = {"verified_at", "source", "said_by"}
"""Values that change when a statement is found true again: that is no change of the plan."""


def changes_at(ground: Ground, place_id: int, since: datetime) -> list[ChangeLine]:
    """The newest changes first, at most 40."""
    found = [*_of_network(ground, place_id, since), *_of_plan(ground, place_id, since)]
    return sorted(found, key=lambda line: (line.at, line.subject), reverse=True)[:MOST]


def _of_network(ground: Ground, place_id: int, since: datetime) -> Iterable[ChangeLine]:
    told: set[int] = set()
    for device_id in ground.devices_at.get(place_id, ()):
        device = ground.devices[device_id]
        if device.first_seen > since:
            yield ChangeLine(device.first_seen, "device_found", device.name, "")
        for link in ground.links_at.get(device_id, ()):
            if link.id in told:
                continue
            told.add(link.id)
            name = " – ".join(
                f"{ground.devices[end].name} {ground.port_names.get(port, '')}"
                for end, port in ((link.a_device_id, link.a_interface_id), (link.b_device_id, link.b_interface_id))
            )
            if link.gone_at is not None and link.gone_at > since:
                yield ChangeLine(link.gone_at, "cable_gone", name, "")
            if link.first_seen > since:
                yield ChangeLine(link.first_seen, "cable_found", name, "")


def _of_plan(ground: Ground, place_id: int, since: datetime) -> Iterable[ChangeLine]:
    here = Q(new__place_id=place_id) | Q(old__place_id=place_id)
    rows = visible(AuditEntry.objects.filter(here, table_name__in=TABLES, at__gt=since), ground.actor)
    many: dict[tuple[str, str, str, str], list[ChangeLine]] = {}
    for row in rows.order_by("-at", "-pk")[:MOST_READ]:
        old, new = row.old or {}, row.new or {}
        if row.operation == "update" and all(old.get(name) == value or name in _UNTOLD for name, value in new.items()):
            continue
        whole = new or old
        bound = ground.actor.agreements
        if bound and whole.get("agreement_id") not in bound:
            continue
        who = str(whole.get("said_by") or "")
        line = ChangeLine(row.at, f"plan_{row.operation}", _name(whole), who)
        many.setdefault((row.operation, row.table_name, who, f"{row.at:%Y-%m-%d %H:%M}"), []).append(line)
    for (_operation, table, _who, _minute), lines in many.items():
        if len(lines) > TOGETHER:  # a file brought them: one line says enough
            first = lines[0]
            yield ChangeLine(first.at, first.what, f"{KINDS[TABLES[table]].name}: {len(lines)}", first.who)
        else:
            yield from lines


def _name(row: dict[str, Any]) -> str:
    """What a stored row is called: by its name, else by what it is about."""
    if "a_port" in row:
        return f"{row['a_port']} – {row['b_port']}"
    if "network" in row:
        return f"{row['network']}/{row['length']}"
    return str(row.get("name") or row.get("address") or "")
