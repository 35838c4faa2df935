# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Weaves links out of what neighbours tell of each other: both ends are witnesses, and one alone is enough."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from samdrift.inventory.identity import port_keys
from samdrift.inventory.models import Device, Interface, Link


def weave_links(device: Device, at: datetime) -> bool:
    """Bring the links of `device` up to date with its own word and that of those who name it; True when one came or went.

    A link whose port now tells of another neighbour is gone; one merely not told of is kept with its age.
    """
    claimed: dict[int, int] = {}
    changed = _tell(device, at, claimed)
    for other in _those_who_name(device):
        changed = _tell(other, at, claimed, only=device) or changed
    return changed


def _those_who_name(device: Device) -> Iterable[Device]:
    named = Q(neighbours__contains=[{"remote_name": device.name}]) | Q(
        neighbours__contains=[{"remote_address": device.address}]
    )
    if device.chassis_id:
        named |= Q(neighbours__contains=[{"remote_chassis_id": device.chassis_id}])
    return Device.objects.filter(named, municipality_id=device.municipality_id).exclude(pk=device.pk)


def _tell(device: Device, at: datetime, claimed: dict[int, int], only: Device | None = None) -> bool:
    """`claimed`: ports the freshly read device has spoken for; an older word of a neighbour does not overrule it."""
    ports = list(Interface.objects.filter(device=device, present=True))
    by_index = {port.if_index: port for port in ports}
    changed = False
    for row in device.neighbours:
        remote = _remote_device(device, row, only)
        mine = by_index.get(row["local_if_index"]) or _port_called(ports, row.get("local_port"))
        if remote is None or mine is None or (only is not None and remote.pk != only.pk):
            continue
        theirs = _remote_port(remote, row, device)
        if theirs is None or claimed.get(mine.pk, theirs.pk) != theirs.pk or claimed.get(theirs.pk, mine.pk) != mine.pk:
            continue
        if only is None:
            claimed.update({mine.pk: theirs.pk, theirs.pk: mine.pk})
        changed = _witness(mine, theirs, device, remote, row["protocol"], at) or changed
    return changed


def _remote_device(device: Device, row: dict[str, Any], only: Device | None) -> Device | None:
    mine = Device.objects.filter(municipality_id=device.municipality_id)
    for field, value in (("chassis_id", row.get("remote_chassis_id")), ("address", row.get("remote_address"))):
        if value:
            found = (
                only if only is not None and getattr(only, field) == value else mine.filter(**{field: value}).first()
            )
            if found is not None:
                return found
    name = (row.get("remote_name") or "").split(".", 1)[0]
    found_by_name = list(mine.filter(name=name)[:2]) if name else []
    return found_by_name[0] if len(found_by_name) == 1 else None


def _remote_port(remote: Device, row: dict[str, Any], device: Device) -> Interface | None:
    """The far port by the name it was told under; else by the far end's own word about us."""
    ports = list(Interface.objects.filter(device=remote, present=True))
    found = _port_called(ports, row.get("remote_port"))
    if found is not None:
        return found
    local = port_keys(row.get("local_port"))
    for back in remote.neighbours:
        about_us = back.get("remote_chassis_id") == device.chassis_id != "" or back.get("remote_name") == device.name
        if about_us and port_keys(back.get("remote_port")) & local:
            return next((port for port in ports if port.if_index == back["local_if_index"]), None)
    return None


def _port_called(ports: list[Interface], text: str | None) -> Interface | None:
    keys = port_keys(text)
    if not keys:
        return None
    for field in ("name", "descr", "alias", "mac"):
        hits = [port for port in ports if getattr(port, field) and getattr(port, field).casefold() in keys]
        if len(hits) == 1:
            return hits[0]
    hits = [port for port in ports if str(port.if_index) in keys]
    return hits[0] if len(hits) == 1 else None


def _witness(mine: Interface, theirs: Interface, device: Device, remote: Device, protocol: str, at: datetime) -> bool:
    a, b = (mine, theirs) if mine.pk < theirs.pk else (theirs, mine)
    side = "a" if a is mine else "b"
    supplier_id = device.supplier_id if device.supplier_id == remote.supplier_id else None
    link, new = Link.objects.get_or_create(
        a=a,
        b=b,
        defaults={
            "municipality_id": device.municipality_id,
            "supplier_id": supplier_id,
            "a_device_id": a.device_id,
            "b_device_id": b.device_id,
            "protocol": protocol,
            "witnesses": {side: at.isoformat()},
            "first_seen": at,
            "last_seen": at,
        },
    )
    replaced = (
        Link.objects.filter(_at_either(mine, theirs), gone_at__isnull=True).exclude(pk=link.pk).update(gone_at=at)
    )
    back = link.gone_at is not None
    if not new:
        link.witnesses = {**link.witnesses, side: at.isoformat()}
        link.last_seen, link.gone_at, link.supplier_id = at, None, supplier_id
        link.save(update_fields=["witnesses", "last_seen", "gone_at", "supplier"])
    return new or bool(replaced) or back


def _at_either(one: Interface, other: Interface) -> Q:
    """A port holds one cable: whatever else was plugged in there is not any more."""
    return Q(a__in=(one, other)) | Q(b__in=(one, other))
