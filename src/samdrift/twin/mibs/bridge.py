# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""BRIDGE-MIB (RFC 4188): base ports and the spanning tree, as far as one needs it to see the root and blocked ports."""

from collections.abc import Iterator
from functools import partial

from samdrift.engines.snmpwire import Value, counter32, integer, object_id, octet_string, time_ticks
from samdrift.twin.agent import Agent
from samdrift.twin.table import Row
from samdrift.twin.types import End

_BASE = (1, 3, 6, 1, 2, 1, 17, 1)
_BASE_PORT = (*_BASE, 4, 1)
_TREE = (1, 3, 6, 1, 2, 1, 17, 2)
_TREE_PORT = (*_TREE, 15, 1)
_ROOT_PRIORITY, _PRIORITY = 4096, 32768
_COST = 2000
_DISABLED, _BLOCKING, _FORWARDING = 1, 2, 5


def rows(agent: Agent) -> Iterator[Row]:
    """dot1dBase and dot1dStp; base port numbers are the ports' own."""
    device, one = agent.device, (0,)
    is_root = device.id == agent.topology.vantage
    root = agent.topology.devices[agent.topology.vantage]
    yield (*_BASE, 1), one, octet_string(device.mac)
    yield (*_BASE, 2), one, integer(len(device.ports))
    yield (*_BASE, 3), one, integer(2)
    yield (*_TREE, 1), one, integer(3)
    yield (*_TREE, 2), one, integer(_ROOT_PRIORITY if is_root else _PRIORITY)
    yield (*_TREE, 3), one, lambda at: time_ticks(agent.ticks(at))
    yield (*_TREE, 4), one, counter32(0)
    yield (*_TREE, 5), one, octet_string(_ROOT_PRIORITY.to_bytes(2, "big") + root.mac)
    yield (*_TREE, 6), one, lambda _at: integer(_COST * len(agent.route))
    yield (*_TREE, 7), one, lambda _at: integer(_root_port(agent))
    for port in device.ports:
        instance = (port.number,)
        yield (*_BASE_PORT, 1), instance, integer(port.number)
        yield (*_BASE_PORT, 2), instance, integer(agent.if_index(port.number))
        yield (*_BASE_PORT, 3), instance, object_id((0, 0))
        yield (*_BASE_PORT, 4), instance, counter32(0)
        yield (*_BASE_PORT, 5), instance, counter32(0)
        yield (*_TREE_PORT, 1), instance, integer(port.number)
        yield (*_TREE_PORT, 2), instance, integer(128)
        yield (*_TREE_PORT, 3), instance, partial(_state, agent, port.number)
        yield (*_TREE_PORT, 4), instance, integer(1)
        yield (*_TREE_PORT, 5), instance, integer(_COST)


def _root_port(agent: Agent) -> int:
    if not agent.route:
        return 0
    return agent.topology.links[agent.route[-1]].end_at(agent.device.id).port


def _state(agent: Agent, port: int, _at: float) -> Value:
    if not agent.port_live[port - 1]:
        return integer(_DISABLED)
    link = agent.topology.link_at.get(End(agent.device.id, port))
    blocked = link is not None and link.id in agent.blocked
    return integer(_BLOCKING if blocked else _FORWARDING)
