# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The listener's socket: emptied as fast as it fills, into a queue that has a bound.

When the queue is full the socket is left alone: then the kernel drops, and counts what it drops, instead of us taking
a trap and losing it.
"""

import asyncio
import contextlib
import os
import socket
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

RECEIVE_BUFFER = 16 << 20
MOST_WAITING = 100_000
MOST_OCTETS = 128 << 20
AT_ONCE = 512
_CONTROL = socket.CMSG_SPACE(64)
SO_RCVBUFFORCE = 33
IP_PKTINFO = 8  # Linux; the socket module names it from Python 3.14 on
_PKTINFO = struct.Struct("=I4s4s")


@dataclass(frozen=True, slots=True)
class Datagram:
    """What came, from where, when, and the ancillary data with which the answer leaves from the address it came to."""

    data: bytes
    peer: Any
    at: datetime
    came_to: tuple[tuple[int, int, bytes], ...] = ()

    @property
    def source(self) -> str:
        """The sender's address; an IPv4 sender on an IPv6 socket as IPv4."""
        return str(self.peer[0]).removeprefix("::ffff:").partition("%")[0]


class Intake:
    """Make it inside a running loop. `take` waits for datagrams; `answer` sends one back."""

    def __init__(self, one: socket.socket, clock: Callable[[], datetime]) -> None:
        self.socket = one
        self.received = 0
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Datagram] = deque()
        self._octets = 0
        self._there = asyncio.Event()
        self._reading = self._stopped = False
        self._read_on()

    def __len__(self) -> int:
        return len(self._waiting)

    def _read_on(self) -> None:
        if not self._reading:
            self._loop.add_reader(self.socket, self._read)
            self._reading = True

    def _read(self) -> None:
        at = self._clock()
        for _ in range(AT_ONCE):
            try:
                data, ancillary, _, peer = self.socket.recvmsg(65_535, _CONTROL)
            except OSError:  # empty; or an ICMP error of an earlier answer, which says nothing about what comes in
                break
            self.received += 1
            self._octets += len(data)
            self._waiting.append(Datagram(data, peer, at, _way_back(ancillary)))
        if self._waiting:
            self._there.set()
        if len(self._waiting) >= MOST_WAITING or self._octets >= MOST_OCTETS:
            self._loop.remove_reader(self.socket)
            self._reading = False

    async def take(self, most: int) -> list[Datagram]:
        """Up to `most` datagrams in order, as soon as there is one."""
        while not self._waiting:
            self._there.clear()
            await self._there.wait()
        taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        self._octets -= sum(len(one.data) for one in taken)
        if len(self._waiting) < MOST_WAITING // 2 and self._octets < MOST_OCTETS // 2:
            self._read_on()
        return taken

    def answer(self, datagram: Datagram, data: bytes) -> bool:
        """False where it could not be sent; the sender will ask again."""
        try:
            self.socket.sendmsg([data], datagram.came_to, 0, datagram.peer)
        except OSError:
            return False
        return True

    def stop_reading(self) -> None:
        """Before the end: what was received is still handed out, nothing more is received."""
        if self._reading:
            self._loop.remove_reader(self.socket)
        self._reading = self._stopped = True

    def close(self) -> None:
        if not self._stopped:
            self.stop_reading()
        self.socket.close()


def open_socket(host: str, port: int) -> socket.socket:
    """A bound UDP socket with as large a receive buffer as the kernel allows; OSError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    one = socket.socket(family, socket.SOCK_DGRAM)
    try:
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        with contextlib.suppress(OSError):  # beyond everybody's limit, where we have CAP_NET_ADMIN
            one.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        else:
            one.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        one.bind((host, port))
    except OSError:
        one.close()
        raise
    return one


def _way_back(ancillary: list[tuple[int, int, bytes]]) -> tuple[tuple[int, int, bytes], ...]:
    """The address it came to, as the one to send from; the interface is left to routing."""
    for level, kind, data in ancillary:
        if level == socket.IPPROTO_IP and kind == IP_PKTINFO and len(data) >= _PKTINFO.size:
            _, came_to, _ = _PKTINFO.unpack_from(data)
            return ((level, kind, _PKTINFO.pack(0, came_to, bytes(4))),)
        if level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO:
            return ((level, kind, data[:16] + bytes(4)),)
    return ()


def kernel_drops(one: socket.socket) -> int:
    """Datagrams the kernel threw away because this socket's buffer was full; 0 where that cannot be read (not Linux)."""
    try:
        inode = str(os.fstat(one.fileno()).st_ino)
        for table in ("/proc/self/net/udp", "/proc/self/net/udp6"):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[9] == inode:
                    return int(fields[12])
    except (OSError, IndexError, ValueError):
        pass
    return 0
