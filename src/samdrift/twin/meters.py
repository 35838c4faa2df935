# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A port's counters: pure functions of the time, with pauses while the port is down and a fresh start at each restart."""

from dataclasses import dataclass
from math import sin, tau
from random import Random
from typing import NamedTuple

from samdrift.twin.rhythm import Rhythm

_OCTETS_A_PACKET = 640
_FRAMES_OF_NOBODY = 60.0  # octets a second of spanning tree and LLDP on a port that carries nothing else
# Waves on top of the rhythm: period in busy seconds and share of the rate. The shares stay below 1: nothing runs backwards.
_WAVES = ((5400.0, 0.25), (1270.0, 0.2), (310.0, 0.2))


class Counters(NamedTuple):
    """One reading, in octets and packets since the agent started; the caller wraps what is served in 32 bits."""

    in_octets: int
    in_packets: int
    in_discards: int
    in_errors: int
    out_octets: int
    out_packets: int
    out_discards: int
    out_errors: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Octets one way through a cable: `rate` octets a second at full bustle, with waves that begin at `phase` (turns)."""

    rhythm: Rhythm
    rate: float
    phase: float
    quiet: bool = False
    """Nothing is plugged in: not even spanning tree is sent."""

    def octets(self, at: float) -> float:
        """Octets from the rhythm's start until `at`."""
        if self.quiet:
            return 0.0
        busy = self.rhythm.busy_seconds(at)
        waves = sum(
            share * period / tau * sin(tau * (busy / period + self.phase * turn))
            for turn, (period, share) in enumerate(_WAVES, 1)
        )
        return self.rate * (busy + waves) + _FRAMES_OF_NOBODY * max(0.0, at - self.rhythm.start_s)


class Meter:
    """The counters of one port. `stop` and `resume` follow its carrier, `clear` the agent, `lose` and `keep` its cable."""

    def __init__(self, inward: Flow, outward: Flow, dice: Random) -> None:
        self._inward = inward
        self._outward = outward
        self._before = (dice.uniform(0, 2.0**42), dice.uniform(0, 2.0**40))
        self._stopped_at: float | None = None
        self._errors = dice.choice((0, 0, 0, 0, dice.randrange(400)))
        self._losing_from: float | None = None
        self._share = 0.0

    def stop(self, at: float) -> None:
        """The port goes down: nothing counts from here."""
        if self._stopped_at is None:
            self._errors += self._lost(at)
            if self._losing_from is not None:
                self._losing_from = at
            self._stopped_at = at

    def resume(self, at: float) -> None:
        """The port comes up again: what flowed elsewhere meanwhile is not counted."""
        if self._stopped_at is None:
            return
        since, self._stopped_at = self._stopped_at, None
        missed_in = self._inward.octets(at) - self._inward.octets(since)
        missed_out = self._outward.octets(at) - self._outward.octets(since)
        self._before = (self._before[0] - missed_in, self._before[1] - missed_out)
        if self._losing_from is not None:
            self._losing_from = at

    def clear(self, at: float) -> None:
        """The agent starts anew: all counters begin at zero."""
        when = at if self._stopped_at is None else self._stopped_at
        self._before = (-self._inward.octets(when), -self._outward.octets(when))
        self._errors = 0
        if self._losing_from is not None:
            self._losing_from = at

    def lose(self, at: float, share: float) -> None:
        """The cable begins to spoil `share` (0..1) of the frames that come in."""
        if self._losing_from is None:
            self._losing_from, self._share = at, share

    def keep(self, at: float) -> None:
        """The cable is mended; the errors counted so far stay."""
        self._errors += self._lost(at)
        self._losing_from = None

    def _lost(self, at: float) -> int:
        if self._losing_from is None or self._stopped_at is not None:
            return 0
        octets = self._inward.octets(at) - self._inward.octets(self._losing_from)
        return int(octets * self._share / _OCTETS_A_PACKET)

    def read(self, at: float) -> Counters:
        """All counters at `at`."""
        when = at if self._stopped_at is None else self._stopped_at
        inward = int(self._before[0] + self._inward.octets(when))
        outward = int(self._before[1] + self._outward.octets(when))
        errors = self._errors + self._lost(at)
        return Counters(
            in_octets=inward,
            in_packets=inward // _OCTETS_A_PACKET,
            in_discards=errors // 7,
            in_errors=errors,
            out_octets=outward,
            out_packets=outward // _OCTETS_A_PACKET,
            out_discards=outward // 40_000_000_000,
            out_errors=0,
        )
