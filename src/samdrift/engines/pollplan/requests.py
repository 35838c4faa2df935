# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The questions that are out, in one table ordered by deadline: thousands of silent devices cost one heap, no coroutines.

A request counts against the window only while its answer may be about to arrive (`burst_s`), so that a hundred silent
devices do not keep the living ones waiting. What waits longer than that has no answer that could crowd the buffer.
"""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Peer = tuple[str, int]
"""Address and port, as the socket tells them."""
C = TypeVar("C")
MOST_RESTING = 8192


@dataclass(frozen=True, slots=True)
class Request(Generic[C]):
    """`timeouts` in seconds: how long to wait after each sending; its length is the number of tries. `about` is the caller's."""

    peer: Peer
    datagram: Callable[[int], bytes]
    """Makes the datagram for a request id."""
    timeouts: tuple[float, ...]
    about: C


@dataclass(slots=True)
class Outstanding(Generic[C]):
    """A request that is out: when it was first sent, how often, and until when we wait."""

    request_id: int
    request: Request[C]
    sent_at: float
    tries: int
    deadline: float
    crowds_until: float
    remark: str = ""


class RequestTable(Generic[C]):
    """Admit, send, match, give up. `new_id` must be unpredictable, or strangers could answer for a device.

    Between two sendings to one peer, first ones and repeated ones alike, `peer_gap_s` seconds pass.
    """

    def __init__(
        self, new_id: Callable[[], int], *, window: int = 64, burst_s: float = 0.25, peer_gap_s: float = 0.0
    ) -> None:
        self._new_id = new_id
        self._window = window
        self._burst_s = burst_s
        self._waiting: deque[Request[C]] = deque()
        self._out: dict[int, Outstanding[C]] = {}
        self._by_peer: dict[Peer, int] = {}
        self._deadlines: list[tuple[float, int]] = []
        self._crowding: deque[tuple[float, int]] = deque()
        self._crowd: set[int] = set()
        self._peer_gap_s = peer_gap_s
        self._rests_until: dict[Peer, float] = {}

    def __len__(self) -> int:
        return len(self._waiting) + len(self._out)

    def add(self, request: Request[C], *, first: bool = False) -> None:
        """Queue it; `first` puts it before all that waits."""
        if first:
            self._waiting.appendleft(request)
        else:
            self._waiting.append(request)

    def sendable(self, now: float) -> list[tuple[Peer, bytes]]:
        """The datagrams to send now: as many as the window admits, never two at once to one peer."""
        self._uncrowd(now)
        sending: list[tuple[Peer, bytes]] = []
        later: list[Request[C]] = []
        while self._waiting and len(self._crowd) < self._window:
            request = self._waiting.popleft()
            if request.peer in self._by_peer or self._rests_until.get(request.peer, 0.0) > now:
                later.append(request)
                continue
            request_id = self._new_id()
            while request_id in self._out:
                request_id = self._new_id()
            entry = Outstanding(request_id, request, now, 0, 0.0, 0.0)
            self._out[request_id] = entry
            self._by_peer[request.peer] = request_id
            sending.append((request.peer, self._send(entry, now)))
        self._waiting.extendleft(reversed(later))
        return sending

    def _send(self, entry: Outstanding[C], now: float) -> bytes:
        entry.deadline = now + entry.request.timeouts[entry.tries]
        entry.crowds_until = now + self._burst_s
        entry.tries += 1
        heapq.heappush(self._deadlines, (entry.deadline, entry.request_id))
        self._crowding.append((entry.crowds_until, entry.request_id))
        self._crowd.add(entry.request_id)
        if self._peer_gap_s:
            self._rests_until[entry.request.peer] = now + self._peer_gap_s
            if len(self._rests_until) > MOST_RESTING:
                self._rests_until = {peer: until for peer, until in self._rests_until.items() if until > now}
        return entry.request.datagram(entry.request_id)

    def match(self, request_id: int, peer: Peer) -> Outstanding[C] | None:
        """The request this answers, which is then settled; None for a late, doubled or forged answer."""
        entry = self._out.get(request_id)
        if entry is None or entry.request.peer != peer:
            return None
        self._settle(entry)
        return entry

    def remark(self, peer: Peer, text: str) -> bool:
        """Note on the request that is out to `peer` that it sent something unreadable; False where nothing is asked of it."""
        request_id = self._by_peer.get(peer)
        if request_id is None:
            return False
        self._out[request_id].remark = text
        return True

    def overdue(self, now: float) -> tuple[list[tuple[Peer, bytes]], list[Outstanding[C]]]:
        """Datagrams to send again (under the same id, so that a slow answer to the first still counts), and the given up.

        What the window has no room for is sent again as soon as it has.
        """
        self._uncrowd(now)
        again: list[tuple[Peer, bytes]] = []
        silent: list[Outstanding[C]] = []
        while self._deadlines and self._deadlines[0][0] <= now:
            deadline, request_id = heapq.heappop(self._deadlines)
            entry = self._out.get(request_id)
            if entry is None or entry.deadline != deadline:
                continue
            if entry.tries < len(entry.request.timeouts):
                rests_until = self._rests_until.get(entry.request.peer, 0.0)
                if len(self._crowd) < self._window and rests_until <= now:
                    again.append((entry.request.peer, self._send(entry, now)))
                else:
                    entry.deadline = rests_until if rests_until > now else self._crowding[0][0]
                    heapq.heappush(self._deadlines, (entry.deadline, request_id))
            else:
                self._settle(entry)
                silent.append(entry)
        return again, silent

    def forget(self, unwanted: Callable[[C], bool]) -> None:
        """Drop what is about something that is watched no more."""
        self._waiting = deque(request for request in self._waiting if not unwanted(request.about))
        for entry in [entry for entry in self._out.values() if unwanted(entry.request.about)]:
            self._settle(entry)

    def _settle(self, entry: Outstanding[C]) -> None:
        del self._out[entry.request_id]
        del self._by_peer[entry.request.peer]
        self._crowd.discard(entry.request_id)

    def _uncrowd(self, now: float) -> None:
        while self._crowding and self._crowding[0][0] <= now:
            until, request_id = self._crowding.popleft()
            entry = self._out.get(request_id)
            if entry is None or entry.crowds_until == until:
                self._crowd.discard(request_id)
