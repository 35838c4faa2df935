# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Weaves links out of what neighbours tell of each other: both ends are witnesses, and one alone is enough.

A reading looks everything up at once: the devices it names and those that name it, their ports, and the cables there. So
a switch with forty neighbours costs as many questions to the database as one with two.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from samdrift.inventory.identity import names_of, port_keys
from samdrift.inventory.models import Device, DeviceKey, Interface, Link


def weave_links(device: Device, at: datetime) -> bool:
    """Bring the links of `device` up to date with its own word and that of those who name it; True when one came or went.

    A link whose port now tells of another neighbour is gone; one merely not told of is kept with its age.
    """
    others = _those_who_name(device)
    if not (device.neighbours or others):
        return False
    web = _Web(device, others, at)
    web.tell(device)
    for other in others:
        web.tell(other, only=device)
    return web.store()


def _those_who_name(device: Device) -> list[Device]:
    keys = names_of(device.chassis_id, device.address, device.name)
    naming = DeviceKey.objects.filter(municipality_id=device.municipality_id, key__in=keys).values("device_id")
    return list(Device.objects.filter(pk__in=naming).exclude(pk=device.pk).order_by("pk"))


class _Web:
    """Everything near one device that was read just now, and what its word changes there."""

    def __init__(self, device: Device, others: list[Device], at: datetime) -> None:
        self._at = at
        self._claimed: dict[int, int] = {}
        """Ports the freshly read device has spoken for; an older word of a neighbour does not overrule it."""
        near = {one.pk: one for one in (device, *others, *_named_by(device))}
        self._near = [near[pk] for pk in sorted(near)]
        self._ports: dict[int, list[Interface]] = {pk: [] for pk in near}
        wanted = ("device_id", "if_index", "name", "descr", "alias", "mac")
        for port in Interface.objects.filter(device_id__in=near, present=True).only(*wanted).order_by("pk"):
            self._ports[port.device_id].append(port)
        self._links = {
            (link.a_id, link.b_id): link
            for link in Link.objects.filter(Q(a_device=device) | Q(b_device=device)).order_by("pk")
        }
        self._pairs: dict[tuple[int, int], Link] = {}
        self._came = False

    def tell(self, device: Device, *, only: Device | None = None) -> None:
        """Take the word of `device` for its neighbours, or for `only` one of them."""
        ports = self._ports[device.pk]
        by_index = {port.if_index: port for port in ports}
        for row in device.neighbours:
            remote = self._remote_device(row, only)
            mine = by_index.get(row["local_if_index"]) or _port_called(ports, row.get("local_port"))
            if remote is None or mine is None or (only is not None and remote.pk != only.pk):
                continue
            theirs = self._remote_port(remote, row, device)
            if theirs is None or not self._may_join(mine, theirs):
                continue
            if only is None:
                self._claimed.update({mine.pk: theirs.pk, theirs.pk: mine.pk})
            self._witness(mine, theirs, device, remote, row["protocol"])

    def store(self) -> bool:
        """Write what changed; True when a link came or went."""
        Link.objects.bulk_create([link for link in self._pairs.values() if link.pk is None])
        known = [link for link in self._pairs.values() if link.pk is not None]
        Link.objects.bulk_update(known, ["witnesses", "last_seen", "gone_at", "supplier"])
        ports = {port for pair in self._pairs for port in pair}
        there = Link.objects.filter(Q(a_id__in=ports) | Q(b_id__in=ports), gone_at__isnull=True)
        woven = {link.pk for link in self._pairs.values() if link.gone_at is None}
        replaced = [pk for pk in there.values_list("pk", flat=True) if pk not in woven] if ports else []
        if replaced:  # a port holds one cable: whatever else was plugged in there is not any more
            Link.objects.filter(pk__in=replaced).update(gone_at=self._at)
        return self._came or bool(replaced)

    def _remote_device(self, row: dict[str, Any], only: Device | None) -> Device | None:
        for field, value in (("chassis_id", row.get("remote_chassis_id")), ("address", row.get("remote_address"))):
            if value:
                if only is not None and getattr(only, field) == value:
                    return only
                found = next((one for one in self._near if getattr(one, field) == value), None)
                if found is not None:
                    return found
        name = (row.get("remote_name") or "").split(".", 1)[0]
        by_name = [one for one in self._near if one.name == name] if name else []
        return by_name[0] if len(by_name) == 1 else None

    def _remote_port(self, remote: Device, row: dict[str, Any], device: Device) -> Interface | None:
        """The far port by the name it was told under; else by the far end's own word about us."""
        ports = self._ports[remote.pk]
        found = _port_called(ports, row.get("remote_port"))
        if found is not None:
            return found
        local = port_keys(row.get("local_port"))
        for back in remote.neighbours:
            about_us = (
                back.get("remote_chassis_id") == device.chassis_id != "" or back.get("remote_name") == device.name
            )
            if about_us and port_keys(back.get("remote_port")) & local:
                return next((port for port in ports if port.if_index == back["local_if_index"]), None)
        return None

    def _may_join(self, mine: Interface, theirs: Interface) -> bool:
        """Not a port with itself (a liar, or a loop), and nothing against what the device read just now has said."""
        kept = self._claimed.get(mine.pk, theirs.pk) == theirs.pk and self._claimed.get(theirs.pk, mine.pk) == mine.pk
        return mine.pk != theirs.pk and kept

    def _witness(self, mine: Interface, theirs: Interface, device: Device, remote: Device, protocol: str) -> None:
        a, b = (mine, theirs) if mine.pk < theirs.pk else (theirs, mine)
        side = "a" if a is mine else "b"
        link = self._links.get((a.pk, b.pk))
        if link is None:
            link = Link(
                municipality_id=device.municipality_id,
                a=a,
                b=b,
                a_device_id=a.device_id,
                b_device_id=b.device_id,
                protocol=protocol,
                first_seen=self._at,
            )
            self._links[a.pk, b.pk] = link
            self._came = True
        self._came = self._came or link.gone_at is not None
        self._unplug(a.pk, b.pk)
        link.supplier_id = device.supplier_id if device.supplier_id == remote.supplier_id else None
        link.witnesses = {**link.witnesses, side: self._at.isoformat()}
        link.last_seen, link.gone_at = self._at, None
        self._pairs[a.pk, b.pk] = link

    def _unplug(self, one: int, other: int) -> None:
        """What this very reading has told of either port before is overruled by what it tells now."""
        for pair, link in self._pairs.items():
            if pair != (one, other) and {one, other} & set(pair):
                link.gone_at = self._at


def _named_by(device: Device) -> Iterable[Device]:
    """Every device that one of the neighbours might be, or that might be taken for this one."""
    told = device.neighbours
    chassis = {row["remote_chassis_id"] for row in told if row.get("remote_chassis_id")}
    addresses = {row["remote_address"] for row in told if row.get("remote_address")}
    names = {row["remote_name"].split(".", 1)[0] for row in told if row.get("remote_name")}
    names.add(device.name)  # who else bears its name, so that one name is never taken for the other's
    if device.chassis_id:
        chassis.add(device.chassis_id)
    mine = Device.objects.filter(municipality_id=device.municipality_id)
    return mine.filter(Q(chassis_id__in=chassis) | Q(address__in=addresses) | Q(name__in=names))


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
