# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The twin's records: models, devices with ports, cables between them, and the faults one can inject.

Times are seconds since the epoch (UTC), as floats: the twin answers thousands of times a second and compares only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Literal, get_args

from samdrift.demo.types import DeviceRole, Place
from samdrift.engines.snmpwire import ObjectId

FaultKind = Literal["cut_place", "cut_link", "kill_device", "power_place", "hang_agent", "loss", "flap", "restart"]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
PortIdStyle = Literal["name", "if_index", "mac"]


@dataclass(frozen=True, slots=True)
class PortGroup:
    """`count` ports alike. `name` and `descr` take {n}, counting from `first`; `fibre` ports carry the cables between."""

    count: int
    name: str
    speed_bps: int
    first: int = 1
    descr: str = ""
    fibre: bool = False


@dataclass(frozen=True, slots=True)
class Virtual:
    """An interface that is no port: management VLAN or radio. `if_type` as IANAifType numbers it."""

    if_index: int
    name: str
    if_type: int


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `port_id` is LLDP's (IEEE 802.1AB): the name, the ifIndex as locally assigned text, or the MAC."""

    key: str
    vendor: str
    name: str
    object_id: ObjectId
    descr: str
    software: str
    serial: str
    groups: tuple[PortGroup, ...]
    first_if_index: int = 1
    virtuals: tuple[Virtual, ...] = ()
    port_id: PortIdStyle = "name"
    lldp_counts_from_one: bool = False
    """lldpLocPortNum is the position of the port, not its ifIndex."""
    serves_lldp: bool = True
    """False for those that announce themselves by LLDP but have no LLDP-MIB to ask."""
    former_state_in_trap: bool = False
    """ifOperStatus inside linkDown is the state left behind, as RFC 2863 has it; most makes send the new one."""

    @property
    def ports(self) -> int:
        return sum(g.count for g in self.groups)

    def serial_number(self, dice: Random) -> str:
        """`serial` with each # replaced by a digit and each ? by a letter or digit."""
        letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
        return "".join(
            dice.choice(letters) if c == "?" else str(dice.randrange(10)) if c == "#" else c for c in self.serial
        )


@dataclass(frozen=True, slots=True)
class Port:
    """One physical port. `number` counts from 1 and never changes; the ifIndex served for it may (see live)."""

    number: int
    name: str
    descr: str
    alias: str
    speed_bps: int
    mac: bytes
    patched: bool
    """Something that lives is plugged in: a cable to another device of the twin, or somebody's computer."""
    admin_up: bool = True


@dataclass(frozen=True, slots=True)
class Device:
    """One managed box; `id` is also its sysName. `backed_by` is the id of the UPS that feeds it, "" where none does."""

    id: str
    role: DeviceRole
    model: Model
    place: Place
    room: str
    address: str
    serial: str
    mac: bytes
    ports: tuple[Port, ...]
    backed_by: str = ""

    @property
    def forwards(self) -> bool:
        """True for what passes other devices' frames on; the rest are leaves."""
        return self.role in ("core", "distribution", "switch")

    @property
    def location(self) -> str:
        """sysLocation: the place's name, then the room."""
        return f"{self.place.name}, {self.room}"


@dataclass(frozen=True, slots=True)
class End:
    """One end of a cable: device id and port number."""

    device: str
    port: int


@dataclass(frozen=True, slots=True)
class Link:
    """One cable."""

    id: str
    a: End
    b: End

    def end_at(self, device: str) -> End:
        """The end at `device`."""
        return self.a if self.a.device == device else self.b

    def far_end(self, device: str) -> End:
        """The other end, seen from `device`."""
        return self.b if self.a.device == device else self.a


@dataclass(frozen=True)
class Topology:
    """The truth. `vantage` is the device at which whoever watches is plugged in."""

    vantage: str
    devices: dict[str, Device]
    links: dict[str, Link]

    @cached_property
    def links_of(self) -> dict[str, tuple[Link, ...]]:
        """The cables at each device, in the order of its ports."""
        found: dict[str, list[Link]] = {d: [] for d in self.devices}
        for link in self.links.values():
            found[link.a.device].append(link)
            found[link.b.device].append(link)
        return {d: tuple(sorted(links, key=lambda x, d=d: x.end_at(d).port)) for d, links in found.items()}  # type: ignore[misc]

    @cached_property
    def link_at(self) -> dict[End, Link]:
        """The cable in a port."""
        return {end: link for link in self.links.values() for end in (link.a, link.b)}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Places that have a device, by slug."""
        return {d.place.slug: d.place for d in self.devices.values()}

    def at_place(self, slug: str) -> Iterator[Device]:
        """The devices at one place."""
        return (d for d in self.devices.values() if d.place.slug == slug)

    def between(self, one: str, other: str) -> tuple[Link, ...]:
        """The cables between two devices."""
        return tuple(link for link in self.links_of.get(one, ()) if link.far_end(one).device == other)


@dataclass(frozen=True, slots=True)
class Fault:
    """What somebody broke at `at`. `links` are the cables it touches, worked out when it was injected."""

    id: int
    kind: FaultKind
    target: str
    at: float
    other: str = ""
    links: tuple[str, ...] = field(default=())
