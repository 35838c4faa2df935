# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the later contexts ask of inventory. Records only; answered in the caller's scope (platform.scope.acting_as)."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from samdrift.inventory import telling
from samdrift.inventory.aspects import TOPICS, Told, Topic
from samdrift.inventory.cables import CableInfo, cables
from samdrift.inventory.dhcp import forget_old_leases, store_dhcp
from samdrift.inventory.labels import place_kind, standing_tone, standing_words, type_name
from samdrift.inventory.models import Device, Interface, Link, Seed
from samdrift.inventory.queries import device_record, interface_record, link_record
from samdrift.inventory.rules.gauges import Gauge, GaugeKind
from samdrift.inventory.rules.leases import DhcpLease, DhcpPool, DhcpTold
from samdrift.inventory.types import DeviceRow, InterfaceRow, LinkRow
from samdrift.inventory.watched import also_give_gauges_to, use_watching
from samdrift.inventory.wiring import CableRow, Wired, cable_ends, cable_rows, wired_devices
from samdrift.platform.scope import current_actor
from samdrift.platform.visible import visible

__all__ = [
    "CableInfo",
    "CableRow",
    "DhcpLease",
    "DhcpPool",
    "DhcpTold",
    "Gauge",
    "GaugeKind",
    "Told",
    "Topic",
    "Wired",
    "also_give_gauges_to",
    "cable_ends",
    "cable_rows",
    "cables",
    "carriers",
    "device_names",
    "devices",
    "devices_by_place",
    "forget_old_leases",
    "gauges",
    "lines_between_places",
    "link",
    "links_of",
    "place_kind",
    "port_names",
    "ports_of",
    "ports_of_devices",
    "standing_tone",
    "standing_words",
    "store_dhcp",
    "told",
    "type_name",
    "use_watching",
    "vantage",
    "wired_devices",
]


def devices(device_ids: Collection[int]) -> dict[int, DeviceRow]:
    """Those of these devices that are there for the caller, by id."""
    rows = visible(Device.objects.all(), current_actor(), agreement="agreement_id").filter(pk__in=device_ids)
    return {row.pk: device_record(row) for row in rows}


def device_names(names: Collection[str]) -> dict[str, int]:
    """Ids of the devices of these names that are there for the caller; a name borne twice leads to the newest."""
    rows = visible(Device.objects.all(), current_actor(), agreement="agreement_id").filter(name__in=names)
    return dict(rows.order_by("pk").values_list("name", "pk"))


def carriers(municipality_id: int) -> list[tuple[int, str, int | None]]:
    """(device, its type, its place) of all devices of a municipality that are there for the caller."""
    rows = visible(Device.objects.all(), current_actor(), agreement="agreement_id").filter(
        municipality_id=municipality_id
    )
    return list(rows.order_by("pk").values_list("pk", "type", "place_id"))


def devices_by_place() -> dict[int, list[int]]:
    """Ids of the caller's devices at each place that has any."""
    rows = visible(Device.objects.all(), current_actor(), agreement="agreement_id").filter(place_id__isnull=False)
    found: dict[int, list[int]] = {}
    for place_id, device_id in rows.order_by("pk").values_list("place_id", "pk"):
        found.setdefault(place_id, []).append(device_id)
    return found


def lines_between_places() -> set[tuple[int, int]]:
    """Pairs of places joined by a cable that is there, the lower id first."""
    rows = visible(Link.objects.all(), current_actor(), agreement="a_device__agreement_id").filter(gone_at__isnull=True)
    pairs = rows.order_by().values_list("a_device__place_id", "b_device__place_id").distinct()
    return {(min(a, b), max(a, b)) for a, b in pairs if a is not None and b is not None and a != b}


def vantage(municipality_id: int) -> int | None:
    """The device from which the network is entered: that of the first seed; None where the caller sees no seed's device."""
    seeds = Seed.objects.filter(municipality_id=municipality_id).order_by("pk").values_list("address", flat=True)
    rows = visible(Device.objects.all(), current_actor(), agreement="agreement_id").filter(
        municipality_id=municipality_id, address__in=list(seeds)
    )
    at = dict(rows.values_list("address", "pk"))
    return next((at[address] for address in seeds if address in at), None)


def link(link_id: int) -> LinkRow | None:
    """One cable, or None when it is not there for the caller."""
    rows = visible(Link.objects.all(), current_actor(), agreement="a_device__agreement_id")
    row = rows.filter(pk=link_id).first()
    return link_record(row) if row is not None else None


def ports_of(device_id: int) -> list[InterfaceRow]:
    """A device's ports, by ifIndex; none when it is not there for the caller."""
    rows = visible(Interface.objects.all(), current_actor(), agreement="device__agreement_id")
    return [interface_record(row) for row in rows.filter(device_id=device_id).order_by("if_index", "pk")]


def ports_of_devices(device_ids: Collection[int]) -> dict[int, list[InterfaceRow]]:
    """The ports that are there of many devices at once, by ifIndex; devices without any are left out."""
    rows = visible(Interface.objects.all(), current_actor(), agreement="device__agreement_id")
    found: dict[int, list[InterfaceRow]] = {}
    for row in rows.filter(device_id__in=device_ids, present=True).order_by("device_id", "if_index", "pk"):
        found.setdefault(row.device_id, []).append(interface_record(row))
    return found


def links_of(device_ids: Collection[int]) -> list[LinkRow]:
    """Every cable that ends at one of these devices, gone ones too (`gone_at`), by id."""
    rows = visible(Link.objects.all(), current_actor(), agreement="a_device__agreement_id")
    ends = Q(a_device_id__in=device_ids) | Q(b_device_id__in=device_ids)
    return [link_record(row) for row in rows.filter(ends).order_by("pk")]


def port_names(ports: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Names of ports by (device id, ifIndex)."""
    wanted = set(ports)
    if not wanted:
        return {}
    rows = visible(Interface.objects.all(), current_actor(), agreement="device__agreement_id").filter(
        Q(device_id__in={device for device, _ in wanted}), if_index__in={index for _, index in wanted}, present=True
    )
    found = {(row.device_id, row.if_index): row.name for row in rows}
    return {key: name for key, name in found.items() if key in wanted}


def told(device_ids: Collection[int], topics: Collection[Topic] = TOPICS) -> dict[int, Told]:
    """What these devices told of themselves at their last reading, by id; those that told nothing are left out."""
    return telling.told_by_many(current_actor(), device_ids, topics)


def gauges(municipality_id: int) -> dict[int, tuple[Gauge, ...]]:
    """Every value of a municipality's devices that goes up and down: PoE, batteries, pools, clients, sensors; by device."""
    return telling.gauges(current_actor(), municipality_id)
