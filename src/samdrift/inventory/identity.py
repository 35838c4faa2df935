# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Knows a device, a place and a port again by what they say of themselves. Pure decisions."""

import re
from collections.abc import Iterable, Sequence

from samdrift.inventory.rules.knowing import real_serials
from samdrift.inventory.types import DeviceSnapshot, InterfaceFacts


def display_name(snapshot: DeviceSnapshot, address: str) -> str:
    """The sysName without its domain, else the address."""
    name = (snapshot.device.sys_name or "").strip()
    return (name.split(".", 1)[0] if name and not name[0].isdigit() else name) or address


def names_of_interfaces(interfaces: Sequence[InterfaceFacts]) -> dict[int, str]:
    """By ifIndex: the name a port is known by across restarts: ifName, else ifDescr, else its number; made unique."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for port in interfaces:
        name = (port.name or port.descr or f"if{port.if_index}").strip()[:100] or f"if{port.if_index}"
        names[port.if_index] = name if name not in taken else f"{name}#{port.if_index}"
        taken.add(names[port.if_index])
    return names


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def place_for(location: str, places: Iterable[tuple[int, str, str]]) -> int | None:
    """The place whose name or address sysLocation begins with or contains; the longest match wins. (id, name, address)."""
    wanted = _words(location)
    best: tuple[int, int] | None = None
    for place_id, name, address in places:
        for text in (_words(name), _words(address)):
            if text and re.search(rf"\b{re.escape(text)}\b", wanted) and (best is None or len(text) > best[0]):
                best = (len(text), place_id)
    return best[1] if best is not None else None


def port_keys(text: str | None) -> set[str]:
    """The ways a port may be written by its neighbour: as is, and as bare hex where it is a MAC address."""
    if not text:
        return set()
    plain = text.strip().casefold()
    bare = re.sub(r"[^0-9a-f]", "", plain)
    return {plain, bare} if re.fullmatch(r"([0-9a-f]{2}[:\-. ]?){6}", plain) else {plain}


def serials_of(snapshot: DeviceSnapshot) -> frozenset[str]:
    """Its own serial number and those of its chassis (ENTITY-MIB): the members of a stack, never modules that get moved."""
    chassis = (row.get("serial") for row in snapshot.entities if row.get("class") in {"chassis", "stack"})
    return real_serials([snapshot.device.serial, *(str(serial) for serial in chassis if serial)])
