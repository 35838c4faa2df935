# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Counters to rates for many ports at once: what flowed between two readings, or NaN where nobody can know.

A counter only grows until it wraps (RFC 2578 §7.1.6, §7.1.10) or the device starts anew (sysUpTime goes back). Which of the
two happened decides between a true figure and nonsense; where it cannot be told, nothing is claimed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.columnstore.planes import Bools, Ints, Words
from samdrift.engines.columnstore.sweep import UNKNOWN_UPTIME

Floats = NDArray[np.float64]
COUNTER32 = float(2**32)
COUNTER64 = float(2**64)
TIME_TICKS = 2**32
"""sysUpTime counts hundredths of a second and begins again after 497 days (RFC 3418)."""
GAP = 2.5
"""So many polling intervals without a reading are a gap, not a slow reading."""
CLOCK_SLACK_TICKS = 3000
SPEED_SLACK = 1.1
TOGETHER = 3
"""So many counters of one port that go down between the same two readings were set to zero, as ifCounterDiscontinuityTime
(RFC 2863) would say: both octet counters of a full line may wrap at once, their packets do not as well."""


@dataclass(frozen=True, slots=True)
class Rates:
    """`per_second[c, p, i]` is what counter c of port p counted a second from `start_ms[p, i]` to `end_ms[p, i]`; NaN: not
    known.
    """

    start_ms: Ints
    end_ms: Ints
    per_second: Floats


def rates(at_ms: Ints, uptime: Ints, values: Words, *, gap_ms: float, most_per_second: Floats | None = None) -> Rates:
    """Rates of counters [c, p, s] of ports that were read at `at_ms` [p, s], oldest first; every value is known.

    `uptime` [p, s] is sysUpTime in hundredths of a second, UNKNOWN_UPTIME where not served. Readings further apart than
    `gap_ms` say nothing of what lies between. `most_per_second` [c, p] is what the line can carry (NaN: not known): it tells
    a wrap from a reset. Without it only a step over the very end of the range is a wrap. Where TOGETHER or more counters of a
    port went down at once nothing is known of any of them.
    """
    took = at_ms[:, 1:] - at_ms[:, :-1]
    known = (took > 0) & (took <= gap_ms) & ~_began_anew(uptime, took)
    seconds = np.where(known, took, 1) / 1000.0
    grown = values[..., 1:] - values[..., :-1]  # modulo 2^64: the 64-bit wrap is in it already
    back = values[..., 1:] < values[..., :-1]
    amounts = grown.astype(np.float64)
    if back.any():
        amounts = _wraps(values, amounts, back, seconds, most_per_second)
    amounts /= seconds
    if not known.all():
        amounts[:, ~known] = np.nan
    return Rates(at_ms[:, :-1], at_ms[:, 1:], amounts)


def _began_anew(uptime: Ints, took_ms: Ints) -> Bools:
    before, after = uptime[:, :-1], uptime[:, 1:]
    fell: Bools = (after < before) & (before != UNKNOWN_UPTIME) & (after != UNKNOWN_UPTIME)
    if not fell.any():
        return fell
    expected = (before + took_ms // 10) % TIME_TICKS
    surely: Bools = fell & (np.abs(expected - after) > CLOCK_SLACK_TICKS)
    return surely


def _wraps(values: Words, amounts: Floats, back: Bools, seconds: Floats, most: Floats | None) -> Floats:
    """Amounts where counters went down: what was counted if they wrapped once, NaN where they must have been reset."""
    before = values[..., :-1]
    narrow = back & (before < np.uint64(2**32))
    narrowly = (values[..., 1:] + np.uint64(2**32) - before).astype(np.float64)
    amounts = np.where(narrow, narrowly, amounts)
    size = np.where(narrow, COUNTER32, COUNTER64)
    possible = size / 1000
    if most is not None:
        carried = most[..., np.newaxis] * seconds * SPEED_SLACK
        possible = np.where(np.isnan(carried), possible, carried)
    wrapped = (amounts <= possible) & (possible < size)
    zeroed = back.sum(axis=0) >= TOGETHER
    return np.where((back & ~wrapped) | zeroed, np.nan, amounts)
