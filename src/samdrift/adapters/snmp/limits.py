# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From which value on a sensor is worth a warning, as the device itself has it (CISCO-ENTITY-SENSOR-MIB thresholds)."""

from collections.abc import Iterable
from typing import Any

from samdrift.adapters.snmp.decode import number
from samdrift.adapters.snmp.session import Agent

CISCO_SENSORS = "1.3.6.1.4.1.9.9.91.1.1.1.1"
CISCO_THRESHOLDS = "1.3.6.1.4.1.9.9.91.1.2.1.1"
_SEVERITY, _RELATION, _VALUE = 2, 3, 4
_WARNING_UP_TO = 10
"""Severity: other 1, minor 10, major 20, critical 30."""
_BELOW, _ABOVE = {1, 2}, {3, 4}


def with_limits(agent: Agent, sensors: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sensors, those that Cisco's table names with `limits`: thresholds are told in the raw scale of their sensor."""
    sensors = list(sensors)
    scaled = {
        sensor["index"]: sensor for sensor in sensors if str(sensor.get("oid", "")).startswith(f"{CISCO_SENSORS}.4.")
    }
    if not scaled or not agent.holds(CISCO_THRESHOLDS):
        return sensors
    table = agent.table(CISCO_THRESHOLDS)
    raws = agent.column(f"{CISCO_SENSORS}.4")
    told: dict[str, dict[str, float]] = {}
    steps = _steps(agent)
    for index in table.indexes():
        value = number(table[_VALUE].get(index))
        if len(index) != 2 or value is None or index[:1] not in raws:
            continue
        which = _which(number(table[_RELATION].get(index)), number(table[_SEVERITY].get(index)))
        if which and (factor := steps.get(index[0])) is not None:
            told.setdefault(str(index[0]), {})[which] = round(value * factor, 6)
    return [{**s, "limits": told[s["index"]]} if s["index"] in told and s in scaled.values() else s for s in sensors]


def _steps(agent: Agent) -> dict[int, float]:
    """What one step of a raw value is worth: entSensorScale counts thousands around units(9), entSensorPrecision decimals."""
    scales, precisions = agent.column(f"{CISCO_SENSORS}.2"), agent.column(f"{CISCO_SENSORS}.3")
    return {
        index[0]: 10.0 ** (3 * ((number(scale) or 9) - 9) - (number(precisions.get(index)) or 0))
        for index, scale in scales.items()
        if len(index) == 1 and 1 <= (number(scale) or 9) <= 17 and -8 <= (number(precisions.get(index)) or 0) <= 9
    }


def _which(relation: int | None, severity: int | None) -> str:
    side = "low" if relation in _BELOW else "high" if relation in _ABOVE else ""
    return f"{side}_{'warning' if (severity or 0) <= _WARNING_UP_TO else 'critical'}" if side else ""
