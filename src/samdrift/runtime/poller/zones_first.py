# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A first look at devices that were taken over, so that a hand-over never costs two intervals between two probes. Pure.

Their regular turns lie anywhere in the interval. The poller before may have been about to ask when it handed over or
died: then an interval is lost already.
"""

from collections.abc import Iterable

A_SECOND = 2500
"""No more first looks than this: a burst loses answers in its own receive buffer."""


class FirstLooks:
    """One look at each new device, within a quarter of an interval where there are not too many.

    Times are seconds on any one rising clock.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int]] = []

    def expect(self, devices: Iterable[int], now: float, interval_s: float) -> None:
        """These are new. Whose look would come later than its turn needs none."""
        new = list(devices)
        pace = max(interval_s / 4 / max(len(new), 1), 1 / A_SECOND)
        looks = [(now + pace * number, device) for number, device in enumerate(new) if pace * number < interval_s]
        self._waiting = sorted([*self._waiting, *looks], reverse=True)

    def due(self, now: float) -> list[int]:
        """Whose time has come, each once."""
        found: list[int] = []
        while self._waiting and self._waiting[-1][0] <= now:
            found.append(self._waiting.pop()[1])
        return found
