# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift poller` as a process, with a real lane: it works on through a restart of the lane, and ends when told."""

import asyncio
import os
import signal
import sys
import time
from contextlib import aclosing
from pathlib import Path

import pytest

import samdrift
from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.testing import NatsServer
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import DeviceReading, Probe, WatchPlan, WatchTarget
from samdrift.runtime.poller.tests.fake_agent import FakeAgent

SOURCE = Path(samdrift.__file__).parent.parent


@pytest.fixture
def server(tmp_path):
    server = NatsServer(tmp_path).start()
    yield server
    server.kill()


@pytest.fixture
async def lane(server):
    lane = JetStreamLane(LaneSettings(url=server.url))
    await asyncio.wait_for(lane.ready(), 20)
    yield lane
    await lane.close()


async def start(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    env = {**os.environ, "PYTHONPATH": str(SOURCE), **environment}
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "samdrift.runtime.poll", *arguments, env=env)


async def seen(lane, wanted, *, after: float = 0.0) -> None:
    """Waits for an observation of this kind made after that time."""
    async with asyncio.timeout(30), aclosing(lane.take()) as deliveries:
        async for delivery in deliveries:
            await delivery.done()
            if any(isinstance(one, wanted) and one.at.timestamp() > after for one in delivery.observations):
                return


async def test_a_poller_works_on_its_last_plan_and_ends_when_told(server, lane):
    agent = await FakeAgent().ports(1).start()
    target = WatchTarget(1, "127.0.0.1", SnmpCredential(community="public", port=agent.port), (1,), icmp=False)
    await lane.put_plan("north", WatchPlan(1, (target,), probe_interval_s=0.5))
    process = await start(SAMDRIFT_NATS_URL=server.url, SAMDRIFT_ZONE="north")
    try:
        await seen(lane, DeviceReading)
        server.kill()
        for _ in range(3):
            agent.heard.clear()
            await asyncio.wait_for(agent.heard.wait(), 20)
        server.start()
        await seen(lane, Probe, after=time.time())
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
        agent.transport.close()


async def test_a_poller_without_a_lane_ends_when_told():
    process = await start(SAMDRIFT_NATS_URL="nats://127.0.0.1:1")
    await asyncio.sleep(1)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) in (0, -signal.SIGTERM)


async def test_arguments_are_refused_in_words():
    assert await asyncio.wait_for((await start("--fast")).wait(), 20) == 2


async def test_poller_and_lane_know_no_django():
    code = "import sys, samdrift.runtime.poll, samdrift.runtime.poller.rounds; sys.exit('django' in sys.modules)"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env={**os.environ, "PYTHONPATH": str(SOURCE)}
    )
    assert await asyncio.wait_for(process.wait(), 20) == 0
