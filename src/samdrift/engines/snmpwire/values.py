# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The values SNMP carries (RFC 2578 section 7.1, RFC 3416 section 3): a tag and a plain Python value, frozen and cheap.

A named tuple, because an agent makes ten thousand of them a second.
"""

from enum import IntEnum
from ipaddress import IPv4Address
from typing import NamedTuple

ObjectId = tuple[int, ...]
"""An object identifier as its arcs, e.g. (1, 3, 6, 1, 2, 1, 1, 3, 0)."""

MAX_ARCS = 128
MAX_ARC = 2**32 - 1


class Tag(IntEnum):
    """BER tags of the values; the last three are the exceptions of RFC 3416 and stand in answers only."""

    INTEGER = 0x02
    OCTET_STRING = 0x04
    NULL = 0x05
    OBJECT_ID = 0x06
    IP_ADDRESS = 0x40
    COUNTER32 = 0x41
    GAUGE32 = 0x42
    TIME_TICKS = 0x43
    OPAQUE = 0x44
    COUNTER64 = 0x46
    NO_SUCH_OBJECT = 0x80
    NO_SUCH_INSTANCE = 0x81
    END_OF_MIB_VIEW = 0x82


class Value(NamedTuple):
    """`value` is int for numbers, bytes for strings, Opaque and IpAddress (4 octets), arcs for an OID, else None."""

    tag: Tag
    value: int | bytes | ObjectId | None

    @property
    def missing(self) -> bool:
        """True for noSuchObject, noSuchInstance and endOfMibView: the name was answered, a value was not."""
        return self.tag >= Tag.NO_SUCH_OBJECT

    def as_int(self) -> int | None:
        """The number, or None where this is not one."""
        return self.value if isinstance(self.value, int) else None

    def as_bytes(self) -> bytes | None:
        """The octets, or None where this is not a string."""
        return self.value if isinstance(self.value, bytes) else None

    def as_text(self) -> str:
        """For people and logs: OIDs dotted, addresses dotted, text where the octets are text, else colon-hex."""
        if self.tag == Tag.IP_ADDRESS and isinstance(self.value, bytes):
            return str(IPv4Address(self.value))
        if isinstance(self.value, tuple):
            return dotted(self.value)
        if isinstance(self.value, bytes):
            return _octets_as_text(self.value)
        return str(self.value) if self.value is not None else self.tag.name


VarBind = tuple[ObjectId, Value]

NULL = Value(Tag.NULL, None)
NO_SUCH_OBJECT = Value(Tag.NO_SUCH_OBJECT, None)
NO_SUCH_INSTANCE = Value(Tag.NO_SUCH_INSTANCE, None)
END_OF_MIB_VIEW = Value(Tag.END_OF_MIB_VIEW, None)


def integer(value: int) -> Value:
    """Integer32: -2^31 to 2^31-1 (checked when encoded, as are all ranges here)."""
    return Value(Tag.INTEGER, value)


def octet_string(value: bytes | str) -> Value:
    """Octets; text is encoded as UTF-8."""
    return Value(Tag.OCTET_STRING, value.encode() if isinstance(value, str) else value)


def object_id(value: ObjectId | str) -> Value:
    """An OID given as arcs or dotted."""
    return Value(Tag.OBJECT_ID, parse_dotted(value) if isinstance(value, str) else value)


def ip_address(value: str | bytes) -> Value:
    """An IPv4 address, dotted or as four octets."""
    return Value(Tag.IP_ADDRESS, IPv4Address(value).packed)


def counter32(value: int) -> Value:
    """0 to 2^32-1; the caller wraps."""
    return Value(Tag.COUNTER32, value)


def gauge32(value: int) -> Value:
    """0 to 2^32-1."""
    return Value(Tag.GAUGE32, value)


def time_ticks(value: int) -> Value:
    """Hundredths of a second, 0 to 2^32-1; the caller wraps (after 497 days)."""
    return Value(Tag.TIME_TICKS, value)


def opaque(value: bytes) -> Value:
    """Octets nobody but the two ends understands."""
    return Value(Tag.OPAQUE, value)


def counter64(value: int) -> Value:
    """0 to 2^64-1; not in SNMPv1."""
    return Value(Tag.COUNTER64, value)


def dotted(name: ObjectId) -> str:
    """1.3.6.1 from its arcs."""
    return ".".join(map(str, name))


def parse_dotted(text: str) -> ObjectId:
    """The arcs of 1.3.6.1 (a leading dot is allowed); ValueError for anything else."""
    arcs = text.removeprefix(".").split(".")
    if not all(arc.isascii() and arc.isdecimal() for arc in arcs):
        raise ValueError(f"{text!r} is not an object identifier: it is numbers with dots between, such as 1.3.6.1")
    return tuple(map(int, arcs))


def _octets_as_text(octets: bytes) -> str:
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        return octets.hex(":")
    return text if all(c.isprintable() or c in "\r\n\t" for c in text) else octets.hex(":")
