# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The part of BER (X.690) that SNMP uses (RFC 3417 section 8): definite lengths, low tags, no nesting we do not name.

Every read is bounded by `end`, depth is fixed by the callers, so hostile input costs at most its own length.
Tolerated because agents in the field do it and no meaning is lost: long-form lengths with leading zeros, integers
with leading sign octets, an unsigned 32 or 64-bit number without its leading zero octet, and the empty OID for 0.0.
"""

from functools import lru_cache

from samdrift.engines.snmpwire.values import MAX_ARC, MAX_ARCS, ObjectId, Tag, Value

SEQUENCE = 0x30
_SIGNED_MIN, _SIGNED_MAX = -(2**31), 2**31 - 1
_UNSIGNED_MAX = {Tag.COUNTER32: 2**32 - 1, Tag.GAUGE32: 2**32 - 1, Tag.TIME_TICKS: 2**32 - 1, Tag.COUNTER64: 2**64 - 1}
_TAGS = {int(tag): tag for tag in Tag}
_OCTETS = (Tag.OCTET_STRING, Tag.OPAQUE)
_ARC_OCTETS = 5  # 2^32-1 in base 128


class WireError(ValueError):
    """The octets are not what they should be: `offset` from the start of the datagram, `reason` in words."""

    def __init__(self, offset: int, reason: str) -> None:
        self.offset = offset
        self.reason = reason
        super().__init__(f"octet {offset}: {reason}")


def read_header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, first octet of the contents and the octet after them, of the element at `at`; never beyond `end`."""
    if at + 2 > end:
        raise WireError(at, "ends where a tag and a length should stand")
    length = data[at + 1]
    start = at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4:
            raise WireError(at + 1, "length is indefinite" if count == 0 else f"length of {count} octets")
        start += count
        if start > end:
            raise WireError(at + 1, "ends inside a length")
        length = int.from_bytes(data[at + 2 : start], "big")
    stop = start + length
    if stop > end:
        raise WireError(at, f"{length} octets announced, {end - start} left")
    return data[at], start, stop


def read_tagged(data: bytes, at: int, end: int, tag: int, what: str) -> tuple[int, int]:
    """Contents of the element at `at`, which must carry `tag`; `what` names it in the error."""
    found, start, stop = read_header(data, at, end)
    if found != tag:
        raise WireError(at, f"tag 0x{found:02x} where {what} (0x{tag:02x}) should stand")
    return start, stop


def read_int32(data: bytes, at: int, end: int, what: str) -> tuple[int, int]:
    """An INTEGER in Integer32's range and the octet after it."""
    start, stop = read_tagged(data, at, end, 0x02, what)
    return decode_int32(data, start, stop), stop


def decode_int32(data: bytes, start: int, stop: int) -> int:
    """The contents of an INTEGER within -2^31..2^31-1."""
    if not 1 <= stop - start <= 9:
        raise WireError(start, f"integer of {stop - start} octets")
    value = int.from_bytes(data[start:stop], "big", signed=True)
    if not _SIGNED_MIN <= value <= _SIGNED_MAX:
        raise WireError(start, "integer beyond 32 bits")
    return value


def decode_unsigned(data: bytes, start: int, stop: int, most: int) -> int:
    """The contents of an unsigned number within 0..`most`."""
    if not 1 <= stop - start <= 9:
        raise WireError(start, f"number of {stop - start} octets")
    value = int.from_bytes(data[start:stop], "big")
    if value > most:
        raise WireError(start, f"number beyond {most.bit_length()} bits")
    return value


def decode_oid(data: bytes, start: int, stop: int) -> ObjectId:
    """The arcs of an OBJECT IDENTIFIER's contents: at most 128 arcs of at most 32 bits (RFC 2578 section 3.5)."""
    if start == stop:
        return (0, 0)
    if stop - start > MAX_ARCS * _ARC_OCTETS:
        raise WireError(start, f"object identifier of {stop - start} octets")
    octets = data[start:stop]
    if octets.isascii() and len(octets) < MAX_ARCS:
        return (*_first_two(octets[0]), *octets[1:])
    arcs: list[int] = []
    arc = 0
    fresh = True
    for at, octet in enumerate(octets, start):
        if fresh and octet == 0x80:
            raise WireError(at, "arc with a leading zero octet")
        arc = arc << 7 | octet & 0x7F
        fresh = octet < 0x80
        if arc > MAX_ARC + (80 if not arcs else 0):
            raise WireError(at, "arc beyond 32 bits")
        if fresh:
            arcs.append(arc)
            arc = 0
    if not fresh:
        raise WireError(stop, "ends inside an arc")
    if len(arcs) >= MAX_ARCS:
        raise WireError(start, f"object identifier of {len(arcs) + 1} arcs")
    return (*_first_two(arcs[0]), *arcs[1:])


def _first_two(joined: int) -> tuple[int, int]:
    return (2, joined - 80) if joined >= 80 else (joined // 40, joined % 40)


def read_value(data: bytes, at: int, end: int) -> tuple[Value, int]:
    """The value at `at` and the octet after it."""
    found, start, stop = read_header(data, at, end)
    tag = _TAGS.get(found)
    if tag is None:
        raise WireError(at, f"tag 0x{found:02x} is no value of SNMP")
    value: int | bytes | ObjectId | None
    if tag in _OCTETS:
        value = data[start:stop]
    elif tag == Tag.INTEGER:
        value = decode_int32(data, start, stop)
    elif tag == Tag.OBJECT_ID:
        value = decode_oid(data, start, stop)
    elif tag in _UNSIGNED_MAX:
        value = decode_unsigned(data, start, stop, _UNSIGNED_MAX[tag])
    elif tag == Tag.IP_ADDRESS:
        if stop - start != 4:
            raise WireError(start, f"IpAddress of {stop - start} octets")
        value = data[start:stop]
    else:
        if start != stop:
            raise WireError(start, f"{tag.name} with contents")
        value = None
    return Value(tag, value), stop


def tlv(tag: int, contents: bytes) -> bytes:
    """One element, its length in the shortest form."""
    length = len(contents)
    if length < 0x80:
        return bytes((tag, length)) + contents
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + contents


def encode_int(value: int, tag: int = 0x02) -> bytes:
    """A whole number in the fewest octets of two's complement."""
    if 0 <= value < 0x80:
        return bytes((tag, 1, value))
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return bytes((tag, size)) + value.to_bytes(size, "big", signed=True)


def encode_int32(value: int) -> bytes:
    """An INTEGER; ValueError beyond 32 bits."""
    if not _SIGNED_MIN <= value <= _SIGNED_MAX:
        raise ValueError(f"{value} does not fit an Integer32")
    return encode_int(value)


@lru_cache(maxsize=32_768)  # the same few thousand names are asked and answered each minute
def encode_oid(name: ObjectId) -> bytes:
    """A whole OBJECT IDENTIFIER element; ValueError where the arcs are not one."""
    if not 2 <= len(name) <= MAX_ARCS or not 0 <= name[0] <= 2 or min(name) < 0 or max(name) > MAX_ARC:
        raise ValueError(f"{name} is not an object identifier")
    if name[0] < 2 and name[1] >= 40:
        raise ValueError(f"{name} is not an object identifier: the second arc is below 40 under {name[0]}")
    contents = bytearray()
    for arc in (name[0] * 40 + name[1], *name[2:]):
        if arc < 0x80:
            contents.append(arc)
            continue
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        contents.extend(reversed(groups))
    return tlv(Tag.OBJECT_ID, bytes(contents))


def encode_value(item: Value) -> bytes:
    """A value as an element; ValueError where the Python value does not fit the tag."""
    tag, value = item
    if isinstance(value, bytes):
        if tag in _OCTETS or (tag == Tag.IP_ADDRESS and len(value) == 4):
            return tlv(tag, value)
    elif isinstance(value, int):
        if tag == Tag.INTEGER:
            return encode_int32(value)
        if 0 <= value <= _UNSIGNED_MAX.get(tag, -1):
            return encode_int(value, tag)
    elif isinstance(value, tuple):
        if tag == Tag.OBJECT_ID:
            return encode_oid(value)
    elif tag in (Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW):
        return bytes((tag, 0))
    raise ValueError(f"{value!r} does not fit {tag.name}")
