# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Parties, places and people as the other contexts see them: frozen records, no Django."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class MunicipalityInfo:
    """A city. `time_zone` is an IANA name, `language` da, nb or en."""

    id: int
    slug: str
    name: str
    time_zone: str
    language: str


@dataclass(frozen=True, slots=True)
class SupplierInfo:
    """A company that runs something by agreement."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """A building. `people` work or learn there; `x`, `y` on the municipality's own map, 0-1000; `power_feed` its electricity."""

    id: int
    municipality_id: int
    slug: str
    name: str
    kind: str
    address: str
    people: int
    x: float
    y: float
    power_feed: str = ""
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """Whom to tell, and in which language. `email` may be empty."""

    id: int
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """One role of one person, with the party and maybe the place it stands for."""

    id: int
    role: str
    municipality_id: int | None
    supplier_id: int | None
    party: str
    place: str
    agreement_id: int | None
    granted_by: str
    granted_at: datetime
    revocable: bool
    """Whether the actor who asked may withdraw it."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person on the administrator's page."""

    id: int
    name: str
    username: str
    email: str
    language: str
    sign_in: str
    """local, federated or demo."""
    roles: tuple[RoleInfo, ...]


@dataclass(frozen=True, slots=True)
class PartyChoice:
    """A party for which an administrator may grant roles. `key` is `m:ID` or `s:ID`."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonaInfo:
    """A button on the demo's sign-in page."""

    persona: str
    name: str
    roles: tuple[str, ...]
    party: str


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A person's API token, without its secret. Times aware UTC; `used_on` a UTC day."""

    id: int
    name: str
    made_at: datetime
    expires_at: datetime | None
    used_on: date | None


@dataclass(frozen=True, slots=True)
class RoleAt:
    """A role to be given: at one municipality or for one supplier, maybe only at a place or for an agreement."""

    role: str
    municipality_id: int | None = None
    supplier_id: int | None = None
    place_id: int | None = None
    agreement_id: int | None = None
