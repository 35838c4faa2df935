# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What one reading of a device says, topic by topic: the reader's rows in the shapes of `aspects`, bounded and clean.

Pure. Nothing a device says may break the reading: numbers out of range, NUL, texts without end and circles are cut here.
"""

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from samdrift.inventory.aspects import (
    LagMember,
    Limits,
    OwnAddress,
    Part,
    PoePort,
    PoeSupply,
    Pool,
    PortVlans,
    Role,
    Sensor,
    SpanningTree,
    StpPort,
    Topic,
    Vlan,
    WirelessValue,
)
from samdrift.inventory.rules.ports import is_socket, port_in_words
from samdrift.inventory.types import DeviceSnapshot

MOST_ROWS = 4_000
"""More rows of one topic than this are cut: the largest chassis known has some 2,500 parts."""
LONGEST = 200
_DEEPEST = 8
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
IN_TRANSCEIVERS = frozenset({"dbm", "current", "voltage", "temperature", "power"})
LIMITS = ("low_critical", "low_warning", "high_warning", "high_critical")
Row = Mapping[str, Any]


def topics_of(snapshot: DeviceSnapshot, at: datetime) -> dict[Topic, tuple[Any, ...]]:
    """Every topic with its rows, as told at `at` (UTC)."""
    poe = snapshot.poe or {}
    return {
        "parts": _some(snapshot.entities, _part),
        "sensors": _sensors(snapshot),
        "vlans": _some(snapshot.vlans, lambda row: Vlan(_whole(row.get("id")) or 0, _text(row.get("name")))),
        "port_vlans": _port_vlans(snapshot),
        "addresses": _some(snapshot.addresses, _address),
        "stp": (_tree(snapshot.stp, snapshot, at),) if snapshot.stp else (),
        "wireless": _some(snapshot.wireless, _wireless),
        "poe_supplies": _some(poe.get("supplies", ()), _supply),
        "poe_ports": _some(poe.get("ports", ()), _poe_port),
        "lags": _lags(snapshot),
        "pools": _some(snapshot.pools, _pool),
    }


def _some(rows: Iterable[Row], shape: Callable[[Row], Any]) -> tuple[Any, ...]:
    return tuple(shape(row) for _, row in zip(range(MOST_ROWS), rows, strict=False))


def _text(value: object) -> str:
    return _CONTROL.sub(" ", str(value)).strip()[:LONGEST] if value is not None else ""


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < 1e18 else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and abs(value) < 2**53 else None


def _part(row: Row) -> Part:
    texts = ("name", "descr", "model", "serial", "hardware", "firmware", "software", "manufacturer")
    return Part(
        index=_whole(row.get("index")) or 0,
        cls=_text(row.get("class")),
        contained_in=_whole(row.get("contained_in")) or 0,
        position=_whole(row.get("position")),
        if_index=_whole(row.get("if_index")),
        **{key: _text(row.get(key)) for key in texts},
    )


def _sensors(snapshot: DeviceSnapshot) -> tuple[Sensor, ...]:
    parts = {row.get("index"): row for row in snapshot.entities}
    named = [(port.if_index, port.name or port.descr or "", port.type or "") for port in snapshot.interfaces]
    names = {name for _, name, _ in named}
    find = port_in_words([(if_index, name) for if_index, name, kind in named if is_socket(name, kind, names)])

    def shape(row: Row) -> Sensor:
        limits = row.get("limits") or {}
        cls, descr = _text(row.get("class")), _text(row.get("descr"))
        at_port = cls in IN_TRANSCEIVERS or row.get("group") in {"PoE", "transceiver"}
        return Sensor(
            cls=cls,
            index=_text(row.get("index")),
            descr=descr,
            value=_number(row.get("value")),
            unit=_text(row.get("unit")),
            status=_text(row.get("status")),
            group=_text(row.get("group")),
            if_index=(_port_around(row, parts) or find(descr)) if at_port else None,
            limits=Limits(**{name: _number(limits.get(name)) for name in LIMITS}),
        )

    return _some(snapshot.sensors, shape)


def _port_around(row: Row, parts: Mapping[Any, Row]) -> int | None:
    """The port that carries a sensor of ENTITY-SENSOR-MIB, whose index is that of its part."""
    index = str(row.get("index"))
    part = parts.get(int(index)) if index.isascii() and index.isdigit() else None
    for _ in range(_DEEPEST):
        if part is None:
            return None
        if part.get("if_index"):
            return _whole(part["if_index"])
        part = parts.get(part.get("contained_in"))
    return None


def _port_vlans(snapshot: DeviceSnapshot) -> tuple[PortVlans, ...]:
    tagged = {row.get("if_index"): tuple(row.get("tagged") or ()) for row in snapshot.port_vlans}
    found = []
    for port in snapshot.interfaces[:MOST_ROWS]:
        said = port.vlan or ""
        native = int(said) if said.isascii() and said.isdigit() else None
        if native is not None and not 1 <= native <= 4094:
            native = None  # 0 and 4095 are no VLANs (IEEE 802.1Q, table 9-2)
        named = tuple(vlan for vlan in tagged.get(port.if_index, ()) if 1 <= vlan <= 4094 and vlan != native)
        if native is not None or named or port.trunk:
            found.append(PortVlans(port.if_index, native, named, trunk=bool(port.trunk or named)))
    return tuple(found)


def _address(row: Row) -> OwnAddress:
    return OwnAddress(_text(row.get("address")), _whole(row.get("prefix_length")), _whole(row.get("if_index")))


def _tree(row: Row, snapshot: DeviceSnapshot, at: datetime) -> SpanningTree:
    down = {port.if_index for port in snapshot.interfaces if port.oper_status not in {"up", None}}
    own, root_port = _text(row.get("bridge_address")), _whole(row.get("root_port"))
    since = _number(row.get("seconds_since_change"))
    return SpanningTree(
        protocol=_text(row.get("protocol")),
        priority=_whole(row.get("priority")),
        bridge_address=own,
        designated_root=_text(row.get("designated_root")),
        root_cost=_whole(row.get("root_cost")),
        root_if_index=_whole(row.get("root_if_index")),
        topology_changes=_whole(row.get("topology_changes")),
        changed_at=(at - timedelta(seconds=round(since))) if since is not None and 0 <= since < 2**31 else None,
        ports=_some(row.get("ports", ()), lambda port: _stp_port(port, own, root_port, down)),
    )


def _stp_port(row: Row, own: str, root_port: int | None, down: Collection[int]) -> StpPort:
    bridge, port = _text(row.get("designated_bridge")), _whole(row.get("port")) or 0
    state = "disabled" if row.get("if_index") in down else _text(row.get("state"))  # many tell "blocking" without link
    return StpPort(
        port=port,
        if_index=_whole(row.get("if_index")),
        state=state,
        role=stp_role(state, is_root_port=port == root_port and port > 0, is_own=bool(own) and bridge[4:] == own),
        path_cost=_whole(row.get("path_cost")),
        designated_bridge=bridge,
    )


def stp_role(state: str, *, is_root_port: bool, is_own: bool) -> Role:
    """The role that follows from what RFC 4188 tells: `is_own`: this bridge itself is the one designated on the segment."""
    if state in {"disabled", "broken"}:
        return "disabled"
    if is_root_port:
        return "root"
    if state == "blocking":
        return "backup" if is_own else "alternate"
    return "designated" if is_own and state else ""


def _wireless(row: Row) -> WirelessValue:
    return WirelessValue(
        _text(row.get("class")), _text(row.get("index")), _text(row.get("descr")), _number(row.get("value"))
    )


def _supply(row: Row) -> PoeSupply:
    return PoeSupply(
        group=_whole(row.get("group")) or 0,
        budget_w=_number(row.get("budget_w")),
        used_w=_number(row.get("used_w")),
        status=_text(row.get("status")),
        threshold_percent=_whole(row.get("threshold_percent")),
    )


def _poe_port(row: Row) -> PoePort:
    return PoePort(
        group=_whole(row.get("group")) or 0,
        port=_whole(row.get("port")) or 0,
        if_index=_whole(row.get("if_index")),
        evidence=_text(row.get("evidence")),
        enabled=bool(row.get("enabled", True)),
        status=_text(row.get("status")),
        priority=_text(row.get("priority")),
        power_class=_whole(row.get("power_class")),
        watts=_number(row.get("watts")),
        denied=_whole(row.get("denied")),
        overloads=_whole(row.get("overloads")),
    )


def _lags(snapshot: DeviceSnapshot) -> tuple[LagMember, ...]:
    """What the LAG MIB says of each member; members known by other means stand there without it."""
    told = {row.get("if_index"): row for row in snapshot.lags}
    members = {port.if_index: port.lag_of for port in snapshot.interfaces if port.lag_of}
    return tuple(
        LagMember(
            lag=lag,
            if_index=if_index,
            bundled=told.get(if_index, {}).get("bundled"),
            partner=_text(told.get(if_index, {}).get("partner")),
            expired=bool(told.get(if_index, {}).get("expired")),
        )
        for if_index, lag in sorted(members.items())[:MOST_ROWS]
    )


def _pool(row: Row) -> Pool:
    return Pool(
        kind=row["kind"],
        name=_text(row.get("name")),
        used=_number(row.get("used")),
        size=_number(row.get("size")),
        percent=_number(row.get("percent")),
        unit=_text(row.get("unit")),
    )
