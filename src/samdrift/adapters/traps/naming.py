# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a trap says: its name and port, the same whether it came as v1 or v2 (RFC 3584 section 3.1, RFC 2863, RFC 1628)."""

from samdrift.engines import snmpwire as wire

SNMP_TRAP_OID: wire.ObjectId = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
SNMP_TRAP_ADDRESS: wire.ObjectId = (1, 3, 6, 1, 6, 3, 18, 1, 3, 0)
SYS_UPTIME: wire.ObjectId = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_SNMP_TRAPS: wire.ObjectId = (1, 3, 6, 1, 6, 3, 1, 1, 5)
_UPS_TRAPS: wire.ObjectId = (1, 3, 6, 1, 2, 1, 33, 2)
_UPS_ALARM_ON_BATTERY: wire.ObjectId = (1, 3, 6, 1, 2, 1, 33, 1, 6, 3, 2)
_APC: wire.ObjectId = (1, 3, 6, 1, 4, 1, 318, 0)
_IF_ENTRY: wire.ObjectId = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IF_X_ENTRY: wire.ObjectId = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
_ENTERPRISE_SPECIFIC = 6

NAMES: dict[wire.ObjectId, str] = {
    (*_SNMP_TRAPS, 1): "coldStart",
    (*_SNMP_TRAPS, 2): "warmStart",
    (*_SNMP_TRAPS, 3): "linkDown",
    (*_SNMP_TRAPS, 4): "linkUp",
    (*_SNMP_TRAPS, 5): "authenticationFailure",
    (1, 0, 8802, 1, 1, 2, 0, 0, 1): "lldpRemTablesChange",
    (*_UPS_TRAPS, 1): "onBattery",  # upsTrapOnBattery
    (*_UPS_TRAPS, 0, 1): "onBattery",  # the same, translated from v1
    (*_APC, 5): "onBattery",  # PowerNet-MIB upsOnBattery
    (*_APC, 9): "offBattery",  # PowerNet-MIB powerRestored
}
_ALARM_ADDED = {(*_UPS_TRAPS, 3), (*_UPS_TRAPS, 0, 3)}
_ALARM_REMOVED = {(*_UPS_TRAPS, 4), (*_UPS_TRAPS, 0, 4)}


def as_v2(message: wire.Message) -> tuple[wire.VarBind, ...]:
    """The variable bindings as a v2 trap would carry them: sysUpTime.0 and snmpTrapOID.0 first."""
    trap = message.trap_v1
    if trap is None:
        return message.varbinds
    specific = trap.generic == _ENTERPRISE_SPECIFIC
    trap_oid = (*trap.enterprise, 0, trap.specific) if specific else (*_SNMP_TRAPS, trap.generic + 1)
    head = ((SYS_UPTIME, wire.time_ticks(trap.time_stamp)), (SNMP_TRAP_OID, wire.object_id(trap_oid)))
    return (*head, *message.varbinds, (SNMP_TRAP_ADDRESS, wire.ip_address(trap.agent_address)))


def trap_oid_of(varbinds: tuple[wire.VarBind, ...]) -> wire.ObjectId | None:
    """The value of snmpTrapOID.0, without which nobody knows what a notification says."""
    for name, value in varbinds:
        if name == SNMP_TRAP_OID:
            return value.value if isinstance(value.value, tuple) else None
    return None


def name_of(trap_oid: wire.ObjectId, varbinds: tuple[wire.VarBind, ...]) -> str:
    """The word for it where we have one, else the OID."""
    if trap_oid in _ALARM_ADDED | _ALARM_REMOVED and any(value.value == _UPS_ALARM_ON_BATTERY for _, value in varbinds):
        return "onBattery" if trap_oid in _ALARM_ADDED else "offBattery"
    return NAMES.get(trap_oid) or wire.dotted(trap_oid)


def if_index_of(varbinds: tuple[wire.VarBind, ...]) -> int | None:
    """The port: the value of an ifIndex, else the last arc of any column of ifTable or ifXTable that came along."""
    from_name: int | None = None
    for name, value in varbinds:
        if name[:-2] == _IF_ENTRY and name[-2] == 1 and isinstance(value.value, int):
            return value.value
        if from_name is None and name[:-2] in (_IF_ENTRY, _IF_X_ENTRY):
            from_name = name[-1]
    return from_name
