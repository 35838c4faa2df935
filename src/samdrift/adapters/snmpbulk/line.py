# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Keeps a sweep going over a socket: send what may go, take what came, read it when enough has come or nothing more does."""

import os
import select
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samdrift.adapters.snmpbulk.mmsg import MmsgSocket, available
from samdrift.adapters.snmpbulk.ports import Arena, DatagramSocket, PlainSocket, window_for
from samdrift.engines.snmpsweep import COLUMNS, Column, Sweeper

WINDOW = 256


def open_socket(address: str = "") -> MmsgSocket | PlainSocket:
    """The best this system has, bound to `address` (any where empty)."""
    return MmsgSocket(address) if available() else PlainSocket(address)


def nonces(count: int) -> NDArray[np.int64]:
    """Unpredictable, or strangers could answer for a device."""
    return np.frombuffer(os.urandom(4 * count), np.uint32).astype(np.int64)


class BulkLine:
    """One socket, its memory and its sweeper. `exchange` never blocks; `wait` does."""

    def __init__(self, sweeper: Sweeper, socket: DatagramSocket) -> None:
        self.sweeper = sweeper
        self._socket = socket
        self._arena = Arena()

    @classmethod
    def opened(cls, *, window: int = WINDOW, address: str = "", columns: Sequence[Column] = COLUMNS) -> "BulkLine":
        """With a socket of its own and the widest window its buffer bears."""
        socket = open_socket(address)
        return cls(Sweeper(nonces, window=window_for(socket.buffer_octets, window), columns=columns), socket)

    def fileno(self) -> int:
        return self._socket.fileno()

    def exchange(self, now: float) -> int:
        """Send what is due and take all that came; how many datagrams that was. `now` in seconds on a rising clock."""
        sweeper, taken = self.sweeper, 0
        self._send(now)
        while (came := self._socket.receive(self._arena)) is not None:
            taken += len(came.rows)
            sweeper.take(came, now)
            self._send(now)
            if not self._arena.left:
                self.read()
        return taken

    def _send(self, now: float) -> None:
        outs = self.sweeper.overdue(now) + self.sweeper.sendable(now)
        if outs:
            unsent = len(outs) - self._socket.send(outs)
            if unsent:
                self.sweeper.counts["unsent"] += unsent

    def read(self) -> None:
        """Read what was taken; its memory is free again."""
        self.sweeper.digest(self._arena.octets)
        self._arena.reset()

    def wait(self, seconds: float) -> None:
        """Until something comes, or so long."""
        select.select([self._socket], [], [], max(0.0, seconds))

    def close(self) -> None:
        self._socket.close()
