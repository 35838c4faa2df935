# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Knows a device, a place and a port again by what they say of themselves. Pure decisions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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
    return place_in_words(location, places_in_words(places))


def places_in_words(places: Iterable[tuple[int, str, str]]) -> list[tuple[str, int]]:
    """Every name and address of the places, as `place_in_words` compares them; the longest first."""
    found = [(_words(text), place_id) for place_id, *texts in places for text in texts]
    return sorted(((text, place_id) for text, place_id in found if text), key=lambda one: -len(one[0]))


def place_in_words(location: str, known: Iterable[tuple[str, int]]) -> int | None:
    """As `place_for`, for many devices of one municipality: whole words alone count."""
    wanted = f" {_words(location)} "
    return next((place_id for text, place_id in known if f" {text} " in wanted), None)


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


NAMED = "names"
"""Prefix of the keys by which a device is found that names another as its neighbour."""


ENGINE = "engine:"
"""Prefix of the key that tells which SNMP engine (RFC 3411) a device says it is. Copies share one: it identifies nobody."""


def engine_key(engine_id: str | None) -> str | None:
    """The key of an engine id that could be a device's own: of 5 to 32 octets, not all zero and not all ones."""
    if not engine_id or not 10 <= len(engine_id) <= 64 or not engine_id.strip("0") or not engine_id.strip("f"):
        return None
    return ENGINE + engine_id


def keys_of(serials: Iterable[str], neighbours: Iterable[Mapping[str, Any]]) -> set[str]:
    """What a device is found by: `serial:SN-1`, and for each neighbour it names what that is called there."""
    keys = {f"serial:{serial}" for serial in serials}
    for row in neighbours:
        name = (row.get("remote_name") or "").split(".", 1)[0]
        keys |= names_of(row.get("remote_chassis_id"), row.get("remote_address"), name)
    return {key[:220] for key in keys}


def names_of(chassis: str | None, address: str | None, name: str | None) -> set[str]:
    """The keys under which whoever names this device is found."""
    told = {"chassis": chassis, "address": address, "name": name}
    return {f"{NAMED}:{what}:{value}"[:220] for what, value in told.items() if value}
