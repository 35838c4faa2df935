# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Picks out of what a device told the values that go up and down, each with what it is of: for foresight and for the pages.

Vendor files call one thing by many names; here it is decided once which of a device's sensors is its battery and which
count is its clients. Pure.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from samdrift.inventory.aspects import Limits, Sensor, Told, WirelessValue

GaugeKind = Literal[
    "poe",
    "poe_port",
    "ups_charge",
    "ups_runtime",
    "ups_load",
    "processor",
    "memory",
    "storage",
    "sessions",
    "vpn",
    "nat",
    "dhcp",
    "clients",
    "access_points",
    "sensor",
]
"""poe: W of a budget. poe_port: W at one port. ups_charge, ups_load: %. ups_runtime: min. clients: at `name` (an SSID, a radio)
or, with an empty name, of the whole device. The rest as in aspects.Pool."""
NO_LIMITS = Limits()
_LEFT = re.compile(r"remain|runtime|autonom|estimat", re.IGNORECASE)
_SINCE = re.compile(r"\btime on batt|seconds on batt|on battery|uptime", re.IGNORECASE)
_BATTERY = re.compile(r"batt|charge|capacity", re.IGNORECASE)
_ALL_CLIENTS = re.compile(
    r"^(clients: total|(number of |total )?(connected |associated )?(clients|stations|users)|.*\btotal)$", re.IGNORECASE
)
_ALL_APS = re.compile(r"connected|total|online|^ap count", re.IGNORECASE)
_SESSIONS = re.compile(r"session|connection", re.IGNORECASE)
_RATE = re.compile(r"/s|per second|rate|avg|utili[sz]ation", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One value of a device now. `key` stays the same from reading to reading; `size` is what it can be at most, where told."""

    kind: GaugeKind
    key: str
    name: str
    value: float
    unit: str
    size: float | None = None
    if_index: int | None = None
    limits: Limits = NO_LIMITS


def gauges_of(told: Told, device_type: str) -> tuple[Gauge, ...]:
    """Every gauge of one device. `device_type` as in DeviceRow: charge, load and runtime are a battery's in a `power` device."""
    found = [*_poe(told), *_pools(told), *_wireless(told), *_sensors(told, is_ups=device_type == "power")]
    seen: Counter[str] = Counter()
    for at, gauge in enumerate(found):
        seen[gauge.key] += 1
        if seen[gauge.key] > 1:  # two of one name, told apart by their order
            found[at] = replace(gauge, key=f"{gauge.key}#{seen[gauge.key]}")
    return tuple(found)


def _poe(told: Told) -> list[Gauge]:
    found = [
        Gauge("poe", f"poe.{row.group}", str(row.group), row.used_w, "W", row.budget_w)
        for row in told.poe_supplies
        if row.used_w is not None
    ]
    found += [
        Gauge("poe_port", f"poe.{row.group}.{row.port}", str(row.port), row.watts, "W", if_index=row.if_index)
        for row in told.poe_ports
        if row.watts is not None
    ]
    return found


def _pools(told: Told) -> list[Gauge]:
    found = []
    for pool in told.pools:
        key = f"{pool.kind}.{pool.name}"
        if pool.percent is not None:
            found.append(Gauge(pool.kind, key, pool.name, pool.percent, "%", 100))
        elif pool.used is not None:
            found.append(Gauge(pool.kind, key, pool.name, pool.used, pool.unit, pool.size))
    return found


def _wireless(told: Told) -> list[Gauge]:
    clients = [row for row in told.wireless if row.cls == "clients" and row.value is not None]
    found = [
        Gauge("clients", f"clients.{r.index}.{r.descr}", r.descr, r.value or 0, "") for r in clients if not is_total(r)
    ]
    whole = all_clients(told)
    if whole is not None:
        found.append(Gauge("clients", "clients", "", whole, ""))
    points = access_points(told)
    return found + ([Gauge("access_points", "access_points", "", points, "")] if points is not None else [])


def is_total(row: WirelessValue) -> bool:
    """Whether these are the clients of the whole device."""
    return bool(_ALL_CLIENTS.match(row.descr.strip()))


def all_clients(told: Told) -> float | None:
    """The clients of a controller or access point: as it says, else of its radios, else of its networks; None: not told."""
    rows = [row for row in told.wireless if row.cls == "clients" and row.value is not None]
    totals = [row.value or 0 for row in rows if is_total(row)]
    if totals:
        return max(totals)
    radios = {row.index for row in told.wireless if row.cls in {"frequency", "utilization", "noise-floor"}}
    of_radios = [row.value or 0 for row in rows if row.index in radios]
    of_networks = [row.value or 0 for row in rows if row.index not in radios]
    return sum(of_radios) if of_radios else sum(of_networks) if of_networks else None


def access_points(told: Told) -> float | None:
    """How many access points a controller has with it now; None: not told."""
    rows = [row for row in told.wireless if row.cls == "ap-count" and row.value is not None]
    connected = [row.value or 0 for row in rows if "connected" in row.descr.casefold()]
    rest = [row.value or 0 for row in rows if _ALL_APS.search(row.descr)]
    return max(connected) if connected else max(rest) if rest else None


def _sensors(told: Told, *, is_ups: bool) -> list[Gauge]:
    found = []
    for row in told.sensors:
        if row.value is None or row.cls in {"state", "count"}:
            continue
        kind = ups_kind(row) if is_ups else None
        key = f"{kind or row.cls}.{row.index}.{row.descr}"
        found.append(Gauge(kind or "sensor", key, row.descr, row.value, row.unit, None, row.if_index, row.limits))
    return found


def ups_kind(row: Sensor) -> GaugeKind | None:
    """Whether a sensor of a UPS is its charge (%), the minutes it can go on, or its load (%)."""
    if row.cls == "charge" and _BATTERY.search(row.descr):
        return "ups_charge"
    if row.cls == "runtime" and not _SINCE.search(row.descr) and _LEFT.search(row.descr):
        return "ups_runtime"
    return "ups_load" if row.cls == "load" else None


def is_sessions(row: Sensor) -> bool:
    """Whether a firewall counts its sessions here, rather than how fast they come."""
    return row.cls == "count" and bool(_SESSIONS.search(row.descr)) and not _RATE.search(row.descr)
