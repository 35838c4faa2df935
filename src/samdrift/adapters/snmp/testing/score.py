# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How well a snapshot agrees with a recording (every port field) and with what another product made of it (the rest)."""

import re
from collections import Counter
from typing import Any

from samdrift.adapters.snmp.testing.recordings import Recording, port_truth
from samdrift.inventory.types import DeviceSnapshot

LLDP_NAME = ("1.0.8802.1.1.2.1.4.1.1.7", "1.3.111.2.802.1.1.13.1.4.1.1.8")
Row = dict[str, Any]

TARGETS = {
    "ports": 99.9,
    "os": 98.0,
    "version": 90.0,
    "hardware": 85.0,
    "serial": 95.0,
    "neighbours": 98.0,
    "entities": 95.0,
    "sensors": 80.0,
    "vlans": 95.0,
}
"""Percent, by field."""


class Score:
    """Right and total by field, and every miss in words."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.misses: list[str] = []
        self.by_device: Counter[tuple[str, str]] = Counter()

    def note(self, field: str, right: bool, name: str, miss: str) -> None:
        """One comparison; `miss` says what was found instead."""
        self.total[field] += 1
        self.right[field] += right
        if not right:
            self.misses.append(f"{field}: {name}: {miss}")
            self.by_device[field, name] += 1

    def percent(self, field: str) -> float:
        """100 where nothing was compared."""
        return 100 * self.right[field] / self.total[field] if self.total[field] else 100.0

    def below_target(self) -> dict[str, tuple[float, float]]:
        """Fields under their target: reached and wanted percent."""
        return {field: (self.percent(field), want) for field, want in TARGETS.items() if self.percent(field) < want}

    def table(self) -> str:
        """Markdown."""
        rows = []
        for field, total in self.total.items():
            target = f"{TARGETS[field]} %" if field in TARGETS else ""
            rows.append(f"| {field} | {self.right[field]:,} | {total:,} | {self.percent(field):.2f} % | {target} |")
        return "\n".join(["| field | right | of | | target |", "|---|---|---|---|---|", *rows])

    def worst(self, most: int) -> str:
        """The devices that miss most, by field."""
        rows = [f"| {field} | {name} | {count} |" for (field, name), count in self.by_device.most_common(most)]
        return "\n".join(["| field | recording | misses |", "|---|---|---|", *rows])


def score_snapshot(score: Score, name: str, snapshot: DeviceSnapshot, recording: Recording, known: Row) -> None:
    """Add one device; `known` is the other product's document."""
    _ports(score, name, snapshot, recording)
    _neighbours(score, name, snapshot, recording, known)
    _device(score, name, snapshot, known)
    _entities(score, name, snapshot, known)
    _vlans(score, name, snapshot, known)
    _readings(score, name, "sensors", snapshot.sensors, _table(known, "sensors", "sensors"))
    _readings(score, name, "wireless", snapshot.wireless, _table(known, "wireless", "wireless_sensors"))
    own = {(address["address"], address["prefix_length"]) for address in snapshot.addresses}
    for row in _table(known, "ipv4-addresses", "ipv4_addresses"):
        pair = (row["ipv4_address"], row["ipv4_prefixlen"])
        score.note("IPv4 addresses", pair in own, name, f"{pair} not told")


def _table(known: Row, module: str, table: str) -> list[Row]:
    rows: list[Row] = known.get(module, {}).get("discovery", {}).get(table, [])
    return rows


def _ports(score: Score, name: str, snapshot: DeviceSnapshot, recording: Recording) -> None:
    ours = {port.if_index: port for port in snapshot.interfaces}
    for if_index, truth in port_truth(recording).items():
        for field, value in truth.items():
            got = getattr(ours.get(if_index), field, None)
            score.note("ports", got == value, name, f"{if_index} {field} {got!r}, recorded {value!r}")


def _neighbours(score: Score, name: str, snapshot: DeviceSnapshot, recording: Recording, known: Row) -> None:
    rows = sum(len(recording.column(oid)) for oid in LLDP_NAME)
    if rows:
        found = sum(neighbour.protocol == "lldp" for neighbour in snapshot.neighbours)
        score.note("neighbour rows as recorded", found == rows, name, f"{found}, recorded {rows}")
    ours = {(n.local_port, n.remote_name or n.remote_platform or n.remote_chassis_id) for n in snapshot.neighbours}
    ports = {(n.local_port, n.remote_port) for n in snapshot.neighbours}
    for link in _table(known, "discovery-protocols", "links"):
        pair = (link["ifName"], link["remote_hostname"])
        score.note("neighbours", pair in ours or (link["ifName"], link["remote_port"]) in ports, name, f"{pair}")
        score.note("neighbours, name exactly", pair in ours, name, f"{pair} not in {sorted(map(str, ours))[:6]}")


def same_token(ours: str | None, theirs: str) -> bool:
    """Whether one is part of the other, punctuation and case aside."""

    def flat(text: str) -> str:
        return re.sub(r"[^a-z0-9.]", "", text.lower())

    a, b = flat(ours or ""), flat(theirs)
    return bool(a) and bool(b) and (a in b or b in a)


def _device(score: Score, name: str, snapshot: DeviceSnapshot, known: Row) -> None:
    row = known["os"]["discovery"]["devices"][0]
    device = snapshot.device
    for field in ("os", "type", "version", "hardware", "serial", "features"):
        ours, theirs = getattr(device, field), row[field]
        if not theirs:
            continue
        right = ours == theirs if field in {"os", "type"} else same_token(ours, theirs)
        score.note(field, right, name, f"{ours!r}, expected {theirs!r}")
        if field in {"version", "hardware", "serial"}:
            score.note(f"{field} exactly", ours == theirs, name, f"{ours!r}, expected {theirs!r}")


def _entities(score: Score, name: str, snapshot: DeviceSnapshot, known: Row) -> None:
    parts = {entity["index"]: entity for entity in snapshot.entities}
    fields = {"entPhysicalName": "name", "entPhysicalModelName": "model", "entPhysicalSerialNum": "serial"}
    for part in _table(known, "entity-physical", "entPhysical"):
        at = part["entPhysicalIndex"]
        ours = parts.get(at)
        label = f"{at} {part['entPhysicalClass']} {part['entPhysicalName']}"
        score.note("entities", ours is not None, name, f"{label} not told")
        for theirs, field in fields.items():
            if ours and part[theirs]:
                right = same_token(ours[field], part[theirs])
                score.note(f"entity {field}", right, name, f"{label}: {ours[field]!r}, expected {part[theirs]!r}")


def _vlans(score: Score, name: str, snapshot: DeviceSnapshot, known: Row) -> None:
    ours = {vlan["id"]: vlan["name"] for vlan in snapshot.vlans}
    for vlan in _table(known, "vlans", "vlans"):
        number = vlan["vlan_vlan"]
        score.note("vlans", number in ours, name, f"{number} not in {sorted(ours)[:9]}")
        if vlan["vlan_name"] and number in ours and ours[number] is not None:
            score.note("vlan name", ours[number] == vlan["vlan_name"], name, f"{ours[number]!r} {vlan['vlan_name']!r}")


def _readings(score: Score, name: str, field: str, ours: tuple[Row, ...], theirs: list[Row]) -> None:
    """A reading agrees when class and value do, and index, object or description says that it is the same one."""
    keys: dict[tuple[str, str, str], list[float | None]] = {}
    values: dict[str, list[float | None]] = {}
    for reading in ours:
        values.setdefault(reading["class"], []).append(reading["value"])
        for key in ("index", "oid", "descr"):
            keys.setdefault((reading["class"], key, _plain(reading[key])), []).append(reading["value"])
    for row in theirs:
        cls, value = row["sensor_class"], row["sensor_current"]
        found = {
            key: any(_equal(mine, value) for mine in keys.get((cls, key, _plain(said)), ()))
            for key, said in (
                ("index", row["sensor_index"]),
                ("oid", row.get("sensor_oid") or (_oids(row) or [""])[0]),
                ("descr", row["sensor_descr"]),
            )
        }
        miss = f"{cls} {row['sensor_index']} {row['sensor_descr']!r} = {value} at {row.get('sensor_oid') or _oids(row)}"
        score.note(field, any(found.values()), name, miss)
        score.note(f"{field}: class and index", found["index"], name, miss)
        score.note(f"{field}: class and description", found["descr"], name, miss)
        score.note(f"{field}: class and value", any(_equal(mine, value) for mine in values.get(cls, ())), name, miss)


def _oids(row: Row) -> list[str]:
    return re.findall(r"[\d.]{4,}", str(row.get("sensor_oids") or ""))


def _plain(words: Any) -> str:
    return re.sub(r"[^a-z0-9.+-]", "", str(words or "").lower()).strip(".")


def _equal(mine: float | None, theirs: float | None) -> bool:
    if mine is None or theirs is None:
        return mine is theirs
    return abs(mine - theirs) <= max(0.006, abs(theirs) * 0.005)
