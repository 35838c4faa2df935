# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What was mended a moment ago: recovery darkens rings once more and leaves old port readings behind, and is no news."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping

from samdrift.engines.correlation.records import OUTAGES, Id, Open
from samdrift.engines.correlation.topology import Link, Topology
from samdrift.engines.statechange import DeviceWatch, Timing

AFTERMATH_S = 20.0
"""After an incident closes, ports around it are still being read anew."""
NEXT_TO_IT_S = 8.0
"""A ring darkens when a device on it comes back, at that moment and not much later."""
REMEMBERED_S = 60.0


class Aftermath:
    """Times of cables that came up, and of devices that came back."""

    def __init__(self) -> None:
        self.cables: deque[tuple[float, Link]] = deque(maxlen=200)
        self.closed: dict[Id, float] = {}
        self.returned: dict[Id, float] = {}

    def note_closed(self, incident: Open, now: float) -> None:
        """Its devices are back."""
        self.closed = {device: at for device, at in self.closed.items() if now - at <= AFTERMATH_S}
        self.returned = {device: at for device, at in self.returned.items() if now - at <= REMEMBERED_S}
        self.closed |= dict.fromkeys(incident.affected, now)
        self.returned |= {device: until or now for device, (_, until) in incident.affected.items()}

    def calming(self, now: float) -> set[Id]:
        """Devices whose ports are still being read anew."""
        return {device for device, at in self.closed.items() if now - at <= AFTERMATH_S}

    def who_came_back(self, open_now: Iterable[Open], devices: Mapping[Id, DeviceWatch]) -> dict[Id, float]:
        """Device of a silence -> when it came back, while that matters to its neighbours."""
        back = dict(self.returned)
        for incident in open_now:
            for device, (_, until) in incident.affected.items() if incident.kind in OUTAGES else ():
                watch = devices.get(device)
                if until is not None:
                    back[device] = until
                elif watch is not None and watch.answers() and (watch.answering_since or 0.0) > incident.opened_at:
                    back[device] = watch.answering_since or 0.0
        return back

    def near(
        self, at: float, around: Collection[Id], back: Mapping[Id, float], topology: Topology, timing: Timing
    ) -> bool:
        """Around `at` a cable that may carry one of these devices came up, or one of them came back."""
        for up, link in self.cables:
            if abs(at - up) <= timing.mending_near and not topology.below(link).isdisjoint(around):
                return True
        return any(abs(at - back[device]) <= NEXT_TO_IT_S for device in around if device in back)
