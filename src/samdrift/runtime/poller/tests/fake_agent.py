# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""An SNMP agent on loopback that answers honestly, or with whatever fault a test gives it."""

import asyncio
from bisect import bisect_right
from collections.abc import Callable

from samdrift.engines import snmpwire as wire
from samdrift.engines.pollplan import SYS_UPTIME
from samdrift.engines.pollplan.talk import COLUMNS, IF_NAME
from samdrift.engines.snmpsweep import COLUMNS as BULK_COLUMNS

PACKETS = [column.object_id for column in BULK_COLUMNS if column.name not in COLUMNS]
Fault = Callable[[wire.Message, wire.Message], list[tuple[float, bytes]]]
"""Question and honest answer in; datagrams with their delays in seconds out."""


def honest(_: wire.Message, answer: wire.Message) -> list[tuple[float, bytes]]:
    return [(0.0, wire.encode_message(answer))]


def silent(_: wire.Message, __: wire.Message) -> list[tuple[float, bytes]]:
    return []


class FakeAgent(asyncio.DatagramProtocol):
    """`values` can be changed at any time; `asked` holds every question that came."""

    def __init__(self, community: bytes = b"public") -> None:
        self.community = community
        self.values: dict[tuple[int, ...], wire.Value] = {SYS_UPTIME: wire.time_ticks(100_000)}
        self.fault: Fault = honest
        self.asked: list[wire.Message] = []
        self.heard = asyncio.Event()

    def ports(self, *if_indexes: int) -> "FakeAgent":
        for port in if_indexes:
            for name, column in COLUMNS.items():
                small = name in ("oper", "admin")
                self.values[(*column, port)] = wire.integer(1) if small else wire.counter64(column[-1] * 1000 + port)
            for column in PACKETS:
                self.values[(*column, port)] = wire.counter64(column[-1] * 1000 + port)
            self.values[(*IF_NAME, port)] = wire.octet_string(f"ge{port}")
        return self

    async def start(self) -> "FakeAgent":
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.port = self.transport.get_extra_info("sockname")[1]
        return self

    def datagram_received(self, data, addr):
        question = wire.decode_message(data)
        if question.community != self.community:
            return
        self.asked.append(question)
        self.heard.set()
        for delay, reply in self.fault(question, question.reply(self.answer(question))):
            asyncio.get_running_loop().call_later(delay, self.send, reply, addr)

    def send(self, data, addr):
        if not self.transport.is_closing():
            self.transport.sendto(data, addr)

    def answer(self, question):
        asked = [name for name, _ in question.varbinds]
        if question.pdu_type == wire.PduType.GET:
            return [(name, self.values.get(name, wire.NO_SUCH_INSTANCE)) for name in asked]
        names = sorted(self.values)
        binds = [self.after(name, names) for name in asked[: question.non_repeaters]]
        row = asked[question.non_repeaters :]
        for _ in range(question.max_repetitions):
            found = [self.after(name, names) for name in row]
            binds += found
            row = [name for name, _ in found]
        return binds

    def after(self, name, names):
        at = bisect_right(names, name)
        return (names[at], self.values[names[at]]) if at < len(names) else (name, wire.END_OF_MIB_VIEW)
