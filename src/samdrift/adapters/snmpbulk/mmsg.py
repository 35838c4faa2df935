# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""sendmmsg(2) and recvmmsg(2) through ctypes: a hundred datagrams a system call. Linux on 64 bits.

The kernel's tables are numpy arrays whose places in memory never change, so that a call needs only counts.
"""

import ctypes
import errno
import socket
import struct
import sys
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samdrift.adapters.snmpbulk.ports import AT_ONCE, Arena, udp_socket
from samdrift.engines.snmpsweep import Datagrams, Out

# struct mmsghdr, struct iovec and struct sockaddr_in as 64-bit Linux lays them out
_MESSAGE = np.dtype(
    {
        "names": ["name", "name_length", "parts", "part_count", "control", "control_length", "flags", "length"],
        "formats": ["u8", "u4", "u8", "u8", "u8", "u8", "i4", "u4"],
        "offsets": [0, 8, 16, 24, 32, 40, 48, 56],
        "itemsize": 64,
    }
)
_PART = np.dtype([("base", "u8"), ("length", "u8")])
_ADDRESS = np.dtype([("family", "u2"), ("port", ">u2"), ("address", ">u4"), ("zero", "u8")])


def available() -> bool:
    """Whether this system has both calls, in the layout known here."""
    if not sys.platform.startswith("linux") or struct.calcsize("P") != 8:
        return False
    libc = ctypes.CDLL(None)
    return hasattr(libc, "sendmmsg") and hasattr(libc, "recvmmsg")


def _place(array: NDArray[np.generic]) -> int:
    return int(array.__array_interface__["data"][0])


class _Table:
    """Messages that point at one part and one address each."""

    def __init__(self, size: int) -> None:
        self.messages = np.zeros(size, _MESSAGE)
        self.parts = np.zeros(size, _PART)
        self.addresses = np.zeros(size, _ADDRESS)
        each = np.arange(size, dtype=np.uint64)
        self.messages["name"] = _place(self.addresses) + each * np.uint64(_ADDRESS.itemsize)
        self.messages["name_length"] = _ADDRESS.itemsize
        self.messages["parts"] = _place(self.parts) + each * np.uint64(_PART.itemsize)
        self.messages["part_count"] = 1
        self.at = _place(self.messages)

    def message_at(self, number: int) -> ctypes.c_void_p:
        return ctypes.c_void_p(self.at + number * _MESSAGE.itemsize)


class MmsgSocket:
    """As `PlainSocket`, with a fraction of the system calls. Bound to one arena, the first it receives into."""

    def __init__(self, address: str = "") -> None:
        self._socket, self.buffer_octets = udp_socket(address)
        self.port = int(self._socket.getsockname()[1])
        self._fd = self._socket.fileno()
        libc = ctypes.CDLL(None, use_errno=True)
        self._sendmmsg, self._recvmmsg = libc.sendmmsg, libc.recvmmsg
        self._out = _Table(AT_ONCE)
        self._out.addresses["family"] = socket.AF_INET
        self._in: _Table | None = None
        self._arena: Arena | None = None

    def fileno(self) -> int:
        return self._fd

    def send(self, outs: Sequence[Out]) -> int:
        sent = 0
        for start in range(0, len(outs), AT_ONCE):
            sent += self._send_some(outs[start : start + AT_ONCE])
        return sent

    def _send_some(self, outs: Sequence[Out]) -> int:
        count = len(outs)
        lengths = np.array([len(out.question.octets) for out in outs], np.int64)
        starts = np.cumsum(lengths) - lengths
        octets = np.frombuffer(bytearray(b"".join([out.question.octets for out in outs])), np.uint8)
        ids = np.array([out.request_id for out in outs], ">u4").view(np.uint8).reshape(count, 4)
        id_at = starts + np.array([out.question.id_at for out in outs], np.int64)
        octets[id_at[:, None] + np.arange(4)] = ids
        peers = np.array([out.peer for out in outs], np.int64)
        table = self._out
        table.parts["base"][:count] = _place(octets) + starts
        table.parts["length"][:count] = lengths
        table.addresses["address"][:count] = peers >> 16
        table.addresses["port"][:count] = peers & 0xFFFF
        at = sent = 0
        while at < count:
            done = self._sendmmsg(self._fd, table.message_at(at), count - at, 0)
            if done > 0:
                at += done
                sent += done
            elif ctypes.get_errno() == errno.EINTR:
                continue
            elif ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS):
                break  # no room now: what is left here is sent again when its time is over
            else:
                at += 1  # no way to this one; silence will tell
        return sent

    def receive(self, arena: Arena) -> Datagrams | None:
        table = self._table_of(arena)
        first, room = arena.used, min(arena.left, AT_ONCE)
        if room <= 0:
            return None
        count = self._recvmmsg(self._fd, table.message_at(first), room, socket.MSG_DONTWAIT, None)
        if count <= 0:
            return None
        arena.used += count
        these = slice(first, arena.used)
        peers = table.addresses["address"][these].astype(np.int64) << 16 | table.addresses["port"][these]
        return Datagrams(
            arena.octets,
            arena.stride,
            np.arange(first, arena.used),
            table.messages["length"][these].astype(np.int64),
            peers.astype(np.int64),
            (table.messages["flags"][these] & socket.MSG_TRUNC) != 0,
            time.time_ns() // 1_000_000,
        )

    def _table_of(self, arena: Arena) -> _Table:
        if self._in is None or self._arena is not arena:
            table = _Table(arena.rows)
            table.parts["base"] = _place(arena.octets) + np.arange(arena.rows, dtype=np.uint64) * np.uint64(
                arena.stride
            )
            table.parts["length"] = arena.stride
            self._in, self._arena = table, arena
        return self._in

    def close(self) -> None:
        self._socket.close()
