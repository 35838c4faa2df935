# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Devices, interfaces and links as an actor may see them. Credentials are never answered."""

from django.db.models import Q

from samdrift.inventory.models import Device, Interface, Link
from samdrift.inventory.types import DeviceRow, InterfaceRow, LinkRow
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible


def device_page(
    actor: Actor, *, after: int = 0, limit: int = 50, place_id: int | None = None, name: str = ""
) -> list[DeviceRow]:
    """Devices by id, those after `after`; at one place, or whose name or address begins so."""
    rows = visible(Device.objects.all(), actor, agreement="agreement_id").filter(pk__gt=after)
    if place_id is not None:
        rows = rows.filter(place_id=place_id)
    if name:
        rows = rows.filter(Q(name__istartswith=name) | Q(address__startswith=name))
    return [device_record(row) for row in rows.order_by("pk")[:limit]]


def device_for(actor: Actor, device_id: int) -> DeviceRow | None:
    """One device, or None when it is not there for this actor."""
    row = visible(Device.objects.all(), actor, agreement="agreement_id").filter(pk=device_id).first()
    return device_record(row) if row is not None else None


def interface_page(
    actor: Actor, *, after: int = 0, limit: int = 50, device_id: int | None = None
) -> list[InterfaceRow]:
    """Ports by id, those after `after`; of one device."""
    rows = visible(Interface.objects.all(), actor, agreement="device__agreement_id").filter(pk__gt=after)
    if device_id is not None:
        rows = rows.filter(device_id=device_id)
    return [interface_record(row) for row in rows.order_by("pk")[:limit]]


def interface_for(actor: Actor, interface_id: int) -> InterfaceRow | None:
    """One port, or None when it is not there for this actor."""
    rows = visible(Interface.objects.all(), actor, agreement="device__agreement_id")
    row = rows.filter(pk=interface_id).first()
    return interface_record(row) if row is not None else None


def link_page(actor: Actor, *, after: int = 0, limit: int = 50, device_id: int | None = None) -> list[LinkRow]:
    """Cables by id, those after `after`; of one device."""
    rows = visible(Link.objects.all(), actor, agreement="a_device__agreement_id").filter(pk__gt=after)
    if device_id is not None:
        rows = rows.filter(Q(a_device_id=device_id) | Q(b_device_id=device_id))
    return [link_record(row) for row in rows.order_by("pk")[:limit]]


def link_for(actor: Actor, link_id: int) -> LinkRow | None:
    """One cable, or None when it is not there for this actor."""
    row = visible(Link.objects.all(), actor, agreement="a_device__agreement_id").filter(pk=link_id).first()
    return link_record(row) if row is not None else None


def device_record(row: Device) -> DeviceRow:
    """The row as neighbours see it."""
    return DeviceRow(
        id=row.pk,
        municipality_id=row.municipality_id,
        supplier_id=row.supplier_id,
        agreement_id=row.agreement_id,
        place_id=row.place_id,
        name=row.name,
        address=row.address,
        type=row.type,
        vendor=row.vendor,
        os=row.os,
        hardware=row.hardware,
        version=row.version,
        serial=row.serial,
        location=row.location,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )


def interface_record(row: Interface) -> InterfaceRow:
    """The row as neighbours see it."""
    return InterfaceRow(
        id=row.pk,
        device_id=row.device_id,
        if_index=row.if_index,
        name=row.name,
        descr=row.descr,
        alias=row.alias,
        type=row.type,
        speed_bps=row.speed_bps,
        mtu=row.mtu,
        mac=row.mac,
        duplex=row.duplex,
        admin=row.admin,
        oper=row.oper,
        status_at=row.status_at,
        present=row.present,
    )


def link_record(row: Link) -> LinkRow:
    """The row as neighbours see it."""
    return LinkRow(
        id=row.pk,
        a_device_id=row.a_device_id,
        a_interface_id=row.a_id,
        b_device_id=row.b_device_id,
        b_interface_id=row.b_id,
        protocol=row.protocol,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        gone_at=row.gone_at,
    )
