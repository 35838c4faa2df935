# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a device's own words make of its row. What it failed to tell this time stays as it was told last."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from samdrift.inventory.ground import Ground
from samdrift.inventory.identity import display_name, serials_of
from samdrift.inventory.models import Device
from samdrift.inventory.rules.sparing import LeftOut, left_out_now, part_of
from samdrift.inventory.types import DeviceSnapshot


def describe(device: Device, snapshot: DeviceSnapshot, address: str, at: datetime, ground: Ground) -> None:
    """Write into the row, unsaved, what the device said; place, agreement and supplier follow from it."""
    facts = snapshot.device
    failed = {part_of(problem.oid) for problem in snapshot.problems}
    device.name = display_name(snapshot, address)[:120]
    device.chassis_id = (facts.chassis_id or device.chassis_id)[:80]
    device.location = (facts.sys_location or "")[:255]
    device.os, device.vendor = (facts.os or "")[:60], (facts.vendor or "")[:80]
    device.type = (facts.type or "network")[:30]
    device.hardware = _told(facts.hardware, device.hardware, failed)[:120]
    device.version = _told(facts.version, device.version, failed)[:120]
    device.serial = _told(facts.serial, device.serial, failed)[:120]
    members = serials_of(snapshot)
    device.serials = sorted(members | set(device.serials) if "parts" in failed else members)
    device.sys_descr, device.sys_object_id = facts.sys_descr or "", (facts.sys_object_id or "")[:160]
    device.problems = [asdict(problem) for problem in snapshot.problems]
    if snapshot.neighbours or "neighbours" not in failed:
        device.neighbours = _neighbours(snapshot)
    if snapshot.cost is not None:
        device.cost = asdict(snapshot.cost)
    spared = left_out_now(map(LeftOut.read, device.left_out), snapshot.problems, at)
    device.left_out = [one.stored() for one in spared]
    device.last_seen = at
    device.place_id = ground.place(device.municipality_id, device.location) or device.place_id
    device.agreement_id, device.supplier_id = ground.carrier(device.municipality_id, device.type)


def facts_of(device: Device) -> dict[str, str]:
    """What somebody should hear of when it changes by itself."""
    names = ("name", "address", "hardware", "version", "serial", "chassis_id")
    return {name: getattr(device, name) for name in names} if device.pk else {}


def gist(device: Device) -> tuple[object, ...]:
    """What makes a reading news to the later contexts."""
    return (device.name, device.address, device.place_id, device.version, device.serial, device.supplier_id)


def _told(now: str | None, before: str, failed: set[str]) -> str:
    """Model, version and serial stand in the parts or in the maker's own tables."""
    return now or (before if failed & {"parts", "maker"} else "")


def _neighbours(snapshot: DeviceSnapshot) -> list[dict[str, Any]]:
    return [
        {
            "local_if_index": n.local_if_index,
            "local_port": n.local_port,
            "remote_name": n.remote_name,
            "remote_port": n.remote_port,
            "remote_address": n.remote_address,
            "remote_chassis_id": n.remote_chassis_id,
            "protocol": n.protocol,
        }
        for n in snapshot.neighbours
    ]
