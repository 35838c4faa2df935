# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How one device bears being read in full: how many rows at once, how many questions a second. Learnt from its answers.

Two questions running that it answers late, or not at all, halve the pace; ten good ones raise it again by half.
An answer that cannot be read halves the rows; only after several readings without one are they tried larger again.
"""

from dataclasses import dataclass

MOST_ROWS = 30
SLOWEST_PER_S = 0.5
LATE_TIMES = 3.0
LATE_S = 0.25
"""An answer is late where it takes three times the usual, and at least this long: a busy machine of ours is no device's fault."""
IN_A_ROW = 2
UNPACED_PER_S = 40.0
"""What «as fast as it answers» counts for when it has to be halved."""
FASTER_AFTER = 10
LARGER_AFTER = 8
_TRUST, _TRUST_LATE = 0.2, 0.02


@dataclass(slots=True)
class Manner:
    """`per_second`, `most_per_second`: questions; 0 is as fast as it answers. `usual_s`: its usual time over one."""

    most_per_second: float
    per_second: float = 0.0
    rows: int = MOST_ROWS
    usual_s: float = 0.0
    late: int = 0
    """Questions running that it answered late, or not at all."""
    good: int = 0
    whole: int = 0
    """Readings running in which every answer could be read."""

    def __post_init__(self) -> None:
        self.rows = max(1, min(self.rows, MOST_ROWS))
        if not 0 < self.per_second < (self.most_per_second or float("inf")):
            self.per_second = self.most_per_second

    def answered(self, took_s: float, *, others_s: float = 0.0) -> bool:
        """One answer, after so many seconds; `others_s` what all devices take just now. True where that halved the pace."""
        is_late = bool(self.usual_s) and took_s > max(LATE_S, LATE_TIMES * self.usual_s, LATE_TIMES * others_s)
        if is_late:
            slower = self._was_late()
            if slower:  # where it stays so, it slowly becomes the usual
                self.usual_s += (took_s - self.usual_s) * _TRUST_LATE
            return slower
        self.usual_s += (took_s - self.usual_s) * _TRUST if self.usual_s else took_s
        self.late = 0
        self.good += 1
        if self.good >= FASTER_AFTER and self.per_second != self.most_per_second:
            self.good = 0
            faster = self.per_second * 1.5
            self.per_second = min(faster, self.most_per_second) if self.most_per_second else faster
        return False

    def unanswered(self) -> bool:
        """A question that met silence. True where that halved the pace."""
        return self._was_late()

    def _was_late(self) -> bool:
        self.late += 1
        self.good = 0
        if self.late < IN_A_ROW:
            return False
        self.late = 0
        self.per_second = max(SLOWEST_PER_S, (self.per_second or UNPACED_PER_S) / 2)
        return True

    def unreadable(self, rows: int) -> None:
        """An answer of so many rows could not be read, or was too big for the agent."""
        self.whole = 0
        self.rows = max(1, min(self.rows, rows // 2))

    def read_whole(self) -> None:
        """A reading ended in which every answer could be read."""
        self.whole += 1
        if self.whole >= LARGER_AFTER and self.rows < MOST_ROWS:
            self.rows, self.whole = self.rows + max(1, self.rows // 4), 0
            self.rows = min(self.rows, MOST_ROWS)
