# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""SampleLane on NATS JetStream: samples through a memory stream, notifications through a file stream, plans in a bucket.

Pollers tell each other that they live over plain NATS, which answers also while the streams look for a new leader.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from nats.js.errors import KeyNotFoundError, NoKeysError

from samdrift.adapters.jetstream.grouping import Group, StoredKeys, groups
from samdrift.adapters.jetstream.layout import PLANS
from samdrift.adapters.jetstream.link import Link
from samdrift.adapters.jetstream.sending import GONE, Sending
from samdrift.adapters.jetstream.settings import LaneSettings
from samdrift.adapters.jetstream.taking import JetStreamDelivery, Taking
from samdrift.adapters.jetstream.wire import pack_plan, unpack_plan
from samdrift.kernel.errors import BadInput, NotNow
from samdrift.monitoring.types import Observation, WatchPlan

log = logging.getLogger(__name__)

IN_FLIGHT = 16  # messages of up to 256 notifications each
LOOK_AGAIN_S = 5.0


class JetStreamLane:
    """Make it inside a running loop; it connects by itself, and again whenever the server comes back."""

    def __init__(self, settings: LaneSettings | None = None) -> None:
        self.settings = settings or LaneSettings.from_env()
        self._link = Link(self.settings)
        self._stored = StoredKeys()
        self._taking = Taking(self._link)
        self.sending = Sending(self._link, self.settings)
        """Samples on their way: what waits, what is kept, and how far behind we are."""

    @property
    def dropped(self) -> int:
        """Samples thrown away, the oldest first, because the server was away longer than there was room."""
        return self.sending.dropped

    @property
    def unreadable(self) -> int:
        """Items in the streams that were no observations."""
        return self._taking.unreadable

    @property
    def doubled(self) -> int:
        """Observations held back because another poller had taken the device over."""
        return self._taking.fence.doubled

    async def ready(self) -> None:
        """Waits until the server is there."""
        await self._link.up()

    async def publish_samples(self, items: Sequence[Observation]) -> None:
        """Returns at once; what the server does not take in time is kept on disk or dropped, oldest first."""
        self.sending.put(items)

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

    def take(self) -> AsyncIterator[JetStreamDelivery]:
        """Deliveries of every zone, for ever; several takers share them. Close the iterator to give back what waits."""
        return self._taking.take()

    async def put_plan(self, zone: str, plan: WatchPlan) -> None:
        """Kept on disk; NotNow where the server is away, BadInput where the plan is larger than it takes."""
        body = pack_plan(plan)
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
        except GONE as error:
            self._link.doubt()
            raise self._not_now(str(error) or type(error).__name__) from error

    async def zones_with_plan(self) -> tuple[str, ...]:
        """The zones for which a plan is stored. NotNow where the server is away."""
        try:
            async with asyncio.timeout(self.settings.publish_timeout_s):
                bucket = await (await self._link.up()).key_value(PLANS)
                return tuple(await bucket.keys())
        except NoKeysError:
            return ()
        except GONE as error:
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
            except GONE:
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
        with contextlib.suppress(*GONE):
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
            except GONE:
                self._link.doubt()
            await asyncio.sleep(0.1)

    async def say_alive(self, zone: str, beat: Mapping[str, Any]) -> None:
        """Tell everybody how the poller that we are stands. Best effort, at once or not at all."""
        if self._link.connected.is_set():
            with contextlib.suppress(*GONE):
                await self._link.client.publish(f"pollers.{zone}", json.dumps(dict(beat)).encode())

    async def hear_alive(self, zone: str = "*") -> AsyncIterator[dict[str, Any]]:
        """What pollers of the zone (of all, by default) say, our own words too, while the connection stands, for ever."""
        while True:
            try:
                async with self._link.listening(f"pollers.{zone}", when=self._link.connected) as inbox:
                    while not inbox.lost:
                        for message in await inbox.arrivals(LOOK_AGAIN_S):
                            with contextlib.suppress(ValueError):
                                if isinstance(beat := json.loads(message.data), dict):
                                    yield beat
            except GONE:
                self._link.doubt()
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Ends; samples not yet sent get a moment where the server is there, and are kept or given up then."""
        await self.sending.close()
        await self._link.close()

    def _not_now(self, why: str) -> NotNow:
        return NotNow(why, where=f"sample lane at {self.settings.shown}", remedy="it is tried again", retry_after_s=1.0)


def _plan_of(body: bytes, zone: str) -> WatchPlan | None:
    try:
        return unpack_plan(body)
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
