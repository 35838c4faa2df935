# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agents that answer in memory, written with the plain codec, and a way to let a sweeper ask them."""

from bisect import bisect_right
from itertools import count

import numpy as np

from samdrift.engines import snmpwire as wire
from samdrift.engines.snmpsweep import COLUMNS, ROOM, SYS_UPTIME, Datagrams, Sweeper, Target

STRIDE = 2048


class Agent:
    """`values` by name. `most` octets an answer, at which it leaves out the rest, as RFC 3416 has it for GETBULK."""

    def __init__(self, values, *, community=b"public", most=1472):
        self.values = values
        self.community = community
        self.most = most
        self.asked = []

    def answer(self, datagram: bytes) -> wire.Message:
        question = wire.decode_message(datagram)
        self.asked.append(question)
        binds = []
        for name, value in self._binds(question):
            if len(wire.encode_message(question.reply([*binds, (name, value)]))) > self.most:
                if question.pdu_type == wire.PduType.GET:
                    return question.reply((), error_status=1)
                break
            binds.append((name, value))
        return question.reply(binds)

    def _binds(self, question):
        names = [name for name, _ in question.varbinds]
        if question.pdu_type == wire.PduType.GET:
            return [(name, self.values.get(name, wire.NO_SUCH_INSTANCE)) for name in names]
        binds = [self._after(name) for name in names[: question.non_repeaters]]
        row = names[question.non_repeaters :]
        for _ in range(question.max_repetitions):
            found = [self._after(name) for name in row]
            binds += found
            row = [name for name, _ in found]
        return binds

    def _after(self, name):
        names = sorted(self.values)
        at = bisect_right(names, name)
        return (names[at], self.values[names[at]]) if at < len(names) else (name, wire.END_OF_MIB_VIEW)


def table(ports, *, uptime=4711, columns=COLUMNS, value=None):
    """An honest IF-MIB of these ports; `value(column, port)` gives the numbers."""
    value = value or (lambda column, port: column.object_id[-1] * 1000 + port)
    values = {SYS_UPTIME: wire.time_ticks(uptime)}
    for port in ports:
        for column in columns:
            make = wire.counter64 if column.bits == 64 else wire.counter32
            values[(*column.object_id, port)] = make(value(column, port))
    return values


def target(number, ports, community=b"public"):
    return Target(number, 0x7F000000 + number, 161, community, tuple(ports))


_drawn = count(12345)


def nonces(many):
    return np.array([next(_drawn) * 7919 for _ in range(many)], np.int64)


def arena(datagrams, peers, *, at_ms=1_000, stride=STRIDE):
    """Memory with these datagrams in it, and what a socket would tell of them."""
    octets = np.full(len(datagrams) * stride + ROOM, 0xAA, np.uint8)
    for row, datagram in enumerate(datagrams):
        piece = datagram[:stride]
        octets[row * stride : row * stride + len(piece)] = np.frombuffer(piece, np.uint8)
    return Datagrams(
        octets,
        stride,
        np.arange(len(datagrams)),
        np.array([min(len(datagram), stride) for datagram in datagrams], np.int64),
        np.array(peers, np.int64),
        np.array([len(datagram) > stride for datagram in datagrams], np.bool_),
        at_ms,
    )


class Bench:
    """A sweeper and its agents. `spoil(datagram, agent)` gives what truly arrives for an honest answer, a list."""

    def __init__(self, agents, targets, **kwargs):
        self.agents = {one.peer: agent for one, agent in zip(targets, agents, strict=True)}
        self.targets = targets
        self.sweeper = Sweeper(nonces, **kwargs)
        self.sweeper.watch(targets)
        self.now = 0.0

    def sweep(self, spoil=lambda datagram, agent: [datagram], took_s=0.01):
        """One sweep of all; silent questions run into their time-outs."""
        sweeper = self.sweeper
        sweeper.ask([one.device_id for one in self.targets])
        for _ in range(10_000):
            if not len(sweeper):
                break
            outs = sweeper.overdue(self.now) + sweeper.sendable(self.now)
            came = [
                (spoiled, out.peer)
                for out in outs
                for spoiled in spoil(
                    wire.encode_message(self.agents[out.peer].answer(out.question.with_id(out.request_id))),
                    self.agents[out.peer],
                )
            ]
            self.now += took_s if came else 0.5
            if came:
                datagrams = arena([datagram for datagram, _ in came], [peer for _, peer in came])
                sweeper.take(datagrams, self.now)
                sweeper.digest(datagrams.octets)
        else:
            raise AssertionError("the sweep does not end")
        return sweeper.collect()
