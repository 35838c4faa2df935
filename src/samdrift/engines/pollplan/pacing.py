# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Spread the devices evenly over the interval, because a burst loses answers in its own receive buffer."""

import heapq
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

_GOLDEN = 0.6180339887498949


def next_turn(key: str, *, after: datetime, every: timedelta) -> datetime:
    """When it is the turn of `key` next: at a phase of its own, the same from interval to interval and after a restart.

    Never sooner than half an interval after `after`, so that a reading out of turn is not followed by one at once.
    """
    step = every.total_seconds()
    phase = int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) / 2**64 * step
    earliest = after.timestamp() + step / 2
    turns = -(-(earliest - phase) // step)
    return datetime.fromtimestamp(phase + turns * step, UTC)


class Schedule:
    """Each key comes due once an interval, at a phase of its own. Times are seconds on any one rising clock."""

    def __init__(self, interval_s: float) -> None:
        self.interval_s = interval_s
        self._due_at: dict[int, float] = {}
        self._heap: list[tuple[float, int]] = []
        self._added = 0

    def __len__(self) -> int:
        return len(self._due_at)

    def set_keys(self, keys: Iterable[int], now: float, *, within_s: float | None = None) -> None:
        """Exactly these keys from now on. Known ones keep their turn; new ones come first within `within_s` (an interval).

        Phases follow the golden ratio, which stays even whatever number of devices joins later.
        """
        wanted = dict.fromkeys(keys)
        self._due_at = {key: due for key, due in self._due_at.items() if key in wanted}
        spread = self.interval_s if within_s is None else within_s
        for key in wanted:
            if key not in self._due_at:
                self._added += 1
                self._put(key, now + spread * (self._added * _GOLDEN % 1.0))
        self._heap = [(due, key) for key, due in self._due_at.items()]
        heapq.heapify(self._heap)

    def hurry(self, key: int, now: float) -> None:
        """This key is due now; its later turns follow an interval after."""
        if key in self._due_at:
            self._put(key, now)

    def due(self, now: float) -> list[int]:
        """The keys whose turn has come, each once however late we are; their next turn keeps the phase."""
        found: list[int] = []
        while self._heap and self._heap[0][0] <= now:
            due, key = heapq.heappop(self._heap)
            if self._due_at.get(key) != due:
                continue  # removed, or moved by hurry
            found.append(key)
            missed = max(0, int((now - due) // self.interval_s))
            self._put(key, due + (missed + 1) * self.interval_s)
        return found

    def next_due(self) -> float | None:
        """When to look again at the latest; may be early, never late."""
        return self._heap[0][0] if self._heap else None

    def _put(self, key: int, due: float) -> None:
        self._due_at[key] = due
        heapq.heappush(self._heap, (due, key))
