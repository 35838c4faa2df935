# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where plan and network differ in what no hand can touch: VLANs, addresses, access points behind a controller; and
warranties that have ended. Pure, as `drift`, of which this is a part. What a device does not tell is not compared.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from ipaddress import ip_address
from typing import Any

from samdrift.documentation.types import Finding, Plan, PlannedVlanInfo, Seen, SeenDevice

BUILT_IN = {1, 1002, 1003, 1004, 1005}
"""VLANs that devices bring along (IEEE 802.1Q default; Cisco's token ring and FDDI): nobody plans them."""
WIRELESS = {"wireless", "access-point", "access point", "ap"}
Pairs = Mapping[int, SeenDevice]


def folded(text: str) -> str:
    """As names are compared: without regard to case and outer blanks."""
    return text.strip().casefold()


def named_by_controllers(seen: Seen) -> frozenset[str]:
    """Folded names of access points that controllers tell of."""
    return frozenset().union(*(device.radios for device in seen.devices))


def beyond_cables(plan: Plan, seen: Seen, pairs: Pairs, today: date | None) -> Iterator[Finding]:
    """All of this module's findings."""
    yield from _vlans(plan, seen)
    yield from _port_vlans(plan, pairs)
    yield from _own_addresses(plan, seen, pairs)
    yield from _access_points(plan, seen, pairs)
    if today is not None:
        yield from _warranties(plan, pairs, today)


def _vlans(plan: Plan, seen: Seen) -> Iterator[Finding]:
    if not plan.vlans:
        return
    telling: dict[int | None, list[SeenDevice]] = defaultdict(list)
    for device in seen.devices:
        if device.vlans:
            telling[device.place_id].append(device)
    everywhere = {row.vid: row for row in plan.vlans if row.place_id is None}
    anywhere = {vid for devices in telling.values() for device in devices for vid in device.vlans}
    if telling:
        yield from _missing(everywhere.values(), anywhere)
    for place_id, devices in telling.items():
        here = {row.vid: row for row in plan.vlans if row.place_id == place_id and place_id is not None}
        known = {vid: (device, name) for device in reversed(devices) for vid, name in device.vlans.items()}
        yield from _missing(here.values(), known)
        for vid, (device, name) in sorted(known.items()):
            row = here.get(vid) or everywhere.get(vid)
            if vid not in BUILT_IN and (here or everywhere):
                yield from _one_vlan(vid, name, row, device)


def _missing(rows: Iterable[PlannedVlanInfo], known: Iterable[int]) -> Iterator[Finding]:
    found = set(known)
    for row in rows:
        if row.vid not in found:
            yield Finding(
                f"vlan|{row.place_id or 'all'}|{row.vid}",
                "vlan",
                "missing",
                f"VLAN {row.vid}",
                intended=row.name,
                place_id=row.place_id,
                facts={"planned_id": row.id},
            )


def _one_vlan(vid: int, name: str, row: PlannedVlanInfo | None, device: SeenDevice) -> Iterator[Finding]:
    where: dict[str, Any] = {"place_id": device.place_id, "device_id": device.id}
    if row is None:
        yield Finding(
            f"vlan|{device.place_id or 'all'}|{vid}|seen",
            "vlan",
            "unplanned",
            f"VLAN {vid}",
            observed=", ".join(filter(None, (name, device.name))),
            facts={"vid": vid, "value": name or f"VLAN {vid}"},
            **where,
        )
    elif name and not re.fullmatch(rf"vlan[ _-]?0*{vid}", folded(name)) and folded(name) != folded(row.name):
        yield Finding(
            f"vlan|{device.place_id or 'all'}|{vid}|name",
            "vlan",
            "different",
            f"VLAN {vid}",
            "name",
            row.name,
            name,
            facts={"planned_id": row.id, "value": name},
            **where,
        )


def _port_vlans(plan: Plan, pairs: Pairs) -> Iterator[Finding]:
    by_name = {folded(device.name): pairs[device.id] for device in plan.devices if device.id in pairs}
    for port in plan.ports:
        device = by_name.get(folded(port.device))
        told = {folded(name): vlans for name, vlans in device.port_vlans.items()} if device is not None else {}
        if device is None or folded(port.name) not in told:
            continue
        native, tagged = told[folded(port.name)]
        compared = (
            ("vlan", str(port.vlan or ""), str(native or "")),
            ("tagged", _numbers(port.tagged), _numbers(tagged)),
        )
        for field, intended, observed in compared:
            if intended and observed != intended and (observed or field == "tagged"):
                yield Finding(
                    f"port|{folded(port.device)}|{folded(port.name)}|{field}",
                    "port",
                    "different",
                    f"{port.device} {port.name}",
                    field,
                    intended,
                    observed,
                    place_id=device.place_id,
                    device_id=device.id,
                    facts={"planned_id": port.id, "device_id": device.id, "value": observed},
                )


def _numbers(vids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(vids)))


def _own_addresses(plan: Plan, seen: Seen, pairs: Pairs) -> Iterator[Finding]:
    """Addresses of a device beside the one it is managed by: planned for it and not there, there and planned for none."""
    given = {str(ip_address(row.address)): row for row in plan.addresses}
    for device in seen.devices:
        for address in device.addresses:
            row = given.get(address)
            if row is not None and row.device and folded(row.device) != folded(device.name):
                yield Finding(
                    f"address|{address}",
                    "address",
                    "different",
                    address,
                    "device",
                    row.device,
                    device.name,
                    place_id=device.place_id,
                    device_id=device.id,
                    facts={"planned_id": row.id, "value": device.name},
                )
    theirs = {folded(device.name): pairs[device.id] for device in plan.devices if device.id in pairs}
    borne = {address for device in seen.devices for address in (device.address, *device.addresses)}
    for address, row in given.items():
        bearer = theirs.get(folded(row.device)) if row.device else None
        if bearer is not None and bearer.addresses and address not in borne:
            yield Finding(
                f"address|{address}|gone",
                "address",
                "missing",
                address,
                intended=row.device,
                place_id=bearer.place_id,
                device_id=bearer.id,
                facts={"planned_id": row.id},
            )


def _access_points(plan: Plan, seen: Seen, pairs: Pairs) -> Iterator[Finding]:
    """How many access points the controllers have, beside how many are planned that do not answer for themselves."""
    planned = [d for d in plan.devices if folded(d.role) in WIRELESS and d.id not in pairs]
    controllers = [device for device in seen.devices if device.access_points is not None]
    count = sum(device.access_points or 0 for device in controllers)
    if planned and controllers and count != len(planned):
        yield Finding(
            "wireless|access_points",
            "wireless",
            "different",
            ", ".join(device.name for device in controllers),
            "access_points",
            str(len(planned)),
            str(count),
            place_id=controllers[0].place_id,
            device_id=controllers[0].id,
        )


def _warranties(plan: Plan, pairs: Pairs, today: date) -> Iterator[Finding]:
    """Devices that are there and whose warranty ran out; it holds on its last day."""
    for device in plan.devices:
        match = pairs.get(device.id)
        if match is not None and device.warranty_until is not None and device.warranty_until < today:
            yield Finding(
                f"device|{folded(device.name)}|warranty_until",
                "device",
                "different",
                device.name,
                "warranty_until",
                device.warranty_until.isoformat(),
                place_id=device.place_id or match.place_id,
                device_id=match.id,
                facts={"planned_id": device.id, "device_id": match.id, "value": None},
            )
