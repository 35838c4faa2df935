# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One connection to NATS that is kept up for ever, and the streams that lie in it.

The processes at both ends start before, after and beside the server and outlive its restarts, so nobody connects and
gives up: `up()` waits until the connection stands and the layout is there. A lost connection is replaced by a new one,
never mended by nats-py: what it would replay from its own memory is either stale or already stored.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from itertools import cycle

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from samdrift.adapters.jetstream.ending import end
from samdrift.adapters.jetstream.layout import lay_out
from samdrift.adapters.jetstream.settings import LaneSettings

log = logging.getLogger(__name__)

RETRY_S = 0.5
DIAL_AGAIN_S = 1
PING_S = 1
_EVERY_FEW_S = 60.0


class Inbox:
    """What arrives for one subject over one connection. When that is lost, `arrivals` returns at once and `lost` is true."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._messages: list[Msg] = []
        self._stir = asyncio.Event()

    @property
    def lost(self) -> bool:
        return not self.client.is_connected

    async def put(self, message: Msg) -> None:
        self._messages.append(message)
        self._stir.set()

    def wake(self) -> None:
        self._stir.set()

    async def arrivals(self, wait_s: float) -> list[Msg]:
        """All that is there, as soon as something is; empty after `wait_s` or when the connection is lost."""
        if not self._messages:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):  # wait_for of Python 3.11 may swallow a cancellation
                    await self._stir.wait()
        self._stir.clear()
        arrived, self._messages = self._messages, []
        return arrived


class Link:
    """Owns the connection. Start it inside a running loop; `close` ends it."""

    def __init__(self, settings: LaneSettings) -> None:
        self.settings = settings
        self.ready = asyncio.Event()
        """The connection stands and the layout is there."""
        self.connected = asyncio.Event()
        """The connection stands; a cluster that looks for a leader may still answer no request."""
        self._client = Client()
        self._tls = settings.tls()
        self._urls = cycle(settings.urls)
        self._wake = asyncio.Event()
        self._inboxes: set[Inbox] = set()
        self._said_at = float("-inf")
        self._keeper = asyncio.create_task(self._keep(), name="jetstream-link")

    @property
    def client(self) -> Client:
        return self._client

    @property
    def js(self) -> JetStreamContext:
        wait_s, domain = self.settings.publish_timeout_s, self.settings.domain
        return (
            self._client.jetstream(timeout=wait_s, domain=domain) if domain else self._client.jetstream(timeout=wait_s)
        )

    async def up(self) -> JetStreamContext:
        """JetStream, as soon as it is there; waits as long as it takes."""
        await self.ready.wait()
        return self.js

    @contextlib.asynccontextmanager
    async def listening(self, subject: str, *, when: asyncio.Event | None = None) -> AsyncIterator[Inbox]:
        """An inbox for `subject` on the connection that stands, or the next one; when it is lost, listen anew.

        Waits until `ready`, or for `connected` where that is given and enough.
        """
        await (when or self.ready).wait()
        inbox = Inbox(self._client)
        subscription = await inbox.client.subscribe(subject, cb=inbox.put)
        self._inboxes.add(inbox)
        try:
            yield inbox
        finally:
            self._inboxes.discard(inbox)
            with contextlib.suppress(nats.errors.Error, OSError):
                await subscription.unsubscribe()

    def doubt(self) -> None:
        """Something that should be there was not: look at connection and layout again."""
        self.ready.clear()
        self._wake.set()

    async def close(self) -> None:
        """Ends the connection; what was published and not acknowledged stays in the server's hands."""
        await end(self._keeper)
        await self._disconnect()

    async def _keep(self) -> None:
        while True:
            self._wake.clear()
            try:
                if not self._client.is_connected:
                    await self._connect()
                await lay_out(self.js, self.settings)
            except Exception as error:  # noqa: BLE001 - the processes hang on this connection: whatever it was, try again
                self._say(f"sample lane at {self.settings.shown} is not ready: {error or type(error).__name__}")
                await self._leave_who_hangs()
                await asyncio.sleep(RETRY_S)
                continue
            self.ready.set()
            await self._wake.wait()

    async def _connect(self) -> None:
        await self._disconnect()
        client = Client()
        await client.connect(
            next(self._urls),  # one a try: without reconnecting nats-py tries the first of several only
            token=self.settings.token or None,
            tls=self._tls,
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=DIAL_AGAIN_S,
            connect_timeout=2,
            ping_interval=5,
            max_outstanding_pings=2,
            error_cb=self._on_error,
            disconnected_cb=self._on_lost,
            closed_cb=self._on_lost,
        )
        self._client = client
        self.connected.set()

    async def _disconnect(self) -> None:
        if self._client.is_connected:
            with contextlib.suppress(nats.errors.Error, OSError, TimeoutError):
                await asyncio.wait_for(self._client.close(), timeout=1.0)

    async def _leave_who_hangs(self) -> None:
        """A server that does not even answer a ping is left for the next one, long before TCP would notice."""
        if self._client.is_connected:
            try:
                await self._client.flush(timeout=PING_S)
            except (nats.errors.Error, OSError, TimeoutError):
                await self._disconnect()

    async def _on_error(self, error: Exception) -> None:
        self._say(f"sample lane at {self.settings.shown}: {error or type(error).__name__}")

    async def _on_lost(self) -> None:
        if not self._client.is_connected:
            self.connected.clear()
        self.doubt()
        for inbox in list(self._inboxes):
            inbox.wake()

    def _say(self, sentence: str) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._said_at >= _EVERY_FEW_S:
            self._said_at = now
            log.warning("%s; retrying every %s s", sentence, RETRY_S)
