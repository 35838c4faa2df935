# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From a datagram to a notification, or to the reason why not. Whatever comes in, one of the two comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from samdrift.adapters.traps.engine import UNKNOWN_ENGINE, Engine, NotTrusted
from samdrift.adapters.traps.naming import as_v2, if_index_of, name_of, trap_oid_of
from samdrift.adapters.traps.secured import decode_secured, version_of
from samdrift.engines import snmpwire as wire
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import Notification

_TOLD = {wire.PduType.TRAP_V1, wire.PduType.TRAP_V2, wire.PduType.INFORM}
_VERSIONS = {wire.V1: "1", wire.V2C: "2c", wire.V3: "3"}


class Reason(StrEnum):
    """Why a datagram became no notification."""

    MALFORMED = "malformed"
    COMMUNITY = "community"
    NOT_TRUSTED = "not-trusted"
    NO_TRAP = "no-trap"
    DISCOVERY = "discovery"
    """No fault: an inform's sender asks for our engine id first."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """`reply` is the Response of an inform: send it when the notification is stored, and not before."""

    notification: Notification
    reply: bytes | None


@dataclass(frozen=True, slots=True)
class Refused:
    """`sentence` for people; `reply` is a report that may be sent at once."""

    reason: Reason
    sentence: str
    reply: bytes | None = None


class Receiver:
    """`engine_id` and `boots` are our SNMPv3 identity, see Engine."""

    def __init__(self, engine_id: bytes, boots: int) -> None:
        self._engine = Engine(engine_id, boots)
        self._communities: frozenset[bytes] = frozenset()

    def set_credentials(self, credentials: Iterable[SnmpCredential]) -> None:
        """Whom we believe from now on."""
        credentials = tuple(credentials)
        self._communities = frozenset(one.community.encode() for one in credentials if one.version == "2c")
        self._engine.set_users(credentials)

    def receive(self, data: bytes, source: str, at: datetime, up_s: int) -> Accepted | Refused:
        """`source` is the sender's address, `at` when it came, `up_s` whole seconds since we started."""
        try:
            if version_of(data) == wire.V3:
                return self._receive_v3(data, source, at, up_s)
            message = wire.decode_message(data)
        except wire.WireError as error:
            return Refused(Reason.MALFORMED, f"cannot be read: {error}")
        if message.community not in self._communities:
            return Refused(Reason.COMMUNITY, "unknown community")
        reply = None
        if message.pdu_type == wire.PduType.INFORM:
            reply = wire.encode_message(message.reply(message.varbinds))
        return _notification(message, data, source, at, reply)

    def _receive_v3(self, data: bytes, source: str, at: datetime, up_s: int) -> Accepted | Refused:
        secured = decode_secured(data)
        try:
            trusted = self._engine.open(data, secured, up_s)
        except NotTrusted as error:
            reason = Reason.DISCOVERY if error.statistic == UNKNOWN_ENGINE else Reason.NOT_TRUSTED
            return Refused(reason, str(error), error.report)
        message, reply = trusted.message, None
        if message.pdu_type == wire.PduType.INFORM:
            reply = self._engine.answer(trusted, message.reply(message.varbinds), up_s)
        return _notification(message, trusted.plain, source, at, reply)


def _notification(
    message: wire.Message, content: bytes, source: str, at: datetime, reply: bytes | None
) -> Accepted | Refused:
    if message.pdu_type not in _TOLD:
        return Refused(Reason.NO_TRAP, f"a {message.pdu_type.name} is neither trap nor inform")
    varbinds = as_v2(message)
    trap_oid = trap_oid_of(varbinds)
    if trap_oid is None:
        return Refused(Reason.NO_TRAP, "it does not say which trap it is (snmpTrapOID)")
    notification = Notification(
        key=f"{source}/{message.request_id}/{sha256(content).hexdigest()[:24]}",
        at=at,
        source=source,
        version=_VERSIONS[message.version],
        trap=name_of(trap_oid, varbinds),
        if_index=if_index_of(varbinds),
        varbinds={wire.dotted(name): value.as_text() for name, value in varbinds},
        inform=reply is not None,
    )
    return Accepted(notification, reply)
