# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The device's own IP addresses and its neighbours' MACs (RFC 4293, and the older tables of RFC 4293 section 5)."""

from typing import Any

from samdrift.adapters.snmp.decode import (
    SnmpValue,
    address,
    address_of_index,
    address_of_octets,
    mac,
    number,
    object_identifier,
    oid_arcs,
    prefix_length,
)
from samdrift.adapters.snmp.session import Agent, Column

IP_ADDR_ENTRY = "1.3.6.1.2.1.4.20.1"
IP_ADDRESS_ENTRY = "1.3.6.1.2.1.4.34.1"
IP_NET_TO_MEDIA_ENTRY = "1.3.6.1.2.1.4.22.1"
IP_NET_TO_PHYSICAL_ENTRY = "1.3.6.1.2.1.4.35.1"
_INVALID = 2


def read_addresses(agent: Agent) -> tuple[dict[str, Any], ...]:
    """Own addresses, IPv4 and IPv6, each once; the newer table first, the older fills what it lacks."""
    found: dict[str, dict[str, Any]] = {}
    newer = agent.table(IP_ADDRESS_ENTRY)
    for index in newer.indexes():
        known, rest = address_of_index(index)
        if known and not rest:
            found[known] = _own(known, newer[3].get(index), _prefix_of_pointer(newer[5].get(index)))
    older = agent.table(IP_ADDR_ENTRY)
    for index in older.indexes():
        known = address_of_octets(index)
        if known and (known not in found or found[known]["prefix_length"] is None):
            found[known] = _own(known, older[2].get(index), prefix_length(address(older[3].get(index))))
    return tuple(found.values())


def _own(known: str, if_index: SnmpValue, length: int | None) -> dict[str, Any]:
    return {"address": known, "prefix_length": length, "if_index": number(if_index)}


def _prefix_of_pointer(pointer: SnmpValue) -> int | None:
    """The last arc of the row that ipAddressPrefix points to is the length; 0.0 means none is known."""
    arcs = oid_arcs(object_identifier(pointer) or "")
    return arcs[-1] if len(arcs) > 10 and arcs[-1] <= 128 else None


def read_arp(agent: Agent) -> tuple[dict[str, Any], ...]:
    """MAC and IP address pairs seen on each port: ARP and neighbour discovery. Two columns of each table tell it."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    physical, types = _two_columns(agent, IP_NET_TO_MEDIA_ENTRY, 2, 4)
    for index in sorted(physical):
        known = address_of_octets(index[1:])
        if known and number(types.get(index)) != _INVALID:
            _pair(found, index[0], known, mac(physical[index]))
    physical, types = _two_columns(agent, IP_NET_TO_PHYSICAL_ENTRY, 4, 6)
    for index in sorted(physical):
        known, rest = address_of_index(index[1:])
        if known and not rest and number(types.get(index)) != _INVALID:
            _pair(found, index[0], known, mac(physical[index]))
    return tuple(found.values())


def _two_columns(agent: Agent, entry: str, first: int, second: int) -> tuple[Column, Column]:
    found = agent.column(f"{entry}.{first}")
    return found, agent.column(f"{entry}.{second}") if found else Column()


def _pair(found: dict[tuple[int, str], dict[str, Any]], if_index: int, known: str, physical: str | None) -> None:
    if physical and physical != "000000000000":
        found.setdefault((if_index, known), {"mac": physical, "address": known, "if_index": if_index})
