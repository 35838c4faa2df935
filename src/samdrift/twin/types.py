# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The twin's records: devices with ports, cables between them, and the faults one can inject.

Times are seconds since the epoch (UTC), as floats: the twin answers thousands of times a second and compares only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from samdrift.demo.types import DeviceRole, Place
from samdrift.twin.makes import Model

FaultKind = Literal["cut_place", "cut_link", "kill_device", "power_place", "hang_agent", "loss", "flap", "restart"]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


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
