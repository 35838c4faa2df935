# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When an incident is over: everybody behind it has answered for a while, so that recovery is one word and no storm."""

from collections.abc import Mapping

from samdrift.engines.correlation import ledger
from samdrift.engines.correlation.quiet import end_that_is_down
from samdrift.engines.correlation.records import OUTAGES, Id, Open
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import DeviceWatch, PortWatch, Timing

RESTLESS_CHANGES = 3


class Closing:
    """Asks the watches; changes only the incident it is asked about."""

    def __init__(
        self,
        topology: Topology,
        devices: Mapping[Id, DeviceWatch],
        ports: Mapping[tuple[Id, Id], PortWatch],
        timing: Timing,
    ) -> None:
        self.topology, self.devices, self.ports, self.timing = topology, devices, ports, timing

    def who_is_back(self, incident: Open, now: float) -> frozenset[Id]:
        """Devices of a silence that have answered long enough; their times are noted in the incident."""
        if incident.kind not in OUTAGES | {"flapping"}:
            return frozenset()
        after = self._patience(incident, now)
        went = frozenset(
            device
            for device in incident.dark()
            if device not in self.devices or self.devices[device].recovered(now, self.timing, after)
        )
        for device in went:
            watch = self.devices.get(device)
            incident.affected[device] = (incident.affected[device][0], watch.answering_since if watch else now)
        return went

    def ended(self, incident: Open, others: list[Open], now: float) -> bool:
        """Nothing of it is left."""
        if incident.kind in OUTAGES:
            return ledger.over(incident, self.devices, now, self.timing, self._patience(incident, now))
        if incident.kind == "agent":
            return self._agent_is_back(incident, others, now)
        if incident.kind == "degraded":
            watches = [self.devices[d] for d in incident.affected if d in self.devices]
            return all(watch.losses.calm() or not watch.answers() for watch in watches)
        link = self.topology.by_id.get(incident.cause)
        if link is None:
            return True
        if incident.kind == "redundancy":
            return self._carries_again(link, now)
        return not incident.dark() and all(now - at > self.timing.flap_quiet for at in self._changes(link))

    def _patience(self, incident: Open, now: float) -> float:
        link = self.topology.by_id.get(incident.cause) if incident.cause_type == "link" else None
        recent = [at for at in self._changes(link) if now - at <= self.timing.flap_window] if link is not None else []
        restless = len(recent) >= 2 * RESTLESS_CHANGES
        return self.timing.restless_recovered_after if restless else self.timing.recovered_after

    def _ends(self, link: Link) -> list[PortWatch]:
        found = (self.ports.get((link.a, link.a_port)), self.ports.get((link.b, link.b_port)))
        return [end for end in found if end is not None]

    def _changes(self, link: Link) -> list[float]:
        return [at for end in self._ends(link) for at in end.changes]

    def _agent_is_back(self, incident: Open, others: list[Open], now: float) -> bool:
        device = self.devices.get(incident.cause)
        if device is None or any(o.kind in OUTAGES and incident.cause in o.affected for o in others):
            return True
        return (
            device.agent_missing_since is None
            and device.missing_since is None
            and now - (device.agent_answering_since or device.answering_since or now) >= self.timing.recovered_after
        )

    def _carries_again(self, link: Link, now: float) -> bool:
        if end_that_is_down(link, self.ports) is not None:
            return False
        ups = [end.since or now for end in self._ends(link) if end.up()]
        return not ups or now - max(ups) >= self.timing.spare_recovered_after
