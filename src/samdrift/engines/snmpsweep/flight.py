# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The questions that are out: one table with a slot each, deadlines in order, matched by id and source for many answers at once.

A request id is a slot's number and eighteen bits nobody can guess. A question counts against the window only as long as
its answer may be about to arrive, so that silent devices keep nobody waiting. All first tries wait equally long, and so
do all second ones: a queue for each is the whole table of deadlines, in order.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep.questions import FIRST_ID, Question

SLOTS = 4096
_SLOT_BITS = 12
_NONCE_BITS = 18
SHORTEST_BURST_S, LONGEST_BURST_S = 0.05, 0.25
BURST = 4.0
"""An answer that takes so many times as long as usual crowds nobody: most likely it does not come."""

Nonces = Callable[[int], NDArray[np.int64]]
"""So many unpredictable numbers of at least eighteen bits, or strangers could answer for a device."""


class Out:
    """A question that is out to a device, and the answer once there is one. Times are seconds on one rising clock.

    The answer is `length` octets `at` a place in the caller's memory, came at `at_ms`, and was `cut` off where it was
    longer than the memory kept for it; none of the four stands before it came. Not a dataclass: thousands are made a second.
    """

    __slots__ = (
        "at", "at_ms", "crowds_until", "cut", "deadline", "device", "is_open", "length", "peer", "question", "request_id",
        "sent_at", "tries",
    )  # fmt: skip
    at: int
    at_ms: int
    cut: bool
    length: int

    def __init__(self, question: Question, device: int, peer: int, request_id: int, sent_at: float) -> None:
        self.question = question
        self.device = device
        self.peer = peer
        self.request_id = request_id
        self.sent_at = sent_at
        self.deadline = 0.0
        self.tries = 0
        self.is_open = True
        self.crowds_until = 0.0


class Flight:
    """`window` questions may be about to be answered at once; `timeouts_s`: how long to wait after each try."""

    def __init__(self, nonces: Nonces, *, window: int, timeouts_s: tuple[float, ...]) -> None:
        self.window = window
        self.timeouts_s = timeouts_s
        self._burst_s = LONGEST_BURST_S
        self._nonces = nonces
        self._out: list[Out | None] = [None] * SLOTS
        self._free = list(range(SLOTS))
        self._ids: NDArray[np.int64] = np.full(SLOTS, -1, np.int64)
        self._peers: NDArray[np.int64] = np.zeros(SLOTS, np.int64)
        self._waiting: tuple[deque[Out], ...] = tuple(deque() for _ in timeouts_s)
        self._crowding: deque[tuple[float, list[Out]]] = deque()
        self._crowd = 0

    def __len__(self) -> int:
        return SLOTS - len(self._free)

    def usual_is(self, seconds: float) -> None:
        """Answers usually take so long."""
        self._burst_s = min(LONGEST_BURST_S, max(SHORTEST_BURST_S, BURST * seconds))

    def room(self, now: float) -> int:
        """How many more questions may go out now."""
        crowding = self._crowding
        while crowding and crowding[0][0] <= now:
            until, outs = crowding.popleft()
            for out in outs:
                if out.crowds_until == until:
                    out.crowds_until = 0.0
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
        table = self._out
        for slot, out in zip(slots, outs, strict=True):
            table[slot] = out
        self.sent(outs, now)
        return outs

    def sent(self, outs: list[Out], now: float) -> None:
        """They were sent, all of them the first time or all of them again equally often."""
        tries = outs[0].tries
        deadline, until = now + self.timeouts_s[tries], now + self._burst_s
        for out in outs:
            out.deadline = deadline
            out.tries = tries + 1
            if not out.crowds_until:
                self._crowd += 1
            out.crowds_until = until
        self._waiting[tries].extend(outs)
        self._crowding.append((until, outs))

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
        if out.crowds_until:
            out.crowds_until = 0.0
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
