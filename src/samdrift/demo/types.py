# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The invented municipality as frozen records. They document `data/municipality.json` (samdrift/municipality/1) field by
field; an unknown field is refused.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict

Language = Literal["da", "nb", "en"]
PlaceKind = Literal[
    "town_hall",
    "fire_station",
    "school",
    "kindergarten",
    "care_home",
    "library",
    "depot",
    "health_house",
    "job_centre",
    "music_school",
    "sports_centre",
    "harbour_office",
    "youth_centre",
]
DeviceRole = Literal["core", "distribution", "switch", "access_point", "firewall", "router", "ups"]
PersonaKey = Literal["secretary", "agent", "engineer", "contract_manager", "director"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Hours = tuple[tuple[str, str], ...]
"""Opening intervals of a day, [from, to) in local wall-clock time as HH:MM; "24:00" is the end of the day."""

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text in the three languages of the product."""

    __pydantic_config__ = _CLOSED
    da: str
    nb: str
    en: str

    def text(self, language: Language) -> str:
        """The text in `language`."""
        return {"da": self.da, "nb": self.nb, "en": self.en}[language]


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """What a map needs beside the places: its size and closed polygons in the places' own x (right) and y (down)."""

    __pydantic_config__ = _CLOSED
    width: int
    height: int
    water: tuple[tuple[tuple[int, int], ...], ...]
    islands: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Fibre:
    """How the places hang together, for the twin: places of the two cores; the rings between them, in order; places with
    a second way out; and places fed through a neighbour (slug to slug). All others hang on the nearest ring place.
    """

    __pydantic_config__ = _CLOSED
    cores: tuple[str, str]
    rings: tuple[tuple[str, ...], ...]
    two_ways: tuple[str, ...]
    fed_through: dict[str, str]


@dataclass(frozen=True, slots=True)
class Agency:
    """A part of the municipality that owns places."""

    __pydantic_config__ = _CLOSED
    slug: str
    name: LocalText


@dataclass(frozen=True, slots=True)
class Organisation:
    """The municipality itself, its in-house team, or a supplier. `ticket_system` is how a supplier takes cases."""

    __pydantic_config__ = _CLOSED
    slug: str
    kind: Literal["municipality", "in_house", "supplier"]
    name: str
    legal_id: str
    mail: str
    phone: str
    ticket_system: Literal["", "servicenow", "mail"] = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A building. `people` work or learn there; `power_feed` is the substation cable it shares with its neighbours."""

    __pydantic_config__ = _CLOSED
    slug: str
    name: str
    kind: PlaceKind
    address: str
    people: int
    x: int
    y: int
    power_feed: str
    agency: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; `place` is None for those who work at a supplier. `persona` marks the five demo sign-ins."""

    __pydantic_config__ = _CLOSED
    slug: str
    name: str
    title: str
    mail: str
    organisation: str
    place: str | None
    language: Language
    persona: PersonaKey | None = None


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """Opening hours as in INTERFACE sla/1: `closed` dates win over `weekly`, `overrides` replace a date's hours."""

    __pydantic_config__ = _CLOSED
    slug: str
    name: LocalText
    tz: str
    weekly: dict[Weekday, Hours]
    closed: tuple[date, ...]
    overrides: dict[date, Hours]
    note: str


@dataclass(frozen=True, slots=True)
class Service:
    """What people get. It is hit where a device of a role in `carried_by` fails at a place of `place_kinds` ("*" is all)."""

    __pydantic_config__ = _CLOSED
    slug: str
    name: LocalText
    description: LocalText
    agreement: str
    place_kinds: tuple[PlaceKind | Literal["*"], ...]
    carried_by: tuple[DeviceRole, ...]


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """Targets of one priority, 1 (highest) to 4, in minutes of `calendar`."""

    __pydantic_config__ = _CLOSED
    priority: int
    name: LocalText
    when: LocalText
    response_min: int
    resolution_min: int
    calendar: str


@dataclass(frozen=True, slots=True)
class Availability:
    """Per cent of the calendar's open time in a month that each service must be up."""

    __pydantic_config__ = _CLOSED
    target_pct: Decimal
    calendar: str
    planned_maintenance_counts: bool


@dataclass(frozen=True, slots=True)
class Compensation:
    """Credit in per cent of the month's fee when availability ended below `below_pct`; the lowest step reached counts."""

    __pydantic_config__ = _CLOSED
    below_pct: Decimal
    credit_pct: Decimal


@dataclass(frozen=True, slots=True)
class ResolverGroup:
    """Who gets the case, by priority; an empty `priorities` takes what is handed over by hand."""

    __pydantic_config__ = _CLOSED
    slug: str
    name: LocalText
    organisation: str
    priorities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A contract between the municipality and one supplier; `fee_dkk_month` in kroner without VAT."""

    __pydantic_config__ = _CLOSED
    slug: str
    number: str
    name: LocalText
    customer: str
    supplier: str
    valid_from: date
    valid_to: date
    fee_dkk_month: Decimal
    service_hours: str
    levels: tuple[ServiceLevel, ...]
    availability: Availability
    compensation: tuple[Compensation, ...]
    resolver_groups: tuple[ResolverGroup, ...]
    promise: Literal["", "user", "desk", "supplier"] = ""
    """Whose clock it is; empty: the usual of a contract, or of an agreement with ourselves."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """All of it. `fiction` says so in words that pages and documents may show."""

    __pydantic_config__ = _CLOSED
    schema: Literal["samdrift/municipality/1"]
    fiction: str
    licence: str
    slug: str
    name: str
    time_zone: str
    language: Language
    map: MapDrawing
    fibre: Fibre
    agencies: tuple[Agency, ...]
    organisations: tuple[Organisation, ...]
    places: tuple[Place, ...]
    people: tuple[Person, ...]
    calendars: tuple[ServiceCalendar, ...]
    services: tuple[Service, ...]
    agreements: tuple[Agreement, ...]

    def place(self, slug: str) -> Place:
        """The place called `slug`, which must be one of `places`."""
        return next(p for p in self.places if p.slug == slug)

    def persona(self, key: PersonaKey) -> Person:
        """The person who plays `key` in the demo."""
        return next(p for p in self.people if p.persona == key)
