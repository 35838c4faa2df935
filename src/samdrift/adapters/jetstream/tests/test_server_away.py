# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The server killed, late, or without its samples: both ends go on by themselves and no notification is lost."""

import asyncio
import random
import signal
from contextlib import aclosing
from dataclasses import replace

import pytest

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.testing import NatsServer
from samdrift.adapters.jetstream.tests.test_lane_contract import notification, plan, probe, taken
from samdrift.adapters.jetstream.wire import pack, unpack
from samdrift.kernel.errors import BadInput, NotNow
from samdrift.monitoring.types import WatchPlan


@pytest.fixture
def server(tmp_path):
    server = NatsServer(tmp_path).start()
    yield server
    server.kill()


@pytest.fixture
async def lane(server):
    lane = JetStreamLane(LaneSettings(url=server.url, buffer=10, publish_timeout_s=0.5))
    await asyncio.wait_for(lane.ready(), 20)
    yield lane
    await lane.close()


async def stored(lane, item) -> None:
    """Publishes `item` as soon as the server is back."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await lane.publish_notifications([item])
            except NotNow as refusal:
                await asyncio.sleep(min(0.05, refusal.retry_after_s))


async def test_notifications_survive_the_server_being_killed(lane, server):
    await lane.publish_notifications([notification("a")])
    server.kill()
    with pytest.raises(NotNow):
        await lane.publish_notifications([notification("b")])
    server.start()
    await stored(lane, notification("b"))
    assert await taken(lane, 2) == [notification("a"), notification("b")]


async def test_a_notification_known_before_the_kill_is_still_known_after_it(lane, server):
    await lane.publish_notifications([notification("a")])
    server.kill()
    server.start()
    await stored(lane, notification("a"))
    await stored(lane, notification("b"))
    assert await taken(lane, 2) == [notification("a"), notification("b")]


async def test_a_poller_without_server_never_waits_and_keeps_the_newest(lane, server):
    server.kill()
    for number in range(100):
        await asyncio.wait_for(lane.publish_samples([probe(number)]), 1)
    server.start()
    found = await taken(lane, 10)
    assert found[-1] == probe(99)
    assert lane.dropped >= 80
    assert len(found) + lane.dropped <= 100


async def test_a_taker_goes_on_after_the_server_came_back(lane, server):
    async with asyncio.timeout(30), aclosing(lane.take()) as deliveries:
        await lane.publish_samples([probe(1)])
        assert (await anext(deliveries)).observations == (probe(1),)
        server.kill()
        server.start()
        await lane.publish_samples([probe(2)])
        found = set()
        while probe(2) not in found:
            found.update((await anext(deliveries)).observations)


async def test_the_plan_survives_and_its_watcher_goes_on(lane, server):
    await lane.put_plan("main", plan(1))
    async with asyncio.timeout(30), aclosing(lane.watch_plan("main")) as plans:
        assert await anext(plans) == plan(1)
        server.kill()
        with pytest.raises(NotNow):
            await lane.put_plan("main", plan(2))
        server.start()
        await lane.ready()
        await lane.put_plan("main", plan(3))
        assert await anext(plans) == plan(3)


async def test_a_lane_started_before_the_server_finds_it(server, tmp_path):
    server.kill()
    lane = JetStreamLane(LaneSettings(url=server.url))
    with pytest.raises(NotNow, match="not connected"):
        await lane.publish_notifications([notification("a")])
    await lane.publish_samples([probe(1)])
    server.start()
    assert await taken(lane, 1) == [probe(1)]
    await lane.close()


async def test_a_plan_larger_than_the_server_takes_is_refused_in_words(lane):
    ports = tuple(random.Random(1).sample(range(2**31), 400_000))
    huge = WatchPlan(1, (replace(plan(1).targets[0], if_indexes=ports),))
    with pytest.raises(BadInput, match="split the zone"):
        await lane.put_plan("main", huge)


def test_what_is_no_observation_is_skipped_and_counted():
    good = pack([probe(1)])
    assert unpack(good) == ([probe(1)], 0)
    assert unpack(good.replace(b'"items":[', b'"items":[{"kind":"dream"},3,')) == ([probe(1)], 2)
    for nonsense in (b"", b"\xff", b"[]", b"{}", b'{"items":5}', b"null"):
        assert unpack(nonsense) == ([], 1)


def test_settings_come_from_the_environment():
    given = {"SAMDRIFT_NATS_URL": "nats://nats:1", "SAMDRIFT_NATS_TOKEN": "t", "SAMDRIFT_ZONE": "north"}
    assert LaneSettings.from_env(given) == LaneSettings(url="nats://nats:1", token="t", zone="north")
    assert LaneSettings.from_env({}) == LaneSettings()
    assert "secret" not in repr(LaneSettings(token="secret"))


async def test_a_wrong_token_is_said_and_the_right_one_works(tmp_path, caplog):
    server = NatsServer(tmp_path, token="right").start()
    try:
        stranger = JetStreamLane(LaneSettings(url=server.url, token="wrong"))
        friend = JetStreamLane(LaneSettings(url=server.url, token="right"))
        await asyncio.wait_for(friend.ready(), 20)
        deadline = asyncio.get_running_loop().time() + 20
        while "Authorization" not in caplog.text:
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.01)
        with pytest.raises(NotNow):
            await stranger.publish_notifications([notification("a")])
        await stranger.close()
        await friend.close()
    finally:
        server.kill()


async def test_a_server_that_hangs_is_there_again_when_it_goes_on(lane, server):
    server.signal(signal.SIGSTOP)
    with pytest.raises(NotNow):
        await lane.publish_notifications([notification("a")])
    server.signal(signal.SIGCONT)
    await stored(lane, notification("a"))
    assert await taken(lane, 1) == [notification("a")]
