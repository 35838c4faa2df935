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
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import nats.errors
from nats.aio.msg import Msg

from samdrift.adapters.jetstream.link import DURABLE, NOTIFICATIONS, SAMPLES, Inbox, Link
from samdrift.adapters.jetstream.wire import unpack
from samdrift.monitoring.types import Observation

log = logging.getLogger(__name__)

PULL = 256
PULL_NOTIFICATIONS = 16  # each may hold hundreds
PULL_S = 2.0
AHEAD = 4  # deliveries fetched and not yet taken: enough to keep the judge busy, few enough to give back quickly
_GIVE_BACK_S = 1.0
NO_ONE_THERE, CONSUMER_GONE = "503", "409"


@dataclass(eq=False, slots=True)
class JetStreamDelivery:
    """Observations of one or several messages of one stream."""

    observations: Sequence[Observation]
    messages: Sequence[Msg]
    is_done: bool = False

    async def done(self) -> None:
        """Acknowledge. Should that get lost, the delivery comes again after the acknowledgement time."""
        self.is_done = True
        for message in self.messages:
            with contextlib.suppress(nats.errors.Error, OSError):
                await message.ack()

    async def give_back(self) -> None:
        """Hand out to the next taker at once."""
        for message in self.messages:
            with contextlib.suppress(nats.errors.Error, OSError):
                await message.nak()


async def take(link: Link, unreadable: Callable[[int], None]) -> AsyncIterator[JetStreamDelivery]:
    """Deliveries of both streams as they come, for ever; `unreadable` is told how many items could not be read.

    When the iterator is closed, all that is not done goes back to the server for the next taker.
    """
    ready: asyncio.Queue[JetStreamDelivery] = asyncio.Queue(AHEAD)
    pulls = [
        asyncio.create_task(_keep_pulling(link, stream, ready, unreadable), name=f"pull-{stream}")
        for stream in (NOTIFICATIONS, SAMPLES)
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
            await asyncio.wait_for(link.client.flush(), _GIVE_BACK_S)


async def _keep_pulling(
    link: Link, stream: str, ready: asyncio.Queue[JetStreamDelivery], unreadable: Callable[[int], None]
) -> None:
    while True:
        await link.up()
        try:
            await _pull(link, stream, ready, unreadable)
        except (nats.errors.Error, OSError) as error:
            log.info("pulling %s stopped: %s", stream, error or type(error).__name__)
        link.doubt()
        await asyncio.sleep(0.1)


async def _pull(
    link: Link, stream: str, ready: asyncio.Queue[JetStreamDelivery], unreadable: Callable[[int], None]
) -> None:
    """Standing pull requests on one connection until it, or the consumer, is gone."""
    name = link.client.new_inbox()
    pull = PULL_NOTIFICATIONS if stream == NOTIFICATIONS else PULL
    ask = json.dumps({"batch": pull, "expires": int(PULL_S * 1e9)}).encode()
    async with link.listening(name) as inbox:
        try:
            while not inbox.lost:
                await inbox.client.publish(f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{DURABLE}", ask, reply=name)
                if not await _receive(inbox, ready, unreadable, pull):
                    return
        finally:
            late = [message for message in await inbox.arrivals(0) if message.reply]
            await JetStreamDelivery((), late).give_back()


async def _receive(
    inbox: Inbox, ready: asyncio.Queue[JetStreamDelivery], unreadable: Callable[[int], None], left: int
) -> bool:
    """Hand over what one pull request for `left` messages brings until it ends; False where the consumer is gone."""
    while left > 0:
        messages = await inbox.arrivals(PULL_S + 1)
        status = next((m.headers["Status"] for m in messages if m.headers and "Status" in m.headers), None)
        payload = [message for message in messages if message.reply]
        if payload:
            await _hand_over(payload, ready, unreadable)
        left -= len(payload)
        if status == NO_ONE_THERE or (status == CONSUMER_GONE and not payload):
            return False
        if status or not messages:
            break
    return True


async def _hand_over(
    messages: Sequence[Msg], ready: asyncio.Queue[JetStreamDelivery], unreadable: Callable[[int], None]
) -> None:
    observations: list[Observation] = []
    for message in messages:
        found, bad = unpack(message.data)
        observations.extend(found)
        if bad:
            unreadable(bad)
    delivery = JetStreamDelivery(tuple(observations), tuple(messages))
    if observations:
        await ready.put(delivery)
    else:
        await delivery.done()
