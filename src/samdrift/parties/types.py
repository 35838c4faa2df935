# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Parties, places and people as the other contexts see them: frozen records, no Django."""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """Whom to tell, and in which language. `email` may be empty."""

    id: int
    name: str
    email: str
    language: str
