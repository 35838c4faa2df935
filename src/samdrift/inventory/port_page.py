# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One port as its page shows it: what the device tells of it, who is and was seen there, and what people wrote."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from samdrift.inventory.aspects import LagMember, OwnAddress
from samdrift.inventory.detail import DeviceDetail, DevicePort, Neighbour, device_detail
from samdrift.inventory.fitting import sightings
from samdrift.inventory.journal import NoteRow, notes, port_row
from samdrift.inventory.models import Pairing, StationName, TableReading
from samdrift.inventory.rules import sections
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

MOST_STAYS = 200


@dataclass(frozen=True, slots=True)
class PortStay:
    """One stay of a station at this port. `until` None: it stood in the table when that was read last."""

    mac: str
    name: str
    addresses: tuple[str, ...]
    vlan: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PortPage:
    """Everything about one port but what was measured there."""

    detail: DeviceDetail
    row: DevicePort
    neighbours: tuple[Neighbour, ...]
    transceiver: sections.Transceiver | None
    addresses: tuple[OwnAddress, ...]
    membership: LagMember | None
    """How it stands in its aggregate."""
    members: tuple[tuple[DevicePort | None, LagMember], ...]
    """The members, where it is an aggregate itself."""
    vlan_names: tuple[tuple[int, str, bool], ...]
    """(VLAN, its name, whether it is tagged), untagged first."""
    here: tuple[PortStay, ...]
    before: tuple[PortStay, ...]
    more: bool
    read_at: datetime | None
    """When the device's table of stations was read last."""
    notes: tuple[NoteRow, ...]
    previous: DevicePort | None
    next: DevicePort | None


def port_page(actor: Actor, device_id: int, if_index: int) -> PortPage:
    """One port by its ifIndex; NotFound where it is not there for the actor."""
    port = port_row(actor, device_id, if_index)
    detail = device_detail(actor, device_id, also=port)
    by_index = {row.port.if_index: row for row in detail.ports}
    row, told = next(row for row in detail.ports if row.port.id == port.pk), detail.told
    at = detail.ports.index(row)
    stays = _stays(actor, port.pk)
    found = sections.transceivers(told.parts, told.sensors)
    return PortPage(
        detail=detail,
        row=row,
        neighbours=tuple(n for n in detail.neighbours if n.port_id == port.pk),
        transceiver=next((one for one in found if one.if_index == if_index), None),
        addresses=tuple(one for one in told.addresses if one.if_index == if_index),
        membership=next((one for one in told.lags if one.if_index == if_index), None),
        members=tuple((by_index.get(one.if_index), one) for one in told.lags if one.lag == if_index),
        vlan_names=tuple(_vlans(detail, row)),
        here=tuple(stay for stay in stays[:MOST_STAYS] if stay.until is None),
        before=tuple(stay for stay in stays[:MOST_STAYS] if stay.until is not None),
        more=len(stays) > MOST_STAYS,
        read_at=TableReading.objects.filter(device_id=device_id).values_list("at", flat=True).first(),
        notes=tuple(notes(actor, device_id, port_id=port.pk)),
        previous=detail.ports[at - 1] if at else None,
        next=detail.ports[at + 1] if at + 1 < len(detail.ports) else None,
    )


def _vlans(detail: DeviceDetail, row: DevicePort) -> Iterable[tuple[int, str, bool]]:
    names = {vlan.id: vlan.name for vlan in detail.told.vlans}
    if row.vlans is not None:
        if row.vlans.native is not None:
            yield row.vlans.native, names.get(row.vlans.native, ""), False
        for vlan in row.vlans.tagged:
            yield vlan, names.get(vlan, ""), True


def _stays(actor: Actor, port_id: int) -> list[PortStay]:
    """Those who are here first, then those who were, newest first; one more than are shown. Three queries."""
    rows = list(
        sightings(actor)
        .filter(interface_id=port_id)
        .order_by(F("last_seen").desc(nulls_first=True), "-first_seen", "-pk")[: MOST_STAYS + 1]
    )
    macs = {row.mac for row in rows}
    named = visible(StationName.objects.all(), actor).filter(mac__in=macs).values_list("mac", "name")
    paired = visible(Pairing.objects.all(), actor, agreement="device__agreement_id").filter(
        mac__in=macs, ended_at__isnull=True
    )
    names, addresses = dict(named), defaultdict(list)
    for mac, address in paired.order_by("mac", "address").values_list("mac", "address").distinct():
        addresses[mac].append(address)
    return [
        PortStay(
            mac=row.mac,
            name=names.get(row.mac, ""),
            addresses=tuple(addresses[row.mac]),
            vlan=row.vlan or None,
            since=row.first_seen,
            until=row.ended_at or row.last_seen,
        )
        for row in rows
    ]
