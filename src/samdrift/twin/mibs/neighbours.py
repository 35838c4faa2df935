# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""LLDP-MIB (IEEE 802.1AB-2005): what a device says of itself and its ports, and what it heard at the other ends."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address

from samdrift.engines.snmpwire import Value, gauge32, integer, object_id, octet_string, time_ticks
from samdrift.twin.agent import Agent
from samdrift.twin.mibs.system import management_if_index
from samdrift.twin.table import Row
from samdrift.twin.types import Link

_LLDP = (1, 0, 8802, 1, 1, 2, 1)
_STATISTICS = (*_LLDP, 2)
_LOCAL = (*_LLDP, 3)
_LOCAL_PORT = (*_LOCAL, 7, 1)
_LOCAL_ADDRESS = (*_LOCAL, 8, 1)
_REMOTE = (*_LLDP, 4, 1, 1)
_REMOTE_ADDRESS = (*_LLDP, 4, 2, 1)
_MAC_CHASSIS, _MAC_PORT, _NAME_PORT, _LOCAL_PORT_ID = integer(4), integer(3), integer(5), integer(7)
_BRIDGE, _WLAN, _ROUTER, _STATION = 0x20, 0x10, 0x08, 0x01
_CAPABILITIES = {
    "core": _BRIDGE | _ROUTER,
    "distribution": _BRIDGE | _ROUTER,
    "switch": _BRIDGE,
    "access_point": _BRIDGE | _WLAN,
    "firewall": _ROUTER,
    "router": _ROUTER,
    "ups": _STATION,
}


def rows(agent: Agent, agents: Mapping[str, Agent]) -> Iterator[Row]:
    """Local system, local ports, local address, and a row with an address for each neighbour heard."""
    yield from _local(agent)
    heard_at = agent.ticks(max(agent.neighbours_changed_at, agent.started_at))
    for column in (1, 2, 3, 4, 5):
        count = len(agent.neighbours) if column == 2 else 0
        yield (*_STATISTICS, column), (0,), time_ticks(heard_at) if column == 1 else gauge32(count)
    for row_number, link in enumerate(agent.neighbours, 1):
        yield from _heard(agent, agents[link.far_end(agent.device.id).device], link, row_number, heard_at)


def port_id(agent: Agent, port: int) -> tuple[Value, Value]:
    """LLDP's port id subtype and port id, in the manner of the make."""
    style = agent.device.model.port_id
    if style == "mac":
        return _MAC_PORT, octet_string(agent.device.ports[port - 1].mac)
    if style == "if_index":
        return _LOCAL_PORT_ID, octet_string(str(agent.if_index(port)))
    return _NAME_PORT, octet_string(agent.device.ports[port - 1].name)


def _local(agent: Agent) -> Iterator[Row]:
    device, one = agent.device, (0,)
    capabilities = octet_string(bytes((_CAPABILITIES[device.role],)))
    yield (*_LOCAL, 1), one, _MAC_CHASSIS
    yield (*_LOCAL, 2), one, octet_string(device.mac)
    yield (*_LOCAL, 3), one, octet_string(device.id)
    yield (*_LOCAL, 4), one, octet_string(device.model.descr)
    yield (*_LOCAL, 5), one, capabilities
    yield (*_LOCAL, 6), one, capabilities
    for port in device.ports:
        subtype, name = port_id(agent, port.number)
        instance = (agent.lldp_port(port.number),)
        yield (*_LOCAL_PORT, 2), instance, subtype
        yield (*_LOCAL_PORT, 3), instance, name
        yield (*_LOCAL_PORT, 4), instance, octet_string(port.alias or port.descr)
    address = _address_arcs(agent)
    yield (*_LOCAL_ADDRESS, 3), address, integer(5)
    yield (*_LOCAL_ADDRESS, 4), address, integer(2)
    yield (*_LOCAL_ADDRESS, 5), address, integer(management_if_index(agent))
    yield (*_LOCAL_ADDRESS, 6), address, object_id((0, 0))


def _heard(agent: Agent, far: Agent, link: Link, row_number: int, heard_at: int) -> Iterator[Row]:
    near_port, far_port = link.end_at(agent.device.id).port, link.far_end(agent.device.id).port
    instance = (heard_at, agent.lldp_port(near_port), row_number)
    subtype, name = port_id(far, far_port)
    port = far.device.ports[far_port - 1]
    capabilities = octet_string(bytes((_CAPABILITIES[far.device.role],)))
    yield (*_REMOTE, 4), instance, _MAC_CHASSIS
    yield (*_REMOTE, 5), instance, octet_string(far.device.mac)
    yield (*_REMOTE, 6), instance, subtype
    yield (*_REMOTE, 7), instance, name
    yield (*_REMOTE, 8), instance, octet_string(port.name if far.device.model.port_id != "name" else port.alias)
    yield (*_REMOTE, 9), instance, octet_string(far.device.id)
    yield (*_REMOTE, 10), instance, octet_string(far.device.model.descr)
    yield (*_REMOTE, 11), instance, capabilities
    yield (*_REMOTE, 12), instance, capabilities
    address = instance + _address_arcs(far)
    yield (*_REMOTE_ADDRESS, 3), address, integer(2)
    yield (*_REMOTE_ADDRESS, 4), address, integer(management_if_index(far))
    yield (*_REMOTE_ADDRESS, 5), address, object_id((0, 0))


def _address_arcs(agent: Agent) -> tuple[int, ...]:
    """The index of a management address: subtype IPv4, length, octets."""
    return (1, 4, *IPv4Address(agent.device.address).packed)
