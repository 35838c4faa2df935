# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What every bulk socket offers, the memory that datagrams are received into, and the socket that works everywhere."""

import contextlib
import socket
import time
from collections.abc import Sequence
from ipaddress import IPv4Address
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.snmpsweep import ROOM, Datagrams, Out

ROWS = 1024
STRIDE = 2048
"""A row holds a datagram that filled a frame, and shows by being full when an agent sent more."""
AT_ONCE = 128
WANTED_BUFFER = 4 << 20
_SO_RCVBUFFORCE = 33
_OCTETS_PER_DATAGRAM = 3328  # what the kernel counts for one full frame: 64 of them fit its default of 212,992


class Arena:
    """`ROWS` rows of `STRIDE` octets; rows are used up one after another until `reset`."""

    def __init__(self, rows: int = ROWS, stride: int = STRIDE) -> None:
        self.rows, self.stride, self.used = rows, stride, 0
        self.octets: NDArray[np.uint8] = np.zeros(rows * stride + ROOM, np.uint8)

    @property
    def left(self) -> int:
        return self.rows - self.used

    def reset(self) -> None:
        self.used = 0


class DatagramSocket(Protocol):
    """Never blocks. `send` tells how many went out; `receive` fills rows of the arena, None where nothing is there."""

    def fileno(self) -> int: ...
    def send(self, outs: Sequence[Out]) -> int: ...
    def receive(self, arena: Arena) -> Datagrams | None: ...
    def close(self) -> None: ...


def udp_socket(address: str = "") -> tuple[socket.socket, int]:
    """An IPv4 socket with as large a receive buffer as we may have, and the octets it was granted."""
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setblocking(False)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WANTED_BUFFER)
    with contextlib.suppress(OSError):  # needs CAP_NET_ADMIN
        one.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, WANTED_BUFFER)
    one.bind((address, 0))
    return one, one.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)


def window_for(buffer_octets: int, wanted: int) -> int:
    """How many answers may come at once without one being lost for want of room."""
    return max(1, min(wanted, buffer_octets // _OCTETS_PER_DATAGRAM))


class PlainSocket:
    """One system call a datagram: for systems without sendmmsg and recvmmsg."""

    def __init__(self, address: str = "") -> None:
        self._socket, self.buffer_octets = udp_socket(address)
        self.port = int(self._socket.getsockname()[1])

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, outs: Sequence[Out]) -> int:
        sent = 0
        for out in outs:
            peer = (str(IPv4Address(out.peer >> 16)), out.peer & 0xFFFF)
            with contextlib.suppress(OSError):  # a full buffer or a missing route: the second try may do better
                self._socket.sendto(out.question.with_id(out.request_id), peer)
                sent += 1
        return sent

    def receive(self, arena: Arena) -> Datagrams | None:
        first = arena.used
        memory = arena.octets.data
        lengths: list[int] = []
        peers: list[int] = []
        cut: list[bool] = []
        for row in range(first, first + min(arena.left, AT_ONCE)):
            at = row * arena.stride
            try:
                length, _, flags, source = self._socket.recvmsg_into([memory[at : at + arena.stride]])
            except OSError:
                break
            lengths.append(length)
            peers.append(int(IPv4Address(source[0])) << 16 | source[1])
            cut.append(bool(flags & socket.MSG_TRUNC))
        if not lengths:
            return None
        arena.used += len(lengths)
        return Datagrams(
            arena.octets,
            arena.stride,
            np.arange(first, arena.used),
            np.array(lengths, np.int64),
            np.array(peers, np.int64),
            np.array(cut, np.bool_),
            time.time_ns() // 1_000_000,
        )

    def close(self) -> None:
        self._socket.close()
