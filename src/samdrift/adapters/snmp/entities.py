# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The parts a device is made of (ENTITY-MIB, RFC 6933) and what its sensors read (ENTITY-SENSOR-MIB, RFC 3433)."""

import re
from collections.abc import Mapping
from typing import Any

from samdrift.adapters.snmp.decode import label, number, object_identifier, oid_arcs
from samdrift.adapters.snmp.knowledge import ScaledTable
from samdrift.adapters.snmp.session import Agent, Table
from samdrift.inventory.types import InterfaceFacts

ENT_PHYSICAL_ENTRY = "1.3.6.1.2.1.47.1.1.1.1"
ENT_ALIAS_MAPPING = "1.3.6.1.2.1.47.1.3.2.1.2"
IF_INDEX = "1.3.6.1.2.1.2.2.1.1"

CLASSES = {
    1: "other",
    2: "unknown",
    3: "chassis",
    4: "backplane",
    5: "container",
    6: "powerSupply",
    7: "fan",
    8: "sensor",
    9: "module",
    10: "port",
    11: "stack",
    12: "cpu",
    13: "energyObject",
    14: "battery",
    15: "storageDrive",
}
SENSOR_CLASSES = {
    # EntitySensorDataType: (class, unit)
    3: ("voltage", "V"),
    4: ("voltage", "V"),
    5: ("current", "A"),
    6: ("power", "W"),
    7: ("frequency", "Hz"),
    8: ("temperature", "°C"),
    9: ("humidity", "%"),
    10: ("fanspeed", "rpm"),
    11: ("airflow", "m³/min"),
    12: ("state", ""),
    14: ("dbm", "dBm"),
}
SENSOR_STATUS = {1: "ok", 2: "unavailable", 3: "nonoperational"}
_DEEPEST = 8  # parts around a part; also ends a circle of parts that contain each other
_SCALE_OF_UNITS = 9  # EntitySensorDataScale counts in steps of 10**3 around units(9)


def read_entities(agent: Agent) -> tuple[dict[str, Any], ...]:
    """The physical parts, by entPhysicalIndex; `contained_in` is 0 for the outermost."""
    table = agent.table(ENT_PHYSICAL_ENTRY, columns=(2, 4, 5, 7, 10, 11, 13))
    ports = _ports_of_parts(agent) if table else {}
    return tuple(_entity(index[0], table, ports.get(index[0])) for index in table.indexes() if len(index) == 1)


def _ports_of_parts(agent: Agent) -> dict[int, int]:
    """Which part is which port, by ifIndex (entAliasMappingIdentifier points at ifIndex.N)."""
    return {
        index[0]: oid_arcs(pointer)[-1]
        for index, value in agent.column(ENT_ALIAS_MAPPING).items()
        if (pointer := object_identifier(value)) and pointer.startswith(f"{IF_INDEX}.")
    }


def _entity(at: int, table: Table, if_index: int | None) -> dict[str, Any]:
    def column(number_of: int) -> str | None:
        return label(table[number_of].get((at,)))

    return {
        "index": at,
        "class": CLASSES.get(number(table[5].get((at,))) or 0),
        "name": column(7),
        "descr": column(2),
        "model": column(13),
        "serial": column(11),
        "hardware": column(8),
        "firmware": column(9),
        "software": column(10),
        "manufacturer": column(12),
        "contained_in": number(table[4].get((at,))),
        "position": number(table[6].get((at,))),
        "if_index": if_index,
    }


def read_sensors(
    agent: Agent, form: ScaledTable, entities: tuple[dict[str, Any], ...], interfaces: Mapping[int, InterfaceFacts]
) -> list[dict[str, Any]]:
    """Sensor readings scaled to their unit; `descr` comes from the part that carries the sensor, and from its port."""
    columns = (form.type, form.scale, form.precision, form.value, form.status)
    table = (
        Table({at: agent.column(f"{form.entry}.{column}") for at, column in enumerate(columns, 1)})
        if agent.holds(form.entry)
        else Table()
    )
    parts = {entity["index"]: entity for entity in entities}
    return [
        {**sensor, "descr": _called(index[0], parts, interfaces), "oid": f"{form.entry}.{form.value}.{index[0]}"}
        for index in table.indexes()
        if len(index) == 1 and (sensor := _sensor(index[0], table))
    ]


def _called(at: int, parts: dict[int, dict[str, Any]], interfaces: Mapping[int, InterfaceFacts]) -> str | None:
    """The name of a sensor, after that of the port it sits in: a transceiver's sensors are called alike everywhere."""
    part = parts.get(at, {})
    words: str | None = part.get("name") or part.get("descr")
    if not words:
        return None
    words = re.sub(r"\s+sensor$", "", words, flags=re.IGNORECASE)
    for _ in range(_DEEPEST):
        port = interfaces.get(part.get("if_index") or 0)
        known = (port.name or port.descr) if port else None
        if known:
            return words if known in words else f"{known} {words}"
        part = parts.get(part.get("contained_in") or 0, {})
    return words


def _sensor(at: int, table: Table) -> dict[str, Any] | None:
    kind = SENSOR_CLASSES.get(number(table[1].get((at,))) or 0)
    raw = number(table[4].get((at,)))
    if kind is None or raw is None:
        return None
    scale = number(table[2].get((at,))) or _SCALE_OF_UNITS
    precision = number(table[3].get((at,))) or 0
    if not (1 <= scale <= 17 and -8 <= precision <= 9):  # RFC 3433; nothing else can be scaled
        return None
    exponent = 3 * (scale - _SCALE_OF_UNITS) - precision
    return {
        "class": kind[0],
        "index": str(at),
        "descr": None,
        "value": round(raw * 10.0**exponent, max(0, -exponent)),
        "unit": kind[1] or None,
        "status": SENSOR_STATUS.get(number(table[5].get((at,))) or 0),
        "group": None,
    }
