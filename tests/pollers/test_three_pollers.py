# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Three `samdrift poller` processes share a zone over a cluster of three NATS servers; one is killed, and one comes back.

What counts is what the devices see: each of them tells who asked it when.
"""

import asyncio
import os
import sys
import time
from contextlib import aclosing
from pathlib import Path

import pytest

import samdrift
from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.engines.snmpwire import PduType
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import WatchPlan, WatchTarget
from samdrift.runtime.poller.tests.fake_agent import FakeAgent

SOURCE = Path(samdrift.__file__).parent.parent
DEVICES, A_PLACE = 48, 2
INTERVAL_S = 2.0
A_BIT_MORE_S = 1.2 * INTERVAL_S


class Agent(FakeAgent):
    """A device that remembers which socket probed it when, on the same clock as the test."""

    def __init__(self) -> None:
        super().__init__()
        self.visits: list[tuple[float, int]] = []

    def datagram_received(self, data, addr):
        super().datagram_received(data, addr)
        question = self.asked[-1]
        if question.pdu_type == PduType.GET and len(question.varbinds) == 1:
            self.visits.append((time.monotonic(), addr[1]))

    def visitors(self) -> set[int]:
        """The sockets that probed it in the last interval and a little more."""
        since = time.monotonic() - A_BIT_MORE_S
        return {port for at, port in self.visits if at >= since}

    def unasked_after(self, moment: float) -> float:
        """Seconds from then until it was asked next."""
        return next(at for at, _ in self.visits if at >= moment) - moment


class Pollers:
    """The processes, and what they say of themselves."""

    def __init__(self, url: str, folder: Path) -> None:
        self.said: dict[str, dict] = {}
        self._url = url
        self._folder = folder
        self._processes: dict[str, asyncio.subprocess.Process] = {}

    async def start(self, name: str) -> None:
        environment = {
            "PYTHONPATH": str(SOURCE),
            "SAMDRIFT_NATS_URL": self._url,
            "SAMDRIFT_NATS_REPLICAS": "3",
            "SAMDRIFT_ZONE": "north",
            "SAMDRIFT_POLLER": name,
            "SAMDRIFT_DATA_DIR": str(self._folder / name),
        }
        command = (sys.executable, "-m", "samdrift.runtime.poll")
        self._processes[name] = await asyncio.create_subprocess_exec(*command, env={**os.environ, **environment})

    async def kill(self, name: str) -> None:
        process = self._processes.pop(name)
        process.kill()
        await process.wait()
        self.said = {one: beat for one, beat in self.said.items() if not one.startswith(f"{name}-")}

    async def listen(self, lane: JetStreamLane) -> None:
        async with aclosing(lane.hear_alive("north")) as beats:
            async for beat in beats:
                if beat["poller"].rpartition("-")[0] in self._processes:
                    self.said[beat["poller"]] = beat

    def shared(self, count: int) -> bool:
        """So many share all devices, and each has some."""
        shares = [beat["devices"] for beat in self.said.values()]
        return len(shares) == count and sum(shares) == DEVICES and 0 not in shares

    async def end(self) -> None:
        for name in list(self._processes):
            await self.kill(name)


@pytest.fixture
async def agents():
    agents = [await Agent().ports(1).start() for _ in range(DEVICES)]
    yield agents
    for agent in agents:
        agent.transport.close()


@pytest.fixture
async def pollers(cluster, agents, tmp_path):
    lane = JetStreamLane(LaneSettings(url=cluster.url, replicas=3))
    async with asyncio.timeout(60):
        await lane.ready()
    key = [SnmpCredential(community="public", port=agent.port) for agent in agents]
    targets = (WatchTarget(n, "127.0.0.1", key[n], (1,), icmp=False, place=n // A_PLACE) for n in range(DEVICES))
    await lane.put_plan("north", WatchPlan(1, tuple(targets), probe_interval_s=INTERVAL_S))
    pollers = Pollers(cluster.url, tmp_path)
    listening = asyncio.create_task(pollers.listen(lane))
    yield pollers
    await pollers.end()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await lane.close()


def asked_by_one(agents: list[Agent]) -> bool:
    """For an interval each device has been asked by one poller, and by no other."""
    return all(len(agent.visitors()) == 1 for agent in agents)


async def until(wanted) -> None:
    async with asyncio.timeout(60):
        while not wanted():  # noqa: ASYNC110 - what is looked at changes in many places
            await asyncio.sleep(0.02)


async def test_a_poller_killed_leaves_no_place_unasked_for_two_intervals_and_shares_again_when_back(pollers, agents):
    for name in "abc":
        await pollers.start(name)
    await until(lambda: pollers.shared(3) and asked_by_one(agents))
    for first, second in zip(agents[::A_PLACE], agents[1::A_PLACE], strict=True):
        assert first.visitors() == second.visitors()

    killed = time.monotonic()
    await pollers.kill("b")
    await until(lambda: all(agent.visits[-1][0] > killed for agent in agents))
    assert max(agent.unasked_after(killed) for agent in agents) <= 2 * INTERVAL_S

    await pollers.start("b")
    await until(lambda: pollers.shared(3))
    shared = time.monotonic()
    await until(lambda: time.monotonic() > shared + A_BIT_MORE_S and asked_by_one(agents))
    assert max(agent.unasked_after(shared) for agent in agents) <= 2 * INTERVAL_S
