# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""ENTITY-MIB's entPhysicalTable (RFC 6933), and the serial number where a make keeps it besides."""

from collections.abc import Iterator

from samdrift.engines.snmpwire import gauge32, integer, object_id, octet_string
from samdrift.twin.agent import Agent
from samdrift.twin.table import Row

_ENTITY = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
_CHASSIS, _POWER, _FAN = 3, 6, 7
_FORTINET = (1, 3, 6, 1, 4, 1, 12356)
_JUNIPER_BOX = (1, 3, 6, 1, 4, 1, 2636, 3, 1)
_APC_UPS = (1, 3, 6, 1, 4, 1, 318, 1, 1, 1, 1)


def rows(agent: Agent) -> Iterator[Row]:
    """The chassis, and power supply and fan of what is big enough to have them apart."""
    model, serial = agent.device.model, agent.device.serial
    yield from _part(1, 0, _CHASSIS, f"{model.vendor} {model.name}", agent, serial=serial)
    if agent.device.role in ("core", "distribution", "router", "firewall"):
        for number in (1, 2):
            yield from _part(1 + number, 1, _POWER, f"Power supply {number}", agent, serial=f"{serial}P{number}")
        yield from _part(4, 1, _FAN, "Fan tray 1", agent, serial="")
    yield from _of_make(agent)


def _part(index: int, inside: int, part_class: int, descr: str, agent: Agent, *, serial: str) -> Iterator[Row]:
    model, instance, chassis = agent.device.model, (index,), part_class == _CHASSIS
    yield (*_ENTITY, 2), instance, octet_string(descr)
    yield (*_ENTITY, 3), instance, object_id(model.object_id if chassis else (0, 0))
    yield (*_ENTITY, 4), instance, integer(inside)
    yield (*_ENTITY, 5), instance, integer(part_class)
    yield (*_ENTITY, 6), instance, integer(-1 if chassis else index - 1)
    yield (*_ENTITY, 7), instance, octet_string("Chassis" if chassis else descr)
    yield (*_ENTITY, 8), instance, octet_string("A01" if chassis else "")
    yield (*_ENTITY, 9), instance, octet_string("")
    yield (*_ENTITY, 10), instance, octet_string(model.software if chassis else "")
    yield (*_ENTITY, 11), instance, octet_string(serial)
    yield (*_ENTITY, 12), instance, octet_string(model.vendor)
    yield (*_ENTITY, 13), instance, octet_string(model.name if chassis else "")
    yield (*_ENTITY, 14), instance, octet_string("")
    yield (*_ENTITY, 15), instance, octet_string("")
    yield (*_ENTITY, 16), instance, integer(1 if serial else 2)


def _of_make(agent: Agent) -> Iterator[Row]:
    model, serial, one = agent.device.model, octet_string(agent.device.serial), (0,)
    if model.vendor == "Fortinet":
        yield (*_FORTINET, 100, 1, 1, 1), one, serial
        yield (*_FORTINET, 101, 4, 1, 1), one, octet_string(model.software)
        yield (*_FORTINET, 101, 4, 1, 3), one, gauge32(17)
        yield (*_FORTINET, 101, 4, 1, 4), one, gauge32(41)
    elif model.vendor == "Juniper":
        yield (*_JUNIPER_BOX, 2), one, octet_string(f"Juniper {model.name}")
        yield (*_JUNIPER_BOX, 3), one, serial
    elif model.vendor == "APC":
        yield (*_APC_UPS, 1, 1), one, octet_string(model.name)
        yield (*_APC_UPS, 1, 2), one, octet_string(agent.device.id)
        yield (*_APC_UPS, 2, 1), one, octet_string("UPS 04.1")
        yield (*_APC_UPS, 2, 3), one, serial
