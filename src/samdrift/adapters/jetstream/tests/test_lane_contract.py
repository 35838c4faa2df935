# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What every sample lane must do: the same tests on the real one and on its in-memory twin."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.testing import NatsServer
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.testing import MemoryLane
from samdrift.monitoring.types import DeviceReading, Notification, PortReading, Probe, WatchPlan, WatchTarget

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def probe(device: int) -> Probe:
    return Probe(device_id=device, at=AT, icmp=True, snmp=False, rtt_ms=1.25)


def notification(key: str) -> Notification:
    return Notification(key, AT, "192.0.2.1", "2c", "linkDown", 7, {"1.3.6.1.2.1.2.2.1.1.7": "7"})


def plan(version: int) -> WatchPlan:
    target = WatchTarget(4, "192.0.2.1", SnmpCredential(community="x"), (1, 2))
    return WatchPlan(version, (target,), trap_credentials=(SnmpCredential(community="x"),))


@pytest.fixture(params=["memory", "jetstream"])
async def lane(request, tmp_path):
    if request.param == "memory":
        yield MemoryLane()
        return
    server = NatsServer(tmp_path).start()
    try:
        lane = JetStreamLane(LaneSettings(url=server.url))
        await asyncio.wait_for(lane.ready(), 20)
        yield lane
        await lane.close()
    finally:
        server.kill()


async def taken(lane, count: int, *, acknowledge: bool = True) -> list:
    """The next `count` observations."""
    found = []
    async with asyncio.timeout(20), aclosing(lane.take()) as deliveries:
        async for delivery in deliveries:
            found.extend(delivery.observations)
            if acknowledge:
                await delivery.done()
            if len(found) >= count:
                return found
    return found


async def test_samples_and_notifications_arrive_as_they_were_sent(lane):
    reading = DeviceReading(4, AT, 4711, (PortReading(1, "up", "up", in_octets=2**63),), {1: "ge1"})
    await lane.publish_samples([probe(1), reading])
    await lane.publish_notifications([notification("a")])
    found = await taken(lane, 3)
    assert sorted(map(repr, found)) == sorted(map(repr, [probe(1), reading, notification("a")]))


async def test_what_is_not_done_comes_again_for_the_next_taker(lane):
    await lane.publish_notifications([notification("a")])
    assert await taken(lane, 1, acknowledge=False) == [notification("a")]
    assert await taken(lane, 1) == [notification("a")]


async def test_what_is_done_does_not_come_again(lane):
    await lane.publish_notifications([notification("a")])
    await taken(lane, 1)
    await lane.publish_notifications([notification("b")])
    assert await taken(lane, 1) == [notification("b")]


async def test_the_same_notification_sent_twice_is_stored_once(lane):
    await lane.publish_notifications([notification("a")])
    await lane.publish_notifications([notification("a"), notification("b")])
    assert await taken(lane, 2) == [notification("a"), notification("b")]


async def test_notifications_keep_their_order(lane):
    sent = [notification(f"n{number:04}") for number in range(300)]
    await lane.publish_notifications(sent)
    assert await taken(lane, 300) == sent


async def test_a_plan_is_told_when_it_stands_and_when_it_changes(lane):
    await lane.put_plan("main", plan(1))
    async with asyncio.timeout(20), aclosing(lane.watch_plan("main")) as plans:
        assert await anext(plans) == plan(1)
        await lane.put_plan("other", plan(9))
        await lane.put_plan("main", plan(2))
        assert await anext(plans) == plan(2)


async def test_a_wish_to_read_ports_again_reaches_its_zone_only(lane):
    async with asyncio.timeout(20), aclosing(lane.rereads("main")) as wishes:
        heard = asyncio.ensure_future(anext(wishes))
        while not heard.done():
            await lane.ask_reread("other", 9, [1])
            await lane.ask_reread("main", 4, [7])
            await asyncio.sleep(0.01)
        assert heard.result() == (4, (7,))
