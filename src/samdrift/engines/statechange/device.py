# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One device as its probes tell: answers, doubtful, silent; and its SNMP agent apart from the device itself."""

from dataclasses import dataclass, field
from math import log

from samdrift.engines.statechange.loss import LossScore
from samdrift.engines.statechange.timing import Timing

LONGEST_LOSS = 1
"""More probes missed in a row are an outage or a ring that closed, not loss."""

FADE = 0.93
NOTEWORTHY = 0.1
LIMITS_ICMP = 4
"""So many refused pings for each lost probe: the device limits ICMP, no frames are lost."""


@dataclass(slots=True)
class DeviceWatch:
    """Updated by `probe`, asked with a time. `None` times: never."""

    heard_at: float | None = None
    answering_since: float | None = None
    missing_since: float | None = None
    misses: int = 0
    unanswered: int = 0
    """Questions without an answer since then: a probe by ICMP and SNMP asks two."""
    agent_heard_at: float | None = None
    agent_answering_since: float | None = None
    agent_missing_since: float | None = None
    agent_misses: int = 0
    icmp_heard: bool = False
    icmp_refused: bool = False
    refusals: int = 0
    """Probes that SNMP answered and ICMP did not."""
    reason: str = ""
    asked_at: float | None = None
    gap: float = 2.0
    """Seconds between probes, lately."""
    lately: float = 0.0
    """Share of the last dozen probes that got lost."""
    losses: LossScore = field(default_factory=LossScore)

    def probe(self, at: float, *, icmp: bool | None, snmp: bool | None, lost: bool = False, reason: str = "") -> None:
        """One probe's outcome. `lost`: some attempt within it went unanswered though the probe as a whole may have been."""
        if icmp is None and snmp is None:
            return
        if self.asked_at is not None:
            if at < self.asked_at:
                return  # an old observation delivered late says nothing new
            self.gap += 0.2 * (min(at - self.asked_at, 10 * self.gap) - self.gap)
        self.asked_at = at
        self.reason = reason
        if icmp or snmp:
            self._answered(at, icmp=icmp, snmp=snmp, lost=lost)
        else:
            self.missing_since = at if self.missing_since is None else self.missing_since
            self.misses += 1
            self.unanswered += (icmp is False) + (snmp is False)
        if snmp:
            if self.agent_missing_since is not None or self.agent_answering_since is None:
                self.agent_answering_since = at
            self.agent_heard_at, self.agent_missing_since, self.agent_misses = at, None, 0
        elif snmp is False:
            self.agent_missing_since = at if self.agent_missing_since is None else self.agent_missing_since
            self.agent_misses += 1

    def _answered(self, at: float, *, icmp: bool | None, snmp: bool | None, lost: bool) -> None:
        self.icmp_heard = self.icmp_heard or icmp is True
        self.lately *= FADE
        if lost or self.misses:
            self.lately = 1 - (1 - self.lately) * FADE ** min(max(self.misses, 1), 3)
        if lost or 0 < self.misses <= LONGEST_LOSS:
            limits_icmp = self.refusals > LIMITS_ICMP * (self.losses.losses + 1)
            self.losses.lost(at, 2 if self.icmp_refused and not limits_icmp else 1)
            self.icmp_refused = False
        else:
            self.losses.heard(at)
        if icmp is False and snmp:
            self.refusals += 1
            self.icmp_refused = True  # loss, or a device that limits ICMP: by itself it says nothing
        if self.missing_since is not None or self.answering_since is None:
            self.answering_since = at
        self.heard_at, self.missing_since, self.misses, self.unanswered = at, None, 0, 0

    def answers(self) -> bool:
        """The last probe was answered."""
        return self.heard_at is not None and self.missing_since is None

    def asked(self) -> bool:
        """Somebody probes it."""
        return self.heard_at is not None or self.missing_since is not None

    def evidence(self, timing: Timing) -> float:
        """How strongly the misses speak against chance: natural logarithm, more for each question without an answer."""
        share = self.lately if self.lately > NOTEWORTHY else 0.0
        return -log(min(0.6, max(timing.usual_loss, 1.5 * share))) * max(self.unanswered, self.misses)

    def silent(self, now: float, timing: Timing) -> bool:
        """Long enough without any answer, though asked."""
        return (
            self.missing_since is not None
            and self.misses >= timing.silent_misses
            and now - self.missing_since >= timing.silent_after - 2.0
            and (self.heard_at is None or now - self.heard_at >= timing.silent_after)
        )

    def recovered(self, now: float, timing: Timing, after: float | None = None) -> bool:
        """Answers, and has without a miss for a while (`after` seconds, or as the timing says)."""
        return (
            self.answers()
            and self.answering_since is not None
            and now - self.answering_since >= (timing.recovered_after if after is None else after)
        )

    def agent_hangs(self, now: float, timing: Timing) -> bool:
        """The device answers ICMP, its SNMP agent has not for a while."""
        return (
            self.agent_missing_since is not None
            and self.answers()
            and self.agent_misses >= timing.silent_misses
            and now - self.agent_missing_since >= timing.agent_after
        )

    def loss(self, now: float, timing: Timing) -> tuple[int, int]:  # noqa: ARG002 - asked like the other questions
        """(probes that lost something, probes) of the last minutes, outages left out."""
        return self.losses.recent()
