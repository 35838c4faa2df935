# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the twin's tests share: the demo's network, built once, and a manager that talks to agents without sockets."""

from functools import cache

from samdrift.demo.municipality import load_municipality
from samdrift.engines.snmpwire import ObjectId, Tag, Value, decode_message, encode_message, get, get_bulk, get_next
from samdrift.twin.answer import respond
from samdrift.twin.generate import build_topology
from samdrift.twin.live import LiveNetwork
from samdrift.twin.table import OidTable
from samdrift.twin.types import Topology

NOON = 1_793_185_200.0
"""Wednesday 28 October 2026, 12:00 in Copenhagen."""
ASK = {"community": b"twin", "request_id": 1}


@cache
def demo_town() -> Topology:
    return build_topology(load_municipality(), devices=260, ports=2400)


def live_town(now: float = NOON) -> LiveNetwork:
    return LiveNetwork(demo_town(), load_municipality(), now)


def ask(table: OidTable, *names: ObjectId, how=get, at: float = NOON, **more):
    return decode_message(respond(table, how(*names, **ASK, **more), at))


def value(network: LiveNetwork, device: str, name: ObjectId, at: float) -> Value:
    return ask(network.table_of(device, at), name, at=at).varbinds[0][1]


def walk(table: OidTable, at: float = NOON, repetitions: int = 0) -> list[tuple[ObjectId, Value]]:
    """Everything after 0.0, by GETNEXT, or by GETBULK with `repetitions`."""
    how = {"how": get_bulk, "max_repetitions": repetitions} if repetitions else {"how": get_next}
    found, last = [], (0, 0)
    while True:
        for name, got in ask(table, last, at=at, **how).varbinds:
            if got.tag == Tag.END_OF_MIB_VIEW:
                return found
            found.append((name, got))
        last = found[-1][0]


def column(table: OidTable, name: ObjectId, at: float = NOON) -> dict[ObjectId, Value]:
    """One column by its instances."""
    return {full[len(name) :]: got for full, got in walk(table, at, 40) if full[: len(name)] == name}


def request(name: ObjectId, community: bytes = b"twin") -> bytes:
    return encode_message(get(name, community=community, request_id=1))
