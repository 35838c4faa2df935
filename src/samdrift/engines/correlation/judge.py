# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The ledger: takes observations, and each time it is asked says which incidents opened, changed or closed.

Handing it the same observations with the same times gives the same incidents, in production and in replay.
"""

from collections.abc import Iterable

from samdrift.engines.correlation.outage import View, explain_silence
from samdrift.engines.correlation.quiet import flapping_links, hanging_agents, lossy_ways, lost_redundancy
from samdrift.engines.correlation.records import OUTAGES, Decision, Finding, Id, Open
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import DeviceWatch, PortWatch, Timing


class NetworkJudge:
    """Deterministic and without I/O. Times are seconds of one epoch and must not run backwards between calls of `judge`."""

    def __init__(self, topology: Topology, timing: Timing | None = None) -> None:
        self.topology = topology
        self.timing = timing or Timing()
        self.devices: dict[Id, DeviceWatch] = {}
        self.ports: dict[tuple[Id, Id], PortWatch] = {}
        self.open: list[Open] = []
        self.power_notices: dict[Id, float] = {}
        self.excused: dict[Id, float] = {}
        self._reread: set[Id] = set()
        self._mended_at: dict[Id, float] = {}
        """When the outage ended in which this link took part."""
        self.set_topology(topology)

    def set_topology(self, topology: Topology) -> None:
        """The network as known now; what was observed of devices that remain is kept."""
        self.topology = topology
        for device in topology.places:
            self.devices.setdefault(device, DeviceWatch())
        for device in [d for d in self.devices if d not in topology.places]:
            del self.devices[device]

    def probe(
        self, device: Id, at: float, *, icmp: bool | None, snmp: bool | None, lost: bool = False, reason: str = ""
    ) -> None:
        watch = self.devices.get(device)
        if watch is not None:
            watch.probe(at, icmp=icmp, snmp=snmp, lost=lost, reason=reason)

    def port(self, device: Id, port: Id, at: float, *, oper: str | None, admin: str | None = None) -> bool:
        """A reading of one port; True when it changed between up and down."""
        return self.ports.setdefault((device, port), PortWatch()).read(at, oper=oper, admin=admin)

    def power(self, device: Id, at: float, *, on_battery: bool) -> None:
        """A UPS tells: mains lost or back (UPS-MIB, RFC 1628) at the place of `device`."""
        place = self.topology.places.get(device)
        if place is not None:
            if on_battery:
                self.power_notices[place] = at
            else:
                self.power_notices.pop(place, None)

    def excuse(self, *, until: float, device: Id | None = None, place: Id | None = None) -> None:
        """Agreed maintenance: what falls silent there until then opens no incident."""
        for member in {device} if device is not None else self.topology.devices_at(place):
            self.excused[member] = max(until, self.excused.get(member, until))

    def take_notices(self, former: "NetworkJudge") -> None:
        """Power notices and agreed maintenance outlive a change of the known network."""
        self.power_notices, self.excused = former.power_notices, former.excused

    def judge(self, now: float) -> list[Decision]:
        """What changed by now. Open incidents are matched by cause, then by whom they affect, before a new one is opened."""
        silent = [device for device, watch in self.devices.items() if watch.silent(now, self.timing)]
        findings = self._findings(silent, now)
        decisions = []
        for finding in findings:
            decisions += self._take(finding, now)
        decisions += self._close_what_ended(now, findings)
        return decisions

    def wants_reread(self) -> set[Id]:
        """Devices whose ports should be read again now: neighbours of those that just fell silent."""
        wanted, self._reread = self._reread, set()
        return wanted

    def wake_needed(self) -> bool:
        """Whether time alone can change the judgement: something is doubtful, silent or open."""
        return bool(self.open) or any(
            w.missing_since is not None or w.agent_missing_since is not None for w in self.devices.values()
        )

    def _findings(self, silent: list[Id], now: float) -> list[Finding]:
        doubtful = [d for d, w in self.devices.items() if w.missing_since is not None and w.misses >= 1]
        for device in (d for d in doubtful if now - (self.devices[d].missing_since or now) <= self.timing.reread_for):
            self._reread |= {
                link.other(device) for link in self.topology.at[device] if self.devices[link.other(device)].answers()
            }
        view = View(
            now=now,
            timing=self.timing,
            answers=lambda device: self.devices[device].answers(),
            silent_since=lambda device: self.devices[device].missing_since or now,
            port_down=self._is_down,
            agent_only=lambda device: not self.devices[device].icmp_heard,
            power_notice=lambda place: (
                now - self.power_notices.get(place, float("-inf")) <= self.timing.power_notice_valid
            ),
            mended_near=self._mended_near,
            known_lost={o.cause for o in self.open if o.kind == "redundancy"},
        )
        flapping = flapping_links(self.topology, self.ports, now, self.timing)
        restless = {finding.cause for finding in flapping}
        down = [row for row in self._links_down(now) if row[0].id not in restless]
        findings = explain_silence(self.topology, silent, doubtful, view) + flapping
        findings += lost_redundancy(down, self.devices, now, self.timing)
        findings += hanging_agents(self.devices, now, self.timing)
        findings += lossy_ways(self.topology, self.devices, doubtful, now, self.timing)
        return findings

    def _mended_near(self, at: float) -> bool:
        near = self.timing.mending_near
        return any(
            watch.up() and watch.changes and abs(watch.changes[-1] - at) <= near
            for port, watch in self.ports.items()
            if port in self.topology.by_port
        )

    def _is_down(self, device: Id, port: Id) -> bool:
        watch = self.ports.get((device, port))
        return watch is not None and watch.down()

    def _links_down(self, now: float) -> Iterable[tuple[Link, float, tuple[Id, Id]]]:
        for link in self.topology.by_id.values():
            for port in ((link.a, link.a_port), (link.b, link.b_port)):
                watch = self.ports.get(port)
                if watch is not None and watch.down() and not watch.switched_off() and watch.since is not None:
                    if not self._awaits_reading(link, watch, now):
                        yield link, watch.since, port
                    break

    def _awaits_reading(self, link: Link, watch: PortWatch, now: float) -> bool:
        """What took part in an outage may have come back with it: an old reading counts for nothing until it is read anew."""
        if any(incident.kind in OUTAGES and self._took_part(link, incident) for incident in self.open):
            return True
        ended = self._mended_at.get(link.id)
        return (
            ended is not None
            and (watch.read_at is None or watch.read_at <= ended)
            and now - ended <= self.timing.reading_awaited
        )

    @staticmethod
    def _took_part(link: Link, incident: Open) -> bool:
        return link.id == incident.cause or bool({link.a, link.b} & (incident.entries | incident.affected.keys()))

    def _take(self, finding: Finding, now: float) -> list[Decision]:
        if any(self.excused.get(device, 0.0) > now for device in finding.affected | finding.entries):
            return []
        known = self._match(finding)
        if known is None:
            if not finding.ready:
                return []
            known = Open(
                kind=finding.kind,
                cause_type=finding.cause_type,
                cause=finding.cause,
                since=finding.since,
                opened_at=now,
                entries=set(finding.entries),
                affected={
                    device: (self._silent_since(device, finding), None) for device in sorted(finding.affected, key=str)
                },
                finding=finding,
            )
            self.open.append(known)
            return [Decision("opened", known, now, came=finding.affected)]
        came = frozenset(d for d in finding.affected if d not in known.affected or known.affected[d][1] is not None)
        for device in came:
            known.affected[device] = (self._silent_since(device, finding), None)
        return [Decision("changed", known, now, came=came)] if came else []

    def _silent_since(self, device: Id, finding: Finding) -> float:
        return self.devices[device].missing_since or finding.since

    def _match(self, finding: Finding) -> Open | None:
        """The same cause; or, for silence, an incident that has some of the same devices and whose cause still stands."""
        for incident in self.open:
            if incident.key == finding.key:
                return incident
        if finding.kind in OUTAGES or finding.kind == "agent":
            for incident in self.open:
                still = {d for d, (_, until) in incident.affected.items() if until is None}
                if (incident.kind in OUTAGES or incident.kind == finding.kind) and still & finding.affected:
                    return incident
        return None

    def _close_what_ended(self, now: float, findings: list[Finding]) -> list[Decision]:
        decisions = []
        for incident in list(self.open):
            went = self._recovered_devices(incident, now)
            for device in went:
                since, _ = incident.affected[device]
                incident.affected[device] = (
                    since,
                    self.devices[device].answering_since if device in self.devices else now,
                )
            if self._ended(incident, now, findings):
                self.open.remove(incident)
                if incident.kind in OUTAGES:
                    self._read_ports_anew(incident, now)
                decisions.append(Decision("closed", incident, now, went=went))
            elif went:
                decisions.append(Decision("changed", incident, now, went=went))
        return decisions

    def _read_ports_anew(self, incident: Open, now: float) -> None:
        for link in self.topology.by_id.values():
            if self._took_part(link, incident):
                self._mended_at[link.id] = now
                self._reread |= {end for end in (link.a, link.b) if self.devices[end].answers()}

    def _recovered_devices(self, incident: Open, now: float) -> frozenset[Id]:
        if incident.kind not in OUTAGES:
            return frozenset()
        return frozenset(
            device
            for device, (_, until) in incident.affected.items()
            if until is None and (device not in self.devices or self.devices[device].recovered(now, self.timing))
        )

    def _ended(self, incident: Open, now: float, findings: list[Finding]) -> bool:
        if incident.kind in OUTAGES:
            entries = [self.devices[d] for d in incident.entries if d in self.devices]
            return all(entry.recovered(now, self.timing) for entry in entries)
        if incident.kind == "agent":
            return self._agent_is_back(incident, now)
        if any(finding.key == incident.key for finding in findings):
            return False
        if incident.kind == "redundancy":
            return self._link_is_back(incident.cause, now)
        if incident.kind == "degraded":
            watches = [self.devices[d] for d in incident.affected if d in self.devices]
            return all(watch.loss(now, self.timing)[0] <= 1 for watch in watches)
        ports = [watch for key, watch in self.ports.items() if self._names(key, incident.cause)]
        return not any(now - at <= self.timing.flap_window for watch in ports for at in watch.changes)

    def _names(self, port: tuple[Id, Id], link_id: Id) -> bool:
        link = self.topology.by_port.get(port)
        return link is not None and link.id == link_id

    def _agent_is_back(self, incident: Open, now: float) -> bool:
        device = self.devices.get(incident.cause)
        darkened = any(o.kind in OUTAGES and incident.cause in o.affected for o in self.open)
        if device is None or darkened:
            return True
        since = device.agent_answering_since if device.agent_missing_since is None else None
        return since is not None and now - since >= self.timing.recovered_after

    def _link_is_back(self, link_id: Id, now: float) -> bool:
        link = self.topology.by_id.get(link_id)
        if link is None:
            return True
        ends = [self.ports.get((link.a, link.a_port)), self.ports.get((link.b, link.b_port))]
        known = [end for end in ends if end is not None and end.since is not None]
        return all(end.up() and now - (end.since or now) >= self.timing.recovered_after for end in known)
