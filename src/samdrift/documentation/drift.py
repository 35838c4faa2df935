# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where plan and network say different things. Pure: the same two pictures always give the same findings.

A kind of statement the plan is silent about (no cables at all, say) is not compared: a municipality that has not begun to
plan its cables does not want four hundred lines about it. What belongs to a device that is not found is told once, by the
device.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from ipaddress import ip_address, ip_network
from typing import Any

from samdrift.documentation.drift_logical import beyond_cables, folded, named_by_controllers
from samdrift.documentation.types import (
    Finding,
    Plan,
    PlannedCableInfo,
    PlannedDeviceInfo,
    Seen,
    SeenCable,
    SeenDevice,
)

End = tuple[str, str]


def differences(plan: Plan, seen: Seen, *, today: date | None = None) -> list[Finding]:
    """Every difference, each with a key of its own, in a stable order. `today` in the municipality: without it no warranty
    has ended.
    """
    pairs = matched(plan.devices, seen.devices)
    found = [
        *_devices(plan, seen, pairs),
        *_ports(plan, pairs),
        *_cables(plan, seen, pairs),
        *_addresses(plan, seen),
        *beyond_cables(plan, seen, pairs, today),
    ]
    return sorted({finding.key: finding for finding in found}.values(), key=lambda finding: finding.key)


def matched(planned: Iterable[PlannedDeviceInfo], seen: Iterable[SeenDevice]) -> dict[int, SeenDevice]:
    """By planned id the device that is meant by it: the one with its serial number, else its name, else its address."""
    left = {device.id: device for device in seen}
    waiting = sorted(planned, key=lambda device: device.id)
    pairs: dict[int, SeenDevice] = {}
    for attribute in ("serial", "name", "address"):
        by_value = {folded(getattr(device, attribute)): device for device in reversed(list(left.values()))}
        for device in waiting:
            value = folded(getattr(device, attribute))
            match = by_value.get(value) if value else None
            if device.id not in pairs and match is not None and match.id in left:
                pairs[device.id] = left.pop(match.id)
    return pairs


def _devices(plan: Plan, seen: Seen, pairs: dict[int, SeenDevice]) -> Iterator[Finding]:
    by_controller = named_by_controllers(seen)
    for device in plan.devices:
        match = pairs.get(device.id)
        if match is None and folded(device.name) in by_controller:
            continue  # an access point without an address of its own: its controller tells of it
        if match is None:
            yield Finding(
                f"device|{folded(device.name)}",
                "device",
                "missing",
                device.name,
                intended=device.name,
                place_id=device.place_id,
                facts={"planned_id": device.id},
            )
        else:
            yield from _compared(device, match)
    if not plan.devices:
        return
    meant = {match.id for match in pairs.values()}
    for other in seen.devices:
        if other.id not in meant:
            yield Finding(
                f"device|{folded(other.name)}|seen",
                "device",
                "unplanned",
                other.name,
                observed=f"{other.name}, {other.address}",
                place_id=other.place_id,
                device_id=other.id,
                facts={"device_id": other.id},
            )


def _compared(device: PlannedDeviceInfo, match: SeenDevice) -> Iterator[Finding]:
    pairs: tuple[tuple[str, str, str], ...] = (
        ("name", device.name, match.name),
        ("serial", device.serial, match.serial),
        ("address", device.address, match.address),
        ("model", device.model, match.model),
        ("place", str(device.place_id or ""), str(match.place_id or "")),
    )
    for field, intended, observed in pairs:
        if intended and observed and folded(intended) != folded(observed):
            yield Finding(
                f"device|{folded(device.name)}|{field}",
                "device",
                "different",
                device.name,
                field,
                intended,
                observed,
                place_id=device.place_id or match.place_id,
                device_id=match.id,
                facts={"planned_id": device.id, "device_id": match.id, "value": observed},
            )


def _ports(plan: Plan, pairs: dict[int, SeenDevice]) -> Iterator[Finding]:
    by_name = {folded(device.name): pairs[device.id] for device in plan.devices if device.id in pairs}
    served: dict[int, dict[str, tuple[str, str]]] = {}
    for port in plan.ports:
        device = by_name.get(folded(port.device))
        if device is None or not device.ports:
            continue  # not found, or it served no list of ports: told elsewhere
        subject = f"{port.device} {port.name}"
        facts = {"planned_id": port.id, "device_id": device.id}
        if device.id not in served:
            served[device.id] = {folded(name): told for name, told in device.ports.items()}
        known = served[device.id].get(folded(port.name))
        key = f"port|{folded(port.device)}|{folded(port.name)}"
        where: dict[str, Any] = {"place_id": device.place_id, "device_id": device.id}
        if known is None:
            yield Finding(key, "port", "missing", subject, intended=port.purpose or port.name, facts=facts, **where)
            continue
        alias, admin = known
        if port.purpose and folded(alias) != folded(port.purpose):
            yield Finding(
                f"{key}|purpose",
                "port",
                "different",
                subject,
                "purpose",
                port.purpose,
                alias,
                facts=facts | {"value": alias},
                **where,
            )
        if port.enabled is not None and admin in {"up", "down"} and port.enabled != (admin == "up"):
            intended = "up" if port.enabled else "down"
            yield Finding(
                f"{key}|enabled",
                "port",
                "different",
                subject,
                "enabled",
                intended,
                admin,
                facts=facts | {"value": admin},
                **where,
            )


def _cables(plan: Plan, seen: Seen, pairs: dict[int, SeenDevice]) -> Iterator[Finding]:
    if not plan.cables:
        return
    # names as the network has them, so that a renamed device does not make every cable of it a difference
    real = {folded(device.name): pairs[device.id] for device in plan.devices if device.id in pairs}
    seen_by_ends = {frozenset(map(_end, (cable.a, cable.b))): cable for cable in seen.cables}
    places = {folded(device.name): device for device in seen.devices}
    missing: list[tuple[PlannedCableInfo, frozenset[End]]] = []
    for cable in plan.cables:
        ends = frozenset(_end((_real_name(end[0], real), end[1])) for end in (cable.a, cable.b))
        if seen_by_ends.pop(ends, None) is None and all(folded(end[0]) in real for end in (cable.a, cable.b)):
            missing.append((cable, ends))
    at_end = {end: known for known in seen_by_ends for end in known}
    for cable, ends in missing:
        instead = next((at_end[end] for end in sorted(ends) if at_end.get(end) in seen_by_ends), None)
        other = seen_by_ends.pop(instead) if instead is not None else None
        near = real[folded(cable.a[0])]
        yield Finding(
            f"cable|{_words(*sorted(map(_end, (cable.a, cable.b))))}",
            "cable",
            "missing" if other is None else "different",
            _words(cable.a, cable.b),
            intended=_words(cable.a, cable.b),
            observed=_words(other.a, other.b) if other else "",
            place_id=near.place_id,
            device_id=near.id,
            facts={"planned_id": cable.id} | (_facts(other) if other else {}),
        )
    for ends, left in seen_by_ends.items():
        near_device = places.get(folded(left.a[0]))
        yield Finding(
            f"cable|{_words(*sorted(ends))}|seen",
            "cable",
            "unplanned",
            _words(left.a, left.b),
            observed=_words(left.a, left.b),
            place_id=near_device.place_id if near_device else None,
            device_id=near_device.id if near_device else None,
            facts=_facts(left),
        )


def _addresses(plan: Plan, seen: Seen) -> Iterator[Finding]:
    given = {str(ip_address(row.address)): row for row in plan.addresses}
    networks = [ip_network(text, strict=False) for text in plan.prefixes]
    for device in seen.devices:
        row = given.get(device.address)
        where: dict[str, Any] = {"place_id": device.place_id, "device_id": device.id}
        if row is not None and row.device and folded(row.device) != folded(device.name):
            yield Finding(
                f"address|{device.address}",
                "address",
                "different",
                device.address,
                "device",
                row.device,
                device.name,
                facts={"planned_id": row.id, "value": device.name},
                **where,
            )
        elif row is None and networks and not any(_holds(network, device.address) for network in networks):
            yield Finding(
                f"address|{device.address}|seen",
                "address",
                "unplanned",
                device.address,
                observed=f"{device.address}, {device.name}",
                facts={"value": device.name},
                **where,
            )


def _holds(network: object, address: str) -> bool:
    return ip_address(address) in network  # type: ignore[operator]


def _real_name(name: str, real: dict[str, SeenDevice]) -> str:
    match = real.get(folded(name))
    return match.name if match is not None else name


def _end(end: End) -> End:
    return folded(end[0]), folded(end[1])


def _words(*ends: End) -> str:
    return " – ".join(f"{device} {port}" for device, port in ends)


def _facts(cable: SeenCable) -> dict[str, object]:
    return {"a": list(cable.a), "b": list(cable.b)}
