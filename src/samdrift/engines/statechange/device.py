# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One device as its probes tell: answers, doubtful, silent; and its SNMP agent apart from the device itself."""

from collections import deque
from dataclasses import dataclass, field

from samdrift.engines.statechange.timing import Timing


@dataclass(slots=True)
class DeviceWatch:
    """Updated by `probe`, asked with a time. `None` times: never."""

    heard_at: float | None = None
    answering_since: float | None = None
    missing_since: float | None = None
    misses: int = 0
    agent_heard_at: float | None = None
    agent_answering_since: float | None = None
    agent_missing_since: float | None = None
    agent_misses: int = 0
    icmp_heard: bool = False
    reason: str = ""
    attempts: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=400))

    def probe(self, at: float, *, icmp: bool | None, snmp: bool | None, lost: bool = False, reason: str = "") -> None:
        """One probe's outcome. `lost`: some attempt within it went unanswered though the probe as a whole may have been."""
        if icmp is None and snmp is None:
            return
        if self.heard_at is not None and at < self.heard_at:
            return  # an old observation delivered late says nothing new
        self.reason = reason
        self.icmp_heard = self.icmp_heard or icmp is True
        if icmp or snmp:
            if self.missing_since is not None or self.answering_since is None:
                self.answering_since = at
            self.heard_at, self.missing_since, self.misses = at, None, 0
            self.attempts.append((at, lost or icmp is False))
        else:
            self.missing_since = at if self.missing_since is None else self.missing_since
            self.misses += 1
        if snmp:
            if self.agent_missing_since is not None or self.agent_answering_since is None:
                self.agent_answering_since = at
            self.agent_heard_at, self.agent_missing_since, self.agent_misses = at, None, 0
        elif snmp is False:
            self.agent_missing_since = at if self.agent_missing_since is None else self.agent_missing_since
            self.agent_misses += 1

    def answers(self) -> bool:
        """The last probe was answered."""
        return self.heard_at is not None and self.missing_since is None

    def silent(self, now: float, timing: Timing) -> bool:
        """Long enough without any answer, though asked."""
        return (
            self.missing_since is not None
            and self.misses >= timing.silent_misses
            and now - self.missing_since >= timing.silent_after - 2.0
            and (self.heard_at is None or now - self.heard_at >= timing.silent_after)
        )

    def recovered(self, now: float, timing: Timing) -> bool:
        """Answers, and has without a miss for a while."""
        return (
            self.answers() and self.answering_since is not None and now - self.answering_since >= timing.recovered_after
        )

    def agent_hangs(self, now: float, timing: Timing) -> bool:
        """The device answers ICMP, its SNMP agent has not for a while."""
        return (
            self.answers()
            and self.agent_missing_since is not None
            and self.agent_misses >= timing.silent_misses
            and now - self.agent_missing_since >= timing.agent_after
        )

    def loss(self, now: float, timing: Timing) -> tuple[int, int]:
        """(attempts lost, probes) in the window, outages left out."""
        recent = [lost for at, lost in self.attempts if now - at <= timing.loss_window]
        return sum(recent), len(recent)

    def lossy(self, now: float, timing: Timing) -> bool:
        lost, probes = self.loss(now, timing)
        return probes >= timing.loss_probes and lost >= timing.loss_count and lost / probes >= timing.loss_share

    def loses_about(self, share: float, now: float, timing: Timing) -> bool:
        """Loses at least half of `share`: enough to belong to a neighbour's loss, not enough to be named by itself."""
        lost, probes = self.loss(now, timing)
        return probes > 0 and lost >= 2 and lost / probes >= share / 2
