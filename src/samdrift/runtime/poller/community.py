# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Asking by SNMP v2c: all devices through one socket, answers matched by request id, source and community."""

import asyncio
import logging
import socket
from secrets import randbits
from typing import NamedTuple

from samdrift.engines import snmpwire as wire
from samdrift.engines.pollplan import Ask, Outstanding, Reply, Request, RequestTable
from samdrift.monitoring.types import WatchTarget
from samdrift.runtime.poller.asking import Done, Outcome, plain_address
from samdrift.runtime.poller.counts import Counts

log = logging.getLogger(__name__)

RECEIVE_BUFFER = 4 << 20
AT_ONCE = 256  # datagrams read before the loop may do something else


class _About(NamedTuple):
    device_id: int
    community: bytes
    done: Done


class CommunityAsker:
    """Call `tick` every few hundredths of a second; it sends, sends again and gives up. Make it inside a running loop.

    `per_device`: the most datagrams a second to one device; 0: as many as it answers.
    """

    def __init__(self, counts: Counts, *, per_device: float = 0.0) -> None:
        self._counts = counts
        self._loop = asyncio.get_running_loop()
        self._table: RequestTable[_About] = RequestTable(
            lambda: randbits(31), peer_gap_s=1 / per_device if per_device else 0.0
        )
        self._sockets: dict[int, socket.socket] = {}

    def ask(self, target: WatchTarget, ask: Ask, timeouts: tuple[float, ...], done: Done, *, first: bool) -> None:
        """Queue the question. `done` gets an `Outcome`."""
        community = target.credential.community.encode()
        peer = (plain_address(target.address), target.credential.port)

        def datagram(request_id: int) -> bytes:
            if ask.repetitions:
                return wire.encode_message(
                    wire.get_bulk(
                        *ask.names, community=community, request_id=request_id, max_repetitions=ask.repetitions
                    )
                )
            return wire.encode_message(wire.get(*ask.names, community=community, request_id=request_id))

        self._table.add(Request(peer, datagram, timeouts, _About(target.device_id, community, done)), first=first)
        self._send(self._table.sendable(self._loop.time()))

    def forget(self, device_id: int) -> None:
        """What is open about this device is dropped without a word."""
        self._table.forget(lambda about: about.device_id == device_id)

    def tick(self) -> None:
        """Send what the window admits, send again what is late, give up what is too late."""
        now = self._loop.time()
        again, silent = self._table.overdue(now)
        self._send(again)
        for entry in silent:
            self._counts.add("silent")
            entry.request.about.done(Outcome(None, entry.remark, None, entry.tries))
        self._send(self._table.sendable(now))

    def close(self) -> None:
        for one in self._sockets.values():
            self._loop.remove_reader(one)
            one.close()
        self._sockets.clear()

    def _socket(self, address: str) -> socket.socket:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        if family not in self._sockets:
            one = socket.socket(family, socket.SOCK_DGRAM)
            one.setblocking(False)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            one.bind(("", 0))
            self._loop.add_reader(one, self._read, one)
            self._sockets[family] = one
        return self._sockets[family]

    def _send(self, datagrams: list[tuple[tuple[str, int], bytes]]) -> None:
        for peer, data in datagrams:
            self._counts.add("asked")
            try:
                self._socket(peer[0]).sendto(data, peer)
            except OSError as error:
                # A full buffer or a missing route: the second try may do better, and silence tells the rest.
                self._table.remark(peer, f"cannot be sent to: {error.strerror or error}")

    def _read(self, one: socket.socket) -> None:
        for _ in range(AT_ONCE):
            try:
                data, source = one.recvfrom(65_535)
            except OSError:
                break
            self._take(data, (source[0], source[1]))
        self._send(self._table.sendable(self._loop.time()))

    def _take(self, data: bytes, peer: tuple[str, int]) -> None:
        try:
            message = wire.decode_message(data)
        except wire.WireError as error:
            self._counts.add("garbage")
            self._table.remark(peer, f"answers what cannot be read ({error})")
            return
        if message.pdu_type != wire.PduType.RESPONSE:
            self._counts.add("garbage")
            return
        entry = self._table.match(message.request_id, peer)
        if entry is None:
            self._counts.add("late")
            return
        self._counts.add("answered")
        entry.request.about.done(self._outcome(message, entry))

    def _outcome(self, message: wire.Message, entry: Outstanding[_About]) -> Outcome:
        rtt_ms = (self._loop.time() - entry.sent_at) * 1000
        if message.community != entry.request.about.community:
            return Outcome(None, "answers with another community", rtt_ms, entry.tries)
        values = tuple((name, _plain(value)) for name, value in message.varbinds)
        return Outcome(Reply(values, message.error_status, message.error_index), "", rtt_ms, entry.tries)


def _plain(value: wire.Value) -> int | bytes | None:
    return value.value if isinstance(value.value, int | bytes) else None
