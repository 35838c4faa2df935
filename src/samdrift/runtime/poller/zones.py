# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who asks what: the pollers of a zone share its places without anybody who deals them out. Pure; times are arguments.

Each poller says a few times a second that it lives. From those it hears, everyone works out the same answer: a place
belongs to the poller that scores highest for it (rendezvous hashing), so when one dies only its own places move, spread
over the others. A poller that is not heard for a lease is dead. But the lease runs by our own voice: who does not hear
himself is cut off, and for him time stands still, because a cut line is no reason to ask what others ask already.

With each change of who lives the epoch grows. Observations carry it, so that of two pollers that ask a device for a
moment the one that took it over is heard.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from samdrift.monitoring.types import WatchPlan, WatchTarget

BEATS_A_PROBE = 8
BEATS_A_LEASE = 4
FASTEST_S, SLOWEST_S = 0.05, 0.25
MOST_POLLERS = 200


def beat_every_s(probe_interval_s: float) -> float:
    """How often to say that we live: a dead poller's places are asked again within two intervals of their probes."""
    return min(max(probe_interval_s / BEATS_A_PROBE, FASTEST_S), SLOWEST_S)


@dataclass(slots=True)
class Peer:
    """Another poller: when we heard it last, and how often it wants to be heard."""

    heard: float
    every_s: float

    def lapses(self, until: float) -> bool:
        return until - self.heard > self.every_s * BEATS_A_LEASE


class Roster:
    """Who lives in the zone, as one poller sees it. Times are seconds on its own rising clock; epochs are milliseconds."""

    def __init__(self, me: str) -> None:
        self.me = me
        self.epoch = 0
        self.peers: dict[str, Peer] = {}
        self.working = False
        """Whether we take part: a newcomer listens first, so that it knows who is there before it takes anything."""
        self._voice: float | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """Who shares the places, we too once we take part."""
        return tuple(sorted({*self.peers, self.me} if self.working else self.peers))

    def hear(self, beat: Mapping[str, Any], now: float, at_ms: int) -> bool:
        """One beat that came, perhaps our own; True when others share the places now. `at_ms`: time of day."""
        poller, every_s = str(beat.get("poller", "")), beat.get("every_s")
        if not poller or not isinstance(every_s, int | float) or not 0 < every_s < 60:
            return False
        epoch = beat.get("epoch")
        if isinstance(epoch, int) and epoch > self.epoch:
            self.epoch = epoch
        before = self.members
        if poller == self.me:
            self._voice = now
            # what others said before we did has arrived before our own words, however long we did not listen
            until = min(now, float(beat.get("said", now)))
            for name in [name for name, peer in self.peers.items() if peer.lapses(until)]:
                del self.peers[name]
        elif beat.get("leaving"):
            self.peers.pop(poller, None)
        elif beat.get("working") and (poller in self.peers or len(self.peers) < MOST_POLLERS):
            self.peers[poller] = Peer(now, float(every_s))
        return self._moved(before, at_ms)

    def join(self, at_ms: int) -> None:
        """From now on we take part."""
        before = self.members
        self.working = True
        self._moved(before, at_ms)

    def cut_off(self, now: float, every_s: float) -> bool:
        """Whether we have not heard ourselves for a lease."""
        return self._voice is None or now - self._voice > every_s * BEATS_A_LEASE

    def _moved(self, before: tuple[str, ...], at_ms: int) -> bool:
        if self.members == before:
            return False
        self.epoch = max(self.epoch + 1, at_ms)
        return True

    def mine(self, targets: Iterable[WatchTarget]) -> tuple[WatchTarget, ...]:
        """Those of the targets that are ours; all devices of a place go together."""
        members = self.members
        if not self.working:
            return ()
        owners: dict[str, str] = {}
        found = []
        for target in targets:
            share = share_of(target)
            if share not in owners:
                owners[share] = owner(share, members)
            if owners[share] == self.me:
                found.append(target)
        return tuple(found)

    def my_plan(self, plan: WatchPlan) -> WatchPlan:
        """The plan with our own targets alone."""
        return WatchPlan(
            plan.version,
            self.mine(plan.targets),
            plan.probe_interval_s,
            plan.status_interval_s,
            plan.counter_interval_s,
            plan.trap_credentials,
        )


def share_of(target: WatchTarget) -> str:
    """What goes together: a place; a device that stands nowhere, alone."""
    return f"place {target.place}" if target.place is not None else f"device {target.device_id}"


def owner(share: str, members: Iterable[str]) -> str:
    """The one of the members that scores highest for this share; the same wherever it is worked out."""
    return max(members, key=lambda member: (blake2b(f"{member}\n{share}".encode(), digest_size=8).digest(), member))
