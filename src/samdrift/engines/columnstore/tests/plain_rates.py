# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The rule for rates, told one reading at a time: what the engine, which reckons whole blocks, is held to.

A counter only grows until it wraps (RFC 2578 §7.1.6, §7.1.10) or the device starts anew (sysUpTime goes back). Which of the
two happened decides between a true figure and nonsense; where it cannot be told, nothing is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

COUNTER32, COUNTER64 = 2**32, 2**64
TIME_TICKS = 2**32
"""sysUpTime counts hundredths of a second and begins again after 497 days (RFC 3418)."""
GAP = 2.5
"""So many polling intervals without a reading are a gap, not a slow reading."""
CLOCK_SLACK_S = 30.0
SPEED_SLACK = 1.1


@dataclass(frozen=True, slots=True)
class Count:
    """One reading of one octet counter. `uptime_ticks` is sysUpTime in hundredths of a second; None where not served."""

    at: datetime
    uptime_ticks: int | None
    octets: int | None


@dataclass(frozen=True, slots=True)
class Rate:
    """What flowed from `start` to `end` in bit/s; None: not known."""

    start: datetime
    end: datetime
    bps: float | None


def rates(counts: Sequence[Count], *, interval_s: float, speed_bps: int | None = None) -> list[Rate]:
    """The rate between each two readings that hold the counter, oldest first; shorter by one than those.

    `speed_bps` (ifHighSpeed) helps to tell a wrap from a reset: more than the line carries cannot have flowed.
    """
    known = [count for count in counts if count.octets is not None]
    return [Rate(a.at, b.at, _rate(a, b, interval_s, speed_bps)) for a, b in pairwise(known)]


def _rate(a: Count, b: Count, interval_s: float, speed_bps: int | None) -> float | None:
    seconds = (b.at - a.at).total_seconds()
    if a.octets is None or b.octets is None or not 0 < seconds <= GAP * interval_s or _began_anew(a, b, seconds):
        return None
    grown = b.octets - a.octets
    if grown < 0:
        most = None if speed_bps is None else speed_bps / 8 * seconds * SPEED_SLACK
        wrapped = _wrapped(a.octets, b.octets, most)
        if wrapped is None:
            return None
        grown = wrapped
    return grown * 8 / seconds


def _began_anew(a: Count, b: Count, seconds: float) -> bool:
    if a.uptime_ticks is None or b.uptime_ticks is None or b.uptime_ticks >= a.uptime_ticks:
        return False
    expected = (a.uptime_ticks + seconds * 100) % TIME_TICKS
    return abs(expected - b.uptime_ticks) > CLOCK_SLACK_S * 100


def _wrapped(before: int, after: int, most: float | None) -> int | None:
    """What a counter that went down has counted, if it wrapped once; None where it must have been reset.

    Without the line's speed only a step over the very end of the range counts as a wrap.
    """
    size = COUNTER32 if before < COUNTER32 else COUNTER64
    grown = after + size - before
    if most is None:
        most = size / 1000
    return grown if grown <= most < size else None


@dataclass(frozen=True, slots=True)
class Step:
    """The mean rate over one step of a chart, or None where less than half of it is known."""

    at: datetime
    bps: float | None


def even_steps(found: Sequence[Rate], *, start: datetime, end: datetime, step: timedelta) -> list[Step]:
    """Rates spread over even steps from `start` to `end`; each step is the mean of what is known of it, by time.

    A step of which nothing, or less than half, is known stays None: gaps are shown as gaps.
    """
    count = max(0, -(-(end - start) // step))
    bits, known = [0.0] * count, [0.0] * count
    for rate in found:
        if rate.bps is None:
            continue
        first = max(0, (rate.start - start) // step)
        last = min(count - 1, (rate.end - start) // step)
        for number in range(first, last + 1):
            begin = start + number * step
            shared = (min(rate.end, begin + step) - max(rate.start, begin)).total_seconds()
            if shared > 0:
                bits[number] += rate.bps * shared
                known[number] += shared
    least = step.total_seconds() / 2
    return [
        Step(start + number * step, bits[number] / known[number] if known[number] >= least else None)
        for number in range(count)
    ]
