# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whole SNMP messages: version, community, one PDU (RFC 1157 section 4, RFC 1901, RFC 3416 section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from samdrift.engines.snmpwire.ber import (
    SEQUENCE,
    WireError,
    decode_oid,
    decode_unsigned,
    encode_int,
    encode_int32,
    encode_oid,
    encode_value,
    read_header,
    read_int32,
    read_tagged,
    read_value,
    tlv,
)
from samdrift.engines.snmpwire.values import NULL, ObjectId, Tag, VarBind

V1, V2C, V3 = 0, 1, 3
"""`version` as it stands on the wire: 0 is SNMPv1, 1 is SNMPv2c, 3 is SNMPv3."""


class PduType(IntEnum):
    """BER tags of the PDUs."""

    GET = 0xA0
    GET_NEXT = 0xA1
    RESPONSE = 0xA2
    SET = 0xA3
    TRAP_V1 = 0xA4
    BULK = 0xA5
    INFORM = 0xA6
    TRAP_V2 = 0xA7
    REPORT = 0xA8


class ErrorStatus(IntEnum):
    """The error-status values a manager meets most (RFC 3416 section 3); others may stand on the wire as numbers."""

    NO_ERROR = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    BAD_VALUE = 3
    READ_ONLY = 4
    GEN_ERR = 5
    NO_ACCESS = 6
    NOT_WRITABLE = 17


@dataclass(frozen=True, slots=True)
class TrapV1:
    """What only the Trap-PDU of SNMPv1 has: generic 0..5, or 6 with `specific` under `enterprise`; ticks of sysUpTime."""

    enterprise: ObjectId
    agent_address: bytes
    generic: int
    specific: int
    time_stamp: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message. In a GETBULK the two error fields are non-repeaters and max-repetitions, as on the wire."""

    version: int
    community: bytes
    pdu_type: PduType
    request_id: int
    varbinds: tuple[VarBind, ...] = ()
    error_status: int = 0
    error_index: int = 0
    trap_v1: TrapV1 | None = None
    """Set exactly when `pdu_type` is TRAP_V1; `request_id` and the error fields are then 0."""

    @property
    def non_repeaters(self) -> int:
        return self.error_status

    @property
    def max_repetitions(self) -> int:
        return self.error_index

    def reply(self, varbinds: Iterable[VarBind], *, error_status: int = 0, error_index: int = 0) -> "Message":
        """The Response to this request: same version, community and request id."""
        return Message(
            version=self.version,
            community=self.community,
            pdu_type=PduType.RESPONSE,
            request_id=self.request_id,
            varbinds=tuple(varbinds),
            error_status=error_status,
            error_index=error_index,
        )


def get(*names: ObjectId, community: bytes, request_id: int, version: int = V2C) -> Message:
    """A GetRequest for `names`."""
    return Message(version, community, PduType.GET, request_id, tuple((name, NULL) for name in names))


def get_next(*names: ObjectId, community: bytes, request_id: int, version: int = V2C) -> Message:
    """A GetNextRequest after `names`."""
    return Message(version, community, PduType.GET_NEXT, request_id, tuple((name, NULL) for name in names))


def get_bulk(
    *names: ObjectId, community: bytes, request_id: int, max_repetitions: int, non_repeaters: int = 0
) -> Message:
    """A GetBulkRequest (v2c only)."""
    binds = tuple((name, NULL) for name in names)
    return Message(V2C, community, PduType.BULK, request_id, binds, non_repeaters, max_repetitions)


def decode_message(data: bytes) -> Message:
    """The v1 or v2c message that is exactly `data`. Anything else raises WireError, SNMPv3 too (its version says so)."""
    at, end = read_tagged(data, 0, len(data), SEQUENCE, "a message")
    if end != len(data):
        raise WireError(end, f"{len(data) - end} octets after the message")
    version, at = read_int32(data, at, end, "the version")
    if version not in (V1, V2C):
        raise WireError(2, f"version {version} is neither SNMPv1 (0) nor SNMPv2c (1)")
    start, at = read_tagged(data, at, end, Tag.OCTET_STRING, "the community")
    return decode_pdu(data, at, end, version=version, community=data[start:at])


def decode_pdu(data: bytes, at: int, end: int, *, version: int, community: bytes = b"") -> Message:
    """The PDU that fills `data[at:end]`; the way in for SNMPv3, whose scoped PDU has no community."""
    tag, start, stop = read_header(data, at, end)
    if stop != end:
        raise WireError(stop, f"{end - stop} octets after the PDU")
    if tag not in (_PDUS_V1 if version == V1 else _PDUS_V2):
        raise WireError(at, f"tag 0x{tag:02x} is no PDU of this version")
    if tag == PduType.TRAP_V1:
        trap, start = _read_trap_v1(data, start, stop)
        return Message(version, community, PduType.TRAP_V1, 0, _read_varbinds(data, start, stop), trap_v1=trap)
    request_id, start = read_int32(data, start, stop, "the request id")
    error_status, start = read_int32(data, start, stop, "the error status")
    error_index, start = read_int32(data, start, stop, "the error index")
    varbinds = _read_varbinds(data, start, stop)
    return Message(version, community, PduType(tag), request_id, varbinds, error_status, error_index)


def _read_trap_v1(data: bytes, at: int, end: int) -> tuple[TrapV1, int]:
    start, at = read_tagged(data, at, end, Tag.OBJECT_ID, "the enterprise")
    enterprise = decode_oid(data, start, at)
    start, at = read_tagged(data, at, end, Tag.IP_ADDRESS, "the agent address")
    if at - start != 4:
        raise WireError(start, f"agent address of {at - start} octets")
    address = data[start:at]
    generic, at = read_int32(data, at, end, "the generic trap")
    specific, at = read_int32(data, at, end, "the specific trap")
    start, at = read_tagged(data, at, end, Tag.TIME_TICKS, "the time stamp")
    return TrapV1(enterprise, address, generic, specific, decode_unsigned(data, start, at, 2**32 - 1)), at


def _read_varbinds(data: bytes, at: int, end: int) -> tuple[VarBind, ...]:
    at, stop = read_tagged(data, at, end, SEQUENCE, "the variable bindings")
    if stop != end:
        raise WireError(stop, f"{end - stop} octets after the variable bindings")
    found: list[VarBind] = []
    while at < stop:
        at, bind_stop = read_tagged(data, at, stop, SEQUENCE, "a variable binding")
        name_start, name_stop = read_tagged(data, at, bind_stop, Tag.OBJECT_ID, "a name")
        value, at = read_value(data, name_stop, bind_stop)
        if at != bind_stop:
            raise WireError(at, f"{bind_stop - at} octets after a value")
        found.append((decode_oid(data, name_start, name_stop), value))
    return tuple(found)


def encode_message(message: Message) -> bytes:
    """The datagram; ValueError where a field does not fit its type on the wire."""
    if message.version not in (V1, V2C):
        raise ValueError(f"version {message.version} is neither SNMPv1 (0) nor SNMPv2c (1)")
    head = encode_int(message.version) + tlv(Tag.OCTET_STRING, message.community)
    return tlv(SEQUENCE, head + encode_pdu(message))


def encode_pdu(message: Message) -> bytes:
    """The PDU alone, as SNMPv3's scoped PDU carries it."""
    binds = tlv(
        SEQUENCE, b"".join([tlv(SEQUENCE, encode_oid(name) + encode_value(value)) for name, value in message.varbinds])
    )
    trap = message.trap_v1
    if (trap is not None) != (message.pdu_type == PduType.TRAP_V1):
        raise ValueError("trap_v1 belongs to TRAP_V1, and to nothing else")
    if trap is None:
        numbers = (message.request_id, message.error_status, message.error_index)
        return tlv(message.pdu_type, b"".join(map(encode_int32, numbers)) + binds)
    if len(trap.agent_address) != 4 or not 0 <= trap.time_stamp < 2**32:
        raise ValueError(f"{trap} does not fit a Trap-PDU")
    fields = (
        encode_oid(trap.enterprise),
        tlv(Tag.IP_ADDRESS, trap.agent_address),
        encode_int32(trap.generic),
        encode_int32(trap.specific),
        encode_int(trap.time_stamp, Tag.TIME_TICKS),
    )
    return tlv(PduType.TRAP_V1, b"".join(fields) + binds)


_PDUS_V1 = frozenset({PduType.GET, PduType.GET_NEXT, PduType.RESPONSE, PduType.SET, PduType.TRAP_V1})
_PDUS_V2 = frozenset(PduType) - {PduType.TRAP_V1}
