# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A zone with a leaf node of its own: while the line to the hub is cut its pollers still hear each other, and keep."""

import asyncio
from contextlib import aclosing

import pytest

from samdrift.adapters.jetstream import JetStreamLane, LaneSettings
from samdrift.adapters.jetstream.testing import Line, NatsServer
from samdrift.adapters.jetstream.tests.test_lane_contract import AT, taken
from samdrift.monitoring.types import DeviceReading, PortReading

READING = DeviceReading(4, AT, 4711, (PortReading(1, "up", "up", in_octets=5),))


@pytest.fixture
async def zone(tmp_path):
    """The hub, the line to it, and a leaf in the zone that has no JetStream."""
    for name in ("hub", "leaf"):
        (tmp_path / name).mkdir()
    line = Line()
    hub = NatsServer(
        tmp_path / "hub", more=f'leafnodes {{ listen: "127.0.0.1:{line.target_port}" }}\n', domain="hub"
    ).start()
    remote = f'leafnodes {{ reconnect: 1s, remotes: [ {{ url: "nats-leaf://127.0.0.1:{line.port}" }} ] }}\n'
    await line.mend()
    leaf = NatsServer(tmp_path / "leaf", more=remote, domain=None).start()
    yield hub, line, leaf
    line.cut()
    leaf.kill()
    hub.kill()


async def test_in_a_cut_zone_pollers_hear_each_other_and_deliver_what_they_kept(zone, tmp_path):
    hub, line, leaf = zone
    one = JetStreamLane(
        LaneSettings(url=leaf.url, domain="hub", zone="north", keep_folder=str(tmp_path / "kept"), bridge_s=0.2)
    )
    other = JetStreamLane(LaneSettings(url=leaf.url, domain="hub", zone="north"))
    central = JetStreamLane(LaneSettings(url=hub.url))
    async with asyncio.timeout(30):
        for lane in (one, other, central):
            await lane.ready()
        line.cut()
        await one.publish_samples([READING])
        while not one.sending.kept_bytes:  # noqa: ASYNC110 - it grows and tells nobody
            await asyncio.sleep(0.02)
        async with aclosing(other.hear_alive("north")) as beats:
            heard = asyncio.ensure_future(anext(beats))
            while not heard.done():
                await one.say_alive("north", {"poller": "one"})
                await asyncio.sleep(0.02)
        assert heard.result() == {"poller": "one"}
        await line.mend()
        assert await taken(central, 1) == [READING]
    for lane in (one, other, central):
        await lane.close()
