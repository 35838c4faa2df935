# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Pings of this machine's own addresses, of one that answers nobody, and from a process that may not ping."""

import asyncio
import logging

import pytest

from samdrift.adapters.icmp import Echo, EchoAnswer, echo

SILENT = "240.0.0.1"  # reserved: no machine has it


@pytest.fixture
async def pinger():
    pinger = Echo()
    if pinger._socket("127.0.0.1") is None:
        pytest.skip("this process may not ping: needs root, CAP_NET_RAW or net.ipv4.ping_group_range")
    return pinger


async def test_an_address_that_answers_is_alive(pinger):
    answer = await pinger.ask("127.0.0.1", (5.0,))
    assert (answer.alive, answer.tries) == (True, 1)
    assert answer.rtt_ms > 0


async def test_a_silent_address_is_asked_as_often_as_told(pinger):
    assert await pinger.ask(SILENT, (0.05, 0.05)) == EchoAnswer(False, None, 2)


async def test_many_at_once_are_each_answered(pinger):
    answers = await asyncio.gather(*(pinger.ask(f"127.0.{net}.1", (5.0,)) for net in range(50)))
    assert {answer.alive for answer in answers} == {True}


async def test_a_late_answer_to_the_first_try_counts(monkeypatch):
    class Slow:
        asked = 0

        async def ping(self, address):
            self.asked += 1
            await asyncio.sleep(0.03 if self.asked == 1 else 30)
            return 0.03

    pinger = Echo()
    pinger._sockets[4] = Slow()
    answer = await pinger.ask("192.0.2.1", (0.01, 20.0))
    assert (answer.alive, answer.tries) == (True, 2)
    assert answer.rtt_ms >= 30


async def test_without_permission_nothing_is_claimed_and_it_is_said_once(monkeypatch, caplog):
    def refuse(**_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(echo, "PingSocket", refuse)
    pinger = Echo()
    with caplog.at_level(logging.WARNING):
        assert [await pinger.ask("127.0.0.1", (1.0,)) for _ in range(3)] == [EchoAnswer(None)] * 3
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "not permitted to ping over IPv4 ([Errno 1] Operation not permitted)"
    ]
