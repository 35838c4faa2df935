# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed maintenance: what falls silent by it opens nothing, and is told of once as absorbed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from samdrift.engines.correlation.ledger import as_open
from samdrift.engines.correlation.records import Decision, Finding, Id
from samdrift.engines.correlation.scene import Scene
from samdrift.engines.correlation.silence import explain_silence
from samdrift.engines.statechange import DeviceWatch


@dataclass
class Planned:
    """Until when devices and links are being worked on, and what has been told of it."""

    devices: dict[Id, float] = field(default_factory=dict)
    links: dict[Id, float] = field(default_factory=dict)
    told: dict[tuple[str, str, Id], frozenset[Id]] = field(default_factory=dict)

    def add(self, devices: Iterable[Id], links: Iterable[Id], until: float) -> None:
        """A later end prolongs a window, an earlier one does not shorten it."""
        for device in devices:
            self.devices[device] = max(until, self.devices.get(device, until))
        for link in links:
            self.links[link] = max(until, self.links.get(link, until))

    def dark(self, scene: Scene) -> set[Id]:
        """Devices dark by what is planned: those being worked on, and those behind a link that is."""
        found = {device for device in scene.dark if self.devices.get(device, 0.0) > scene.now}
        ways = {link for link, until in self.links.items() if until > scene.now}
        if not found and not ways:
            self.told.clear()
            return found
        for part in scene.topology.components([device for device in scene.dark if device not in found]):
            edge = scene.topology.boundary(part)
            open_ways = [row for row in edge if scene.answers(row[2]) and row[0].id not in ways]
            if not open_ways and any(row[0].id in ways or row[2] in found for row in edge):
                found |= part
        self.told = {key: devices for key, devices in self.told.items() if not devices or devices & set(scene.dark)}
        return found

    def covers(self, finding: Finding, now: float) -> bool:
        """The finding is about something being worked on."""
        if finding.cause_type == "link" and self.links.get(finding.cause, 0.0) > now:
            return True
        if finding.kind == "redundancy":
            return any(self.devices.get(device, 0.0) > now for device in finding.entries)
        named = finding.affected or finding.entries
        return bool(named) and all(self.devices.get(device, 0.0) > now for device in named)

    def absorb(self, finding: Finding, devices: Mapping[Id, DeviceWatch], now: float) -> list[Decision]:
        """Tell of it, once."""
        before = self.told.get(finding.key)
        known = any(finding.affected and finding.affected <= told for told in self.told.values())
        if not finding.ready or known or (before is not None and not finding.affected):
            return []
        self.told[finding.key] = finding.affected | (before or frozenset())
        return (
            []
            if before is not None
            else [Decision("absorbed", as_open(finding, devices, now), now, came=finding.affected)]
        )

    def tell(self, scene: Scene, dark: Collection[Id]) -> list[Decision]:
        """What would have been opened without the agreement."""
        return [
            decision
            for finding in explain_silence(scene, sorted(dark, key=str))
            for decision in self.absorb(finding, scene.devices, scene.now)
        ]
