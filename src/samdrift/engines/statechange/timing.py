# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How long to wait before believing. Seconds throughout; chosen from measured networks, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """One place for every waiting time of the judgement."""

    silent_after: float = 5.0
    """When one device by itself counts as unreachable on its page: two or three probes of 2 s, each with its own retry."""
    silent_misses: int = 2
    usual_loss: float = 0.005
    """Share of single questions that get lost without any fault; what a missed probe is weighed against."""
    false_a_week: float = 0.05
    """How many incidents a week chance alone may open in the whole network: decides how many misses are enough."""
    port_weight: float = 14.0
    """What a neighbour's dead port adds to the evidence (natural logarithm of how much likelier silence has become)."""
    reading_awaited: float = 90.0
    """After an outage, how long a port's old reading is not believed; by then the minute's sweep has read it anew."""
    settle: float = 1.0
    """Neighbours fall silent within one probe round of each other; judge them together."""
    reread_for: float = 20.0
    """How long after a device fell silent its neighbours' ports are read again and again; then the sweep will do."""
    failover_wait: float = 7.0
    """A ring that closes anew is silent for 4-6 s: wait where another way exists, though nothing says it is in use."""
    failover_grace: float = 12.0
    """The same where a port with light shows the other way is there; 10 s have been measured."""
    mending_grace: float = 60.0
    """After a cable came back, switches may hold the old way in their tables until ARP asks again: 30-45 s were measured."""
    mending_near: float = 20.0
    """A silence that began this close to a cable's return belongs to the mending."""
    stall_grace: float = 40.0
    """When nobody answers any more, or many fall silent without one dead port, our own side is the likelier cause."""
    many_causes: int = 6
    """So many causes in one moment, none of them shown by a dead port, are rather one: ours."""
    many_share: float = 0.3
    """This share of all devices silent without one dead port, and it stays one incident even after the wait."""
    siblings_wait: float = 7.0
    """Several devices of one place silent at once: switches on a small battery live seconds longer."""
    agent_after: float = 7.0
    """An SNMP agent may be busy; four probes without an answer while the device forwards are a hang."""
    agents_grace: float = 60.0
    """Many agents hanging at once are rather our own side or the load; wait."""
    redundancy_after: float = 5.0
    recovered_after: float = 8.0
    """Back means back for a while: mending a ring darkens it again for 4 s."""
    spare_recovered_after: float = 20.0
    """A spare way that is back: nobody waits for it, and a cable about to flap looks mended for 10 s at a time."""
    restless_recovered_after: float = 30.0
    """The same where the cable went up and down before."""
    straggling: float = 300.0
    """After power came back some devices start for minutes; only then is their silence a fault of its own."""
    power_notice_valid: float = 900.0
    """How long an on-battery notice explains silence at its place."""
    power_notice_fresh: float = 120.0
    """The same where part of the place still answers: on its own battery, for the time being."""
    flap_window: float = 300.0
    flap_changes: int = 6
    flap_quiet: float = 120.0
    """A flapping cable is mended when it was still for so long."""
