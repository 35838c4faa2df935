# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SNMPv2-MIB's system group (RFC 3418) and the addresses of IP-MIB's ipAddrTable (RFC 1213)."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from samdrift.engines.snmpwire import integer, ip_address, object_id, octet_string, time_ticks
from samdrift.twin.agent import Agent
from samdrift.twin.table import Row

_SYSTEM = (1, 3, 6, 1, 2, 1, 1)
_IP = (1, 3, 6, 1, 2, 1, 4)
_CONTACT = "netdrift@kabelgaard.example"
_SERVICES = {"router": 78, "firewall": 78, "core": 6, "ups": 72}


def rows(agent: Agent) -> Iterator[Row]:
    """The system group and the management address."""
    device, one = agent.device, (0,)
    yield (*_SYSTEM, 1), one, octet_string(device.model.descr)
    yield (*_SYSTEM, 2), one, object_id(device.model.object_id)
    yield (*_SYSTEM, 3), one, lambda at: time_ticks(agent.ticks(at))
    yield (*_SYSTEM, 4), one, octet_string(_CONTACT)
    yield (*_SYSTEM, 5), one, octet_string(device.id)
    yield (*_SYSTEM, 6), one, octet_string(device.location)
    yield (*_SYSTEM, 7), one, integer(_SERVICES.get(device.role, 2))
    yield (*_IP, 1), one, integer(1 if device.role in ("router", "firewall") else 2)
    address = IPv4Address(device.address)
    instance = tuple(address.packed)
    entry = (*_IP, 20, 1)
    yield (*entry, 1), instance, ip_address(device.address)
    yield (*entry, 2), instance, integer(management_if_index(agent))
    yield (*entry, 3), instance, ip_address("255.255.0.0")
    yield (*entry, 4), instance, integer(1)
    yield (*entry, 5), instance, integer(65535)


def management_if_index(agent: Agent) -> int:
    """The interface that carries the address: the management VLAN where there is one, else the first port."""
    if agent.device.forwards:
        return agent.device.model.virtuals[0].if_index
    return agent.if_index(1)
