# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who stands at the other end of each port: LLDP-MIB and LLDP-V2-MIB (IEEE 802.1AB), and CISCO-CDP-MIB."""

from collections.abc import Mapping
from dataclasses import dataclass

from samdrift.adapters.snmp.decode import (
    Index,
    SnmpValue,
    address,
    address_of_octets,
    hex_digits,
    label,
    mac,
    number,
    text,
)
from samdrift.adapters.snmp.localports import LocalPort, LocalPorts
from samdrift.adapters.snmp.session import Agent, Column, Table
from samdrift.inventory.types import InterfaceFacts, NeighbourFacts

LLDP_LOC_CHASSIS_ID = "1.0.8802.1.1.2.1.3.2.0"
LLDP_LOC_PORT_ENTRY = "1.0.8802.1.1.2.1.3.7.1"
LLDP_REM_ENTRY = "1.0.8802.1.1.2.1.4.1.1"
LLDP_REM_MAN_ADDR_ENTRY = "1.0.8802.1.1.2.1.4.2.1"
LLDP_V2_LOC_CHASSIS_ID = "1.3.111.2.802.1.1.13.1.3.2.0"
LLDP_V2_REM_ENTRY = "1.3.111.2.802.1.1.13.1.4.1.1"
LLDP_V2_REM_MAN_ADDR_ENTRY = "1.3.111.2.802.1.1.13.1.4.2.1"
CDP_CACHE_ENTRY = "1.3.6.1.4.1.9.9.23.1.2.1.1"

_SUBTYPE_MAC_CHASSIS, _SUBTYPE_NETWORK_CHASSIS = 4, 5
_SUBTYPE_MAC_PORT, _SUBTYPE_NETWORK_PORT = 3, 4
_IPV4, _IPV6 = 1, 2


@dataclass(frozen=True, slots=True)
class _Remote:
    """Column numbers of a remote table; LLDP-V2-MIB has the same columns one further."""

    chassis_subtype: int
    chassis_id: int
    port_subtype: int
    port_id: int
    port_descr: int
    sys_name: int
    sys_descr: int


_V1 = _Remote(4, 5, 6, 7, 8, 9, 10)
_V2 = _Remote(5, 6, 7, 8, 9, 10, 11)


def read_chassis_id(agent: Agent) -> str | None:
    """The device's own LLDP chassis id as lower-case hex."""
    told = agent.get([LLDP_LOC_CHASSIS_ID])
    value = told.get(LLDP_LOC_CHASSIS_ID)
    if value is None:
        value = agent.get([LLDP_V2_LOC_CHASSIS_ID]).get(LLDP_V2_LOC_CHASSIS_ID)
    return hex_digits(value) if value else None


def read_lldp(
    agent: Agent, interfaces: Mapping[int, InterfaceFacts], base_ports: Mapping[int, int]
) -> list[NeighbourFacts]:
    """LLDP neighbours; index is time mark, local port number, remote index."""
    remote = agent.table(LLDP_REM_ENTRY, columns=(5, 7, 9))
    rows = [index for index in remote.indexes() if len(index) == 3]
    if not rows:
        return []
    ports = LocalPorts(_local_ports(agent), interfaces, base_ports)
    addresses = _management_addresses(agent.table(LLDP_REM_MAN_ADDR_ENTRY), key_length=3)
    found = []
    for index in rows:
        if_index, evidence = ports.find(index[1])
        name = ports.name(index[1], if_index)
        found.append(_lldp(remote, _V1, index, if_index, name, evidence, addresses.get(index)))
    return found


def read_lldp_v2(agent: Agent, interfaces: Mapping[int, InterfaceFacts]) -> list[NeighbourFacts]:
    """LLDP-V2 neighbours; index is time mark, ifIndex, destination address index, remote index."""
    remote = agent.table(LLDP_V2_REM_ENTRY)
    rows = [index for index in remote.indexes() if len(index) == 4]
    if not rows:
        return []
    addresses = _management_addresses(agent.table(LLDP_V2_REM_MAN_ADDR_ENTRY), key_length=4)
    found = []
    for index in rows:
        port = interfaces.get(index[1])
        name = (port.name or port.descr) if port else None
        found.append(_lldp(remote, _V2, index, index[1], name, "index is the ifIndex", addresses.get(index)))
    return found


def _local_ports(agent: Agent) -> dict[int, LocalPort]:
    table = agent.table(LLDP_LOC_PORT_ENTRY, columns=(2, 3, 4))
    return {
        index[0]: LocalPort(index[0], number(table[2].get(index)), table[3].get(index), text(table[4].get(index)))
        for index in table.indexes()
        if len(index) == 1
    }


def _lldp(
    remote: Table,
    columns: _Remote,
    index: Index,
    if_index: int | None,
    local_name: str | None,
    evidence: str | None,
    management_address: str | None,
) -> NeighbourFacts:
    chassis = remote[columns.chassis_id].get(index)
    chassis_subtype = number(remote[columns.chassis_subtype].get(index))
    return NeighbourFacts(
        protocol="lldp",
        local_if_index=if_index,
        local_port=local_name,
        remote_name=label(remote[columns.sys_name].get(index)),
        remote_port=_port(remote[columns.port_id].get(index), number(remote[columns.port_subtype].get(index))),
        remote_platform=label(remote[columns.sys_descr].get(index)),
        remote_address=management_address or _network_address(chassis, chassis_subtype == _SUBTYPE_NETWORK_CHASSIS),
        remote_chassis_id=hex_digits(chassis) if chassis else None,
        remote_port_descr=label(remote[columns.port_descr].get(index)),
        local_evidence=evidence,
    )


def _port(value: SnmpValue, subtype: int | None) -> str | None:
    """A port id as people name it: MACs as 12 hex digits, network addresses as such, all else as text."""
    physical = mac(value)
    if physical and (subtype in {_SUBTYPE_MAC_PORT, None} or not _is_printable(value)):
        return physical
    if subtype == _SUBTYPE_NETWORK_PORT:
        return _network_address(value, True) or label(value)
    if isinstance(value, bytes) and not _is_printable(value):
        return value.hex()
    return label(value)


def _is_printable(value: SnmpValue) -> bool:
    return (text(value) or "").isprintable()


def _network_address(value: SnmpValue, wanted: bool) -> str | None:
    """An id of subtype networkAddress: one octet of IANA address family, then the address."""
    if not wanted or not isinstance(value, bytes) or len(value) < 2:
        return None
    return address_of_octets(value[1:])


def _management_addresses(table: Table, key_length: int) -> dict[Index, str]:
    """The management address of each remote row: it stands in the index (family, length, octets). IPv4 before IPv6."""
    found: dict[Index, tuple[int, str]] = {}
    for index in table.indexes():
        key, rest = index[:key_length], index[key_length:]
        if len(rest) < 5 or rest[0] not in {_IPV4, _IPV6}:
            continue
        octets = rest[2:] if rest[1] == len(rest) - 2 else rest[1:]  # some agents leave the length out
        known = address_of_octets(octets)
        if known and (key not in found or rest[0] < found[key][0]):
            found[key] = (rest[0], known)
    return {key: known for key, (_, known) in found.items()}


def read_cdp(agent: Agent, interfaces: Mapping[int, InterfaceFacts]) -> list[NeighbourFacts]:
    """CDP neighbours; index is ifIndex, device index."""
    cache = agent.table(CDP_CACHE_ENTRY)
    found = []
    for index in cache.indexes():
        if len(index) != 2:
            continue
        port = interfaces.get(index[0])
        found.append(
            NeighbourFacts(
                protocol="cdp",
                local_if_index=index[0],
                local_port=(port.name or port.descr) if port else None,
                remote_name=label(cache[6].get(index)),
                remote_port=label(cache[7].get(index)),
                remote_platform=label(cache[8].get(index)),
                remote_address=_cdp_address(cache[4], index),
                local_evidence="index is the ifIndex",
            )
        )
    return found


def _cdp_address(column: Column, index: Index) -> str | None:
    value = column.get(index)
    return address(value) if value else None
