# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the devices tell unasked: SNMPv2 traps (RFC 3416) with the variables that IF-MIB and UPS-MIB prescribe. Pure."""

from samdrift.engines.snmpwire import V2C, Message, PduType, VarBind, encode_message, integer, object_id, time_ticks
from samdrift.twin.agent import Agent
from samdrift.twin.live import Telling, TrapKind

_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_STANDARD = (1, 3, 6, 1, 6, 3, 1, 1, 5)
_IF = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_UPS = (1, 3, 6, 1, 2, 1, 33)
TRAP_OIDS: dict[TrapKind, tuple[int, ...]] = {
    "coldStart": (*_STANDARD, 1),
    "linkDown": (*_STANDARD, 3),
    "linkUp": (*_STANDARD, 4),
    "onBattery": (*_UPS, 2, 1),
    "offBattery": (*_UPS, 2, 4),
}
"""offBattery is upsTrapAlarmEntryRemoved of upsAlarmOnBattery: RFC 1628 has no trap of its own for it."""
_UP, _DOWN = 1, 2


def trap_datagram(agent: Agent, telling: Telling, community: bytes, request_id: int) -> bytes:
    """The trap as it goes on the wire."""
    binds: list[VarBind] = [
        (_UPTIME, time_ticks(agent.ticks(telling.due))),
        (_TRAP_OID, object_id(TRAP_OIDS[telling.kind])),
        *_details(agent, telling),
    ]
    return encode_message(Message(V2C, community, PduType.TRAP_V2, request_id, tuple(binds)))


def _details(agent: Agent, telling: Telling) -> list[VarBind]:
    if telling.kind in ("linkDown", "linkUp"):
        index = agent.if_index(telling.port)
        port = agent.device.ports[telling.port - 1]
        # RFC 2863: linkDown carries the state that is left. Most makes send the new one, so both are met here.
        up = telling.kind == "linkUp" or agent.device.model.former_state_in_trap
        return [
            ((*_IF, 1, index), integer(index)),
            ((*_IF, 7, index), integer(_UP if port.admin_up else _DOWN)),
            ((*_IF, 8, index), integer(_UP if up else _DOWN)),
        ]
    if telling.kind == "onBattery":
        return [
            ((*_UPS, 1, 2, 3, 0), integer(1)),
            ((*_UPS, 1, 2, 2, 0), integer(0)),
            ((*_UPS, 1, 9, 7, 0), integer(1)),
        ]
    if telling.kind == "offBattery":
        return [((*_UPS, 1, 6, 2, 1, 1, 1), integer(1)), ((*_UPS, 1, 6, 2, 1, 2, 1), object_id((*_UPS, 1, 6, 3, 2)))]
    return []
