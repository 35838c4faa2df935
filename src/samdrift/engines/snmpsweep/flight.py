# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The questions that are out: one table with a slot each, deadlines in order, matched by id and source for many answers at once.

A request id is a slot's number and eighteen bits nobody can guess. A question counts against the window only as long as
its answer may be about to arrive, so that silent devices keep nobody waiting. All first tries wait equally long, and so
do all second ones: a queue for each is the whole table of deadlines, in order.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.questions import FIRST_ID, Question

SLOTS = 4096
_SLOT_BITS = 12
_NONCE_BITS = 18
BURST_S = 0.25

Nonces = Callable[[int], NDArray[np.int64]]
"""So many unpredictable numbers of at least eighteen bits, or strangers could answer for a device."""


@dataclass(slots=True, eq=False)
class Out:
    """A question that is out to a device, and the answer once there is one. Times are seconds on one rising clock.

    The answer is `length` octets `at` a place in the caller's memory, came at `at_ms`, and was `cut` off where it was
    longer than the memory kept for it.
    """

    question: Question
    device: int
    peer: int
    request_id: int
    sent_at: float
    deadline: float = 0.0
    tries: int = 0
    is_open: bool = True
    crowds: bool = False
    at: int = 0
    length: int = 0
    at_ms: int = 0
    cut: bool = False


class Flight:
    """`window` questions may be about to be answered at once; `timeouts_s`: how long to wait after each try."""

    def __init__(self, nonces: Nonces, *, window: int, timeouts_s: tuple[float, ...]) -> None:
        self.window = window
        self.timeouts_s = timeouts_s
        self._nonces = nonces
        self._out: list[Out | None] = [None] * SLOTS
        self._free = list(range(SLOTS))
        self._ids: NDArray[np.int64] = np.full(SLOTS, -1, np.int64)
        self._peers: NDArray[np.int64] = np.zeros(SLOTS, np.int64)
        self._waiting: tuple[deque[Out], ...] = tuple(deque() for _ in timeouts_s)
        self._crowding: deque[tuple[float, Out]] = deque()
        self._crowd = 0

    def __len__(self) -> int:
        return SLOTS - len(self._free)

    def room(self, now: float) -> int:
        """How many more questions may go out now."""
        crowding = self._crowding
        while crowding and crowding[0][0] <= now:
            out = crowding.popleft()[1]
            if out.crowds and out.deadline - self.timeouts_s[out.tries - 1] + BURST_S <= now:
                out.crowds = False
                self._crowd -= 1
        return min(self.window - self._crowd, len(self._free))

    def admit(self, asked: list[tuple[Question, int, int]], now: float) -> list[Out]:
        """These (question, device, peer) go out now; no more of them than there is room."""
        if not asked:
            return []
        slots = self._free[-len(asked) :]
        del self._free[-len(asked) :]
        at = np.array(slots, np.int64)
        ids = FIRST_ID | (self._nonces(len(asked)) & (1 << _NONCE_BITS) - 1) << _SLOT_BITS | at
        self._ids[at] = ids
        self._peers[at] = [peer for _, _, peer in asked]
        outs = [Out(*one, number, now) for one, number in zip(asked, ids.tolist(), strict=True)]
        for slot, out in zip(slots, outs, strict=True):
            self._out[slot] = out
            self.sent(out, now)
        return outs

    def sent(self, out: Out, now: float) -> None:
        """It was sent, the first time or again."""
        out.deadline = now + self.timeouts_s[out.tries]
        self._waiting[out.tries].append(out)
        out.tries += 1
        self._crowding.append((now + BURST_S, out))
        if not out.crowds:
            out.crowds = True
            self._crowd += 1

    def match(self, request_ids: NDArray[np.int64], peers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these answer something that was asked last through its slot, of this device. Take each by `settle`."""
        slots = request_ids & (SLOTS - 1)
        found: NDArray[np.bool_] = (
            (request_ids >= FIRST_ID) & (self._ids[slots] == request_ids) & (self._peers[slots] == peers)
        )
        return found

    def settle(self, request_id: int) -> Out | None:
        """It is out no more; None where it was not (an answer that came twice)."""
        slot = request_id & (SLOTS - 1)
        out = self._out[slot]
        if out is None or out.request_id != request_id:
            return None
        self._out[slot] = None
        self._free.append(slot)
        out.is_open = False
        if out.crowds:
            out.crowds = False
            self._crowd -= 1
        return out

    def overdue(self, now: float) -> list[Out]:
        """Those whose time is over; each must then be sent again or settled."""
        late: list[Out] = []
        for tries, waiting in enumerate(self._waiting, 1):
            while waiting and (waiting[0].deadline <= now or not waiting[0].is_open or waiting[0].tries != tries):
                out = waiting.popleft()
                if out.is_open and out.tries == tries:
                    late.append(out)
        return late

    def next_deadline(self) -> float | None:
        """When to look again at the latest; may be early, never late."""
        return min((waiting[0].deadline for waiting in self._waiting if waiting), default=None)
