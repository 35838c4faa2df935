# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SNMP v1 and v2c messages to and from bytes: the one codec that poller, trap listener and twin share. Pure.

    message = decode_message(datagram)          # WireError tells offset and reason, nothing else is ever raised
    datagram = encode_message(get((1, 3, 6, 1, 2, 1, 1, 3, 0), community=b"public", request_id=7))
    datagram = encode_message(message.reply([(name, time_ticks(4711))]))

Follows RFC 1157 (v1), RFC 1901 (community), RFC 3416 (PDUs), RFC 3417 section 8 (BER), RFC 2578 (ranges).
"""

from samdrift.engines.snmpwire.ber import WireError, decode_oid, encode_oid
from samdrift.engines.snmpwire.message import (
    V1,
    V2C,
    V3,
    ErrorStatus,
    Message,
    PduType,
    TrapV1,
    decode_message,
    decode_pdu,
    encode_message,
    encode_pdu,
    get,
    get_bulk,
    get_next,
)
from samdrift.engines.snmpwire.values import (
    END_OF_MIB_VIEW,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    NULL,
    ObjectId,
    Tag,
    Value,
    VarBind,
    counter32,
    counter64,
    dotted,
    gauge32,
    integer,
    ip_address,
    object_id,
    octet_string,
    opaque,
    parse_dotted,
    time_ticks,
)

__all__ = [
    "END_OF_MIB_VIEW",
    "NO_SUCH_INSTANCE",
    "NO_SUCH_OBJECT",
    "NULL",
    "V1",
    "V2C",
    "V3",
    "ErrorStatus",
    "Message",
    "ObjectId",
    "PduType",
    "Tag",
    "TrapV1",
    "Value",
    "VarBind",
    "WireError",
    "counter32",
    "counter64",
    "decode_message",
    "decode_oid",
    "decode_pdu",
    "dotted",
    "encode_message",
    "encode_oid",
    "encode_pdu",
    "gauge32",
    "get",
    "get_bulk",
    "get_next",
    "integer",
    "ip_address",
    "object_id",
    "octet_string",
    "opaque",
    "parse_dotted",
    "time_ticks",
]
