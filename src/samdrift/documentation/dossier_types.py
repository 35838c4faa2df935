# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A place's dossier as records: page and paper are drawn from the same. Times aware UTC, speeds bit/s."""

from dataclasses import dataclass
from datetime import date, datetime

from samdrift.documentation.completeness import Answer
from samdrift.documentation.drawing import Drawing
from samdrift.documentation.queries import PrefixRow
from samdrift.documentation.types import DifferenceRow, Said
from samdrift.parties.types import PlaceInfo


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at a glance, who says so and when it was last found true. `slug` names what is counted."""

    slug: str
    value: int
    said: Said | None


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device, seen or planned or both. `seen`: discovery's word; `planned`: the plan's; `standing` as inventory's."""

    id: int | None
    planned_id: int | None
    name: str
    type: str
    address: str
    model: str
    serial: str
    version: str
    rack: str
    position: int | None
    owner: str
    contract: str
    warranty_until: date | None
    standing: str
    seen: Said | None
    planned: Said | None


@dataclass(frozen=True, slots=True)
class PortLine:
    """A port in use or with a purpose: its cable's other end as seen, else as planned."""

    device: str
    device_id: int | None
    port: str
    purpose: str
    far: str
    far_device_id: int | None
    speed_bps: int | None
    oper: str
    said: Said


@dataclass(frozen=True, slots=True)
class CableLine:
    """A cable. `planned` and `seen` tell who knows of it."""

    a: str
    a_port: str
    b: str
    b_port: str
    planned: Said | None
    seen: Said | None


@dataclass(frozen=True, slots=True)
class RackView:
    """A rack from top to bottom: (height unit, device, units it takes); an empty device is free space of that many units."""

    name: str
    room: str
    height_units: int
    slots: tuple[tuple[int, str, int], ...]
    said: Said


@dataclass(frozen=True, slots=True)
class VlanLine:
    """A VLAN of the place, or of the whole municipality."""

    vid: int
    name: str
    purpose: str
    everywhere: bool
    said: Said


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Something that changed. `what` names the kind of change (labels.CHANGES)."""

    at: datetime
    what: str
    subject: str
    who: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault that is open now, in the reader's words."""

    id: int
    words: str
    since: datetime
    outage: bool


@dataclass(frozen=True, slots=True)
class CutLine:
    """One thing that alone silences `taken` of the place's `of` devices."""

    kind: str
    name: str
    taken: int
    of: int


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Whom to call. `role` requester, group or supplier."""

    role: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A photo shown at the place. `photo_id` names its bytes; `ending` jpeg or png; sizes in points."""

    id: int
    photo_id: int
    alt: str
    rack: str
    width: int
    height: int
    ending: str
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of one place, for one reader, at one time."""

    place: PlaceInfo
    municipality: str
    time_zone: str
    made_at: datetime
    percent: int
    answers: tuple[Answer, ...]
    figures: tuple[Figure, ...]
    drawing: Drawing
    devices: tuple[DeviceLine, ...]
    racks: tuple[RackView, ...]
    ports: tuple[PortLine, ...]
    cables: tuple[CableLine, ...]
    vlans: tuple[VlanLine, ...]
    prefixes: tuple[PrefixRow, ...]
    contacts: tuple[ContactLine, ...]
    agreements: tuple[tuple[str, str, date | None], ...]
    """(number and name, supplier, first day on which it no longer holds or None)."""
    changes: tuple[ChangeLine, ...]
    since: datetime
    checked: tuple[datetime, str] | None
    faults: tuple[FaultLine, ...]
    cuts: tuple[CutLine, ...]
    differences: tuple[DifferenceRow, ...]
    photos: tuple[PhotoLine, ...] = ()
