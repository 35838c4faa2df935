# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every question of discovery passes here before it is sent, first ones and repeated ones alike: paced, and counted.

One `Gate` serves a process: no device is asked more often than agreed, however many readings of it run side by side, and all
devices together not more than the process may ask. A `Toll` is one reading's way through it: it learns how the device
bears being asked (engines.pollplan.Manner) and what the reading cost.
"""

import time
from collections.abc import Callable
from threading import Lock

from gufo.snmp.policer import BasePolicer

from samdrift.engines.pollplan import Manner
from samdrift.inventory.types import HowToAsk, ReadingCost

_FORGET_AFTER_S = 60.0
_MANY = 4096


class Gate:
    """`per_device`, `in_all`: questions a second; 0 lets everything through. Safe in threads."""

    def __init__(
        self,
        *,
        per_device: float,
        in_all: float = 0.0,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.per_device = per_device
        self._gap_of_all = 1 / in_all if in_all else 0.0
        self._now = now
        self._sleep = sleep
        self._lock = Lock()
        self._next: dict[str, float] = {}
        self._next_of_all = 0.0
        self.typical_s = 0.0
        """What devices take over an answer just now, smoothed over all of them."""

    def pass_through(self, address: str, per_second: float) -> float:
        """Wait for this device's turn; the moment it came."""
        gap = 1 / per_second if per_second else 0.0
        with self._lock:
            at = max(self._now(), self._next_of_all, self._next.get(address, 0.0))
            self._next_of_all = max(self._next_of_all, self._now()) + self._gap_of_all
            if gap:
                self._next[address] = at + gap
                if len(self._next) > _MANY:
                    self._forget(at - _FORGET_AFTER_S)
        if (wait := at - self._now()) > 0:
            self._sleep(wait)
        gone = self._now()
        if gap:
            with self._lock:  # who woke late does not make up for it
                self._next[address] = max(self._next.get(address, 0.0), gone + gap)
        return gone

    def took(self, seconds: float) -> None:
        """How long some device took over an answer."""
        self.typical_s += (seconds - self.typical_s) * (0.02 if self.typical_s else 1.0)

    def _forget(self, before: float) -> None:
        self._next = {address: at for address, at in self._next.items() if at > before}


class Toll(BasePolicer):
    """One reading of one device. Hand it to the session as its policer, and tell it how each question came out."""

    def __init__(self, gate: Gate, address: str, how: HowToAsk = HowToAsk()) -> None:  # noqa: B008 - frozen
        self._gate = gate
        self._address = address
        most = gate.per_device
        self.manner = Manner(most, how.per_second or 0.0, how.rows or Manner(most).rows, how.answer_s or 0.0)
        self.questions = self.silent = self.unreadable = 0
        self._began = gate._now()  # noqa: SLF001 - the gate's clock is ours
        self._sent_at: float | None = None

    def get_timeout(self, ts: int) -> int | None:  # noqa: ARG002 - gufo-snmp asks by `wait_sync` alone
        return None

    def wait_sync(self) -> None:
        """Called by gufo-snmp before it sends."""
        self.questions += 1
        self._sent_at = self._gate.pass_through(self._address, self.manner.per_second)

    def answered(self) -> None:
        """What was asked last has been answered; nothing where a value came out of an earlier answer."""
        if self._sent_at is None:
            return
        took = self._gate._now() - self._sent_at  # noqa: SLF001
        self._sent_at = None
        self.manner.answered(took, others_s=self._gate.typical_s)
        self._gate.took(took)

    def met_silence(self) -> None:
        self._sent_at = None
        self.silent += 1
        self.manner.unanswered()

    def could_not_read(self, rows: int) -> None:
        self._sent_at = None
        self.unreadable += 1
        self.manner.unreadable(rows)

    def cost(self) -> ReadingCost:
        """What the reading has cost so far, and what it taught."""
        if not self.unreadable:
            self.manner.read_whole()
        return ReadingCost(
            questions=self.questions,
            unanswered=self.silent,
            unreadable=self.unreadable,
            took_s=round(self._gate._now() - self._began, 3),  # noqa: SLF001
            answer_s=round(self.manner.usual_s, 4),
            per_second=round(self.manner.per_second, 2),
            rows=self.manner.rows,
        )
