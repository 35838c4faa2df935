# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps over real sockets on loopback: both kinds of socket bring the same, and lose nothing by themselves."""

import socket
import threading
import time

import numpy as np
import pytest

from samdrift.adapters.snmpbulk import Arena, BulkLine, PlainSocket, window_for
from samdrift.adapters.snmpbulk.line import nonces
from samdrift.adapters.snmpbulk.mmsg import MmsgSocket, available
from samdrift.engines import snmpwire as wire
from samdrift.engines.snmpsweep import COLUMNS, State, Sweeper, Target
from samdrift.engines.snmpsweep.tests.fake_farm import Agent, table

KINDS = [PlainSocket, *([MmsgSocket] if available() else [])]
LOOPBACK = 0x7F000001


class AgentThread:
    """One agent on a port of its own; `deaf` to so many first questions."""

    def __init__(self, agent: Agent, deaf: int = 0) -> None:
        self.agent, self.deaf = agent, deaf
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                data, peer = self.socket.recvfrom(65_535)
            except OSError:
                return
            if data == b"end":
                return
            if self.deaf > 0:
                self.deaf -= 1
                continue
            self.socket.sendto(wire.encode_message(self.agent.answer(data)), peer)

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.sendto(b"end", ("127.0.0.1", self.port))
        self.thread.join(5)
        self.socket.close()


@pytest.fixture
def agents():
    made = []

    def make(ports, **kwargs):
        deaf = kwargs.pop("deaf", 0)
        made.append(AgentThread(Agent(table(ports), **kwargs), deaf))
        return made[-1]

    yield make
    for one in made:
        one.close()


def sweep(line, device_ids):
    line.sweeper.ask(device_ids)
    until = time.monotonic() + 20
    while len(line.sweeper) and time.monotonic() < until:
        if not line.exchange(time.monotonic()):
            line.read()
            line.wait(0.02)
    line.read()
    return line.sweeper.collect()


@pytest.mark.parametrize("kind", KINDS)
def test_a_sweep_of_several_agents_brings_every_value(kind, agents):
    ports = [range(1, 1 + size) for size in (1, 9, 30)]
    farm = [agents(each) for each in ports]
    line = BulkLine(Sweeper(nonces), kind("127.0.0.1"))
    line.sweeper.watch(
        [
            Target(n, LOOPBACK, one.port, b"public", tuple(each))
            for n, (one, each) in enumerate(zip(farm, ports, strict=True))
        ]
    )
    begun = time.time_ns() // 1_000_000
    for _ in range(2):
        matrix = sweep(line, range(3))
        assert sorted(matrix.device_ids.tolist()) == [0, 1, 2]
        assert matrix.state.tolist() == [State.WHOLE] * 3
        assert matrix.valid.all()
        wanted = [[column.object_id[-1] * 1000 + port for column in COLUMNS] for port in matrix.if_index.tolist()]
        assert matrix.values.tolist() == wanted
        assert (matrix.at_ms >= begun).all()
    line.close()


def test_a_question_without_an_answer_is_asked_again_on_the_wire(agents):
    deaf = agents([1], deaf=1)
    line = BulkLine(Sweeper(nonces, timeouts_s=(0.05, 5.0)), KINDS[-1]("127.0.0.1"))
    line.sweeper.watch([Target(1, LOOPBACK, deaf.port, b"public", (1,))])
    assert sweep(line, [1]).state.tolist() == [State.WHOLE]
    assert line.sweeper.counts["asked_again"] == 1
    line.close()


@pytest.mark.parametrize("kind", KINDS)
def test_who_cannot_be_sent_to_is_silent_and_keeps_nobody_waiting(kind, agents):
    living = agents([1])
    line = BulkLine(Sweeper(nonces, timeouts_s=(0.05, 0.05)), kind("127.0.0.1"))
    nowhere = 0xF0000001  # class E: no route, and said so at once
    line.sweeper.watch([Target(1, nowhere, 161, b"public", (1,)), Target(2, LOOPBACK, living.port, b"public", (1,))])
    matrix = sweep(line, [1, 2])
    assert dict(zip(matrix.device_ids.tolist(), matrix.state.tolist(), strict=True)) == {
        1: State.SILENT,
        2: State.WHOLE,
    }
    line.close()


@pytest.mark.parametrize("kind", KINDS)
def test_datagrams_come_with_source_length_and_whether_they_were_cut(kind):
    one, arena = kind("127.0.0.1"), Arena(rows=4)
    assert one.receive(arena) is None
    port = one.port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        for size in (3, 2048, 3000, 7, 9):
            sender.sendto(bytes([size % 251]) * size, ("127.0.0.1", port))
        peer = LOOPBACK << 16 | sender.getsockname()[1]
    lengths, cuts, peers = [], [], []
    while (came := one.receive(arena)) is not None:
        lengths += came.lengths.tolist()
        cuts += came.cut.tolist()
        peers += came.peers.tolist()
    assert (lengths, cuts, set(peers)) == ([3, 2048, 2048, 7], [False, False, True, False], {peer})
    assert arena.left == 0
    assert arena.octets[:4].tolist() == [3, 3, 3, 0]
    arena.reset()
    assert one.receive(arena).lengths.tolist() == [9]
    one.close()


def test_the_window_fits_the_receive_buffer():
    assert window_for(212_992, 256) == 64
    assert window_for(8 << 20, 256) == 256
    assert window_for(1, 256) == 1


def test_request_ids_are_not_foreseeable():
    drawn = nonces(1000) & (1 << 18) - 1
    assert len(np.unique(drawn)) > 900
