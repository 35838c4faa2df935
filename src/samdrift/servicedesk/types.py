# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cases as the other contexts see them: frozen records and their words, no Django."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from samdrift.engines.slaclock import ClockOwner

CaseKind = Literal["incident", "request"]
State = Literal["new", "open", "waiting", "with_supplier", "resolved", "closed"]
"""`waiting` is for the user's answer and alone pauses the clock; waiting for a supplier does not."""
Visibility = Literal["customer", "internal", "supplier"]
"""customer: everybody on the case. supplier: the city's desk and the supplier. internal: the city's desk alone."""
EntryKind = Literal["message", "state", "handover", "system"]
ClockKind = Literal["response", "resolution"]
HolderKind = Literal["desk", "supplier", "user", "nobody"]
"""Who has a case: a group of ours, the supplier, the user who must answer, or nobody once it is solved."""

LIVE_STATES: tuple[State, ...] = ("new", "open", "waiting", "with_supplier")
PRIORITIES = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """A case. `supplier_id` is the supplier it is handed to; `places` are ids of parties.Place."""

    id: int
    number: str
    municipality_id: int
    supplier_id: int | None
    agreement_id: int | None
    incident_id: int | None
    kind: CaseKind
    title: str
    description: str
    priority: int
    state: State
    group_id: int | None
    reporter_id: int | None
    language: str
    opened_at: datetime
    resolved_at: datetime | None
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntryInfo:
    """One entry of a timeline. `origin` names a partner's own entry (then it came from there), else it is empty."""

    id: int
    case_id: int
    kind: EntryKind
    visibility: Visibility
    text: str
    author: str
    origin: str
    only_place_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a customer-visible change of a case concerns: people at `places`, and `people` who asked (ids of parties.User)."""

    case_id: int
    municipality_id: int
    places: frozenset[int]
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class ClockInfo:
    """One clock of a case: the users', the desk's or a supplier's. `due_at` None while paused; `met` None while it runs;
    minutes are the calendar's.
    """

    case_id: int
    kind: ClockKind
    owner: ClockOwner
    agreement_id: int | None
    priority: int
    target_minutes: int
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Impact:
    """What an incident does to people, as far as we know when we judge its priority."""

    kind: str
    outage: bool
    places: int
    people: int
    place_kinds: frozenset[str] = frozenset()
    device_types: frozenset[str] = frozenset()
    whole_place: bool | None = None
    """Whether at some place everything that carries the network is silent; None where we cannot tell."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a reported fault: a new case, or one joined because the outage was known."""

    case_id: int
    number: str
    joined: bool
