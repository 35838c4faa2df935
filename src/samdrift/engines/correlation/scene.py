# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is known at one moment, as the questions that the rules ask: who is dark, who answers, which port has light."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Literal

from samdrift.engines.correlation.quiet import WEEK_S, end_that_is_down
from samdrift.engines.correlation.records import Id
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import DeviceWatch, PortWatch, Timing

Light = Literal["down", "lit", "unknown"]
STRAY = 3
"""Where some have missed this many probes, one who missed a single one is there by chance."""
SLOW_GAP = 5.0
TOLD_BY_NOW_S = 5.0
"""A port last read as up whose device answers would have told of its fall by now, or been read again."""


@dataclass(frozen=True)
class Scene:
    """One moment. `dark`: every device that missed its last probe. `lost`: links already told of as lost redundancy."""

    now: float
    timing: Timing
    topology: Topology
    devices: Mapping[Id, DeviceWatch]
    ports: Mapping[tuple[Id, Id], PortWatch]
    dark: Collection[Id]
    power_told: Callable[[Id], bool]
    mended_near: Callable[[float, Collection[Id]], bool]
    """(time, devices): a cable that ends there came back around then."""
    lost: Collection[Id] = ()
    dumb: set[Id] = field(default_factory=set)
    """Devices nobody asks that are taken to be dark too."""

    def answers(self, device: Id) -> bool:
        """It answers, or nobody asks it and nothing speaks against it."""
        watch = self.devices[device]
        return watch.answers() or (not watch.asked() and device not in self.dumb)

    def heard_since(self, device: Id, at: float) -> bool:
        """It was asked after `at` and answered, or will not be asked soon."""
        watch = self.devices[device]
        if watch.heard_at is None or watch.heard_at > at:
            return True
        return self.now - at > 1.6 * watch.gap + 1.0

    def since(self, device: Id) -> float:
        return self.devices[device].missing_since or self.now

    def light(self, link: Link, since: float) -> Light:
        """What the readings of both ends say; light counts if it was seen after `since`, or stands uncontradicted."""
        if end_that_is_down(link, self.ports) is not None:
            return "down"
        ends = {link.a: self.ports.get((link.a, link.a_port)), link.b: self.ports.get((link.b, link.b_port))}
        lit = {device: end.read_at or 0.0 for device, end in ends.items() if end is not None and end.up()}
        if any(at > since for at in lit.values()):
            return "lit"
        speaks = any(at > 0.0 and self.answers(device) for device, at in lit.items())  # a dark one can tell nothing
        return "lit" if speaks and self.now - since >= TOLD_BY_NOW_S else "unknown"

    def enough(self, part: Collection[Id], dead_ports: int) -> bool:
        """Chance alone would do this less than once in many weeks, in a network of this size."""
        asked = [self.devices[device] for device in part if device in self.dark]
        gap = min((watch.gap for watch in asked), default=2.0)
        needed = log(max(len(self.devices), 20) * WEEK_S / max(gap, 1.0) / self.timing.false_a_week)
        evidence = sum(watch.evidence(self.timing) for watch in asked)
        return evidence + (self.timing.port_weight if dead_ports else 0.0) >= needed

    def firm(self, device: Id) -> bool:
        """More than a single missed probe; where probes are rare one has to do."""
        watch = self.devices[device]
        return watch.misses >= self.timing.silent_misses or (watch.misses >= 1 and watch.gap > SLOW_GAP)

    def forwards(self, device: Id) -> bool:
        """Somebody answers who can only be reached through it: it works, whatever its agent says."""
        since = self.since(device)
        beyond = [link.other(device) for link in self.topology.at[device]]
        beyond = [d for d in beyond if (self.devices[d].heard_at or 0.0) > since and self.answers(d)]
        if not beyond or not self.topology.vantages or device in self.topology.vantages:
            return False
        reached = self.topology.reached_without((device,))
        return any(d not in reached for d in beyond)

    def whole(self, place: Id, least: int = 2) -> bool:
        """Every device there that is asked is dark, and there are at least so many."""
        asked = [device for device in self.topology.devices_at(place) if self.devices[device].asked()]
        return len(asked) >= least and all(device in self.dark for device in asked)
