# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Is this loss more than chance? A running sum of evidence (CUSUM): each lost probe speaks for 5 % loss against 0.5 %.

Compared with a share over a window it neither misses slow loss nor cries at a chance cluster among thousands of devices.
"""

from dataclasses import dataclass
from math import log

USUAL, POOR = 0.005, 0.05
LOST_STEP = log(POOR / USUAL)
HEARD_STEP = log((1 - USUAL) / (1 - POOR))
CALM = 6.0
"""Evidence that a loss has ended: wrong once in some 400 times."""
HIGHEST = 60.0
WINDOW_S = 90.0
FIRST_PROBES = 20
"""A device that lost several of its first probes has always been so (it limits ICMP): that is no fault."""
FIRST_LOST = 3


@dataclass(slots=True)
class LossScore:
    """Updated by `heard` and `lost`; the sums follow from how many probes were heard since the last lost one."""

    probes: int = 0
    losses: int = 0
    run: int = 0
    """Probes heard since the last lost one."""
    always: bool = False
    since: float | None = None
    _score: float = 0.0
    _calm: float = 0.0
    _turned: float = float("-inf")
    _marks: tuple[int, int, int, int] = (0, 0, 0, 0)
    """(probes, losses) at the beginning of the former and of the present window."""

    def heard(self, at: float) -> None:
        self.probes += 1
        self.run += 1
        if at - self._turned >= WINDOW_S:
            self._marks = (*self._marks[2:], self.probes, self.losses)
            self._turned = at

    def lost(self, at: float, weight: int = 1) -> None:
        """`weight` 2 where ICMP was refused meanwhile too: the same loss seen twice."""
        before = self.score()
        if before <= 0.0:
            self.since = at
        self._score = min(HIGHEST, before + LOST_STEP * weight)
        self._calm = max(0.0, self._calm + HEARD_STEP * self.run - LOST_STEP)
        self.probes, self.losses, self.run = self.probes + 1, self.losses + 1, 0
        if self.probes <= FIRST_PROBES and self.losses >= FIRST_LOST:
            self.always = True

    def score(self) -> float:
        """Natural logarithm of how much likelier 5 % loss is than the usual loss, since it began."""
        return max(0.0, self._score - HEARD_STEP * self.run)

    def calm(self) -> bool:
        """The loss is over, beyond doubt."""
        return self._calm + HEARD_STEP * self.run >= CALM

    def start_anew(self) -> None:
        """Its incident is closed: what comes next is another fault."""
        self._score, self._calm, self.run = 0.0, 0.0, 0

    def begin_calm(self) -> None:
        """An incident opens: from now on the evidence for its end is gathered."""
        self._calm, self._score, self.run = 0.0, self.score(), 0

    def recent(self) -> tuple[int, int]:
        """(lost, probes) over the last one and a half to three minutes."""
        return self.losses - self._marks[1], self.probes - self._marks[0]
