# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Statements about the network as frozen records: what is meant, what is seen, and where the two differ. No Django."""

from dataclasses import dataclass
from dataclasses import field as member
from datetime import date, datetime
from typing import Any, Literal

Source = Literal["person", "import", "observed"]
"""Who says so: somebody wrote it, a file brought it, or discovery saw it."""
What = Literal["missing", "unplanned", "different"]
"""missing: meant and not seen; unplanned: seen and not meant; different: both, and they say different things."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where a statement comes from and when it was last found true. `detail` is the person or the file."""

    source: Source
    detail: str
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedDeviceInfo:
    """A device as it is meant to be. Empty strings where the plan says nothing; `position` is its lowest height unit."""

    id: int
    name: str
    place_id: int | None
    role: str = ""
    vendor: str = ""
    model: str = ""
    serial: str = ""
    address: str = ""
    rack: str = ""
    position: int | None = None
    height_units: int = 1
    owner: str = ""
    contract: str = ""
    warranty_until: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedPortInfo:
    """What one port is for. `enabled` None where the plan says nothing."""

    id: int
    device: str
    name: str
    purpose: str = ""
    enabled: bool | None = None
    vlan: int | None = None
    tagged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedVlanInfo:
    """A VLAN as meant, at one place or (None) in the whole municipality."""

    id: int
    vid: int
    name: str
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedCableInfo:
    """A cable as meant, between (device, port) and (device, port)."""

    id: int
    a: tuple[str, str]
    b: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PlannedAddressInfo:
    """An address as given away; `device` empty where it is given to none."""

    id: int
    address: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is meant in one municipality. Prefixes in CIDR notation, containers left out."""

    devices: tuple[PlannedDeviceInfo, ...] = ()
    ports: tuple[PlannedPortInfo, ...] = ()
    cables: tuple[PlannedCableInfo, ...] = ()
    addresses: tuple[PlannedAddressInfo, ...] = ()
    prefixes: tuple[str, ...] = ()
    vlans: tuple[PlannedVlanInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenDevice:
    """A device as discovery saw it. `ports`: by name (alias, admin status of IF-MIB)."""

    id: int
    name: str
    place_id: int | None
    address: str
    type: str = ""
    vendor: str = ""
    model: str = ""
    serial: str = ""
    ports: dict[str, tuple[str, str]] = member(default_factory=dict, hash=False)
    supplier_id: int | None = None
    agreement_id: int | None = None
    vlans: dict[int, str] = member(default_factory=dict, hash=False)
    """Number and name of each VLAN it knows; empty: it does not tell."""
    port_vlans: dict[str, tuple[int | None, tuple[int, ...]]] = member(default_factory=dict, hash=False)
    """By port: the untagged VLAN (None: not told) and the tagged ones."""
    addresses: tuple[str, ...] = ()
    """All addresses of its own beside the one it is managed by; empty: it does not tell."""
    radios: frozenset[str] = frozenset()
    """What it calls the radios it tells of, folded: a controller names its access points."""
    access_points: int | None = None
    """How many access points it has, where it is a controller that counts them."""


@dataclass(frozen=True, slots=True)
class SeenCable:
    """A cable whose ends tell of each other; not one that is known to be gone."""

    a: tuple[str, str]
    b: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is seen in one municipality."""

    devices: tuple[SeenDevice, ...] = ()
    cables: tuple[SeenCable, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between plan and network. `key` is the same each time it is found.

    `kind` device, port, cable, address, vlan or wireless; `field` what differs (empty when the whole thing does). `facts`
    holds what the two ways out need: ids, names and values.
    """

    key: str
    kind: str
    what: What
    subject: str
    field: str = ""
    intended: str = ""
    observed: str = ""
    place_id: int | None = None
    device_id: int | None = None
    facts: dict[str, Any] = member(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference on the worklist. `group`: who sees to it once somebody chose to fix the network."""

    id: int
    municipality_id: int
    kind: str
    what: str
    subject: str
    field: str
    intended: str
    observed: str
    place_id: int | None
    place: str
    device_id: int | None
    found_at: datetime
    ended_at: datetime | None
    way: str
    group: str
    decided_by: str
    decided_at: datetime | None
    case_id: int | None = None
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row of a file, and what to do. `row` as an editor counts lines (CSV) or items (JSON)."""

    row: int
    field: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did, or would do: rows by outcome, and the faults of the others."""

    created: int
    changed: int
    unchanged: int
    faults: tuple[Fault, ...]

    @property
    def useful(self) -> int:
        """Rows that change something."""
        return self.created + self.changed
