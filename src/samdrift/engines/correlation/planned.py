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


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of agreed work that has begun. What fell silent before `ends` is excused until `until`: things take time to
    start again. What falls silent after `ends` is no part of it.
    """

    id: Id
    ends: float
    until: float
    devices: frozenset[Id] = frozenset()
    links: frozenset[Id] = frozenset()


@dataclass
class Planned:
    """What is being worked on, who is dark by it now, and what has been told of it."""

    works: dict[Id, Work] = field(default_factory=dict)
    dark_by: dict[Id, Id] = field(default_factory=dict)
    """device -> work, as of the last look."""
    told: dict[tuple[str, str, Id], frozenset[Id]] = field(default_factory=dict)

    def agree(self, works: Iterable[Work]) -> None:
        """These and no others are under way."""
        self.works = {work.id: work for work in works}

    def add(self, devices: Iterable[Id], links: Iterable[Id], until: float) -> None:
        """One more, for as long as it was said; a shorter one does not end a longer one."""
        name = ("said", len(self.works))
        self.works[name] = Work(name, until, until, frozenset(devices), frozenset(links))

    def dark(self, scene: Scene) -> dict[Id, Id]:
        """Devices dark by what is planned, and by which work: those being worked on, and those behind a link that is."""
        self.works = {name: work for name, work in self.works.items() if work.until > scene.now}
        if not self.works:
            self.told.clear()
            return {}
        found = {
            device: work.id
            for work in self.works.values()
            for device in scene.dark
            if device in work.devices and scene.since(device) < work.ends
        }
        ways = {link: work for work in self.works.values() for link in work.links}
        for part in scene.topology.components([device for device in scene.dark if device not in found]):
            edge = scene.topology.boundary(part)
            open_ways = [row for row in edge if scene.answers(row[2]) and row[0].id not in ways]
            owners = [found[row[2]] for row in edge if row[2] in found]
            owners += [ways[row[0].id].id for row in edge if row[0].id in ways]
            first = min(scene.since(device) for device in part)
            owners = [owner for owner in owners if first < self.works[owner].ends]
            if owners and not open_ways:
                found |= dict.fromkeys(part, owners[0])
        self.told = {key: devices for key, devices in self.told.items() if not devices or devices & set(scene.dark)}
        return found

    def covers(self, finding: Finding, now: float) -> bool:
        """The finding is about something being worked on."""
        mine = [work for work in self.works.values() if work.until > now and finding.since < work.ends]
        if finding.cause_type == "link" and any(finding.cause in work.links for work in mine):
            return True
        if finding.kind == "redundancy":
            return any(device in work.devices for work in mine for device in finding.entries)
        named = finding.affected or finding.entries
        return bool(named) and all(any(device in work.devices for work in mine) for device in named)

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
