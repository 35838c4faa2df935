# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a device says of itself, topic by topic, in the strict shapes it is kept and handed to others in. No Django.

Each topic is a tuple of one kind of record. ifIndex counts as at the reading that told it. Units stand at each field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

Topic = Literal[
    "parts",
    "sensors",
    "vlans",
    "port_vlans",
    "addresses",
    "stp",
    "wireless",
    "poe_supplies",
    "poe_ports",
    "lags",
    "pools",
]
Role = Literal["root", "designated", "alternate", "backup", "disabled", ""]
"""Of a port in the spanning tree (IEEE 802.1D-2004, 17.7); empty where it cannot be told."""
CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Part:
    """A physical part (ENTITY-MIB, RFC 6933). `contained_in`: index of the part around it, 0 for the outermost."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    index: int
    cls: str
    name: str = ""
    descr: str = ""
    model: str = ""
    serial: str = ""
    hardware: str = ""
    firmware: str = ""
    software: str = ""
    manufacturer: str = ""
    contained_in: int = 0
    position: int | None = None
    if_index: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a value is worth a warning, and from where on it is critical, in the sensor's unit; None: not told."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    low_critical: float | None = None
    low_warning: float | None = None
    high_warning: float | None = None
    high_critical: float | None = None


@dataclass(frozen=True, slots=True)
class Sensor:
    """One reading, scaled to `unit`. `status`: the device's own word (ok, warning, critical, unavailable ...), or empty."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    cls: str
    index: str
    descr: str
    value: float | None
    unit: str = ""
    status: str = ""
    group: str = ""
    if_index: int | None = None
    """The port whose transceiver it sits in."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Vlan:
    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class PortVlans:
    """The VLANs of one port (IEEE 802.1Q): `native` untagged, None where it is not told; `trunk`: it tags."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    if_index: int
    native: int | None = None
    tagged: tuple[int, ...] = ()
    trunk: bool = False


@dataclass(frozen=True, slots=True)
class OwnAddress:
    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    address: str
    prefix_length: int | None = None
    if_index: int | None = None


@dataclass(frozen=True, slots=True)
class StpPort:
    """A port in the spanning tree. `state` in the words of RFC 4188; `role` as far as it follows from the rest."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    port: int
    if_index: int | None = None
    state: str = ""
    role: Role = ""
    path_cost: int | None = None
    designated_bridge: str = ""


@dataclass(frozen=True, slots=True)
class SpanningTree:
    """The spanning tree of a bridge (RFC 4188). Bridge ids as hex: priority, then MAC."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    protocol: str = ""
    priority: int | None = None
    bridge_address: str = ""
    designated_root: str = ""
    root_cost: int | None = None
    root_if_index: int | None = None
    topology_changes: int | None = None
    changed_at: datetime | None = None
    """When the topology changed last, as the bridge counts."""
    ports: tuple[StpPort, ...] = ()

    @property
    def is_root(self) -> bool:
        return bool(self.bridge_address) and self.designated_root[4:] == self.bridge_address


@dataclass(frozen=True, slots=True)
class WirelessValue:
    """One wireless value: `cls` clients, ap-count, frequency (MHz), power, noise-floor (dBm), utilization (%) ..."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    cls: str
    index: str
    descr: str
    value: float | None


@dataclass(frozen=True, slots=True)
class PoeSupply:
    """A power sourcing group (POWER-ETHERNET-MIB, RFC 3621): W it can give, W it gives, from which per cent it warns."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    group: int
    budget_w: float | None = None
    used_w: float | None = None
    status: str = ""
    threshold_percent: int | None = None


@dataclass(frozen=True, slots=True)
class PoePort:
    """One feeding port. `status`: searching, delivering, fault, disabled ...; `watts`: what it draws, where that is told."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    group: int
    port: int
    if_index: int | None = None
    evidence: str = ""
    enabled: bool = True
    status: str = ""
    priority: str = ""
    power_class: int | None = None
    watts: float | None = None
    denied: int | None = None
    overloads: int | None = None


@dataclass(frozen=True, slots=True)
class LagMember:
    """A port of a link aggregate (IEEE 802.1AX). `bundled`: it carries traffic; None where the device does not say."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    lag: int
    if_index: int
    bundled: bool | None = None
    partner: str = ""
    """System id of the other end: 12 hex digits, or empty."""
    expired: bool = False
    """It has not heard from its partner in time, or goes by defaults."""


PoolKind = Literal["processor", "memory", "storage", "sessions", "vpn", "nat", "dhcp"]


@dataclass(frozen=True, slots=True)
class Pool:
    """Something that can fill up. `used` and `size` in `unit` (B, addresses, sessions ...); `percent` where only that is told."""

    __pydantic_config__: ClassVar[ConfigDict] = CLOSED
    kind: PoolKind
    name: str
    used: float | None = None
    size: float | None = None
    percent: float | None = None
    unit: str = ""

    @property
    def share(self) -> float | None:
        """How full it is, 0 to 100, or None."""
        if self.percent is not None:
            return self.percent
        return 100 * self.used / self.size if self.used is not None and self.size else None


ROWS: Mapping[Topic, TypeAdapter[Any]] = {
    "parts": TypeAdapter(tuple[Part, ...]),
    "sensors": TypeAdapter(tuple[Sensor, ...]),
    "vlans": TypeAdapter(tuple[Vlan, ...]),
    "port_vlans": TypeAdapter(tuple[PortVlans, ...]),
    "addresses": TypeAdapter(tuple[OwnAddress, ...]),
    "stp": TypeAdapter(tuple[SpanningTree, ...]),
    "wireless": TypeAdapter(tuple[WirelessValue, ...]),
    "poe_supplies": TypeAdapter(tuple[PoeSupply, ...]),
    "poe_ports": TypeAdapter(tuple[PoePort, ...]),
    "lags": TypeAdapter(tuple[LagMember, ...]),
    "pools": TypeAdapter(tuple[Pool, ...]),
}
TOPICS: tuple[Topic, ...] = tuple(ROWS)


@dataclass(frozen=True, slots=True)
class Told:
    """All that one device has told; empty tuples where it tells of nothing. `told_at`: when it said so last, by topic."""

    parts: tuple[Part, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    vlans: tuple[Vlan, ...] = ()
    port_vlans: tuple[PortVlans, ...] = ()
    addresses: tuple[OwnAddress, ...] = ()
    stp: tuple[SpanningTree, ...] = ()
    wireless: tuple[WirelessValue, ...] = ()
    poe_supplies: tuple[PoeSupply, ...] = ()
    poe_ports: tuple[PoePort, ...] = ()
    lags: tuple[LagMember, ...] = ()
    pools: tuple[Pool, ...] = ()
    told_at: Mapping[str, datetime] = field(default_factory=dict)
