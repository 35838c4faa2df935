# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The judge: takes observations, and each time it is asked says which incidents opened, changed or closed.

Handing it the same observations with the same times gives the same incidents, in production and in replay.
"""

from collections.abc import Collection, Iterable

from samdrift.engines.correlation import ledger
from samdrift.engines.correlation.aftermath import Aftermath
from samdrift.engines.correlation.closing import Closing
from samdrift.engines.correlation.following import follow
from samdrift.engines.correlation.planned import Planned, Work
from samdrift.engines.correlation.quiet import (
    end_that_is_down,
    flapping_links,
    hanging_agents,
    lossy_ways,
    lost_redundancy,
)
from samdrift.engines.correlation.records import OUTAGES, Decision, Finding, Id, Open
from samdrift.engines.correlation.rejudging import judge_again, rename
from samdrift.engines.correlation.restless import by_its_breaks, unsteady
from samdrift.engines.correlation.scene import Scene
from samdrift.engines.correlation.silence import explain_silence
from samdrift.engines.correlation.topology import Topology
from samdrift.engines.statechange import DeviceWatch, PortWatch, Timing

LOOK_FOR_LOSS_S = 5.0
RESTLESS = 3
"""A port that changed so often within the window is being watched for flapping."""


class NetworkJudge:
    """Deterministic and without I/O. Times are seconds of one epoch and must not run backwards between calls of `judge`."""

    def __init__(self, topology: Topology, timing: Timing | None = None) -> None:
        self.topology = topology
        self.timing = timing or Timing()
        self.devices: dict[Id, DeviceWatch] = {}
        self.ports: dict[tuple[Id, Id], PortWatch] = {}
        self.open: list[Open] = []
        self.power_notices: dict[Id, float] = {}
        self.planned = Planned()
        self._reread: set[Id] = set()
        self._down: dict[Id, None] = {}
        self._restless: set[tuple[Id, Id]] = set()
        self._aftermath = Aftermath()
        self._looked_for_loss = float("-inf")
        self.set_topology(topology)

    def set_topology(self, topology: Topology) -> None:
        """The network as known now; what was observed of devices that remain is kept."""
        self.topology = topology
        for device in topology.places:
            self.devices.setdefault(device, DeviceWatch())
        for device in [d for d in self.devices if d not in topology.places]:
            del self.devices[device]
        self._sort_ports()

    def take_over(self, former: "NetworkJudge") -> None:
        """All that `former` knew of the devices and ports that are still there; its open incidents too."""
        self.devices.update({d: w for d, w in former.devices.items() if d in self.topology.places})
        self.ports.update({p: w for p, w in former.ports.items() if p in self.topology.by_port})
        self.open = former.open
        self.power_notices, self.planned = former.power_notices, former.planned
        self._aftermath = former._aftermath  # noqa: SLF001 - from one judge to the next
        self._sort_ports()

    def probe(
        self, device: Id, at: float, *, icmp: bool | None, snmp: bool | None, lost: bool = False, reason: str = ""
    ) -> None:
        """One probe's outcome: what ICMP and SNMP answered, None where that way was not asked."""
        watch = self.devices.get(device)
        if watch is not None:
            watch.probe(at, icmp=icmp, snmp=snmp, lost=lost, reason=reason)

    def expect_probes_every(self, seconds: float) -> None:
        """How far probes lie apart, until that has been seen."""
        for watch in self.devices.values():
            watch.gap = seconds

    def port(self, device: Id, port: Id, at: float, *, oper: str | None, admin: str | None = None) -> bool:
        """A reading of one port; True when it changed between up and down."""
        watch = self.ports.setdefault((device, port), PortWatch())
        changed = watch.read(at, oper=oper, admin=admin)
        link = self.topology.by_port.get((device, port))
        if link is not None:
            if watch.down():
                self._down[link.id] = None
            if changed and watch.up():
                self._aftermath.cables.append((at, link))
            if changed and len(watch.changes) >= RESTLESS:
                self._restless.add((device, port))
        return changed

    def power(self, device: Id, at: float, *, on_battery: bool) -> None:
        """A UPS tells: mains lost or back (UPS-MIB, RFC 1628) at the place of `device`."""
        place = self.topology.places.get(device)
        if place is not None:
            if on_battery:
                self.power_notices[place] = at
            else:
                self.power_notices.pop(place, None)

    def excuse(
        self, *, until: float, device: Id | None = None, place: Id | None = None, link: Id | None = None
    ) -> None:
        """Agreed maintenance: what falls silent by it until then opens no incident, and is told of as absorbed."""
        members = {device} if device is not None else self.topology.devices_at(place) if place is not None else ()
        self.planned.add(members, () if link is None else (link,), until)

    def agree(self, works: Iterable[Work]) -> None:
        """All agreed work that is under way now, in place of what was said before; `dark_by_work` tells who is dark by which."""
        self.planned.agree(works)

    def dark_by_work(self) -> dict[Id, Id]:
        """Device -> the work it is dark by, as of the last judgement."""
        return self.planned.dark_by

    def judge(self, now: float) -> list[Decision]:
        """What changed by now."""
        missing = [
            d for d, w in self.devices.items() if w.missing_since is not None or w.agent_missing_since is not None
        ]
        dark = {d: None for d in missing if self.devices[d].missing_since is not None}
        self.planned.dark_by = {}
        if not (missing or self.open or self._down or self._restless) and now - self._looked_for_loss < LOOK_FOR_LOSS_S:
            return []
        scene = self._scene(now, dark)
        if dark:
            self._wish_for_readings(scene)
        decisions = self._restless_links(now)
        decisions += self._silence(scene)
        for finding in self._quiet_findings(missing, now):
            decisions += self._take(finding, now)
        decisions += self._close_what_ended(now)
        return decisions

    def wants_reread(self) -> set[Id]:
        """Devices whose ports should be read again now: neighbours of those that just fell silent or just came back."""
        wanted, self._reread = self._reread, set()
        return wanted

    def wake_needed(self) -> bool:
        """Whether time alone can change the judgement: something is doubtful, silent or open."""
        return bool(self.open) or any(
            w.missing_since is not None or w.agent_missing_since is not None for w in self.devices.values()
        )

    def _sort_ports(self) -> None:
        known = [(key, watch) for key, watch in self.ports.items() if key in self.topology.by_port]
        self._down = {self.topology.by_port[key].id: None for key, watch in known if watch.down()}
        self._restless = {key for key, watch in known if len(watch.changes) >= RESTLESS}

    def _scene(self, now: float, dark: Collection[Id]) -> Scene:
        def power_told(place: Id) -> bool:
            age = now - self.power_notices.get(place, float("-inf"))
            return age <= self.timing.power_notice_fresh or (
                age <= self.timing.power_notice_valid and scene.whole(place)
            )

        def mended_near(at: float, near: Collection[Id]) -> bool:
            return self._aftermath.near(at, near, back, self.topology, self.timing)

        back = self._aftermath.who_came_back(self.open, self.devices)
        lost = {o.cause for o in self.open if o.kind == "redundancy"}
        scene = Scene(now, self.timing, self.topology, self.devices, self.ports, dark, power_told, mended_near, lost)
        return scene

    def _wish_for_readings(self, scene: Scene) -> None:
        for device in scene.dark:
            watch = self.devices[device]
            doubtful = max(watch.misses, watch.unanswered) >= self.timing.silent_misses
            if doubtful and scene.now - scene.since(device) <= self.timing.reread_for:
                near = (link.other(device) for link in self.topology.at[device])
                self._reread |= {other for other in near if self.devices[other].answers()}

    def _silence(self, scene: Scene) -> list[Decision]:
        """New silence joins what explains it already; the rest is explained anew."""
        known = {device for incident in self.open for device in incident.dark()}
        planned = self.planned.dark(scene)
        new = [device for device in scene.dark if device not in known and device not in planned]
        decisions, residual = follow(scene, new, self.open, planned)
        decisions += judge_again(scene, self.open)
        if residual:
            for finding in explain_silence(scene, residual):
                decisions += self._take(finding, scene.now)
        if planned:
            decisions += self.planned.tell(scene, planned)
            self.planned.dark_by = {device: work for device, work in planned.items() if device not in known}
        return decisions

    def _restless_links(self, now: float) -> list[Decision]:
        decisions: list[Decision] = []
        for finding in flapping_links(self.topology, self._restless, self.ports, now, self.timing):
            same = next((o for o in self.open if o.cause == finding.cause and o.cause_type == "link"), None)
            if same is not None and same.kind != "flapping":
                decisions += rename(self.open, same, finding, self.devices, now)
            elif same is None:
                short_breaks = by_its_breaks(self.topology, self.open, finding, self.devices, now)
                decisions += short_breaks or self._take(finding, now)
        self._restless -= {p for p in self._restless if now - self.ports[p].changes[-1] > self.timing.flap_window}
        return decisions

    def _quiet_findings(self, missing: Iterable[Id], now: float) -> list[Finding]:
        flapping = {o.cause for o in self.open if o.kind == "flapping"}
        troubled = {device for o in self.open if o.kind in OUTAGES for device in o.affected}
        troubled |= self._aftermath.calming(now)
        down = []
        for link_id in list(self._down):
            link = self.topology.by_id[link_id]
            said = end_that_is_down(link, self.ports)
            if said is None:
                del self._down[link_id]
            elif link_id not in flapping and not said[1].switched_off() and not {link.a, link.b} & troubled:
                down.append((link, said[1].since or now, said[0]))
        findings = lost_redundancy(down, self.topology, self.devices, now, self.timing)
        findings += hanging_agents((d for d in missing if d not in troubled), self.devices, now, self.timing)
        if now - self._looked_for_loss >= LOOK_FOR_LOSS_S:
            self._looked_for_loss = now
            restless = [
                self.topology.below(link) for link in unsteady(self.topology, self.ports, self._restless, flapping, now)
            ]
            lossy = lossy_ways(self.topology, self.devices, self.timing)
            findings += [f for f in lossy if not any(f.affected & shade for shade in restless)]
        return findings

    def _take(self, finding: Finding, now: float) -> list[Decision]:
        known = ledger.match(self.open, finding)
        if known is not None:
            if finding.kind == known.kind == "degraded" and finding.affected > known.dark():
                return ledger.recast(known, finding, self.devices, now)  # the loss begins nearer than it seemed
            return ledger.join(known, finding.affected, self.devices, now) if known.kind == finding.kind else []
        if self.planned.covers(finding, now):
            return self.planned.absorb(finding, self.devices, now)
        if not finding.ready:
            return []
        incident = ledger.as_open(finding, self.devices, now)
        if finding.kind == "degraded":
            for device in finding.affected:
                self.devices[device].losses.begin_calm()
        self.open.append(incident)
        return [Decision("opened", incident, now, came=finding.affected)]

    def _close_what_ended(self, now: float) -> list[Decision]:
        closing = Closing(self.topology, self.devices, self.ports, self.timing)
        decisions = []
        for incident in list(self.open):
            went = closing.who_is_back(incident, now)
            if closing.ended(incident, self.open, now):
                self.open.remove(incident)
                self._look_around(incident, now)
                decisions.append(Decision("closed", incident, now, went=went))
            elif went:
                decisions.append(Decision("changed", incident, now, went=went))
        return decisions

    def _look_around(self, incident: Open, now: float) -> None:
        """What was read of ports before the end may be old: forget what says down, and have them read again."""
        if incident.kind == "place":
            self.power_notices.pop(incident.cause, None)
        if incident.kind in OUTAGES:
            self._aftermath.note_closed(incident, now)
        if incident.kind == "flapping" and incident.cause in self.topology.by_id:
            for device in self.topology.below(self.topology.by_id[incident.cause]):
                self.devices[device].losses.start_anew()  # what was lost while it flapped was lost by that
        for device in incident.affected:
            watch = self.devices.get(device)
            if watch is None:
                continue
            if incident.kind == "degraded":
                watch.losses.start_anew()
            if incident.kind not in OUTAGES:
                continue
            for link in self.topology.at.get(device, ()):
                self._reread |= {link.a, link.b}
                for key in ((link.a, link.a_port), (link.b, link.b_port)):
                    port = self.ports.get(key)
                    if port is not None and port.down() and (port.read_at or 0.0) < (watch.answering_since or now):
                        port.forget()
