# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Ping by gufo-ping (RFC 792, RFC 4443), where this process may; where it may not, that is said once and nothing is claimed."""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import NamedTuple

from gufo.ping.socket import IPv4, IPv6, PingSocket, SelectionPolicy

log = logging.getLogger(__name__)

_LONGEST_S = 2.5
_BUFFER = 4 << 20


class EchoAnswer(NamedTuple):
    """`alive` None where we may not ping. `rtt_ms` from the first sending; `tries` sent until then."""

    alive: bool | None
    rtt_ms: float | None = None
    tries: int = 0


class Echo:
    """Make it inside a running loop. The callers pace: thousands at once overflow the receive buffer and look like silence."""

    def __init__(self) -> None:
        self._sockets: dict[int, PingSocket | None] = {}

    def _socket(self, address: str) -> PingSocket | None:
        family = IPv6 if ":" in address else IPv4
        if family not in self._sockets:
            self._sockets[family] = _open(family)
        return self._sockets[family]

    async def ask(self, address: str, timeouts: Sequence[float]) -> EchoAnswer:
        """Ping up to `len(timeouts)` times, waiting so many seconds each; an answer to any of them counts."""
        socket = self._socket(address)
        if socket is None:
            return EchoAnswer(None)
        begun = time.perf_counter()
        sent: set[asyncio.Task[float | None]] = set()
        for tries, timeout in enumerate(timeouts, 1):
            sent.add(asyncio.create_task(socket.ping(address)))
            until = time.perf_counter() + timeout
            while sent and (left := until - time.perf_counter()) > 0:
                # Left to run when we stop waiting: gufo-ping stumbles over a cancelled question.
                done, sent = await asyncio.wait(sent, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if any(not task.exception() and task.result() is not None for task in done):
                    return EchoAnswer(True, (time.perf_counter() - begun) * 1000, tries)
            if not sent and until > time.perf_counter():
                await asyncio.sleep(until - time.perf_counter())
        return EchoAnswer(False, None, len(timeouts))


def _open(family: int) -> PingSocket | None:
    try:
        return PingSocket(
            afi=family,
            policy=SelectionPolicy.RAW_DGRAM,
            timeout=_LONGEST_S,
            recv_buffer_size=_BUFFER,
            send_buffer_size=_BUFFER,
        )
    except OSError as error:
        log.warning(
            "not permitted to ping over IPv%s (%s): reachability is judged by SNMP alone; give the process CAP_NET_RAW"
            " or its group a place in net.ipv4.ping_group_range",
            family,
            error,
        )
        return None
