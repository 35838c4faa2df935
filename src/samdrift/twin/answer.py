# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A command responder's rules (RFC 3416 section 4.2): from a request and a table to the response. Pure; v2c only."""

from collections.abc import Sequence

from samdrift.engines.snmpwire import (
    END_OF_MIB_VIEW,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    V2C,
    ErrorStatus,
    Message,
    ObjectId,
    PduType,
    Tag,
    Value,
    VarBind,
    WireError,
    decode_message,
)
from samdrift.engines.snmpwire.ber import SEQUENCE, encode_int, encode_int32, encode_oid, encode_value, tlv
from samdrift.twin.table import OidTable

MOST_OCTETS = 1472
"""What fits one Ethernet frame: RFC 3417's recommendation, and what most switches keep to."""
_WRAPPING = 48  # octets of headers around the variable bindings, at most, without the community


def request_in(datagram: bytes, community: bytes) -> Message | None:
    """The request in `datagram`, or None where a well-behaved agent stays silent (garbage, v1, another community)."""
    try:
        message = decode_message(datagram)
    except WireError:
        return None
    return message if message.version == V2C and message.community == community else None


def respond(table: OidTable, request: Message, at: float) -> bytes | None:
    """The response's datagram; None for what is no request."""
    room = MOST_OCTETS - _WRAPPING - len(request.community)
    names = [name for name, _ in request.varbinds]
    if request.pdu_type == PduType.BULK:
        return _response(request, _bulk(table, names, request.non_repeaters, request.max_repetitions, room, at))
    if request.pdu_type == PduType.GET:
        binds = [_exact(table, name, at) for name in names]
    elif request.pdu_type == PduType.GET_NEXT:
        binds = [_next(table, name, table.after(name), at) for name in names]
    elif request.pdu_type == PduType.SET:
        return _refusal(request, ErrorStatus.NOT_WRITABLE, 1 if names else 0, request.varbinds)
    else:
        return None
    if sum(map(len, binds)) > room:
        return _refusal(request, ErrorStatus.TOO_BIG, 0, ())
    return _response(request, binds)


def _exact(table: OidTable, name: ObjectId, at: float) -> bytes:
    position = table.position(name)
    if position is not None:
        return table.varbind(position, at)
    return _bind(name, NO_SUCH_INSTANCE if table.knows_object(name) else NO_SUCH_OBJECT)


def _next(table: OidTable, name: ObjectId, position: int, at: float) -> bytes:
    return table.varbind(position, at) if position < len(table) else _bind(name, END_OF_MIB_VIEW)


def _bulk(
    table: OidTable, names: list[ObjectId], non_repeaters: int, repetitions: int, room: int, at: float
) -> list[bytes]:
    """As many bindings, in the order of RFC 3416 section 4.2.3, as fit into `room` octets."""
    once = max(0, min(non_repeaters, len(names)))
    binds: list[bytes] = []
    for name in names[:once]:
        bind = _next(table, name, table.after(name), at)
        room -= len(bind)
        if room < 0:
            return binds
        binds.append(bind)
    last = names[once:]
    places = [table.after(name) for name in last]
    for _ in range(max(0, repetitions) if last else 0):
        at_the_end = min(places) >= len(table)
        for n, place in enumerate(places):
            bind = _next(table, last[n], place, at)
            room -= len(bind)
            if room < 0:
                return binds
            binds.append(bind)
            if place < len(table):
                last[n], places[n] = table.name(place), place + 1
        if at_the_end:
            break
    return binds


def _bind(name: ObjectId, value: Value) -> bytes:
    return tlv(SEQUENCE, encode_oid(name) + encode_value(value))


def _refusal(request: Message, status: ErrorStatus, index: int, binds: Sequence[VarBind]) -> bytes:
    return _response(request, [_bind(name, value) for name, value in binds], status, index)


def _response(request: Message, binds: list[bytes], status: int = 0, index: int = 0) -> bytes:
    numbers = encode_int32(request.request_id) + encode_int32(status) + encode_int32(index)
    pdu = tlv(PduType.RESPONSE, numbers + tlv(SEQUENCE, b"".join(binds)))
    return tlv(SEQUENCE, encode_int(V2C) + tlv(Tag.OCTET_STRING, request.community) + pdu)
