# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A tiny SNMP v2c agent on loopback that answers well, or badly in one named way. For tests.

with FakeAgent(switch_values(ports=3), habit=twice) as agent:
    discover("127.0.0.1", agent.credential())
"""

import socket
import threading
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from samdrift.engines.snmpwire import (
    END_OF_MIB_VIEW,
    NO_SUCH_INSTANCE,
    ErrorStatus,
    Message,
    ObjectId,
    PduType,
    Value,
    VarBind,
    WireError,
    decode_message,
    encode_message,
    gauge32,
    integer,
    object_id,
    octet_string,
    parse_dotted,
    time_ticks,
)
from samdrift.inventory.types import SnmpCredential

Habit = Callable[["FakeAgent", Message], list[bytes]]
"""How an agent answers one request: the datagrams it sends, none for silence."""

COMMUNITY = "test-community"


class FakeAgent:
    """Serves `values` (dotted identifier to value) by `habit`, until the block ends."""

    def __init__(self, values: Mapping[str, Value], habit: Habit | None = None, host: str = "127.0.0.1") -> None:
        self.values: dict[ObjectId, Value] = {parse_dotted(name): value for name, value in values.items()}
        self.names = sorted(self.values)
        self.requests = 0
        self.max_repetitions = 50
        self._habit = habit or well_behaved
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(self._family, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def credential(self) -> SnmpCredential:
        return SnmpCredential(community=COMMUNITY, port=self.port)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.socket(self._family, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            datagram, sender = self._socket.recvfrom(65_535)
            if not datagram:
                return
            try:
                request = decode_message(datagram)
            except WireError:
                continue
            if request.community != COMMUNITY.encode():
                continue  # as real agents do: silence
            self.requests += 1
            for answer in self._habit(self, request):
                self._socket.sendto(answer, sender)

    def following(self, name: ObjectId) -> VarBind:
        """What GETNEXT gives after `name`."""
        at = bisect_right(self.names, name)
        return (self.names[at], self.values[self.names[at]]) if at < len(self.names) else (name, END_OF_MIB_VIEW)

    def reply(self, request: Message) -> Message:
        """The right answer to GET, GETNEXT or GETBULK."""
        names = [name for name, _ in request.varbinds]
        if request.pdu_type == PduType.GET:
            return request.reply([(name, self.values.get(name, NO_SUCH_INSTANCE)) for name in names])
        if request.pdu_type == PduType.GET_NEXT:
            return request.reply([self.following(name) for name in names])
        found: list[VarBind] = []
        name = names[0]
        for _ in range(min(repetitions(request), self.max_repetitions)):
            found.append(self.following(name))
            name = found[-1][0]
            if found[-1][1] == END_OF_MIB_VIEW:
                break
        return request.reply(found)


def repetitions(request: Message) -> int:
    """How many rows a GETBULK asks for; 1 for GET and GETNEXT."""
    return request.max_repetitions if request.pdu_type == PduType.BULK else 1


def asks_below(request: Message, root: str) -> bool:
    """Whether the request is about something at or below `root`, among other things."""
    arcs = parse_dotted(root)
    return any(name[: len(arcs)] == arcs for name, _ in request.varbinds)


def well_behaved(agent: FakeAgent, request: Message) -> list[bytes]:
    return [encode_message(agent.reply(request))]


def twice(agent: FakeAgent, request: Message) -> list[bytes]:
    """Every answer comes two times."""
    return well_behaved(agent, request) * 2


def late(times: int) -> Habit:
    """So often, every other request is answered only when the next one comes, just before that one's own answer."""
    owed: list[bytes] = []

    def habit(agent: FakeAgent, request: Message) -> list[bytes]:
        if not owed and agent.requests > 2 * times:
            return well_behaved(agent, request)
        if not owed:
            owed.extend(well_behaved(agent, request))
            return []
        answers = [*owed, *well_behaved(agent, request)]
        owed.clear()
        return answers

    return habit


def silent_after(requests: int) -> Habit:
    """The agent dies after so many requests."""
    return lambda agent, request: well_behaved(agent, request) if agent.requests <= requests else []


def silent_below(root: str) -> Habit:
    """The agent hangs on one part, and answers for the rest."""
    return lambda agent, request: [] if asks_below(request, root) else well_behaved(agent, request)


def silent_when_asked(name: str) -> Habit:
    """The agent hangs when this object is among those asked for by name."""
    bad = parse_dotted(name)
    return lambda agent, request: [] if bad in dict(request.varbinds) else well_behaved(agent, request)


def garbage_below(root: str) -> Habit:
    """Bytes that are no SNMP for one part."""
    return lambda agent, request: (
        [b"\x30\x82\xff\xff<html>"] if asks_below(request, root) else well_behaved(agent, request)
    )


def truncated_above(size: int) -> Habit:
    """A middlebox cuts every answer at `size` octets."""
    return lambda agent, request: [answer[:size] for answer in well_behaved(agent, request)]


def too_big_above(rows: int) -> Habit:
    """Answers tooBig and no values to a GETBULK of more than `rows`, instead of fewer values (RFC 3416 4.2.3)."""

    def habit(agent: FakeAgent, request: Message) -> list[bytes]:
        if repetitions(request) > rows:
            return [encode_message(request.reply((), error_status=ErrorStatus.TOO_BIG))]
        return well_behaved(agent, request)

    return habit


def error_after(name: str) -> Habit:
    """The value after `name` makes the agent answer genErr, whenever it stands in the answer."""
    bad = parse_dotted(name)

    def habit(agent: FakeAgent, request: Message) -> list[bytes]:
        reply = agent.reply(request)
        if request.varbinds[0][0] == bad or any(found == bad for found, _ in reply.varbinds[:-1]):
            failed = request.reply(request.varbinds, error_status=ErrorStatus.GEN_ERR, error_index=1)
            return [encode_message(failed)]
        return [encode_message(reply)]

    return habit


def loop_from(name: str, back_to: str) -> Habit:
    """After `name` comes `back_to` again, which is earlier: GETNEXT never ends."""
    start, target = parse_dotted(name), parse_dotted(back_to)

    def habit(agent: FakeAgent, request: Message) -> list[bytes]:
        reply = agent.reply(request)
        if request.pdu_type == PduType.GET:
            return [encode_message(reply)]
        kept: list[VarBind] = []
        if request.varbinds[0][0] == start:
            return [encode_message(request.reply([(target, agent.values[target])]))]
        for found in reply.varbinds:
            kept.append(found)
            if found[0] == start and len(kept) < repetitions(request):
                kept.append((target, agent.values[target]))
                break
        return [encode_message(request.reply(kept))]

    return habit


def endless_below(root: str) -> Habit:
    """A column without end: every index has a next one."""
    arcs = parse_dotted(root)

    def habit(agent: FakeAgent, request: Message) -> list[bytes]:
        name = request.varbinds[0][0]
        if len(request.varbinds) > 1 and request.pdu_type == PduType.GET_NEXT:
            return []  # it is lost in its endless part
        entering = name < arcs and agent.following(name)[0] > arcs
        if request.pdu_type == PduType.GET or not (asks_below(request, root) or entering):
            return well_behaved(agent, request)
        first = name[len(arcs)] + 1 if len(name) > len(arcs) and not entering else 1
        rows = [((*arcs, first + row), octet_string(f"row {first + row}")) for row in range(repetitions(request))]
        return [encode_message(request.reply(rows))]

    return habit


def wrong_request_id(agent: FakeAgent, request: Message) -> list[bytes]:
    """Answers nobody asked for."""
    return [encode_message(replace(agent.reply(request), request_id=request.request_id + 1))]


IF = "1.3.6.1.2.1.2.2.1"
IFX = "1.3.6.1.2.1.31.1.1.1"


def switch_values(ports: int = 3) -> dict[str, Value]:
    """A small switch without the ifIndex column: system group, ifTable and ifXTable for ports 1 to `ports`."""
    values = {
        "1.3.6.1.2.1.1.1.0": octet_string("Frosta Switch 24, version 1.2"),
        "1.3.6.1.2.1.1.2.0": object_id("1.3.6.1.4.1.99999.1"),
        "1.3.6.1.2.1.1.3.0": time_ticks(123_456),
        "1.3.6.1.2.1.1.5.0": octet_string("frosta-1"),
        "1.3.6.1.2.1.1.6.0": octet_string("Frosta school, cellar"),
    }
    for port in range(1, ports + 1):
        values |= {
            f"{IF}.2.{port}": octet_string(f"Ethernet port {port}"),
            f"{IF}.3.{port}": integer(6),
            f"{IF}.4.{port}": integer(1500),
            f"{IF}.5.{port}": gauge32(1_000_000_000),
            f"{IF}.6.{port}": octet_string(bytes((2, 0, 0, 0, 0, port))),
            f"{IF}.7.{port}": integer(1),
            f"{IF}.8.{port}": integer(2 if port == ports else 1),
            f"{IFX}.1.{port}": octet_string(f"ge{port}"),
            f"{IFX}.15.{port}": gauge32(1000),
            f"{IFX}.18.{port}": octet_string(f"room {port}"),
        }
    return values
