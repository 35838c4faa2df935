# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The two pictures of one municipality: what is meant (our tables) and what is seen (inventory). In the caller's scope."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from samdrift.documentation.drift_logical import folded
from samdrift.documentation.models import (
    PlannedAddress,
    PlannedCable,
    PlannedDevice,
    PlannedPort,
    PlannedPrefix,
    PlannedVlan,
)
from samdrift.documentation.types import (
    Plan,
    PlannedAddressInfo,
    PlannedCableInfo,
    PlannedDeviceInfo,
    PlannedPortInfo,
    PlannedVlanInfo,
    Seen,
    SeenCable,
    SeenDevice,
)
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow, InterfaceRow


def plan_of(municipality_id: int) -> Plan:
    """What is meant. Devices out of use (NetBox' status `decommissioning`, `offline`, `planned` ...) are not expected."""
    mine = {"municipality_id": municipality_id}
    devices = PlannedDevice.objects.filter(**mine).exclude(status__in=NOT_EXPECTED).select_related("rack")
    names = {row.pk: row.name for row in devices}
    return Plan(
        devices=tuple(device_info(row) for row in devices.order_by("pk")),
        ports=tuple(
            PlannedPortInfo(
                row.pk,
                names[row.device_id],
                row.name,
                row.purpose,
                row.enabled,
                row.vlan.vid if row.vlan is not None else None,
                tuple(row.tagged),
            )
            for row in PlannedPort.objects.filter(**mine).select_related("vlan").order_by("pk")
            if row.device_id in names
        ),
        cables=tuple(
            PlannedCableInfo(row.pk, (names[row.a_id], row.a_port), (names[row.b_id], row.b_port))
            for row in PlannedCable.objects.filter(**mine).order_by("pk")
            if row.a_id in names and row.b_id in names
        ),
        addresses=tuple(
            PlannedAddressInfo(row.pk, row.address, names.get(row.device_id or 0, ""))
            for row in PlannedAddress.objects.filter(**mine).order_by("pk")
        ),
        vlans=tuple(
            PlannedVlanInfo(row.pk, row.vid, row.name, row.place_id)
            for row in PlannedVlan.objects.filter(**mine).order_by("pk")
        ),
        prefixes=tuple(
            str(row.block()) for row in PlannedPrefix.objects.filter(**mine, container=False).order_by("pk")
        ),
    )


NOT_EXPECTED = ("planned", "staged", "inventory", "offline", "decommissioning", "spare")


def device_info(row: PlannedDevice) -> PlannedDeviceInfo:
    """The row as rules and pages see it."""
    return PlannedDeviceInfo(
        id=row.pk,
        name=row.name,
        place_id=row.place_id,
        role=row.role,
        vendor=row.vendor,
        model=row.model,
        serial=row.serial,
        address=row.address or "",
        rack=row.rack.name if row.rack is not None else "",
        position=row.position,
        height_units=row.height_units,
        owner=row.owner,
        contract=row.contract,
        warranty_until=row.warranty_until,
    )


def seen_of(municipality_id: int) -> Seen:
    """What is seen. «Not seen lately» is not «gone»: a silent device stays, and so does a cable nobody has denied."""
    ids = [device_id for device_id, _type, _place in inventory.carriers(municipality_id)]
    devices = inventory.devices(ids)
    ports = inventory.ports_of_devices(ids)
    told = inventory.told(ids, COMPARED)
    names = {port.id: port.name for rows in ports.values() for port in rows}
    return Seen(
        devices=tuple(
            SeenDevice(
                id=device.id,
                name=device.name,
                place_id=device.place_id,
                address=device.address,
                type=device.type,
                vendor=device.vendor,
                model=device.hardware,
                serial=device.serial,
                ports={port.name: (port.alias, port.admin) for port in ports.get(device.id, ())},
                supplier_id=device.supplier_id,
                agreement_id=device.agreement_id,
                **_logical(device, told.get(device.id), ports.get(device.id, ())),
            )
            for device in sorted(devices.values(), key=lambda device: device.id)
        ),
        cables=tuple(
            SeenCable(
                (devices[link.a_device_id].name, names[link.a_interface_id]),
                (devices[link.b_device_id].name, names[link.b_interface_id]),
            )
            for link in inventory.links_of(ids)
            if link.gone_at is None and link.a_interface_id in names and link.b_interface_id in names
        ),
    )


COMPARED: tuple[inventory.Topic, ...] = ("vlans", "port_vlans", "addresses", "wireless")


def _logical(device: DeviceRow, told: inventory.Told | None, ports: Iterable[InterfaceRow]) -> dict[str, Any]:
    """What a device told of VLANs, addresses and access points at its last reading."""
    if told is None:
        return {}
    names = {port.if_index: port.name for port in ports}
    own = {str(ip_address(row.address)) for row in told.addresses if _is_address(row.address)}
    counts = [int(row.value) for row in told.wireless if row.cls == "ap-count" and row.value is not None]
    return {
        "vlans": {row.id: row.name for row in told.vlans if 1 <= row.id <= 4094},
        "port_vlans": {
            names[row.if_index]: (row.native, row.tagged) for row in told.port_vlans if row.if_index in names
        },
        "addresses": tuple(sorted(own - {device.address})),
        "radios": frozenset(folded(row.descr) for row in told.wireless if row.descr.strip()),
        "access_points": sum(counts) if counts else None,
    }


def _is_address(text: str) -> bool:
    """Whether it is an address that anybody could plan: none of the host's own, none of one cable alone."""
    try:
        address = ip_address(text.partition("%")[0]) if "%" not in text else None
    except ValueError:
        return False
    return address is not None and not (
        address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast
    )
