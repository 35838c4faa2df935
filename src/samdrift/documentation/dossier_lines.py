# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The lines of a dossier: devices, cables, ports, racks and VLANs, plan and network laid side by side."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from samdrift.documentation.dossier_types import CableLine, DeviceLine, PortLine, RackView, VlanLine
from samdrift.documentation.drift_logical import folded
from samdrift.documentation.gathering import Ground
from samdrift.documentation.types import Said
from samdrift.inventory.types import DeviceRow, LinkRow
from samdrift.parties.types import PlaceInfo


def observed(at: datetime) -> Said:
    """Discovery's word."""
    return Said("observed", "", at)


def device_lines(ground: Ground, place: PlaceInfo) -> list[DeviceLine]:
    """Devices seen or planned at the place, switches and routers first."""
    planned = list(ground.planned["devices"][place.id])
    by_word = {folded(row.name): row for row in planned} | {folded(row.serial): row for row in planned if row.serial}
    lines = []
    for device_id in ground.devices_at.get(place.id, ()):
        seen = ground.devices[device_id]
        row = by_word.get(folded(seen.serial)) or by_word.get(folded(seen.name))
        if row in planned:
            planned.remove(row)
        lines.append(_device(ground, seen, row))
    lines += [_device(ground, None, row) for row in planned]
    return sorted(lines, key=lambda line: (line.type != "network", line.name.casefold(), line.id or 0))


def _device(ground: Ground, seen: DeviceRow | None, row: Any) -> DeviceLine:
    standing = ground.standings.get(seen.id) if seen is not None else None
    return DeviceLine(
        id=seen.id if seen else None,
        planned_id=row.pk if row else None,
        name=seen.name if seen else row.name,
        type=seen.type if seen else row.role,
        address=seen.address if seen else row.address or "",
        model=" ".join(filter(None, (seen.vendor, seen.hardware) if seen else (row.vendor, row.model))),
        serial=seen.serial if seen else row.serial,
        version=seen.version if seen else "",
        rack=row.rack.name if row and row.rack else "",
        position=row.position if row else None,
        owner=row.owner if row else "",
        contract=row.contract if row else "",
        warranty_until=row.warranty_until if row else None,
        standing=standing.state if standing else "unknown",
        seen=observed(seen.last_seen) if seen else None,
        planned=row.said() if row else None,
    )


def links_at_place(ground: Ground, place: PlaceInfo) -> list[LinkRow]:
    """The cables seen now that end at the place."""
    here = ground.devices_at.get(place.id, ())
    found = {link.id: link for device in here for link in ground.links_at.get(device, ()) if link.gone_at is None}
    return [found[link_id] for link_id in sorted(found)]


def ends_of(ground: Ground, link: LinkRow) -> tuple[tuple[str, str], tuple[str, str]]:
    """(device, port) of both ends."""
    names = ground.port_names
    a, b = ground.devices[link.a_device_id], ground.devices[link.b_device_id]
    return (a.name, names.get(link.a_interface_id, "")), (b.name, names.get(link.b_interface_id, ""))


def cable_lines(ground: Ground, place: PlaceInfo, links: Iterable[LinkRow]) -> list[CableLine]:
    """Cables seen or planned at the place."""
    names = {row.name for row in ground.planned["devices"][place.id]}
    plan = {}
    for rows in ground.planned["cables"].values():
        for row in rows:
            if row.a.name in names or row.b.name in names:
                ends = ((row.a.name, row.a_port), (row.b.name, row.b_port))
                plan[_folded(ends)] = (ends, row.said())
    lines = []
    for link in links:
        ends = ends_of(ground, link)
        said = plan.pop(_folded(ends), (ends, None))[1]
        lines.append(CableLine(*ends[0], *ends[1], planned=said, seen=observed(link.last_seen)))
    lines += [CableLine(*ends[0], *ends[1], planned=said, seen=None) for ends, said in plan.values()]
    return sorted(lines, key=lambda line: (line.a.casefold(), line.a_port, line.b.casefold()))


def _folded(ends: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset((folded(device), folded(port)) for device, port in ends)


def port_lines(ground: Ground, place: PlaceInfo, links: Iterable[LinkRow]) -> list[PortLine]:
    """Ports with a cable or a purpose: the others are on the device's page."""
    far: dict[int, tuple[str, int, datetime]] = {}
    for link in links:
        a, b = ends_of(ground, link)
        far[link.a_interface_id] = (" ".join(b), link.b_device_id, link.last_seen)
        far[link.b_interface_id] = (" ".join(a), link.a_device_id, link.last_seen)
    purposes = {
        (folded(row.device.name), folded(row.name)): row
        for rows in ground.planned["interfaces"].values()
        for row in rows
    }
    lines = []
    for device_id in ground.devices_at.get(place.id, ()):
        device = ground.devices[device_id]
        for port in ground.ports.get(device_id, ()):
            row = purposes.get((folded(device.name), folded(port.name)))
            end, end_id, told = far.get(port.id, ("", None, device.last_seen))
            if end or row is not None or port.alias:
                purpose = row.purpose if row is not None and row.purpose else port.alias
                said = row.said() if row is not None else observed(told)
                lines.append(
                    PortLine(device.name, device_id, port.name, purpose, end, end_id, port.speed_bps, port.oper, said)
                )
    return lines


def rack_view(row: Any, devices: Iterable[Any]) -> RackView:
    """From the top down: devices with what they take, and the free space between them as one line."""
    at = {d.position: d for d in devices if d.rack_id == row.pk and d.position}
    slots: list[tuple[int, str, int]] = []
    unit, free = 1, 0
    while unit <= row.height_units:
        device = at.get(unit)
        if device is None:
            unit, free = unit + 1, free + 1
            continue
        if free:
            slots.append((unit - free, "", free))
        slots.append((unit, device.name, device.height_units))
        unit, free = unit + device.height_units, 0
    if free:
        slots.append((unit - free, "", free))
    return RackView(row.name, row.room.name if row.room else "", row.height_units, tuple(reversed(slots)), row.said())


def vlan_lines(ground: Ground, place: PlaceInfo) -> list[VlanLine]:
    """VLANs of the place, and those of the municipality that its prefixes use."""
    used = {row.vlan.partition(" ")[0] for row in ground.prefixes.get(place.id, ())}
    everywhere = [row for row in ground.planned["vlans"][None] if str(row.vid) in used]
    rows = [(row, False) for row in ground.planned["vlans"][place.id]] + [(row, True) for row in everywhere]
    lines = [VlanLine(row.vid, row.name, row.purpose, shared, row.said()) for row, shared in rows]
    return sorted(lines, key=lambda line: (line.vid, line.everywhere))
