# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""IF-MIB (RFC 2863): ifTable with its 32-bit counters that wrap, and ifXTable with the 64-bit ones."""

from collections.abc import Callable, Iterator
from functools import partial

from samdrift.engines.snmpwire import (
    Value,
    counter32,
    counter64,
    gauge32,
    integer,
    object_id,
    octet_string,
    time_ticks,
)
from samdrift.twin.agent import Agent
from samdrift.twin.meters import Counters
from samdrift.twin.table import Row
from samdrift.twin.types import Port, Virtual

_NUMBER = (1, 3, 6, 1, 2, 1, 2, 1)
_IF = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IFX = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
_ETHERNET = 6
_UP, _DOWN = integer(1), integer(2)
_YES, _NO = integer(1), integer(2)
_WRAP, _LONG_WRAP = 2**32, 2**64
_ZERO, _LONG_ZERO = counter32(0), counter64(0)

_Reading = Callable[[Counters], int]
_SHORT: tuple[tuple[int, _Reading], ...] = (
    (10, lambda c: c.in_octets),
    (11, lambda c: c.in_packets),
    (13, lambda c: c.in_discards),
    (14, lambda c: c.in_errors),
    (16, lambda c: c.out_octets),
    (17, lambda c: c.out_packets),
    (19, lambda c: c.out_discards),
    (20, lambda c: c.out_errors),
)
"""Columns of ifTable."""
_LONG: tuple[tuple[int, _Reading], ...] = (
    (6, lambda c: c.in_octets),
    (7, lambda c: c.in_packets),
    (8, lambda c: c.in_packets // 90),
    (9, lambda c: c.in_packets // 150),
    (10, lambda c: c.out_octets),
    (11, lambda c: c.out_packets),
    (12, lambda c: c.out_packets // 60),
    (13, lambda c: c.out_packets // 80),
)
"""Columns of ifXTable: octets, then unicast, multicast and broadcast packets, in and out."""


def rows(agent: Agent) -> Iterator[Row]:
    """The ifNumber, and one row in both tables for each port and each interface that is no port."""
    device = agent.device
    yield _NUMBER, (0,), integer(len(device.ports) + len(device.model.virtuals))
    for port in device.ports:
        yield from _port(agent, port)
    for virtual in device.model.virtuals:
        yield from _virtual(agent, virtual)


def _port(agent: Agent, port: Port) -> Iterator[Row]:
    index = agent.if_index(port.number)
    instance = (index,)
    yield (*_IF, 1), instance, integer(index)
    yield (*_IF, 2), instance, octet_string(port.descr)
    yield (*_IF, 3), instance, integer(_ETHERNET)
    yield (*_IF, 4), instance, integer(1500)
    yield (*_IF, 5), instance, gauge32(min(port.speed_bps, _WRAP - 1))
    yield (*_IF, 6), instance, octet_string(port.mac)
    yield (*_IF, 7), instance, _UP if port.admin_up else _DOWN
    yield (*_IF, 8), instance, partial(_oper, agent, port.number)
    yield (*_IF, 9), instance, partial(_changed, agent, port.number)
    for column, reading in _SHORT:
        yield (*_IF, column), instance, partial(_short, agent, port.number, reading)
    yield (*_IF, 15), instance, _ZERO
    yield (*_IFX, 1), instance, octet_string(port.name)
    for column, reading in _LONG:
        yield (*_IFX, column), instance, partial(_long, agent, port.number, reading)
    yield from _rest(instance, port.speed_bps, port.alias, connector=True)


def _virtual(agent: Agent, virtual: Virtual) -> Iterator[Row]:
    instance = (virtual.if_index,)
    yield (*_IF, 1), instance, integer(virtual.if_index)
    yield (*_IF, 2), instance, octet_string(virtual.name)
    yield (*_IF, 3), instance, integer(virtual.if_type)
    yield (*_IF, 4), instance, integer(1500)
    yield (*_IF, 5), instance, gauge32(0)
    yield (*_IF, 6), instance, octet_string(agent.device.mac)
    yield (*_IF, 7), instance, _UP
    yield (*_IF, 8), instance, _UP
    yield (*_IF, 9), instance, time_ticks(0)
    for column in (*(c for c, _ in _SHORT), 15):
        yield (*_IF, column), instance, _ZERO
    yield (*_IFX, 1), instance, octet_string(virtual.name)
    for column, _ in _LONG:
        yield (*_IFX, column), instance, _LONG_ZERO
    yield from _rest(instance, 0, "", connector=False)


def _rest(instance: tuple[int, ...], speed_bps: int, alias: str, *, connector: bool) -> Iterator[Row]:
    for column in (2, 3, 4, 5):
        yield (*_IFX, column), instance, _ZERO
    yield (*_IFX, 14), instance, _YES
    yield (*_IFX, 15), instance, gauge32(speed_bps // 10**6)
    yield (*_IFX, 16), instance, _NO
    yield (*_IFX, 17), instance, _YES if connector else _NO
    yield (*_IFX, 18), instance, octet_string(alias)
    yield (*_IFX, 19), instance, time_ticks(0)
    yield (*_IF, 21), instance, gauge32(0)
    yield (*_IF, 22), instance, object_id((0, 0))


def _oper(agent: Agent, port: int, _at: float) -> Value:
    return _UP if agent.port_live[port - 1] else _DOWN


def _changed(agent: Agent, port: int, _at: float) -> Value:
    return time_ticks(agent.changed_ticks(port))


def _short(agent: Agent, port: int, reading: _Reading, at: float) -> Value:
    return counter32(reading(agent.counters(port, at)) % _WRAP)


def _long(agent: Agent, port: int, reading: _Reading, at: float) -> Value:
    return counter64(reading(agent.counters(port, at)) % _LONG_WRAP)
