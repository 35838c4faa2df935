# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How long to wait before believing. Seconds throughout; chosen from measured networks, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """One place for every waiting time of the judgement."""

    silent_after: float = 5.0
    """Two or three 2 s probes, each with its own retry: a 0.5 % loss makes that once in millions."""
    silent_misses: int = 2
    reread_for: float = 20.0
    """How long after a device fell silent its neighbours' ports are read again and again; then the sweep will do."""
    reading_awaited: float = 90.0
    """After an outage, how long a port's old reading is not believed; by then the minute's sweep has read it anew."""
    settle: float = 1.5
    """Neighbours fall silent within one probe round of each other; judge them together."""
    failover_grace: float = 12.0
    """Spanning tree gives 4-10 s of silence both when a ring breaks and when it is mended; that is no outage."""
    mending_grace: float = 60.0
    """After a cable came back, switches may hold the old way in their tables until ARP asks again: 30-45 s were measured."""
    mending_near: float = 20.0
    """A silence that began this close to a cable's return belongs to the mending."""
    agent_after: float = 20.0
    """An SNMP agent may be busy; only a lasting hang is worth a word."""
    redundancy_after: float = 6.0
    recovered_after: float = 8.0
    """Back means back for a while: mending a ring darkens it again for 4 s."""
    power_notice_valid: float = 900.0
    """How long an on-battery notice explains silence at its place."""
    loss_window: float = 180.0
    loss_probes: int = 40
    """Fewest probes in the window before a share of loss says anything."""
    loss_count: int = 5
    loss_share: float = 0.04
    flap_window: float = 600.0
    flap_changes: int = 8
