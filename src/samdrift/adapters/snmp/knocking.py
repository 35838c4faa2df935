# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Knocks at many addresses to learn where an SNMP agent lives: one small question each, paced, over one socket.

An address without a host costs one datagram a key and no waiting of its own, so that 65,536 empty ones are over in minutes.
"""

import select
import socket
import time
from collections.abc import Sequence
from itertools import islice

from samdrift.engines.snmpwire import encode_message, get, parse_dotted
from samdrift.engines.snmpwire.ber import SEQUENCE, encode_int, tlv
from samdrift.inventory.types import SnmpCredential

SYS_OBJECT_ID = parse_dotted("1.3.6.1.2.1.1.2.0")
_OCTETS, _GET, _REPORTABLE, _USM, _MOST = 0x04, 0xA0, b"\x04", 3, 65_507
_BURST = 16


def knock(
    addresses: Sequence[str], credentials: Sequence[SnmpCredential], *, per_second: float = 500.0, wait_s: float = 1.5
) -> set[str]:
    """Those of these numeric addresses (all of one family) where an agent answered any credential.

    Each is asked once a credential, rounds at least a tenth of a second apart; whoever answered is not asked again.
    """
    answered: set[str] = set()
    if not addresses:
        return answered
    family = socket.AF_INET6 if ":" in addresses[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as door:
        door.setblocking(False)
        for number, credential in enumerate(credentials, 1):
            began = time.monotonic()
            _round(door, [a for a in addresses if a not in answered], credential, number, per_second, answered)
            until = max(time.monotonic() + wait_s, began + 0.1)
            while (left := until - time.monotonic()) > 0:
                _listen(door, left, answered)
    return answered & set(addresses)


def _round(
    door: socket.socket,
    addresses: Sequence[str],
    credential: SnmpCredential,
    number: int,
    per_second: float,
    answered: set[str],
) -> None:
    question = _question(credential, number)
    waiting = iter(addresses)
    while burst := list(islice(waiting, _BURST)):
        for address in burst:
            try:
                door.sendto(question, (address, credential.port))
            except OSError:
                continue  # no way there, or an earlier answer said that nobody listens: the next one may
        pause = time.monotonic() + len(burst) / per_second
        while (left := pause - time.monotonic()) > 0:
            _listen(door, left, answered)


def _listen(door: socket.socket, seconds: float, answered: set[str]) -> None:
    ready, _, _ = select.select([door], [], [], seconds)
    if not ready:
        return
    try:
        while True:
            answered.add(door.recvfrom(2048)[1][0])
    except OSError:
        return


def _question(credential: SnmpCredential, number: int) -> bytes:
    """For v2c a GET of sysObjectID; for v3 the question for the engine's id (RFC 3414 section 4), which needs no user."""
    if credential.version == "2c":
        return encode_message(get(SYS_OBJECT_ID, community=credential.community.encode(), request_id=number))
    header = encode_int(number) + encode_int(_MOST) + tlv(_OCTETS, _REPORTABLE) + encode_int(_USM)
    empty = tlv(_OCTETS, b"")
    security = tlv(SEQUENCE, empty + encode_int(0) + encode_int(0) + empty * 3)
    pdu = tlv(_GET, encode_int(number) + encode_int(0) + encode_int(0) + tlv(SEQUENCE, b""))
    scoped = tlv(SEQUENCE, empty * 2 + pdu)
    return tlv(SEQUENCE, encode_int(3) + tlv(SEQUENCE, header) + tlv(_OCTETS, security) + scoped)
