# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a device says of itself, as frozen records. The shape of `samdrift discover --json` (INTERFACE: discover/1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

SnmpVersion = Literal["2c", "3"]


@dataclass(frozen=True, slots=True)
class SnmpCredential:
    """How to ask one device by SNMP. v2c uses `community`; v3 (RFC 3414, RFC 3826) uses user, auth and priv (authPriv)."""

    version: SnmpVersion = "2c"
    community: str = ""
    user: str = ""
    auth_protocol: Literal["", "MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"] = ""
    auth_key: str = field(default="", repr=False)
    priv_protocol: Literal["", "DES", "AES"] = ""
    priv_key: str = field(default="", repr=False)
    port: int = 161


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """The system group (SNMPv2-MIB) and what make and model could be read. None where the device does not say."""

    sys_name: str | None = None
    sys_descr: str | None = None
    sys_object_id: str | None = None
    sys_contact: str | None = None
    sys_location: str | None = None
    uptime_s: float | None = None
    os: str | None = None
    vendor: str | None = None
    type: str | None = None
    hardware: str | None = None
    version: str | None = None
    serial: str | None = None
    features: str | None = None
    chassis_id: str | None = None
    """Lower-case hex of the LLDP chassis id (IEEE 802.1AB lldpLocChassisId), or None."""
    engine_id: str | None = None
    """Lower-case hex of snmpEngineID (RFC 3411). Meant to be its own; copied devices share one."""


@dataclass(frozen=True, slots=True)
class InterfaceFacts:
    """One row of ifTable and ifXTable (RFC 2863). Speed in bit/s, MAC as 12 lower-case hex digits, words of IF-MIB."""

    if_index: int
    name: str | None = None
    descr: str | None = None
    alias: str | None = None
    type: str | None = None
    speed_bps: int | None = None
    mtu: int | None = None
    mac: str | None = None
    admin_status: str | None = None
    oper_status: str | None = None
    duplex: str | None = None
    vlan: str | None = None
    trunk: str | None = None
    lag_of: int | None = None
    counters: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeighbourFacts:
    """One neighbour as told by LLDP (IEEE 802.1AB), CDP, or a maker's own protocol.

    `remote_address` is its management address where given.
    """

    protocol: Literal["lldp", "cdp", "fdp", "edp", "mndp", "isdp", "sonmp"]
    local_if_index: int | None
    local_port: str | None
    remote_name: str | None = None
    remote_port: str | None = None
    remote_platform: str | None = None
    remote_address: str | None = None
    remote_chassis_id: str | None = None
    """Lower-case hex of the neighbour's LLDP chassis id, to compare with `DeviceFacts.chassis_id`."""
    remote_port_descr: str | None = None
    local_evidence: str | None = None
    """By what `local_if_index` was found: the standard leaves LLDP's port numbers open."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a device served badly: `oid` where it happened, `reason` in words. It never ends discovery.

    `kind`: hung (asked again and again without an answer, though it answers for other things), loop (names that do not
    rise), endless, garbled, slow (the time for one device was over), left_out (not asked, for what an earlier reading met).
    """

    oid: str
    reason: str
    kind: Literal["", "hung", "loop", "endless", "garbled", "slow", "left_out"] = ""


@dataclass(frozen=True, slots=True)
class HowToAsk:
    """What earlier readings of a device taught. `left_out`: by object identifier, why it is not asked for now, in words."""

    rows: int | None = None
    per_second: float | None = None
    answer_s: float | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadingCost:
    """What one full reading cost the device, and what it taught: its usual seconds over an answer, the pace (questions a
    second, 0: as fast as it answers) and the rows at once that it bears.
    """

    questions: int = 0
    unanswered: int = 0
    unreadable: int = 0
    took_s: float = 0.0
    answer_s: float = 0.0
    per_second: float = 0.0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class DeviceSnapshot:
    """All that one discovery of one device gave. The untyped lists hold rows as in the published JSON."""

    device: DeviceFacts
    interfaces: tuple[InterfaceFacts, ...] = ()
    neighbours: tuple[NeighbourFacts, ...] = ()
    entities: tuple[dict[str, Any], ...] = ()
    sensors: tuple[dict[str, Any], ...] = ()
    vlans: tuple[dict[str, Any], ...] = ()
    addresses: tuple[dict[str, Any], ...] = ()
    fdb: tuple[dict[str, Any], ...] = ()
    arp: tuple[dict[str, Any], ...] = ()
    wireless: tuple[dict[str, Any], ...] = ()
    stp: dict[str, Any] | None = None
    port_vlans: tuple[dict[str, Any], ...] = ()
    lags: tuple[dict[str, Any], ...] = ()
    poe: dict[str, Any] | None = None
    pools: tuple[dict[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    cost: ReadingCost | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device as stored, for pages and programs. `last_seen`: last complete discovery."""

    id: int
    municipality_id: int
    supplier_id: int | None
    agreement_id: int | None
    place_id: int | None
    name: str
    address: str
    type: str
    vendor: str
    os: str
    hardware: str
    version: str
    serial: str
    location: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class InterfaceRow:
    """A port as stored (IF-MIB words). Speed bit/s; `status_at`: when `oper` was last heard."""

    id: int
    device_id: int
    if_index: int
    name: str
    descr: str
    alias: str
    type: str
    speed_bps: int | None
    mtu: int | None
    mac: str
    duplex: str
    admin: str
    oper: str
    status_at: datetime | None
    present: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A cable as stored. `gone_at`: both ends have told otherwise since."""

    id: int
    a_device_id: int
    a_interface_id: int
    b_device_id: int
    b_interface_id: int
    protocol: str
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None


StandingState = Literal["up", "agent", "down", "unknown"]
"""agent: it answers pings while its SNMP agent does not."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device stands, as judged by whoever watches it (inventory.ports.Watching). Loss in per cent of recent probes."""

    state: StandingState
    since: datetime | None = None
    heard_at: datetime | None = None
    reason: str = ""
    loss_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class StationTables:
    """Who a device has learned: `fdb` and `arp` as in DeviceSnapshot, and `port_names` by ifIndex at that moment.

    ifIndex may have moved since the device was read in full, so ports are known again by name. `fdb_whole`, `arp_whole`:
    that table was read to its end.
    """

    fdb: tuple[dict[str, Any], ...] = ()
    arp: tuple[dict[str, Any], ...] = ()
    port_names: dict[int, str] = field(default_factory=dict)
    fdb_whole: bool = True
    arp_whole: bool = True


PortKind = Literal["edge", "access_point", "shared", "uplink"]
"""edge: leads to no other switch. access_point: a wireless one is plugged in. shared: something unknown spreads it.
uplink: another switch, router or firewall is behind it."""


@dataclass(frozen=True, slots=True)
class SightingRow:
    """One stay of a MAC at a port. `present`: it stood in the table at `last_seen`, the last reading; `ended_at`: moved on."""

    id: int
    mac: str
    vlan: int | None
    device_id: int
    device: str
    place_id: int | None
    place: str
    port_id: int | None
    port: str
    description: str
    neighbour: str
    kind: PortKind
    stations: int
    present: bool
    first_seen: datetime
    last_seen: datetime
    ended_at: datetime | None
    name: str = ""
    addresses: tuple[str, ...] = ()
