# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The stream's leader killed, and a line cut for an hour: everything arrives once, and the past is told from the present.

The hour is counted in messages: a reading of counters each ten seconds, handed to the sender as fast as it takes them.
"""

import asyncio
from collections import Counter
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import nats
import pytest

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.layout import SAMPLES
from samdrift.adapters.jetstream.testing import Line, NatsCluster
from samdrift.kernel.errors import NotNow
from samdrift.monitoring.types import DeviceReading, Notification, PortReading, Probe

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = 360


def settings(url: str, **more) -> LaneSettings:
    return replace(LaneSettings(url=url, replicas=3, publish_timeout_s=1.0, ack_wait_s=60.0), **more)


def probe(sender: int, number: int) -> Probe:
    return Probe(sender, AT + timedelta(seconds=number), icmp=True, snmp=True)


def trap(sender: int, number: int) -> Notification:
    return Notification(f"{sender}-{number}", AT, "192.0.2.1", "2c", "linkDown", 7, {})


def counters(number: int) -> DeviceReading:
    return DeviceReading(1, AT + timedelta(seconds=10 * number), 1000 * number, (PortReading(1, "up", "up", number),))


class Taker:
    """Takes everything from the lane, as the watch process does."""

    def __init__(self, lane: JetStreamLane) -> None:
        self.live: list = []
        self.late: list = []
        self._lane = lane
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._take())

    async def _take(self) -> None:
        async with aclosing(self._lane.take()) as deliveries:
            async for delivery in deliveries:
                (self.late if delivery.late else self.live).extend(delivery.observations)
                await delivery.done()
                self._more.set()

    async def until(self, wanted) -> None:
        async with asyncio.timeout(60):
            while not wanted():
                self._more.clear()
                await self._more.wait()

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._lane.close()


@pytest.fixture
async def taker(cluster):
    lane = JetStreamLane(settings(cluster.url))
    async with asyncio.timeout(60):
        await lane.ready()
    taker = Taker(lane)
    yield taker
    await taker.close()


async def leader(cluster: NatsCluster, stream: str) -> str:
    """The name of the server that leads the stream."""
    client = await nats.connect(cluster.url.split(","))
    async with asyncio.timeout(60):
        found = (await client.jetstream(timeout=30).stream_info(stream)).cluster
    await client.close()
    assert found is not None
    return str(found.leader)


async def all_handed_over(lane: JetStreamLane) -> None:
    """Until nothing waits in the lane's memory any more."""
    async with asyncio.timeout(60):
        while lane.sending.waiting:  # noqa: ASYNC110 - it falls by itself and tells nobody
            await asyncio.sleep(0.02)


class Sender:
    """Numbers its samples and traps, a hundred a second of each, until told to stop."""

    def __init__(self, number: int, lane: JetStreamLane) -> None:
        self.number = number
        self.sent = self.trapped = 0
        self.lane = lane
        self._stop = asyncio.Event()
        self._tasks = [asyncio.create_task(self._sample()), asyncio.create_task(self._trap())]

    async def _sample(self) -> None:
        while not self._stop.is_set():
            await self.lane.publish_samples([probe(self.number, self.sent)])
            self.sent += 1
            await asyncio.sleep(0.01)

    async def _trap(self) -> None:
        """As the listener does: what is not stored is handed over again, while the next gather."""
        while not self._stop.is_set():
            items = [trap(self.number, self.trapped + more) for more in range(10)]
            while True:
                try:
                    await self.lane.publish_notifications(items)
                except NotNow:
                    await asyncio.sleep(0.1)
                else:
                    break
            self.trapped += 10
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        self._stop.set()
        async with asyncio.timeout(60):
            await asyncio.gather(*self._tasks)

    def expected(self) -> Counter:
        samples = [("sample", self.number, number) for number in range(self.sent)]
        return Counter(samples + [("trap", self.number, number) for number in range(self.trapped)])


def as_numbers(found: list) -> Counter:
    return Counter(
        ("sample", one.device_id, round((one.at - AT).total_seconds()))
        if isinstance(one, Probe)
        else ("trap", *(int(part) for part in one.key.split("-")))
        for one in found
    )


async def test_the_streams_leader_killed_nothing_is_lost_and_nothing_doubled(cluster: NatsCluster, taker: Taker):
    urls = cluster.url.split(",")
    lanes = [JetStreamLane(settings(",".join(urls[turn:] + urls[:turn]))) for turn in range(3)]
    async with asyncio.timeout(60):
        for lane in lanes:
            await lane.ready()
    senders = [Sender(number, lane) for number, lane in enumerate(lanes)]
    await taker.until(lambda: len(taker.live) > 100)
    dead = cluster.servers[await leader(cluster, SAMPLES)]
    dead.kill()
    after = [(sender.number, sender.sent + 1) for sender in senders]
    await taker.until(lambda: {*after} <= {one[1:] for one in as_numbers(taker.live) if one[0] == "sample"})
    for sender in senders:
        await sender.stop()
    expected = sum((sender.expected() for sender in senders), Counter())
    await taker.until(lambda: len(taker.live) >= expected.total())
    assert as_numbers(taker.live) == expected
    assert (taker.late, [lane.dropped for lane in lanes]) == ([], [0, 0, 0])
    dead.start()
    for lane in lanes:
        await lane.close()


async def test_a_zone_cut_off_for_an_hour_delivers_what_it_kept_in_order(cluster, taker, tmp_path):
    line = await Line(next(iter(cluster.servers.values())).port).mend()
    lane = JetStreamLane(settings(line.url, zone="north", keep_folder=str(tmp_path), bridge_s=0.2, buffer=50))
    async with asyncio.timeout(60):
        await lane.ready()
    await lane.publish_samples([counters(0)])
    await taker.until(lambda: taker.live == [counters(0)])
    await all_handed_over(lane)
    line.cut()
    for number in range(1, HOUR):
        await lane.publish_samples([counters(number), probe(1, 10 * number)])
    await all_handed_over(lane)
    assert lane.sending.kept_bytes > 0
    await line.mend()
    async with asyncio.timeout(60):
        await lane.ready()
    await lane.publish_samples([counters(HOUR)])
    await taker.until(lambda: counters(HOUR) in taker.live and counters(HOUR - 1) in taker.late)
    assert taker.live == [counters(0), counters(HOUR)]
    assert [one for one in taker.late if isinstance(one, DeviceReading)] == [
        counters(number) for number in range(1, HOUR)
    ]
    assert [one for one in taker.late if isinstance(one, Probe)] == [probe(1, 10)]  # the others told nothing new
    assert (lane.dropped, lane.sending.kept_bytes) == (0, 0)
    await lane.close()
    line.cut()


async def test_what_a_poller_kept_before_it_was_killed_is_delivered_by_the_next(cluster, taker, tmp_path):
    nowhere = JetStreamLane(settings("nats://127.0.0.1:1", zone="north", keep_folder=str(tmp_path), bridge_s=0.05))
    await nowhere.publish_samples([counters(1)])
    await nowhere.publish_samples([counters(2)])
    await all_handed_over(nowhere)
    await nowhere.close()
    lane = JetStreamLane(settings(cluster.url, zone="north", keep_folder=str(tmp_path)))
    await taker.until(lambda: len(taker.late) == 2)
    assert taker.late == [counters(1), counters(2)]
    await lane.close()
