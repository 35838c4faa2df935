# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How each device wants to be asked, learnt from its answers: how many rows at once, by which request, how often.

A device that answers slowly in two sweeps running is asked for less, and less often; one that misses two leaves.
"""

from dataclasses import dataclass

FRAME_OCTETS = 1472
"""What a UDP datagram may hold to travel in one Ethernet frame."""
FIRST_VALUES = 66  # eleven columns of six ports just fill a frame
MOST_ROWS = 60
SLOW_S = 0.5
MISSES = 2
TRY_MORE_AFTER = 120
"""So many whole sweeps later a device that once shortened its answers may be asked for a row more."""
HEAD_OCTETS = 60
_LONGEST_PAUSE = 8


@dataclass(slots=True)
class Manner:
    """What we know of one device. `leaves`: the plain way is the better one for it."""

    rows: int = FIRST_VALUES // 11
    bulk: bool = True
    most: int = MOST_ROWS
    slow: int = 0
    """Slow sweeps running."""
    pause: int = 0
    """Sweeps to leave it out of, still."""
    misses: int = 0
    """Sweeps running that it did not answer, or not in a way that can be read."""
    whole: int = 0
    """Sweeps since it last shortened an answer."""
    cost_s: float = 0.0
    """Seconds it takes over one question, smoothed."""

    @property
    def leaves(self) -> bool:
        return self.misses >= MISSES

    def shortened(self, rows: int) -> None:
        """An answer ended after so many whole rows, or was too big for the agent."""
        self.most = self.rows = max(1, min(rows, self.rows))
        self.whole = 0

    def jumped(self) -> None:
        """GETBULK brought rows or columns beside the ones wanted: name each from now on."""
        self.bulk = False

    def swept(self, *, fitting: int, longest_s: float, mean_s: float, slow_s: float, readable: bool) -> None:
        """A sweep ended: `fitting` rows fill a frame; its slowest answer with all tries, and the mean of all.

        `slow_s`: what counts as slow; more than `SLOW_S` where the whole network, or we ourselves, are slow today.
        """
        self.misses = 0 if readable else self.misses + 1
        self.cost_s = mean_s if not self.cost_s else 0.7 * self.cost_s + 0.3 * mean_s
        self.rows = min(self.most, fitting)
        self.whole += 1
        if self.whole >= TRY_MORE_AFTER and self.most < MOST_ROWS:
            self.most, self.whole = self.most + 1, 0
        if longest_s < slow_s:
            self.slow = 0
            return
        self.slow += 1
        self.most = self.rows = max(1, self.rows // 2)
        if self.slow > 1:
            self.pause = min(2 ** (self.slow - 1) - 1, _LONGEST_PAUSE - 1)

    def missed(self) -> None:
        """A sweep ended without any answer."""
        self.misses += 1

    def takes_pause(self) -> bool:
        """Whether this sweep goes without it; counts the pause down."""
        if self.pause:
            self.pause -= 1
            return True
        return False
