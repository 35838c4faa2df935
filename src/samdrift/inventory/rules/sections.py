# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Shapes what a device told for its page: boxes with what sits in them, sensors by kind with the bad ones first. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samdrift.inventory.aspects import Limits, Part, Sensor, WirelessValue

Tone = str
"""success, warning, danger, neutral: as ui shows it."""
BAD: Mapping[str, int] = {"danger": 0, "warning": 1, "neutral": 2, "success": 3}
STATUS_TONES = {
    "ok": "success",
    "warning": "warning",
    "critical": "danger",
    "nonoperational": "danger",
}
TRANSCEIVER = re.compile(r"q?sfp|xfp|gbic|transceiver|10{2,5}base|\bdac\b|optic", re.IGNORECASE)
INSIDE = frozenset({"powerSupply", "fan", "module", "battery", "storageDrive", "backplane"})
_DEEPEST = 12
_HA = re.compile(r"\bha\b|high.?avail|cluster|failover|redundan|\bpeer\b", re.IGNORECASE)
_VPN = re.compile(r"vpn|tunnel|ipsec|\bike\b|globalprotect|\besp\b", re.IGNORECASE)
_SESSIONS = re.compile(r"session|connection", re.IGNORECASE)
_POWERED = re.compile(r"\bfans?\b|psu|power.?suppl|\bpwr\b|fan.?tray|power.?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Box:
    """A chassis or stack member, and what can be swapped in it."""

    part: Part
    inside: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sensor and how it stands."""

    sensor: Sensor
    tone: Tone


@dataclass(frozen=True, slots=True)
class Kind:
    """The sensors of one kind, the bad ones first."""

    cls: str
    rows: tuple[Judged, ...]

    @property
    def tone(self) -> Tone:
        return self.rows[0].tone


@dataclass(frozen=True, slots=True)
class Transceiver:
    """What sits in a port, and what it measures of itself."""

    if_index: int
    part: Part | None
    rows: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Radio:
    """One radio of an access point, by what it told; None where it did not. MHz, dBm, per cent."""

    name: str
    clients: float | None = None
    frequency: float | None = None
    power: float | None = None
    noise: float | None = None
    utilization: float | None = None

    @property
    def channel(self) -> int | None:
        return channel_of(self.frequency) if self.frequency is not None else None


def boxes(parts: Iterable[Part]) -> tuple[Box, ...]:
    """Each chassis (a stack of three has three) with its supplies, fans and modules; those without a box stand alone."""
    by_index = {part.index: part for part in parts}
    chassis = [part for part in by_index.values() if part.cls == "chassis"]
    inside: dict[int, list[Part]] = defaultdict(list)
    for part in by_index.values():
        named = part.model or part.serial or part.cls in {"powerSupply", "fan"}
        if part.cls in INSIDE and named:
            inside[_box_around(part, by_index)].append(part)
    found = [Box(box, tuple(inside.pop(box.index, ()))) for box in chassis]
    left = tuple(part for rest in inside.values() for part in rest)
    return (*found, Box(Part(0, ""), left)) if left else tuple(found)


def _box_around(part: Part, by_index: Mapping[int, Part]) -> int:
    for _ in range(_DEEPEST):
        around = by_index.get(part.contained_in)
        if around is None or around is part:
            return 0
        if around.cls == "chassis":
            return around.index
        part = around
    return 0


def judge(sensor: Sensor) -> Judged:
    """By the device's own word; without one by its limits; else nobody judges it (neutral)."""
    if sensor.status:
        return Judged(sensor, STATUS_TONES.get(sensor.status, "neutral"))
    return Judged(sensor, _by_limits(sensor.value, sensor.limits))


def _by_limits(value: float | None, limits: Limits) -> Tone:
    if value is None or limits == Limits():
        return "neutral"
    if _beyond(value, limits.low_critical, limits.high_critical):
        return "danger"
    return "warning" if _beyond(value, limits.low_warning, limits.high_warning) else "success"


def _beyond(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value <= low) or (high is not None and value >= high)


def kinds_of(sensors: Iterable[Sensor]) -> tuple[Kind, ...]:
    """Sensors by kind, kinds with something bad first; within a kind too."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for sensor in sensors:
        found[sensor.cls].append(judge(sensor))
    kinds = [Kind(cls, tuple(sorted(rows, key=lambda row: BAD[row.tone]))) for cls, rows in found.items()]
    return tuple(sorted(kinds, key=lambda kind: (BAD[kind.tone] // 2, kind.cls == "state", kind.cls)))


def powered(sensors: Iterable[Sensor]) -> tuple[Judged, ...]:
    """How power supplies and fans stand, the bad ones first."""
    found = [judge(s) for s in sensors if s.cls == "fanspeed" or (s.cls == "state" and _POWERED.search(s.descr))]
    return tuple(sorted(found, key=lambda row: BAD[row.tone]))


def transceivers(parts: Iterable[Part], sensors: Iterable[Sensor]) -> tuple[Transceiver, ...]:
    """What sits in each port that says so, by ifIndex."""
    by_index = {part.index: part for part in parts}
    found: dict[int, Part] = {}
    for part in by_index.values():
        if part.if_index is not None:
            around = by_index.get(part.contained_in)
            seated = next((one for one in (part, around) if one is not None and _is_transceiver(one)), None)
            if seated is not None:
                found[part.if_index] = seated
    values: dict[int, list[Judged]] = defaultdict(list)
    for sensor in sensors:
        if sensor.if_index is not None and sensor.group != "PoE":
            values[sensor.if_index].append(judge(sensor))
    return tuple(Transceiver(at, found.get(at), tuple(values[at])) for at in sorted({*found, *values}))


def _is_transceiver(part: Part) -> bool:
    return bool((part.serial or part.model) and TRANSCEIVER.search(f"{part.model} {part.descr} {part.name}"))


def takes_sfp(parts: Iterable[Part], sensors: Iterable[Sensor]) -> frozenset[int]:
    """Ports that take a transceiver, by ifIndex: one sits in them, or their part is called so."""
    named = {
        p.if_index for p in parts if p.if_index is not None and TRANSCEIVER.search(f"{p.model} {p.descr} {p.name}")
    }
    light = {s.if_index for s in sensors if s.if_index is not None and s.cls == "dbm"}
    return frozenset(at for at in {*named, *light} if at is not None)


def firewall_rows(sensors: Iterable[Sensor]) -> dict[str, tuple[Judged, ...]]:
    """A firewall's counts and states by `sessions`, `ha` and `vpn`; what is none of these is left out."""
    found: dict[str, list[Judged]] = {"sessions": [], "ha": [], "vpn": []}
    for sensor in sensors:
        words = f"{sensor.group} {sensor.descr}"
        if sensor.cls in {"count", "state", "load"}:
            for name, pattern in (("vpn", _VPN), ("ha", _HA), ("sessions", _SESSIONS)):
                if pattern.search(words):
                    found[name].append(judge(sensor))
                    break
    return {name: tuple(sorted(rows, key=lambda row: BAD[row.tone])) for name, rows in found.items() if rows}


def radios(rows: Iterable[WirelessValue]) -> tuple[tuple[Radio, ...], tuple[WirelessValue, ...]]:
    """Radios put together from values of one index, and the rest: networks, totals and links."""
    rows = list(rows)
    fields = {
        "clients": "clients", "frequency": "frequency", "power": "power", "noise-floor": "noise", "utilization": "utilization",
    }  # fmt: skip
    airs = {row.index for row in rows if row.cls in {"frequency", "noise-floor", "utilization"}}
    found: dict[str, dict[str, float | None]] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in rows:
        if row.index in airs and row.cls in fields:
            found[row.index].setdefault(fields[row.cls], row.value)
            name = re.sub(
                r"^(frequency|utilization|noise floor|channel)[ (:]+|[): ]*(tx power)?$",
                "",
                row.descr,
                flags=re.IGNORECASE,
            )
            names.setdefault(row.index, name or row.index)
    rest = tuple(row for row in rows if row.index not in airs or row.cls not in fields)
    return tuple(Radio(name=names[index], **values) for index, values in sorted(found.items())), rest


def channel_of(mhz: float) -> int | None:
    """The channel of IEEE 802.11 whose centre this is; None where it is none of the 2.4, 5 and 6 GHz bands."""
    whole = round(mhz)
    if whole == 2484:
        return 14
    if 2412 <= whole <= 2472 and (whole - 2407) % 5 == 0:
        return (whole - 2407) // 5
    if 5160 <= whole <= 5885 and whole % 5 == 0:
        return (whole - 5000) // 5
    return (whole - 5950) // 5 if 5955 <= whole <= 7115 and whole % 5 == 0 else None


def in_runs(names: Iterable[str]) -> str:
    """Names of ports in short: `Gi1/0/1–24, Gi1/0/48`."""
    runs: list[tuple[str, int, int]] = []
    for name in names:
        match = re.fullmatch(r"(.*?)(\d{1,5})", name)
        head, number = (match.group(1), int(match.group(2))) if match else (name, -1)
        if runs and runs[-1][0] == head and number >= 0 and runs[-1][2] == number - 1:
            runs[-1] = (head, runs[-1][1], number)
        else:
            runs.append((head, number, number))
    words = []
    for head, first, last in runs:
        words.append(head if first < 0 else f"{head}{first}" if first == last else f"{head}{first}\N{EN DASH}{last}")
    return ", ".join(words)
