# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""UPS-MIB (RFC 1628): identity, battery, input, output. On battery the input is gone and the minutes run."""

from collections.abc import Iterator

from samdrift.engines.snmpwire import Value, counter32, gauge32, integer, octet_string
from samdrift.twin.agent import Agent
from samdrift.twin.table import Row

_UPS = (1, 3, 6, 1, 2, 1, 33, 1)
_NORMAL, _BATTERY_LOW = integer(2), integer(3)
_OUT_NORMAL, _OUT_BATTERY = integer(3), integer(5)
_MINUTES = 24


def rows(agent: Agent) -> Iterator[Row]:
    """One UPS with one line in and one out."""
    model, device, one, line = agent.device.model, agent.device, (0,), (1,)

    def by_mains(normal: Value, on_battery: Value) -> "_ByMains":
        return _ByMains(agent, normal, on_battery)

    yield (*_UPS, 1, 1), one, octet_string(model.vendor)
    yield (*_UPS, 1, 2), one, octet_string(model.name)
    yield (*_UPS, 1, 3), one, octet_string("UPS 04.1")
    yield (*_UPS, 1, 4), one, octet_string(model.software)
    yield (*_UPS, 1, 5), one, octet_string(device.id)
    yield (*_UPS, 1, 6), one, octet_string(device.room)
    yield (*_UPS, 2, 1), one, by_mains(_NORMAL, _BATTERY_LOW)
    yield (*_UPS, 2, 2), one, lambda at: integer(int(at - (agent.on_battery_since or at)))
    yield (*_UPS, 2, 3), one, by_mains(integer(_MINUTES), integer(1))
    yield (*_UPS, 2, 4), one, by_mains(integer(100), integer(4))
    yield (*_UPS, 2, 5), one, integer(546)
    yield (*_UPS, 2, 7), one, integer(23)
    yield (*_UPS, 3, 1), one, counter32(agent.device.mac[4] % 5)
    yield (*_UPS, 3, 2), one, integer(1)
    yield (*_UPS, 3, 3, 1, 2), line, by_mains(integer(500), integer(0))
    yield (*_UPS, 3, 3, 1, 3), line, by_mains(integer(231), integer(0))
    yield (*_UPS, 4, 1), one, by_mains(_OUT_NORMAL, _OUT_BATTERY)
    yield (*_UPS, 4, 2), one, integer(500)
    yield (*_UPS, 4, 3), one, integer(1)
    yield (*_UPS, 4, 4, 1, 2), line, integer(230)
    yield (*_UPS, 4, 4, 1, 5), line, integer(20 + agent.device.mac[4] % 40)
    yield (*_UPS, 6, 1), one, by_mains(gauge32(0), gauge32(1))


class _ByMains:
    """One value while the mains are there, another while they are not."""

    __slots__ = ("_agent", "_normal", "_on_battery")

    def __init__(self, agent: Agent, normal: Value, on_battery: Value) -> None:
        self._agent, self._normal, self._on_battery = agent, normal, on_battery

    def __call__(self, _at: float) -> Value:
        return self._normal if self._agent.on_battery_since is None else self._on_battery
