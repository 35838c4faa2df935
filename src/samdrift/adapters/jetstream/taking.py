# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The judge's end of the lane: pull what lies in both streams, hand it out as deliveries, acknowledge when it is done.

Pulled by hand with one standing request a stream, because nats-py's `fetch` waits for a full batch or its time-out and
a probe that says a school is down must not wait for company.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import nats.errors
from nats.aio.msg import Msg

from samdrift.adapters.jetstream.layout import DURABLE, KEPT, NOTIFICATIONS, STREAMS
from samdrift.adapters.jetstream.link import Inbox, Link
from samdrift.adapters.jetstream.origin import DoneIds, Fence, Origin
from samdrift.adapters.jetstream.wire import unpack
from samdrift.monitoring.types import Observation

log = logging.getLogger(__name__)

PULL = 256
FEWER = {NOTIFICATIONS: 16, KEPT: 2}  # each may hold hundreds; and the past must not crowd out the present
PULL_S = 2.0
AHEAD = 4  # deliveries fetched and not yet taken: enough to keep the judge busy, few enough to give back quickly
_GIVE_BACK_S = 1.0
NO_ONE_THERE, CONSUMER_GONE = "503", "409"
HandOver = Callable[[Sequence[Msg]], Awaitable[None]]


@dataclass(eq=False, slots=True)
class JetStreamDelivery:
    """Observations of one or several messages of one stream. `late`: they were kept while a line was cut, and are the past."""

    observations: Sequence[Observation]
    messages: Sequence[Msg]
    late: bool = False
    is_done: bool = False
    ids: DoneIds | None = None

    async def done(self) -> None:
        """Acknowledge. Should that get lost, the message is known when it comes again after the acknowledgement time."""
        self.is_done = True
        for message in self.messages:
            if self.ids is not None:
                self.ids.add(Origin.of(message.headers).id)
            with contextlib.suppress(nats.errors.Error, OSError):
                await message.ack()

    async def give_back(self) -> None:
        """Hand out to the next taker at once."""
        for message in self.messages:
            if self.ids is not None:
                self.ids.held.discard(Origin.of(message.headers).id)
            with contextlib.suppress(nats.errors.Error, OSError):
                await message.nak()


class Taking:
    """Takes from all streams. `unreadable` counts items that nobody could read; `fence` holds back what is doubled."""

    def __init__(self, link: Link) -> None:
        self.unreadable = 0
        self.fence = Fence()
        self._link = link
        self._done = DoneIds()

    async def take(self) -> AsyncIterator[JetStreamDelivery]:
        """Deliveries as they come, for ever. When the iterator is closed, all that is not done goes back to the server."""
        ready: asyncio.Queue[JetStreamDelivery] = asyncio.Queue(AHEAD)
        pulls = [
            asyncio.create_task(self._keep_pulling(stream, ready.put), name=f"pull-{stream}") for stream in STREAMS
        ]
        open_ones: list[JetStreamDelivery] = []
        try:
            while True:
                delivery = await ready.get()
                open_ones = [*(one for one in open_ones if not one.is_done), delivery]
                yield delivery
        finally:
            for pull in pulls:
                pull.cancel()
            await asyncio.gather(*pulls, return_exceptions=True)
            waiting = [ready.get_nowait() for _ in range(ready.qsize())]
            for one in (*open_ones, *waiting):
                if not one.is_done:
                    await one.give_back()
            with contextlib.suppress(nats.errors.Error, OSError, asyncio.TimeoutError):
                await asyncio.wait_for(self._link.client.flush(), _GIVE_BACK_S)

    async def _keep_pulling(self, stream: str, hand_out: Callable[[JetStreamDelivery], Awaitable[None]]) -> None:
        async def hand_over(messages: Sequence[Msg]) -> None:
            delivery = await self._delivery(messages, late=stream == KEPT)
            if delivery.observations:
                await hand_out(delivery)
            else:
                await delivery.done()

        while True:
            await self._link.up()
            try:
                await _pull(self._link, stream, hand_over)
            except (nats.errors.Error, OSError) as error:
                log.info("pulling %s stopped: %s", stream, error or type(error).__name__)
            self._link.doubt()
            await asyncio.sleep(0.1)

    async def _delivery(self, messages: Sequence[Msg], *, late: bool) -> JetStreamDelivery:
        observations: list[Observation] = []
        fresh: list[Msg] = []
        now = asyncio.get_running_loop().time()
        for message in messages:
            origin = Origin.of(message.headers)
            if origin.id in self._done:
                with contextlib.suppress(nats.errors.Error, OSError):
                    await message.ack()
                continue
            if origin.id in self._done.held:
                continue  # handed out again because the work takes long; acknowledged with the first
            if origin.id:
                self._done.held.add(origin.id)
            fresh.append(message)
            found, bad = unpack(message.data)
            observations.extend(self.fence.let_through(found, origin, now, late=late))
            if bad:
                self._count_unreadable(bad)
        return JetStreamDelivery(tuple(observations), tuple(fresh), late=late, ids=self._done)

    def _count_unreadable(self, items: int) -> None:
        if not self.unreadable:
            log.error("an item in the sample lane is no observation; it is skipped, and so are any more of them")
        self.unreadable += items


async def _pull(link: Link, stream: str, hand_over: HandOver) -> None:
    """Standing pull requests on one connection until it, or the consumer, is gone."""
    name = link.client.new_inbox()
    pull = FEWER.get(stream, PULL)
    ask = json.dumps({"batch": pull, "expires": int(PULL_S * 1e9)}).encode()
    async with link.listening(name) as inbox:
        try:
            while not inbox.lost:
                await inbox.client.publish(f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{DURABLE}", ask, reply=name)
                if not await _receive(inbox, hand_over, pull):
                    return
        finally:
            late = [message for message in await inbox.arrivals(0) if message.reply]
            await JetStreamDelivery((), late).give_back()


async def _receive(inbox: Inbox, hand_over: HandOver, left: int) -> bool:
    """Hand over what one pull request for `left` messages brings until it ends; False where the consumer is gone."""
    while left > 0:
        messages = await inbox.arrivals(PULL_S + 1)
        status = next((m.headers["Status"] for m in messages if m.headers and "Status" in m.headers), None)
        payload = [message for message in messages if message.reply]
        if payload:
            await hand_over(payload)
        left -= len(payload)
        if status == NO_ONE_THERE or (status == CONSUMER_GONE and not payload):
            return False
        if status or not messages:
            break
    return True
