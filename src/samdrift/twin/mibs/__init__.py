# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What an agent serves: one module a family of MIBs, each a generator of rows."""

from collections.abc import Mapping

from samdrift.twin.agent import Agent
from samdrift.twin.mibs import bridge, hardware, interfaces, neighbours, power, stations, system
from samdrift.twin.table import OidTable


def build_table(agent: Agent, agents: Mapping[str, Agent]) -> OidTable:
    """All objects of `agent`; the neighbours it hears are described by their own agents in `agents`."""
    rows = [*system.rows(agent), *interfaces.rows(agent), *hardware.rows(agent), *stations.rows(agent, agents)]
    if agent.device.model.serves_lldp:
        rows += neighbours.rows(agent, agents)
    if agent.device.forwards:
        rows += bridge.rows(agent)
    if agent.device.role == "ups":
        rows += power.rows(agent)
    return OidTable(rows)
