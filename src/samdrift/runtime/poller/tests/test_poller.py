# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The poller against agents of every temper: what it tells, what it counts, and that nothing stops it."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from samdrift.engines import snmpwire as wire
from samdrift.engines.pollplan import SYS_UPTIME
from samdrift.engines.pollplan.talk import COLUMNS, IF_NAME
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.testing import MemoryLane
from samdrift.monitoring.types import DeviceReading, Probe, WatchPlan, WatchTarget
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.rounds import COUNTS, Poller
from samdrift.runtime.poller.tests.fake_agent import FakeAgent, honest, silent


class Desk:
    """A poller at work on fake agents, and what it told."""

    def __init__(self) -> None:
        self.lane = MemoryLane()
        self.counts = Counts("poller", COUNTS)
        self.poller = Poller(self.lane, "main", self.counts)
        self.agents: dict[int, FakeAgent] = {}
        self.task = asyncio.create_task(self.poller.run())

    async def watch(self, *agents: FakeAgent, version: int = 1, ports=(1, 2), probe=0.5, status=60.0) -> None:
        targets = []
        for number, agent in enumerate(agents, 1):
            if not hasattr(agent, "port"):
                await agent.start()
            credential = SnmpCredential(community="public", port=agent.port)
            targets.append(WatchTarget(number, "127.0.0.1", credential, tuple(ports), icmp=False))
            self.agents[number] = agent
        await self.lane.put_plan("main", WatchPlan(version, tuple(targets), probe, status))

    def told(self, kind, device=1) -> list:
        return [seen for seen in self.lane.samples if isinstance(seen, kind) and seen.device_id == device]

    async def until(self, condition) -> None:
        async with asyncio.timeout(20):
            while not condition():
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.01)

    async def more(self, kind, device=1, count=1) -> list:
        """The next `count` observations of this kind."""
        before = len(self.told(kind, device))
        await self.until(lambda: len(self.told(kind, device)) >= before + count)
        return self.told(kind, device)[before:]


@pytest.fixture
async def desk():
    desk = Desk()
    yield desk
    desk.task.cancel()
    with suppress(asyncio.CancelledError):
        await desk.task
    for agent in desk.agents.values():
        agent.transport.close()


def octets(reading: DeviceReading) -> dict[int, int | None]:
    return {port.if_index: port.in_octets for port in reading.ports}


async def test_a_living_device_is_probed_and_read(desk):
    await desk.watch(FakeAgent().ports(1, 2))
    probe, *_ = await desk.more(Probe, count=3)
    assert (probe.snmp, probe.icmp, probe.reason) == (True, None, "")
    assert 0 < probe.rtt_ms < 5000
    await desk.until(lambda: desk.told(DeviceReading))
    reading = desk.told(DeviceReading)[0]
    assert (reading.uptime_ticks, reading.names) == (100_000, {1: "ge1", 2: "ge2"})
    port = reading.ports[0]
    assert (port.if_index, port.oper, port.admin, port.in_octets, port.out_octets) == (1, "up", "up", 6001, 10_001)
    assert port.speed_bps == 15_001 * 1_000_000


async def test_a_silent_device_is_told_as_silent_and_is_read_when_it_comes_back(desk):
    agent = FakeAgent().ports(1)
    await desk.watch(agent, ports=(1,))
    await desk.until(lambda: desk.told(DeviceReading))
    agent.fault = silent
    await desk.until(lambda: any(probe.snmp is False for probe in desk.told(Probe)))
    assert desk.told(Probe)[-1].rtt_ms is None
    readings = len(desk.told(DeviceReading))
    agent.fault = honest
    await desk.until(lambda: len(desk.told(DeviceReading)) > readings)
    assert desk.told(Probe)[-1].snmp is True


async def test_one_lost_datagram_is_not_silence(desk):
    lost = []

    def loses_every_other(question, answer):
        if question.request_id in lost:
            return honest(question, answer)
        lost.append(question.request_id)
        return []

    agent = FakeAgent()
    agent.fault = loses_every_other
    await desk.watch(agent, ports=())
    probes = await desk.more(Probe, count=3)
    assert {probe.snmp for probe in probes} == {True}
    assert min(probe.rtt_ms for probe in probes) > 140  # the first try's wait is told


async def test_a_doubled_answer_is_counted_and_told_once(desk):
    agent = FakeAgent()
    agent.fault = lambda question, answer: honest(question, answer) * 2
    await desk.watch(agent, ports=())
    await desk.more(Probe, count=2)
    await desk.until(lambda: desk.counts.value("late") >= 2)
    assert desk.counts.value("answered") <= desk.counts.value("asked")


async def test_an_answer_after_its_time_is_late_and_not_believed(desk):
    agent = FakeAgent()
    agent.fault = lambda _, answer: [(0.8, wire.encode_message(answer))]
    await desk.watch(agent, ports=())
    await desk.until(lambda: desk.counts.value("late") >= 1)
    assert {probe.snmp for probe in desk.told(Probe)} == {False}


async def test_a_wrong_request_id_is_not_an_answer(desk):
    agent = FakeAgent()
    agent.fault = lambda _, answer: [
        (0, wire.encode_message(replace(answer, request_id=(answer.request_id + 1) % 2**31)))
    ]
    await desk.watch(agent, ports=())
    probe, *_ = await desk.more(Probe)
    assert probe.snmp is False


async def test_an_answer_from_another_address_is_not_believed(desk):
    agent, stranger = FakeAgent(), await FakeAgent().start()

    def by_another(_, answer):
        poller = ("127.0.0.1", next(iter(desk.poller._community._sockets.values())).getsockname()[1])
        stranger.transport.sendto(wire.encode_message(answer), poller)
        return []

    agent.fault = by_another
    await desk.watch(agent, ports=())
    probe, *_ = await desk.more(Probe)
    assert (probe.snmp, desk.counts.value("late") >= 1) == (False, True)
    stranger.transport.close()


@pytest.mark.parametrize(
    "spoil", [lambda data: data[: len(data) // 2], lambda _: b"\xff\x00 not SNMP", lambda data: data + b"x"]
)
async def test_garbage_and_truncation_are_said_in_words(desk, spoil):
    agent = FakeAgent()
    agent.fault = lambda _, answer: [(0, spoil(wire.encode_message(answer)))]
    await desk.watch(agent, ports=())
    probe, *_ = await desk.more(Probe)
    assert probe.snmp is False
    assert probe.reason.startswith("answers what cannot be read (octet ")
    assert desk.counts.value("garbage") >= 1


async def test_a_wrong_community_is_silence(desk):
    await desk.watch(FakeAgent(community=b"secret"), ports=())
    probe, *_ = await desk.more(Probe)
    assert (probe.snmp, probe.reason) == (False, "")


async def test_half_a_table_gives_the_half_that_was_answered(desk):
    agent = FakeAgent().ports(1, 2)
    del agent.values[(*COLUMNS["in_octets"], 2)]
    await desk.watch(agent)
    await desk.until(lambda: desk.told(DeviceReading))
    reading = desk.told(DeviceReading)[0]
    assert (octets(reading), reading.names) == ({1: 6001, 2: None}, {1: "ge1", 2: "ge2"})


async def test_wrong_names_in_the_answer_are_not_taken_for_the_right_ones(desk):
    def shifted(question, answer):
        binds = tuple(
            (name if name == SYS_UPTIME else (*name[:-1], name[-1] + 1), value) for name, value in answer.varbinds
        )
        return honest(question, replace(answer, varbinds=binds))

    agent = FakeAgent().ports(1)
    agent.fault = shifted
    await desk.watch(agent, ports=(1,))
    await desk.until(lambda: desk.told(DeviceReading))
    assert desk.told(DeviceReading)[0].ports == ()


async def test_a_restart_has_the_names_read_again(desk):
    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent)
    await desk.until(lambda: desk.told(DeviceReading))
    await desk.more(Probe)
    agent.values[SYS_UPTIME] = wire.time_ticks(50)
    agent.values[(*IF_NAME, 1)], agent.values[(*IF_NAME, 2)] = wire.octet_string("ge2"), wire.octet_string("ge1")
    reading, *_ = await desk.more(DeviceReading)
    assert (reading.uptime_ticks, reading.names) == (50, {1: "ge2", 2: "ge1"})


async def test_a_wish_has_the_port_read_at_once(desk):
    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent)
    await desk.until(lambda: desk.told(DeviceReading))
    agent.values[(*COLUMNS["oper"], 2)] = wire.integer(2)
    await desk.lane.ask_reread("main", 1, [2])
    await desk.lane.ask_reread("main", 99, None)
    reading, *_ = await desk.more(DeviceReading)
    assert ([(port.if_index, port.oper) for port in reading.ports], reading.names) == ([(2, "down")], None)


async def test_a_new_plan_is_applied_live(desk):
    first, second = FakeAgent().ports(1), FakeAgent().ports(1)
    await desk.watch(first, ports=(1,))
    await desk.more(Probe)
    await desk.watch(first, second, version=2, ports=(1,))
    await desk.more(Probe, device=2)
    await desk.watch(first, version=3, ports=(1,))
    asked_then = len(second.asked)
    await desk.more(Probe, count=4)
    assert len(second.asked) - asked_then <= 1


async def test_ports_found_later_are_read_at_once(desk):
    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent, ports=(1,))
    await desk.until(lambda: desk.told(DeviceReading))
    await desk.watch(agent, version=2, ports=(1, 2))
    reading, *_ = await desk.more(DeviceReading)
    assert octets(reading) == {2: 6002}


async def test_an_address_that_is_none_is_left_out_and_the_rest_is_watched(desk):
    agent = await FakeAgent().start()
    desk.agents[2] = agent
    good = WatchTarget(2, "127.0.0.1", SnmpCredential(community="public", port=agent.port), icmp=False)
    bad = WatchTarget(1, "school-north", SnmpCredential(community="public"), icmp=False)
    await desk.lane.put_plan("main", WatchPlan(1, (bad, good), probe_interval_s=0.5))
    await desk.more(Probe, device=2)
    assert desk.told(Probe) == []


async def test_many_devices_are_each_probed_once_an_interval(desk):
    agents = [FakeAgent() for _ in range(120)]
    await desk.watch(*agents, ports=(), probe=1.5)
    await desk.until(lambda: all(len(desk.told(Probe, number)) >= 2 for number in range(1, 121)))
    assert {seen.snmp for seen in desk.lane.samples if isinstance(seen, Probe)} == {True}
    assert desk.counts.value("overrun") == 0


async def test_a_sweep_that_gets_no_answer_does_not_make_a_probed_device_silent(desk):
    def status_only(question, answer):
        return honest(question, answer) if len(question.varbinds) == 1 else []

    agent = FakeAgent().ports(1)
    agent.fault = status_only
    await desk.watch(agent, ports=(1,))
    probes = await desk.more(Probe, count=6)
    assert {probe.snmp for probe in probes} == {True}
    assert desk.told(DeviceReading) == []
    assert len([question for question in agent.asked if len(question.varbinds) > 1]) <= 4


async def test_icmp_and_snmp_are_told_together(desk):
    agent = await FakeAgent().start()
    desk.agents[1] = agent
    credential = SnmpCredential(community="public", port=agent.port)
    if desk.poller._echo._socket("127.0.0.1") is None:
        pytest.skip("this process may not ping: needs root, CAP_NET_RAW or net.ipv4.ping_group_range")
    await desk.lane.put_plan("main", WatchPlan(1, (WatchTarget(1, "127.0.0.1", credential),), 0.5))
    await desk.more(Probe)
    agent.fault = silent  # the agent hangs, the machine lives
    await desk.until(lambda: any(probe.snmp is False for probe in desk.told(Probe)))
    assert desk.told(Probe)[-1].icmp is True
