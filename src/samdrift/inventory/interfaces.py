# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Stores a device's ports: the same port keeps its row, whatever number or name it has now."""

from collections.abc import Sequence
from datetime import datetime

from samdrift.inventory.identity import names_of_interfaces
from samdrift.inventory.models import Device, Interface
from samdrift.inventory.rules.knowing import Port, ports_again
from samdrift.inventory.rules.sparing import part_of
from samdrift.inventory.types import DeviceSnapshot

_PORT_FIELDS = (
    "if_index",
    "descr",
    "alias",
    "type",
    "speed_bps",
    "mtu",
    "mac",
    "duplex",
    "admin",
    "oper",
    "status_at",
    "present",
    "lag_of",
)


def store_ports(device: Device, snapshot: DeviceSnapshot, at: datetime, *, device_was_known: bool = True) -> bool:
    """Write the ports as found; True when one came, went or got another ifIndex."""
    if any(problem.kind == "left_out" and part_of(problem.oid) == "ports" for problem in snapshot.problems):
        return False  # half of what tells a port's name was not asked for: what is known stays
    names = names_of_interfaces(snapshot.interfaces)
    stored = list(Interface.objects.filter(device=device)) if device_was_known else []
    _rename_ports(stored, snapshot, names)
    before = {port.name: port.if_index for port in stored if port.present}
    rows = [
        Interface(
            municipality_id=device.municipality_id,
            supplier_id=device.supplier_id,
            device=device,
            name=names[port.if_index],
            if_index=port.if_index,
            descr=(port.descr or "")[:255],
            alias=(port.alias or "")[:255],
            type=(port.type or "")[:60],
            speed_bps=port.speed_bps,
            mtu=port.mtu,
            mac=(port.mac or "")[:12],
            duplex=(port.duplex or "")[:20],
            admin=port.admin_status or "",
            oper=port.oper_status or "",
            status_at=at,
            lag_of=port.lag_of,
        )
        for port in snapshot.interfaces
    ]
    if not rows:
        return False  # it served no table this time: what is known stays
    told = set(names.values())
    left = [port.pk for port in stored if port.present and port.name not in told]
    if left:
        Interface.objects.filter(pk__in=left).update(present=False)
    Interface.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["device", "name"], update_fields=[*_PORT_FIELDS, "supplier"]
    )
    return before != {name: index for index, name in names.items()}


def _rename_ports(stored: list[Interface], snapshot: DeviceSnapshot, names: dict[int, str]) -> None:
    """Ports that new software names otherwise keep their rows, and with them their history."""
    known = [Port(port.pk, port.name, port.descr, port.mac) for port in stored]
    told = [Port(p.if_index, names[p.if_index], (p.descr or "")[:255], (p.mac or "")[:12]) for p in snapshot.interfaces]
    rows = {port.pk: port for port in stored}
    renamed = []
    for index, pk in ports_again(known, told).items():
        if rows[pk].name != names[index]:
            rows[pk].name = names[index]
            renamed.append(rows[pk])
    if renamed:
        Interface.objects.bulk_update(renamed, ["name"])


def store_port_status(ports: Sequence[Interface]) -> None:
    """Write ifOperStatus, ifAdminStatus and ifIndex of ports that changed; what changed them stands in monitoring."""
    Interface.objects.bulk_update(ports, ["oper", "admin", "status_at", "if_index"])
