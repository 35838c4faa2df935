# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Ports: ifTable and ifXTable (RFC 2863), duplex (RFC 3635), the port's VLAN (RFC 4363) and its aggregate (802.1AX).

The ifIndex is taken from the object identifier, since many agents leave the ifIndex column out.
"""

from samdrift.adapters.snmp import ifwords
from samdrift.adapters.snmp.decode import Index, SnmpValue, mac, number, text, unsigned
from samdrift.adapters.snmp.session import Agent, Column, Table
from samdrift.inventory.types import InterfaceFacts

IF_ENTRY = "1.3.6.1.2.1.2.2.1"
IF_X_ENTRY = "1.3.6.1.2.1.31.1.1.1"
DOT3_DUPLEX = "1.3.6.1.2.1.10.7.2.1.19"
AGGREGATE_OF_PORT = "1.2.840.10006.300.43.1.2.1.1.13"
IF_STACK_STATUS = "1.3.6.1.2.1.31.1.2.1.3"
CISCO_ACCESS_VLAN = "1.3.6.1.4.1.9.9.68.1.2.2.1.2"
CISCO_TRUNK_STATUS = "1.3.6.1.4.1.9.9.46.1.6.1.1.14"

COUNTERS: dict[str, tuple[int | None, int | None, int | None]] = {
    # name: column in ifXTable (64 bit), in ifXTable (32 bit), in ifTable
    "in_octets": (6, None, 10),
    "out_octets": (10, None, 16),
    "in_ucast_pkts": (7, None, 11),
    "out_ucast_pkts": (11, None, 17),
    "in_multicast_pkts": (8, 2, None),
    "out_multicast_pkts": (12, 4, None),
    "in_broadcast_pkts": (9, 3, None),
    "out_broadcast_pkts": (13, 5, None),
    "in_nucast_pkts": (None, None, 12),
    "out_nucast_pkts": (None, None, 18),
    "in_discards": (None, None, 13),
    "out_discards": (None, None, 19),
    "in_errors": (None, None, 14),
    "out_errors": (None, None, 20),
    "in_unknown_protos": (None, None, 15),
}
_BITS_IN_MBIT = 1_000_000


def read_interfaces(agent: Agent) -> dict[int, InterfaceFacts]:
    """Every port the device tells of, by ifIndex. Aggregates are linked; VLANs are added by `with_vlans`."""
    table = agent.table(IF_ENTRY, columns=tuple(range(2, 21)))
    extension = agent.table(IF_X_ENTRY, columns=tuple(range(1, 19)))
    duplex = agent.column(DOT3_DUPLEX)
    types = {index[0]: _word(ifwords.IF_TYPE, value) for index, value in table[3].items()}
    aggregates = read_aggregates(agent, types)
    return {
        if_index: _interface(if_index, table, extension, duplex.get((if_index,)), aggregates.get(if_index))
        for if_index in sorted({index[0] for part in (table, extension) for index in part.indexes() if len(index) == 1})
    }


def _interface(
    if_index: int, table: Table, extension: Table, duplex: SnmpValue, aggregate: int | None
) -> InterfaceFacts:
    at = (if_index,)
    return InterfaceFacts(
        if_index=if_index,
        name=text(extension[1].get(at)),
        descr=text(table[2].get(at)),
        alias=text(extension[18].get(at)),
        type=_word(ifwords.IF_TYPE, table[3].get(at)),
        speed_bps=speed_bps(table[5].get(at), extension[15].get(at)),
        mtu=number(table[4].get(at)),
        mac=mac(table[6].get(at)),
        admin_status=_word(ifwords.ADMIN, table[7].get(at)),
        oper_status=_word(ifwords.OPER, table[8].get(at)),
        duplex=_word(ifwords.DUPLEX, duplex),
        lag_of=aggregate,
        counters=_counters(at, table, extension),
    )


def speed_bps(if_speed: SnmpValue, if_high_speed: SnmpValue) -> int | None:
    """The speed: ifHighSpeed (Mbit/s) unless it is 0 or missing, else ifSpeed (bit/s); RFC 2863 section 3.1.3."""
    high = unsigned(if_high_speed)
    if high:
        return high * _BITS_IN_MBIT
    low = unsigned(if_speed)
    return low if low is not None else high


def _word(words: dict[int, str], value: SnmpValue) -> str | None:
    found = number(value)
    if found is None:
        return None
    return words.get(found, str(found) if words is ifwords.IF_TYPE else None)


def _counters(at: Index, table: Table, extension: Table) -> dict[str, int]:
    counters = {}
    for name, (wide, narrow, old) in COUNTERS.items():
        for source, column in ((extension, wide), (extension, narrow), (table, old)):
            value = unsigned(source[column].get(at)) if column is not None else None
            if value is not None:
                counters[name] = value
                break
    return counters


def read_aggregates(agent: Agent, types: dict[int, str | None]) -> dict[int, int]:
    """From ifIndex of a member port to ifIndex of its link aggregate: from the LAG MIB, else from ifStackTable."""
    attached = {
        index[0]: aggregate
        for index, value in agent.column(AGGREGATE_OF_PORT).items()
        if (aggregate := number(value)) and aggregate != index[0]
    }
    if attached or "ieee8023adLag" not in types.values():
        return attached
    stacked = agent.column(IF_STACK_STATUS)
    return {
        index[1]: index[0]
        for index in stacked
        if len(index) == 2 and types.get(index[0]) == "ieee8023adLag" and types.get(index[1]) == "ethernetCsmacd"
    }


def read_cisco_vlans(agent: Agent) -> tuple[dict[int, str], set[int]]:
    """Access VLAN by ifIndex (CISCO-VLAN-MEMBERSHIP-MIB) and the ports that trunk (CISCO-VTP-MIB)."""
    access: Column = agent.column(CISCO_ACCESS_VLAN)
    trunks = {index[0] for index, value in agent.column(CISCO_TRUNK_STATUS).items() if number(value) == 1}
    return {index[0]: str(number(value)) for index, value in access.items() if number(value)}, trunks
