# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The doors of the twin: one UDP socket a device, each on its own loopback address, in one event loop.

Linux answers for all of 127/8, so the addresses need no setting up; a socket bound to each keeps the twin off every
other interface, and the answer leaves from the address that was asked.
"""

import asyncio
import errno
import resource
import socket
import time
from collections.abc import Callable
from math import inf
from random import Random

from samdrift.kernel.errors import BadInput
from samdrift.twin.answer import request_in, respond
from samdrift.twin.condition import REQUESTS_LOST
from samdrift.twin.live import LiveNetwork
from samdrift.twin.traps import trap_datagram
from samdrift.twin.types import Fault

Address = tuple[str, int]
_AT_ONCE = 64  # datagrams taken from one socket before the others have their turn
_MOST_OCTETS_IN = 65_535
_FILES_BESIDE_SOCKETS = 64
_TRIES_FOR_ANY_PORT = 8  # a port free on the first address may be taken on another


class TwinServer:
    """Answers for every device of `network`; traps go to `trap_to` where one is given. `clock` gives epoch seconds."""

    def __init__(
        self,
        network: LiveNetwork,
        *,
        community: bytes = b"twin",
        port: int = 10161,
        trap_to: Address | None = None,
        clock: Callable[[], float] = time.time,
        seed: int = 1,
    ) -> None:
        self.network = network
        self.community = community
        self.port = port
        self.traps_sent = 0
        self._trap_to = trap_to
        self._clock = clock
        self._dice = Random(seed)  # noqa: S311 - which frames get lost is no secret
        self._sockets: dict[str, socket.socket] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Open all sockets (port 0: any that is free on all addresses); BadInput where one cannot be had."""
        _allow_files(len(self.network.topology.devices) + _FILES_BESIDE_SOCKETS)
        tries = 1 if self.port else _TRIES_FOR_ANY_PORT
        wanted = self.port
        for more_tries in reversed(range(tries)):
            self.port = wanted
            try:
                self._open_all()
                break
            except OSError as error:
                self.stop()
                if more_tries and error.errno == errno.EADDRINUSE:
                    continue
                remedy = "is a twin running already? choose another port or base"
                where = f"--base {next(iter(self.network.topology.devices.values())).address} --port {self.port}"
                raise BadInput(f"cannot listen: {error.strerror}", where=where, remedy=remedy) from error
        loop = asyncio.get_running_loop()
        for name, sock in self._sockets.items():
            loop.add_reader(sock, self._readable, name, sock)

    def stop(self) -> None:
        """Close all sockets."""
        if self._timer is not None:
            self._timer.cancel()
        for sock in self._sockets.values():
            if sock.fileno() >= 0:
                _forget(sock)
                sock.close()
        self._sockets.clear()

    def break_something(self, kind: str, target: str, other: str = "") -> Fault:
        """Inject a fault now (see breaking.make_fault for what is refused)."""
        fault = self.network.inject(kind, target, other, self._clock())
        self._move_on()
        return fault

    def heal(self, fault_id: int | None) -> tuple[Fault, ...]:
        """Mend one fault, or all with None; what was mended."""
        now = self._clock()
        healed = self.network.heal_all(now) if fault_id is None else (self.network.heal(fault_id, now),)
        self._move_on()
        return healed

    def now(self) -> float:
        """The twin's time, epoch seconds."""
        return self._clock()

    def _open_all(self) -> None:
        for device in self.network.topology.devices.values():
            self._sockets[device.id] = self._open(device.address)

    def _open(self, address: str) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            sock.bind((address, self.port))
        except OSError:
            sock.close()
            raise
        self.port = sock.getsockname()[1]
        return sock

    def _readable(self, device: str, sock: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                datagram, sender = sock.recvfrom(_MOST_OCTETS_IN)
            except OSError:
                return
            answer = self._answer(device, datagram)
            if answer is not None:
                _send(sock, answer, sender)

    def _answer(self, device: str, datagram: bytes) -> bytes | None:
        now = self._clock()
        if not self.network.hears(device, now):
            return None
        if self.network.loses(device) and self._dice.random() < REQUESTS_LOST:
            return None
        request = request_in(datagram, self.community)
        return None if request is None else respond(self.network.table_of(device, now), request, now)

    def _move_on(self) -> None:
        """Send the traps that are due and sleep until the network next changes by itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._clock()
        for telling in self.network.advance(now):
            if self._trap_to is not None and telling.device in self._sockets:
                self.traps_sent += 1
                agent = self.network.agents[telling.device]
                trap = trap_datagram(agent, telling, self.community, self.traps_sent)
                _send(self._sockets[telling.device], trap, self._trap_to)
        wake_at = self.network.wake_at()
        if wake_at < inf:
            delay = max(0.01, wake_at - now)
            self._timer = asyncio.get_running_loop().call_later(delay, self._move_on)


def _send(sock: socket.socket, datagram: bytes, to: Address) -> None:
    try:
        sock.sendto(datagram, to)
    except OSError:
        return  # a full buffer or a vanished asker loses a datagram, as networks do


def _forget(sock: socket.socket) -> None:
    try:
        asyncio.get_running_loop().remove_reader(sock)
    except RuntimeError:
        return  # no loop runs any more, and it took its readers with it


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            raise BadInput(
                f"{wanted} open files are needed, {hard} are allowed", where="--devices", remedy="raise ulimit -n"
            )
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
