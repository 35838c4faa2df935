# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The poller's bulk path: who is swept by it, who is not, and what becomes of restarts, silence and nonsense."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from samdrift.engines import snmpwire as wire
from samdrift.engines.pollplan import SYS_UPTIME
from samdrift.engines.pollplan.talk import IF_NAME
from samdrift.engines.snmpsweep import COLUMNS, NAMES, State, SweepMatrix
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.testing import MemoryLane
from samdrift.monitoring.types import DeviceReading, Probe, WatchPlan, WatchTarget
from samdrift.runtime.poller.bulk import _pieces, bulk_target, most_ports_of
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.rounds import COUNTS, Poller
from samdrift.runtime.poller.tests.fake_agent import FakeAgent, honest, silent

IN_OCTETS = [column.name for column in COLUMNS].index("in_octets")


class Desk:
    """A poller that sweeps twice a second, and what it told."""

    def __init__(self) -> None:
        self.lane = MemoryLane()
        self.counts = Counts("poller", COUNTS)
        self.poller = Poller(self.lane, "main", self.counts)
        self.agents: list[FakeAgent] = []
        self.task = asyncio.create_task(self.poller.run())

    async def watch(self, *agents: FakeAgent, ports=(1, 2), counters=0.0) -> None:
        for agent in agents:
            await agent.start()
        self.agents += agents
        targets = [
            WatchTarget(n, "127.0.0.1", SnmpCredential(community="public", port=agent.port), tuple(ports), icmp=False)
            for n, agent in enumerate(agents, 1)
        ]
        await self.lane.put_plan("main", WatchPlan(1, tuple(targets), 0.4, 0.4, counters))

    def told(self, kind) -> list:
        return [seen for seen in self.lane.samples if isinstance(seen, kind)]

    def matrices(self, state=State.WHOLE) -> list[SweepMatrix]:
        return [seen for seen in self.told(SweepMatrix) if (seen.state == state).any() and seen.columns == NAMES]

    async def until(self, condition) -> None:
        async with asyncio.timeout(20):
            while not condition():
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.01)

    async def more(self, kind) -> None:
        before = len(self.told(kind))
        await self.until(lambda: len(self.told(kind)) > before)


@pytest.fixture
async def desk():
    desk = Desk()
    yield desk
    desk.task.cancel()
    with suppress(asyncio.CancelledError):
        await desk.task
    for agent in desk.agents:
        agent.transport.close()


async def test_once_its_names_are_known_a_device_is_swept_in_bulk(desk):
    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent)
    await desk.until(desk.matrices)
    reading, matrix = desk.told(DeviceReading)[0], desk.matrices()[0]
    assert reading.names == {1: "ge1", 2: "ge2"}
    assert (matrix.device_ids.tolist(), matrix.if_index.tolist()) == ([1], [1, 2])
    assert matrix.values[:, IN_OCTETS].tolist() == [6001, 6002]
    assert (matrix.uptime_ticks.tolist(), matrix.valid.all()) == ([100_000], True)
    readings = len(desk.told(DeviceReading))
    agent.values[(*COLUMNS[IN_OCTETS].object_id, 2)] = wire.counter64(2**64 - 1)
    await desk.until(lambda: desk.matrices()[-1].values[1, IN_OCTETS] == 2**64 - 1)
    assert len(desk.told(DeviceReading)) == readings


async def test_status_is_read_each_turn_and_counters_every_few(desk):
    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent, counters=1.2)
    await desk.until(lambda: len(desk.matrices()) >= 3)
    kinds = [seen.columns for seen in desk.told(SweepMatrix)]
    first, second = [number for number, columns in enumerate(kinds) if columns == NAMES][:2]
    assert set(kinds[first + 1 : second]) == {("oper", "admin")}
    status = desk.told(SweepMatrix)[first + 1]
    assert (status.values.tolist(), status.uptime_ticks.tolist()) == ([[1, 1], [1, 1]], [100_000])


async def test_a_restart_is_never_told_under_the_old_names(desk):
    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent)
    await desk.until(desk.matrices)
    before = len(desk.told(SweepMatrix))
    agent.values[SYS_UPTIME] = wire.time_ticks(50)
    agent.values[(*IF_NAME, 1)], agent.values[(*IF_NAME, 2)] = wire.octet_string("ge2"), wire.octet_string("ge1")
    await desk.until(lambda: len(desk.told(SweepMatrix)) > before and desk.told(SweepMatrix)[-1].uptime_ticks[0] == 50)
    order = [
        seen.uptime_ticks if isinstance(seen, DeviceReading) else int(seen.uptime_ticks[0])
        for seen in desk.lane.samples
        if not isinstance(seen, Probe)
    ]
    first = order.index(50)
    told_first = [seen for seen in desk.lane.samples if not isinstance(seen, Probe)][first]
    assert isinstance(told_first, DeviceReading)
    assert told_first.names == {1: "ge2", 2: "ge1"}


async def test_a_device_that_was_silent_is_read_by_itself_first_and_in_bulk_again_later(desk):
    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent)
    await desk.until(desk.matrices)
    agent.fault = silent
    await desk.until(lambda: desk.told(Probe)[-1].snmp is False)
    readings, matrices = len(desk.told(DeviceReading)), len(desk.matrices())
    agent.fault = honest
    await desk.until(lambda: len(desk.told(DeviceReading)) > readings)
    await desk.until(lambda: len(desk.matrices()) > matrices)


async def test_who_answers_getbulk_with_nonsense_goes_on_by_the_plain_way(desk):
    def no_bulk(question, answer):
        if question.pdu_type == wire.PduType.BULK and len(question.varbinds) > 1:
            return [(0, wire.encode_message(answer)[:-5])]
        return honest(question, answer)

    agent = FakeAgent().ports(1, 2)
    agent.fault = no_bulk
    await desk.watch(agent)
    await desk.until(lambda: len(desk.told(DeviceReading)) >= 3)
    assert desk.matrices() == []
    assert [port.in_octets for port in desk.told(DeviceReading)[-1].ports] == [6001, 6002]
    assert desk.poller._bulk._counters.sweeper.manner(1).leaves


async def test_a_stranger_s_ports_in_a_bulk_answer_are_no_ports_of_ours(desk):
    def shifted(question, answer):
        if question.pdu_type == wire.PduType.GET:
            return honest(question, answer)
        binds = tuple(
            (name if name == SYS_UPTIME else (*name[:-1], name[-1] + 5), value) for name, value in answer.varbinds
        )
        return honest(question, replace(answer, varbinds=binds))

    agent = FakeAgent().ports(1, 2)
    await desk.watch(agent)
    await desk.until(desk.matrices)
    agent.fault = shifted
    await desk.more(SweepMatrix)
    await desk.more(SweepMatrix)
    assert desk.matrices()[-1].values[:, IN_OCTETS].tolist() == [6001, 6002]
    assert desk.poller._bulk._counters.sweeper.manner(1).bulk is False


async def test_a_new_plan_goes_on_with_the_ports_it_names(desk):
    agent = FakeAgent().ports(1, 2, 3)
    await desk.watch(agent)
    await desk.until(desk.matrices)
    plan = desk.lane.plans["main"]
    target = replace(plan.targets[0], if_indexes=(1, 2, 3))
    await desk.lane.put_plan("main", replace(plan, version=2, targets=(target,)))
    await desk.until(lambda: desk.matrices()[-1].if_index.tolist() == [1, 2, 3])
    await desk.lane.put_plan("main", replace(plan, version=3, targets=()))
    await desk.until(lambda: not desk.poller._devices)
    assert len(desk.poller._bulk._counters.sweeper) == 0


@pytest.mark.parametrize(
    ("address", "version", "ports", "fits"),
    [
        ("192.0.2.1", "2c", (3, 1, 2, 2), True),
        ("192.0.2.1", "2c", (), True),
        ("192.0.2.1", "3", (1,), False),
        ("2001:db8::1", "2c", (1,), False),
        ("192.0.2.1", "2c", (0, 1), False),
        ("192.0.2.1", "2c", (2**31,), False),
        ("192.0.2.1", "2c", tuple(range(1, 9000)), False),
    ],
)
def test_only_v2c_over_ipv4_with_sensible_ports_is_swept_in_bulk(address, version, ports, fits):
    made = bulk_target(WatchTarget(1, address, SnmpCredential(version=version, community="public"), ports))
    assert (made is not None) == fits
    assert made is None or made.if_indexes == tuple(sorted(set(ports)))


def test_a_large_sweep_is_told_in_pieces_that_fit_a_message():
    sizes = [1000] * 9
    ports = sum(sizes)
    whole = SweepMatrix(
        np.arange(9),
        np.ones(9, np.int64),
        np.ones(9, np.int64),
        np.zeros(9, np.uint8),
        np.concatenate(([0], np.cumsum(sizes))),
        np.arange(ports) + 1,
        np.zeros((ports, 11), np.uint64),
        np.zeros((ports, 11), np.bool_),
    )
    pieces = list(_pieces(whole, list(range(8))))
    assert [piece.device_ids.tolist() for piece in pieces] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert list(_pieces(whole, [])) == []


@pytest.mark.parametrize(
    ("columns", "per_device", "most"),
    [(len(COLUMNS), 10, 54), (2, 10, 297), (len(COLUMNS), 0, 8192), (len(COLUMNS), 1, 0)],
)
def test_who_needs_more_questions_than_a_second_allows_is_not_swept_in_one_go(columns, per_device, most):
    assert most_ports_of(columns, per_device) == most
