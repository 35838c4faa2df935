# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sensor and wireless values, as the vendor files of the device's family say where they stand."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from samdrift.adapters.snmp.decode import Index, SnmpValue, number, text
from samdrift.adapters.snmp.knowledge import Book, Reading
from samdrift.adapters.snmp.rows import Device, entry_of

UNITS = {
    "airflow": "m³/min",
    "charge": "%",
    "current": "A",
    "dbm": "dBm",
    "delay": "s",
    "fanspeed": "rpm",
    "frequency": "Hz",
    "humidity": "%",
    "load": "%",
    "percent": "%",
    "power": "W",
    "power_consumed": "kWh",
    "runtime": "min",
    "signal": "dBm",
    "snr": "dB",
    "temperature": "°C",
    "voltage": "V",
    "waterflow": "l/min",
}
_NUMBER_AT_FRONT = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)", re.ASCII)
_MOST_ROWS = 4_000


def read_sensors(device: Device, books: Sequence[Book]) -> list[dict[str, Any]]:
    """Every sensor the books name, scaled to its unit; a state's value is the maker's number, its status what it means."""
    readings = [reading for book in books for reading in book.sensor]
    device.ask_scalars(reading.oid for reading in readings if reading.oid.endswith(".0"))
    return [sensor for reading in readings for sensor in _values(device, reading)]


def read_wireless(device: Device, books: Sequence[Book]) -> list[dict[str, Any]]:
    """Every wireless value the books name."""
    readings = [reading for book in books for reading in book.wireless]
    device.ask_scalars(reading.oid for reading in readings if reading.oid.endswith(".0"))
    keys = ("class", "index", "descr", "value", "oid")
    return [{key: value[key] for key in keys} for reading in readings for value in _values(device, reading)]


def _values(device: Device, reading: Reading) -> list[dict[str, Any]]:
    found = list(_rows(device, reading))
    return _combined(reading, found) if reading.combine else found


def _rows(device: Device, reading: Reading) -> Iterator[dict[str, Any]]:
    entry = entry_of(reading.oid)
    running = 0
    for index, raw in sorted(device.column(reading.oid).items())[:_MOST_ROWS]:
        if not device.keep(reading, entry, index) or _skipped(reading, raw):
            continue
        value = 1 if reading.combine.startswith("count") else _value(device, reading, entry, index, raw)
        if value is None:
            continue
        cls = reading.cls
        if reading.class_by:
            known = reading.class_of.get(text(device.cell(reading.class_by, entry, index)) or "")
            if known is None:
                continue
            cls = known
        running += 1
        scalar = reading.oid.endswith(".0")
        yield {
            "class": cls,
            "index": device.fill(reading.index, entry, index, running),
            "descr": device.fill(reading.descr, entry, index, running, reading.words) or None,
            "value": value,
            "unit": reading.unit or UNITS.get(cls),
            "status": _status(reading, raw),
            "group": reading.group,
            "oid": reading.oid if scalar else f"{reading.oid}.{'.'.join(map(str, index))}",
        }


def _skipped(reading: Reading, raw: SnmpValue) -> bool:
    words = text(raw)
    return words in {None, ""} or words in {str(value) for value in reading.skip}


def _value(device: Device, reading: Reading, entry: str, index: Index, raw: SnmpValue) -> float | None:
    said = (text(raw) or "").casefold()
    if reading.numbers:
        return next((found for words, found in reading.numbers.items() if words.casefold() == said), None)
    if reading.match:
        found = re.search(reading.match, text(raw) or "")
        raw = (found.group(1) if found.groups() else found.group(0)) if found else None
    plain = _plain_number(raw)
    if plain is None:
        words = {key.casefold(): at for at, key in enumerate(reading.states)}
        return words.get(said)
    if (reading.min is not None and plain < reading.min) or (reading.max is not None and plain > reading.max):
        return None
    value = plain * reading.multiplier / reading.divisor
    if reading.decimals:
        places = number(device.cell(reading.decimals, entry, index)) or 0
        value *= 10.0**-places if abs(places) <= 12 else 0
    if reading.scale:
        value *= _scale(number(device.cell(reading.scale, entry, index)) or 0)
    value = _converted(reading.convert, value)
    return _tidy(value)


def _plain_number(raw: SnmpValue) -> float | None:
    if isinstance(raw, int | float):
        return raw if math.isfinite(raw) else None
    found = _NUMBER_AT_FRONT.match(text(raw) or "")
    return float(found.group(1)) if found else None


def _scale(factor: int) -> float:
    """A scale that multiplies when positive and divides when negative (as Rittal and others count); 0 leaves as is."""
    if factor == 0:
        return 1.0
    return float(factor) if factor > 0 else 1.0 / -factor


def _converted(convert: str, value: float) -> float:
    if convert == "fahrenheit":
        return (value - 32) / 1.8
    if convert == "ticks_to_minutes":
        return value / 6000
    if convert == "channel_to_mhz":
        return _megahertz(int(value))
    if convert in {"mw_to_dbm", "uw_to_dbm"}:
        milliwatts = value if convert == "mw_to_dbm" else value / 1000
        return 10 * math.log10(milliwatts) if milliwatts > 0 else -40.0
    return value


def _megahertz(channel: int) -> float:
    """Centre frequency of a channel of IEEE 802.11 below 6 GHz; 0 for none."""
    if channel == 14:
        return 2484
    if 1 <= channel <= 13:
        return 2407 + 5 * channel
    return 5000 + 5 * channel if 32 <= channel <= 177 else 0


def _tidy(value: float) -> float | None:
    if not math.isfinite(value) or abs(value) > 1e18:
        return None
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _status(reading: Reading, raw: SnmpValue) -> str | None:
    if not reading.states:
        return None
    words = {key.casefold(): said for key, said in reading.states.items()}
    return words.get((text(raw) or "").casefold(), "unknown").split(" ", 1)[0]


def _combined(reading: Reading, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One value for all rows, or one for each description; `count` counts rows, `sum` adds values."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for value in found:
        groups.setdefault((value["descr"] or "") if reading.combine.endswith("by descr") else "", []).append(value)
    counted = reading.combine.startswith("count")
    return [
        {**group[0], "value": len(group) if counted else _tidy(sum(each["value"] for each in group))}
        for group in groups.values()
    ]
