# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The listener with its socket: what is stored, what is answered and when, and what is said about the rest."""

import asyncio
import logging
import socket
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from samdrift.adapters.traps import Receiver
from samdrift.adapters.traps.tests.test_receiver import IF_INDEX_7, LINK_DOWN, trap
from samdrift.engines import snmpwire as wire
from samdrift.inventory.types import SnmpCredential
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.testing import MemoryLane
from samdrift.monitoring.types import WatchPlan, WatchTarget
from samdrift.runtime.listen import boots_at, engine_id
from samdrift.runtime.listener.complaints import Complaints
from samdrift.runtime.listener.desk import COUNTS, LABELS, Desk
from samdrift.runtime.listener.intake import Intake, kernel_drops, open_socket
from samdrift.runtime.listener.logsettings import parse_address
from samdrift.runtime.poller.counts import Counts

INFORM = wire.PduType.INFORM
PUBLIC = SnmpCredential(community="public")
PLAN = WatchPlan(1, (WatchTarget(1, "127.0.0.1", PUBLIC),), trap_credentials=(PUBLIC,))


class Listening:
    """A listener on loopback and a device that sends to it."""

    def __init__(self) -> None:
        self.lane = MemoryLane()
        self.counts = Counts("listener", COUNTS, LABELS)
        self.intake = Intake(open_socket("127.0.0.1", 0), utc_now)
        desk = Desk(self.intake, Receiver(engine_id("main"), boots_at(utc_now())), self.lane, "main", self.counts)
        self.task = asyncio.create_task(desk.run())
        self.device = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.device.setblocking(False)
        self.device.connect(self.intake.socket.getsockname())

    def send(self, data: bytes) -> None:
        self.device.send(data)

    async def answer(self) -> wire.Message:
        data = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.device, 65_535), 20)
        return wire.decode_message(data)

    async def stored(self, count: int) -> list:
        async with asyncio.timeout(20), self.lane.changed:
            await self.lane.changed.wait_for(lambda: len(self.lane.notifications) >= count)
        return self.lane.notifications

    async def until(self, condition) -> None:
        await until(condition)


async def until(condition) -> None:
    deadline = asyncio.get_running_loop().time() + 20
    while not condition():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


@pytest.fixture
async def listening():
    made = Listening()
    await made.lane.put_plan("main", PLAN)
    yield made
    made.task.cancel()
    with suppress(asyncio.CancelledError):
        await made.task
    made.intake.close()
    made.device.close()


async def test_a_trap_is_stored(listening):
    listening.send(trap(LINK_DOWN, IF_INDEX_7))
    (seen,) = await listening.stored(1)
    assert (seen.trap, seen.if_index, seen.source) == ("linkDown", 7, "127.0.0.1")


async def test_an_inform_is_answered_once_it_is_stored(listening):
    listening.send(trap(LINK_DOWN, kind=INFORM, request_id=99))
    answer = await listening.answer()
    assert (answer.pdu_type, answer.request_id) == (wire.PduType.RESPONSE, 99)
    assert len(listening.lane.notifications) == 1


async def test_an_inform_that_cannot_be_stored_is_not_answered_until_it_is(listening):
    listening.lane.away = True
    listening.send(trap(LINK_DOWN, kind=INFORM))
    await listening.until(lambda: listening.intake.received == 1)
    await asyncio.sleep(0.1)
    with pytest.raises(BlockingIOError):
        listening.device.recv(100)
    listening.lane.away = False
    assert (await listening.answer()).pdu_type == wire.PduType.RESPONSE
    assert len(listening.lane.notifications) == 1


async def test_an_inform_sent_again_is_stored_once_and_answered_twice(listening):
    for _ in range(2):
        listening.send(trap(LINK_DOWN, kind=INFORM, request_id=7))
        assert (await listening.answer()).request_id == 7
    assert len(listening.lane.notifications) == 1


async def test_what_comes_before_the_plan_waits_for_it():
    made = Listening()
    made.send(trap(LINK_DOWN))
    await made.until(lambda: made.intake.received == 1)
    assert made.lane.notifications == []
    await made.lane.put_plan("main", PLAN)
    assert len(await made.stored(1)) == 1
    made.task.cancel()
    made.intake.close()
    made.device.close()


async def test_credentials_change_with_the_plan(listening):
    listening.send(trap(LINK_DOWN, community=b"new"))
    await listening.until(lambda: listening.counts.value("refused", "community") == 1)
    await listening.lane.put_plan("main", WatchPlan(2, (), trap_credentials=(SnmpCredential(community="new"),)))
    await asyncio.sleep(0.05)
    listening.send(trap(LINK_DOWN, community=b"new"))
    await listening.stored(1)
    assert listening.counts.value("strangers") == 1


async def test_nonsense_is_counted_by_reason_and_stops_nothing(listening):
    for nonsense in (b"", b"\xff", b"\x30\x82\xff\xff", trap(LINK_DOWN)[:-1]):
        listening.send(nonsense)
    listening.send(trap(LINK_DOWN, community=b"guess"))
    listening.send(trap(LINK_DOWN))
    await listening.stored(1)
    assert listening.counts.value("refused", "malformed") == 4
    assert listening.counts.value("refused", "community") == 1


async def test_a_storm_is_stored_whole_or_the_kernel_says_what_it_dropped(listening):
    sent = 3000
    for number in range(sent):
        while True:
            try:
                listening.send(trap(LINK_DOWN, IF_INDEX_7, request_id=number))
                break
            except BlockingIOError:
                await asyncio.sleep(0.001)
    await listening.until(lambda: listening.intake.received + kernel_drops(listening.intake.socket) == sent)
    stored = await listening.stored(listening.intake.received)
    assert len({seen.key for seen in stored}) == len(stored) == listening.intake.received
    assert listening.intake.received > 0


async def test_a_full_intake_leaves_the_rest_to_the_kernel(monkeypatch):
    from samdrift.runtime.listener import intake as module

    monkeypatch.setattr(module, "MOST_WAITING", 10)
    monkeypatch.setattr(module, "AT_ONCE", 5)
    one = Intake(open_socket("127.0.0.1", 0), utc_now)
    device = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for number in range(30):
        device.sendto(b"%d" % number, one.socket.getsockname())
    taken = []
    await until(lambda: len(one) >= 10)
    await asyncio.sleep(0.05)
    assert one.received == 10
    async with asyncio.timeout(20):
        while len(taken) < 30:
            taken += [int(datagram.data) for datagram in await one.take(8)]
    assert taken == list(range(30))
    one.close()
    device.close()


def test_complaints_are_said_once_a_minute_for_each_source(caplog):
    with caplog.at_level(logging.WARNING):
        complaints = Complaints()
        for second in range(121):
            complaints.hear("192.0.2.1", "community", "unknown community", float(second))
        complaints.hear("192.0.2.2", "malformed", "cannot be read", 121.0)
    assert [record.getMessage() for record in caplog.records] == [
        "from 192.0.2.1 refused (community): unknown community",
        "from 192.0.2.1 refused (community): unknown community (59 more since last said)",
        "from 192.0.2.1 refused (community): unknown community (59 more since last said)",
        "from 192.0.2.2 refused (malformed): cannot be read",
    ]


def test_invented_sources_fill_neither_the_log_nor_the_memory(caplog):
    with caplog.at_level(logging.WARNING):
        complaints = Complaints()
        for number in range(10_000):
            complaints.hear(f"192.0.{number // 256}.{number % 256}", "malformed", "cannot be read", 1.0)
        complaints.hear("203.0.113.1", "malformed", "cannot be read", 61.0)
    assert len(caplog.records) == 22
    assert caplog.records[20].getMessage() == "9980 more refusals were not said one by one"
    assert len(complaints._since) == 2000


@pytest.mark.parametrize(
    ("text", "expected"), [("0.0.0.0:162", ("0.0.0.0", 162)), ("[::]:10162", ("::", 10162)), ("::1:162", ("::1", 162))]
)
def test_addresses_are_read(text, expected):
    assert parse_address(text, where="SAMDRIFT_TRAP_ADDRESS", example="0.0.0.0:162") == expected


@pytest.mark.parametrize("text", ["", "162", ":162", "192.0.2.1", "192.0.2.1:snmp", "192.0.2.1:99999"])
def test_other_addresses_are_refused_in_words(text):
    with pytest.raises(BadInput, match="no address with port"):
        parse_address(text, where="SAMDRIFT_TRAP_ADDRESS", example="0.0.0.0:162")


def test_our_engine_is_known_again_and_its_boots_grow():
    assert engine_id("main") == engine_id("main") != engine_id("north")
    assert 5 <= len(engine_id("main")) <= 32
    earlier, later = datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 2, 8, 1, tzinfo=UTC)
    assert 0 < boots_at(earlier) < boots_at(later) < 2**31 - 1
