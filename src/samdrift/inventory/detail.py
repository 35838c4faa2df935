# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Everything the page of one device shows: its facts, its ports with who is plugged in there, and how it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q

from samdrift.agreements import facade as agreements
from samdrift.inventory.aspects import PoePort, PortVlans, StpPort, Told
from samdrift.inventory.identity import port_keys
from samdrift.inventory.listing import UNKNOWN, visible_devices
from samdrift.inventory.models import Credential, Device, Interface, Link
from samdrift.inventory.queries import device_record, interface_record
from samdrift.inventory.telling import told_by
from samdrift.inventory.types import DeviceRow, InterfaceRow, Standing
from samdrift.inventory.watched import watching
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

Witness = Literal["both", "this", "other", "told"]
"""Who tells of the cable: both ends, this device, the other one; told: this device names somebody not found yet."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Who is at the other end of one port. `device_id` None: known by name only. `gone_at`: told otherwise since."""

    port_id: int | None
    port: str
    device_id: int | None
    name: str
    far_port: str
    protocol: str
    witness: Witness
    told_at: datetime
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DevicePort:
    """A port with when its operational status last changed, its neighbour now, and what the device tells of it."""

    port: InterfaceRow
    changed_at: datetime | None
    neighbour: Neighbour | None
    stations: int = 0
    """How many MAC addresses it has learned."""
    lag: str = ""
    """The link aggregate it belongs to."""
    vlans: PortVlans | None = None
    poe: PoePort | None = None
    stp: StpPort | None = None

    @property
    def feeds(self) -> bool:
        """Somebody gets power from it."""
        return self.poe is not None and self.poe.status == "delivering"

    @property
    def blocked(self) -> bool:
        """The spanning tree lets nothing through."""
        return self.stp is not None and self.stp.role in {"alternate", "backup"}


@dataclass(frozen=True, slots=True)
class DeviceDetail:
    """One device as its page shows it to one actor."""

    device: DeviceRow
    standing: Standing
    place: PlaceInfo | None
    chassis_id: str
    sys_descr: str
    agreement: str
    supplier: str
    credential: str
    ports: tuple[DevicePort, ...]
    neighbours: tuple[Neighbour, ...]
    told: Told

    @property
    def port_rows(self) -> list[InterfaceRow]:
        return [row.port for row in self.ports]

    @property
    def linked(self) -> frozenset[int]:
        """Ports with a neighbour now."""
        return frozenset(row.port.id for row in self.ports if row.neighbour is not None)


def device_detail(actor: Actor, device_id: int, *, also: Interface | None = None) -> DeviceDetail:
    """One device; NotFound where it is not there for the actor. `also`: a port to show though it is gone by now."""
    row = visible_devices(actor).filter(pk=device_id).first()
    if row is None:
        raise NotFound("there is no such device", where=f"device {device_id}")
    ports = list(_ports(actor, row))
    if also is not None and also.pk not in {port.pk for port in ports}:
        ports.append(also)
    neighbours = _neighbours(actor, row, ports)
    now = {n.port_id: n for n in reversed(neighbours) if n.gone_at is None and n.port_id is not None}
    changed = watching().port_changes(row.pk)
    deal = agreements.agreement(row.agreement_id) if row.agreement_id is not None else None
    names = parties.supplier_names([row.supplier_id]) if row.supplier_id is not None else {}
    told = told_by(actor, row.pk)
    return DeviceDetail(
        device=device_record(row),
        standing=watching().standings([row.pk]).get(row.pk, UNKNOWN),
        place=parties.place(row.place_id) if row.place_id is not None else None,
        chassis_id=row.chassis_id,
        sys_descr=row.sys_descr,
        agreement=f"{deal.name} ({deal.number})" if deal is not None else "",
        supplier=names.get(row.supplier_id or 0, ""),
        credential=Credential.objects.filter(pk=row.credential_id).values_list("name", flat=True).first() or "",
        ports=tuple(_with_told(ports, told, changed, now)),
        neighbours=tuple(neighbours),
        told=told,
    )


def _with_told(
    ports: list[Interface], told: Told, changed: Mapping[int, datetime], now: Mapping[int, Neighbour]
) -> Iterator[DevicePort]:
    vlans = {row.if_index: row for row in told.port_vlans}
    fed = {row.if_index: row for row in told.poe_ports}
    tree = {row.if_index: row for stp in told.stp for row in stp.ports}
    names = {port.if_index: port.name for port in ports}
    for port in ports:
        at = port.if_index
        yield DevicePort(
            interface_record(port),
            changed.get(port.pk),
            now.get(port.pk),
            port.stations,
            names.get(port.lag_of or 0, ""),
            vlans.get(at),
            fed.get(at),
            tree.get(at),
        )


def _ports(actor: Actor, row: Device) -> list[Interface]:
    mine = visible(Interface.objects.all(), actor, agreement="device__agreement_id")
    return list(mine.filter(device=row, present=True).order_by("if_index", "pk"))


def _neighbours(actor: Actor, row: Device, ports: list[Interface]) -> list[Neighbour]:
    """Cables that are or were there, then those it tells of whose other end is not known or not the actor's to see."""
    links = visible(Link.objects.all(), actor, agreement="a_device__agreement_id").filter(
        Q(a_device=row) | Q(b_device=row)
    )
    known = [_from_link(row, link) for link in links.select_related("a", "b", "a_device", "b_device").order_by("a_id")]
    taken = {n.port_id for n in known if n.gone_at is None}
    by_index = {port.if_index: port for port in ports}
    told = [_as_told(row, said, by_index, ports) for said in row.neighbours]
    found = known + [n for n in told if n.port_id is None or n.port_id not in taken]
    return sorted(found, key=lambda n: (n.gone_at is not None, _place_in(ports, n), n.name))


def _place_in(ports: list[Interface], neighbour: Neighbour) -> int:
    return next((n for n, port in enumerate(ports) if port.pk == neighbour.port_id), len(ports))


def _from_link(row: Device, link: Link) -> Neighbour:
    here_is_a = link.a_device_id == row.pk
    mine, theirs, other = (link.a, link.b, link.b_device) if here_is_a else (link.b, link.a, link.a_device)
    ours, others = ("a", "b") if here_is_a else ("b", "a")
    witness: Witness = (
        "both" if {ours, others} <= set(link.witnesses) else "this" if ours in link.witnesses else "other"
    )
    return Neighbour(
        port_id=mine.pk,
        port=mine.name,
        device_id=other.pk,
        name=other.name,
        far_port=theirs.name,
        protocol=link.protocol,
        witness=witness,
        told_at=link.last_seen,
        gone_at=link.gone_at,
    )


def _as_told(row: Device, said: dict[str, Any], by_index: dict[int, Interface], ports: list[Interface]) -> Neighbour:
    port = by_index.get(said.get("local_if_index") or 0)
    keys = port_keys(said.get("local_port"))
    port = port or next((p for p in ports if p.name.casefold() in keys), None)
    return Neighbour(
        port_id=port.pk if port is not None else None,
        port=port.name if port is not None else said.get("local_port") or "",
        device_id=None,
        name=said.get("remote_name") or said.get("remote_address") or "",
        far_port=said.get("remote_port") or "",
        protocol=said.get("protocol") or "",
        witness="told",
        told_at=row.last_seen,
    )
