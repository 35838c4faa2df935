# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Turns what agents send into plain text, MACs and addresses. Agents differ: text as hex, MACs as text, padded names."""

import ipaddress
import math
import re
from collections.abc import Sequence

SnmpValue = None | str | bytes | int | float
"""What one variable holds: octets as bytes, addresses and object identifiers as str, numbers as numbers."""

Index = tuple[int, ...]

_PADDING_DOTS = re.compile(r"\.{4,}$")
_MAC_TEXT = re.compile(r"^\s*((?:[0-9A-Fa-f]{1,2}[:\-. ]){5}[0-9A-Fa-f]{1,2})\s*$")
_MAC_CISCO = re.compile(r"^\s*[0-9A-Fa-f]{4}[.\-:][0-9A-Fa-f]{4}[.\-:][0-9A-Fa-f]{4}\s*$")
_MAC_BARE = re.compile(r"^\s*(?:0x)?([0-9A-Fa-f]{12})\s*$")


def text(value: SnmpValue) -> str | None:
    """A DisplayString as people read it: UTF-8, else Latin-1; ends at the first NUL. None where the device is silent."""
    if value is None:
        return None
    if isinstance(value, bytes):
        octets = value.lstrip(b"\0").split(b"\0", 1)[0]
        try:
            words = octets.decode("utf-8")
        except UnicodeDecodeError:
            words = octets.decode("latin-1")
        return words.strip(" \t\r\n")
    return str(value)


def label(value: SnmpValue) -> str | None:
    """A name, model or serial: as `text`, without the dots some agents pad with, and None when nothing is left."""
    words = text(value)
    if words is None:
        return None
    return _PADDING_DOTS.sub("", words).strip() or None


def number(value: SnmpValue) -> int | None:
    """An integer, also when the agent sends it as text. None for anything else."""
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    words = text(value)
    if words is None:
        return None
    return int(words) if re.fullmatch(r"-?\d{1,20}", words) else None


def unsigned(value: SnmpValue) -> int | None:
    """A counter or gauge; one that an agent sends as a negative INTEGER is the 32-bit number meant."""
    found = number(value)
    if found is None or found >= 0:
        return found
    return found + 2**32 if found >= -(2**31) else None


def mac(value: SnmpValue) -> str | None:
    """A PhysAddress as 12 lower-case hex digits; six octets, or text such as 0:1b:2c:3d:4e:5f or 001b.2c3d.4e5f."""
    if isinstance(value, bytes):
        if len(value) == 6:
            return value.hex()
        words = text(value) or ""
    elif isinstance(value, str):
        words = value
    else:
        return None
    if _MAC_TEXT.match(words):
        return "".join(part.zfill(2) for part in re.split(r"[:\-. ]", words.strip())).lower()
    if _MAC_CISCO.match(words):
        return re.sub(r"[^0-9a-fA-F]", "", words).lower()
    bare = _MAC_BARE.match(words)
    return bare.group(1).lower() if bare else None


def hex_digits(value: SnmpValue) -> str | None:
    """Octets as lower-case hex, for identifiers that may be anything (IEEE 802.1AB chassis id)."""
    if value is None:
        return None
    octets = value if isinstance(value, bytes) else str(value).encode()
    return mac(octets) or octets.hex() or None


def address_of_octets(octets: Sequence[int]) -> str | None:
    """An IP address from 4 or 16 octets (8 or 20 with a zone index, RFC 4001), as people write it."""
    if len(octets) in {8, 20}:
        octets = octets[:-4]
    if len(octets) not in {4, 16} or any(not 0 <= octet <= 255 for octet in octets):
        return None
    return str(ipaddress.ip_address(bytes(octets)))


def address(value: SnmpValue) -> str | None:
    """An IP address from a variable: IpAddress, octets, or text."""
    if isinstance(value, bytes):
        found = address_of_octets(value)
        if found:
            return found
    words = text(value)
    try:
        return str(ipaddress.ip_address(words)) if words else None
    except ValueError:
        return None


def address_of_index(index: Index) -> tuple[str | None, Index]:
    """The InetAddress at the front of an index (type, length, octets; RFC 4001) and what follows it."""
    if len(index) < 2:
        return None, ()
    size = index[1]
    return address_of_octets(index[2 : 2 + size]), index[2 + size :]


def prefix_length(mask: str | None) -> int | None:
    """255.255.255.0 is 24; None for what is no mask."""
    try:
        return ipaddress.ip_network(f"0.0.0.0/{mask}").prefixlen if mask else None
    except ValueError:
        return None


def object_identifier(value: SnmpValue) -> str | None:
    """A dotted object identifier without leading dot, also when the agent sends it as text."""
    words = (text(value) or "").removeprefix(".") if isinstance(value, str | bytes) else ""
    return words if re.fullmatch(r"\d+(\.\d+)*", words, re.ASCII) else None


def oid_arcs(dotted: str) -> Index:
    """The arcs of a dotted object identifier; a leading dot is let through."""
    return tuple(int(arc) for arc in dotted.strip(".").split(".") if arc)


def set_bits(value: SnmpValue) -> frozenset[int]:
    """Positions set in a BITS or PortList, counted from 1 (RFC 4363: the most significant bit of octet 1 is port 1)."""
    if not isinstance(value, bytes):
        return frozenset()
    return frozenset(8 * at + bit + 1 for at, octet in enumerate(value) for bit in range(8) if octet & (0x80 >> bit))
