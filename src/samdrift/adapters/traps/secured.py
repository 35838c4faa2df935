# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The SNMPv3 message around a PDU (RFC 3412 section 6, RFC 3414 section 2.4): to and from octets."""

from dataclasses import dataclass

from samdrift.engines import snmpwire as wire
from samdrift.engines.snmpwire.ber import SEQUENCE, encode_int, read_int32, read_tagged, tlv

_OCTETS = wire.Tag.OCTET_STRING
AUTH, PRIV, REPORTABLE = 1, 2, 4
USM = 3
MAX_SIZE = 65_507
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Secured:
    """One v3 message. `flags` as on the wire (AUTH, PRIV, REPORTABLE); `payload` is the scoped PDU, encrypted with PRIV."""

    message_id: int
    flags: int
    engine_id: bytes
    boots: int
    time: int
    user: bytes
    digest: bytes
    salt: bytes
    payload: bytes
    digest_at: int = 0
    """Where the digest stands in the datagram."""


def version_of(data: bytes) -> int:
    """The version of any SNMP message; WireError where there is none."""
    at, end = read_tagged(data, 0, len(data), SEQUENCE, "a message")
    return read_int32(data, at, end, "the version")[0]


def decode_secured(data: bytes) -> Secured:
    """The message in `data`; WireError for anything else."""
    at, end = read_tagged(data, 0, len(data), SEQUENCE, "a message")
    if end != len(data):
        raise wire.WireError(end, f"{len(data) - end} octets after the message")
    version, at = read_int32(data, at, end, "the version")
    if version != wire.V3:
        raise wire.WireError(2, f"version {version} is not SNMPv3")
    at, header_end = read_tagged(data, at, end, SEQUENCE, "the header")
    message_id, at = read_int32(data, at, header_end, "the message id")
    _, at = read_int32(data, at, header_end, "the greatest size")
    start, at = read_tagged(data, at, header_end, _OCTETS, "the flags")
    if at - start != 1:
        raise wire.WireError(start, f"flags of {at - start} octets")
    flags = data[start]
    model, at = read_int32(data, at, header_end, "the security model")
    if model != USM or (flags & PRIV and not flags & AUTH):
        raise wire.WireError(start, f"security model {model} with flags {flags}")
    start, at = read_tagged(data, header_end, end, _OCTETS, "the security parameters")
    parameters = _parameters(data, start, at)
    if flags & PRIV:
        start, at = read_tagged(data, at, end, _OCTETS, "the encrypted PDU")
        payload = data[start:at]
    else:
        payload, at = data[at:end], end
    if at != end:
        raise wire.WireError(at, f"{end - at} octets after the PDU")
    return Secured(message_id, flags, *parameters[:-1], payload, parameters[-1])


def _parameters(data: bytes, at: int, end: int) -> tuple[bytes, int, int, bytes, bytes, bytes, int]:
    at, end = read_tagged(data, at, end, SEQUENCE, "the user's parameters")
    start, at = read_tagged(data, at, end, _OCTETS, "the engine id")
    engine_id = data[start:at]
    if len(engine_id) > 32:
        raise wire.WireError(start, f"engine id of {len(engine_id)} octets")
    boots, at = read_int32(data, at, end, "the engine's boots")
    time, at = read_int32(data, at, end, "the engine's time")
    if boots < 0 or time < 0:
        raise wire.WireError(at, "negative boots or time")
    start, at = read_tagged(data, at, end, _OCTETS, "the user")
    user = data[start:at]
    digest_at, at = read_tagged(data, at, end, _OCTETS, "the digest")
    digest = data[digest_at:at]
    start, at = read_tagged(data, at, end, _OCTETS, "the salt")
    return engine_id, boots, time, user, digest, data[start:at], digest_at


def encode_secured(message: Secured) -> bytes:
    """The datagram, with `digest` as given: make it with zeros, reckon the digest, put it in at the same length."""
    header = (
        encode_int(message.message_id) + encode_int(MAX_SIZE) + tlv(_OCTETS, bytes((message.flags,))) + encode_int(USM)
    )
    parameters = (
        tlv(_OCTETS, message.engine_id)
        + encode_int(message.boots)
        + encode_int(message.time)
        + tlv(_OCTETS, message.user)
        + tlv(_OCTETS, message.digest)
        + tlv(_OCTETS, message.salt)
    )
    payload = tlv(_OCTETS, message.payload) if message.flags & PRIV else message.payload
    return tlv(
        SEQUENCE,
        encode_int(wire.V3) + tlv(SEQUENCE, header) + tlv(_OCTETS, tlv(SEQUENCE, parameters)) + payload,
    )


def decode_scoped(data: bytes) -> tuple[bytes, bytes, wire.Message]:
    """Context engine, context name and PDU. What follows is padding of the encryption (RFC 3414 section 8.1.1.3)."""
    at, end = read_tagged(data, 0, len(data), SEQUENCE, "the scoped PDU")
    start, at = read_tagged(data, at, end, _OCTETS, "the context engine")
    engine = data[start:at]
    start, at = read_tagged(data, at, end, _OCTETS, "the context name")
    return engine, data[start:at], wire.decode_pdu(data, at, end, version=wire.V3)


def encode_scoped(context_engine: bytes, context_name: bytes, message: wire.Message) -> bytes:
    """The scoped PDU, not encrypted."""
    return tlv(SEQUENCE, tlv(_OCTETS, context_engine) + tlv(_OCTETS, context_name) + wire.encode_pdu(message))
