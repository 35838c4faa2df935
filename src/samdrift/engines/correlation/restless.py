# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a cable that goes up and down does to those behind it: short breaks and lost probes, which are no faults of their own."""

from collections.abc import Collection, Mapping

from samdrift.engines.correlation.records import OUTAGES, Decision, Finding, Id, Open
from samdrift.engines.correlation.rejudging import rename
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import DeviceWatch, PortWatch

FIRST_BREAK_S = 15.0
"""A flap may have begun so long before its first change was read."""
UNSTEADY_S = 60.0


def by_its_breaks(
    topology: Topology, open_now: list[Open], finding: Finding, devices: Mapping[Id, DeviceWatch], now: float
) -> list[Decision]:
    """What was taken for outages behind the cable since it began to flap were its short breaks: one fault, renamed."""
    behind = topology.below(topology.by_id[finding.cause])
    begun = finding.since - FIRST_BREAK_S
    mine = [
        o for o in open_now if o.kind in OUTAGES and o.since >= begun and o.affected and o.affected.keys() <= behind
    ]
    return [decision for incident in mine for decision in rename(open_now, incident, finding, devices, now)]


def unsteady(
    topology: Topology,
    ports: Mapping[tuple[Id, Id], PortWatch],
    restless: Collection[tuple[Id, Id]],
    flapping: Collection[Id],
    now: float,
) -> list[Link]:
    """Cables that flap or are about to: what is lost behind them is lost by that."""
    known = {link: topology.by_id[link] for link in flapping if link in topology.by_id}
    for port in restless:
        link = topology.by_port.get(port)
        if link is not None and now - ports[port].changes[-1] <= UNSTEADY_S:
            known[link.id] = link
    return list(known.values())
