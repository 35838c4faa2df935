# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Syslog over TCP and TLS. What nobody takes is not read: TCP then tells the sender to wait, and nothing is lost."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from samdrift.engines.syslogwire import Framer
from samdrift.kernel.errors import BadInput

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 6_000
MOST_WAITING = 4_096  # messages of all connections together
READ_AT_ONCE = 65_536
HANDSHAKE_S = 10.0


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it came: its octets, the sender's address, when, over what, and whether it is only a part."""

    data: bytes
    source: str
    at: datetime
    transport: str
    cut: bool = False


class StreamServer:
    """Listens for as long as it is open, and puts what it hears into `heard`, which must have a bound."""

    def __init__(self, heard: "asyncio.Queue[Heard]", clock: Callable[[], datetime]) -> None:
        self.connections = 0
        self.turned_away = 0
        """Connections refused because there were too many."""
        self._heard = heard
        self._clock = clock
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Begin to listen; the port it listens at. OSError where it cannot."""
        transport = "tls" if tls is not None else "tcp"

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(reader, writer, transport)

        patience = HANDSHAKE_S if tls is not None else None
        server = await asyncio.start_server(
            serve, host, port, limit=READ_AT_ONCE, ssl=tls, ssl_handshake_timeout=patience
        )
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, transport: str) -> None:
        if self.connections >= MOST_CONNECTIONS:
            self.turned_away += 1
            writer.transport.abort()
            return
        self.connections += 1
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            await self._hear(
                reader, str(writer.get_extra_info("peername")[0]).removeprefix("::ffff:").partition("%")[0], transport
            )
        except asyncio.CancelledError:
            pass  # we are closing
        finally:
            self.connections -= 1
            if task is not None:
                self._tasks.discard(task)
            writer.transport.abort() if self._heard.full() else writer.close()
            with contextlib.suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _hear(self, reader: asyncio.StreamReader, source: str, transport: str) -> None:
        framer = Framer()
        while True:
            try:
                data = await reader.read(READ_AT_ONCE)
            except (OSError, ssl.SSLError) as error:  # the line broke: what had come is kept
                log.info("syslog from %s: %s", source, error)
                data = b""
            at = self._clock()
            for message, cut in framer.feed(data):
                await self._heard.put(Heard(message, source, at, transport, cut))
            if not data:
                rest = framer.ended()
                if rest:
                    await self._heard.put(Heard(rest, source, at, transport, cut=True))
                return

    async def close(self) -> None:
        """Ends every connection."""
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def tls_context(certificate: Path, key: Path | None, clients: Path | None = None) -> ssl.SSLContext:
    """RFC 5425, TLS 1.2 or newer. `clients`: the authorities one of which must have signed each sender's certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
        if clients is not None:
            context.load_verify_locations(clients)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise BadInput(
            f"syslog over TLS cannot begin: {error}",
            where=f"{certificate}" + (f", {key}" if key else ""),
            remedy="name PEM files that the listener may read, in SAMDRIFT_SYSLOG_TLS_CERTIFICATE and ..._KEY",
        ) from error
    return context
