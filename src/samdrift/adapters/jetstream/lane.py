# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SampleLane on NATS JetStream: samples through a memory stream, notifications through a file stream, plans in a bucket."""

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from secrets import token_hex

import nats.errors
from nats.js.errors import Error as JetStreamError
from nats.js.errors import KeyNotFoundError

from samdrift.adapters.jetstream.grouping import Group, StoredKeys, groups
from samdrift.adapters.jetstream.link import PLANS, Link
from samdrift.adapters.jetstream.settings import LaneSettings
from samdrift.adapters.jetstream.taking import JetStreamDelivery, take
from samdrift.adapters.jetstream.wire import pack
from samdrift.engines.snmpsweep import SweepMatrix
from samdrift.kernel.errors import BadInput, NotNow
from samdrift.monitoring.types import Observation, WatchPlan, plan_from_wire, plan_to_wire

log = logging.getLogger(__name__)

BATCH = 400  # observations a message: a sweep of 400 devices with 24 ports stays well under the server's 1 MB
PORTS_A_DEVICE = 16  # so many ports of a packed sweep take no more room than the reading of one device
IN_FLIGHT = 16  # messages of up to 256 notifications each
LOOK_AGAIN_S = 5.0
LAST_WORDS_S = 0.5
_GONE = (nats.errors.Error, JetStreamError, OSError, asyncio.TimeoutError)


class JetStreamLane:
    """Make it inside a running loop; it connects by itself, and again whenever the server comes back."""

    def __init__(self, settings: LaneSettings | None = None) -> None:
        self.settings = settings or LaneSettings.from_env()
        self.dropped = 0
        """Samples thrown away, the oldest first, because the server was away longer than the buffer lasts."""
        self.unreadable = 0
        """Items in the streams that were no observations."""
        self._link = Link(self.settings)
        self._stored = StoredKeys()
        self._buffer: deque[Observation] = deque()
        self._filled = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._sender = asyncio.create_task(self._send(), name="jetstream-sender")

    async def ready(self) -> None:
        """Waits until the server is there."""
        await self._link.up()

    async def publish_samples(self, items: Sequence[Observation]) -> None:
        """Returns at once; what the server does not take in time is dropped, oldest first, and counted."""
        self._buffer.extend(items)
        while len(self._buffer) > self.settings.buffer:
            self._buffer.popleft()
            self.dropped += 1
        self._idle.clear()
        self._filled.set()

    async def publish_notifications(self, items: Sequence[Observation]) -> None:
        """Stored on disk when this returns; the same key twice is stored once. NotNow where any was not stored."""
        if not self._link.ready.is_set():
            raise self._not_now("not connected")
        gate = asyncio.Semaphore(IN_FLIGHT)
        writes = [self._store(group, gate) for group in groups(items, self._stored)]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if failures:
            self._link.doubt()
            what = f"{len(failures)} of {len(writes)} messages with {len(items)} notifications"
            raise self._not_now(f"{what} not stored: {failures[0] or type(failures[0])!r}")

    async def _store(self, group: Group, gate: asyncio.Semaphore) -> None:
        headers = {"Nats-Msg-Id": group.id} if group.id else None
        async with gate:
            await self._link.js.publish(f"notifications.{self.settings.zone}", group.body, headers=headers)
        self._stored.remember(group.keys)

    async def _send(self) -> None:
        while True:
            await self._filled.wait()
            if not self._buffer:
                self._filled.clear()
                self._idle.set()
                continue
            await self._link.up()
            await self._send_batch(pack(self._next_batch()), token_hex(8))

    def _next_batch(self) -> list[Observation]:
        """The oldest observations, as many as make one message; a sweep of many devices counts as that many."""
        batch = [self._buffer.popleft()]
        left = BATCH - _weight(batch[0])
        while self._buffer and (left := left - _weight(self._buffer[0])) >= 0:
            batch.append(self._buffer.popleft())
        return batch

    async def _send_batch(self, body: bytes, key: str) -> None:
        """Until the server has it; sent again under the same key it is stored once."""
        while True:
            js = await self._link.up()
            try:
                await js.publish(f"samples.{self.settings.zone}", body, headers={"Nats-Msg-Id": key})
            except _GONE:
                self._link.doubt()
                await asyncio.sleep(0.1)
            else:
                return

    def take(self) -> AsyncIterator[JetStreamDelivery]:
        """Deliveries of every zone, for ever; several takers share them. Close the iterator to give back what waits."""
        return take(self._link, self._count_unreadable)

    def _count_unreadable(self, items: int) -> None:
        if not self.unreadable:
            log.error("an item in the sample lane is no observation; it is skipped, and so are any more of them")
        self.unreadable += items

    async def put_plan(self, zone: str, plan: WatchPlan) -> None:
        """Kept on disk; NotNow where the server is away, BadInput where the plan is larger than it takes."""
        body = json.dumps(plan_to_wire(plan), separators=(",", ":")).encode()
        if not self._link.ready.is_set():
            raise self._not_now("not connected")
        if len(body) > self._link.client.max_payload:
            raise BadInput(
                f"the plan is {len(body)} bytes, the server takes {self._link.client.max_payload}",
                where=f"zone {zone}",
                remedy="raise max_payload of the NATS server or split the zone",
            )
        try:
            bucket = await self._link.js.key_value(PLANS)
            await bucket.put(zone, body)
        except _GONE as error:
            self._link.doubt()
            raise self._not_now(str(error) or type(error).__name__) from error

    async def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]:
        """The stored plan and each that follows; says nothing while there is none, goes on through server restarts."""
        last: tuple[int, bytes] | None = None
        announced = False
        while True:
            try:
                async with self._link.listening(f"$KV.{PLANS}.{zone}") as inbox:
                    while not inbox.lost:
                        found = await self._read_plan(zone, last, announced=announced)
                        if found is not None:
                            last = found
                            if (plan := _plan_of(found[1], zone)) is not None:
                                yield plan
                        announced = bool(await inbox.arrivals(LOOK_AGAIN_S))
            except _GONE:
                self._link.doubt()
            await asyncio.sleep(0.1)

    async def _read_plan(
        self, zone: str, last: tuple[int, bytes] | None, *, announced: bool
    ) -> tuple[int, bytes] | None:
        """Revision and body. An announced one may come a moment before it is stored: look a few times."""
        bucket = await self._link.js.key_value(PLANS)
        for _ in range(20 if announced else 1):
            with contextlib.suppress(KeyNotFoundError):
                entry = await bucket.get(zone)
                found = (entry.revision or 0, entry.value or b"")
                if found != last:
                    return found
            if announced:
                await asyncio.sleep(0.02)
        return None

    async def ask_reread(self, zone: str, device_id: int, if_indexes: Sequence[int] | None = None) -> None:
        """Ask the zone's poller to read these ports (all, where None) now. Best effort: the next sweep reads them anyway."""
        body = {"device_id": device_id, "if_indexes": None if if_indexes is None else list(if_indexes)}
        with contextlib.suppress(*_GONE):
            await self._link.client.publish(f"reread.{zone}", json.dumps(body).encode())

    async def rereads(self, zone: str) -> AsyncIterator[tuple[int, tuple[int, ...] | None]]:
        """(device id, ports or None for all) of each `ask_reread` while the connection stands, for ever."""
        while True:
            try:
                async with self._link.listening(f"reread.{zone}") as inbox:
                    while not inbox.lost:
                        for message in await inbox.arrivals(LOOK_AGAIN_S):
                            if (wish := _wish_of(message.data)) is not None:
                                yield wish
            except _GONE:
                self._link.doubt()
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Ends; samples not yet sent get a moment where the server is there, and are given up then."""
        if self._link.ready.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._idle.wait(), LAST_WORDS_S)
        self._sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._sender
        await self._link.close()

    def _not_now(self, why: str) -> NotNow:
        return NotNow(why, where=f"sample lane at {self.settings.url}", remedy="it is tried again", retry_after_s=1.0)


def _weight(item: Observation) -> int:
    return max(1, len(item.if_index) // PORTS_A_DEVICE) if isinstance(item, SweepMatrix) else 1


def _plan_of(body: bytes, zone: str) -> WatchPlan | None:
    try:
        return plan_from_wire(json.loads(body))
    except (ValueError, KeyError, TypeError):
        log.exception("the watch plan of zone %s cannot be read and is skipped", zone)
        return None


def _wish_of(body: bytes) -> tuple[int, tuple[int, ...] | None] | None:
    try:
        wish = json.loads(body)
        ports = wish.get("if_indexes")
        return int(wish["device_id"]), None if ports is None else tuple(int(port) for port in ports)
    except (ValueError, KeyError, TypeError, AttributeError):
        log.warning("a wish to read ports again cannot be read and is skipped")
        return None
