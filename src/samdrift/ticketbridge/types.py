# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The partner's ticket in our words: records that cross between the bridge and its connectors. No Django."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

_MARK = re.compile(r"\[samdrift:([A-Za-z0-9._-]{1,80})\]")

TicketState = Literal["new", "in_progress", "on_hold", "resolved", "closed", "cancelled", "unknown"]
"""`unknown` is read where a partner's state is not in the mapping; it is never sent."""


def origin_mark(origin: str) -> str:
    """The short reference that stands in the text of each entry we write at a partner, such as «[samdrift:abc123]». A repeated
    send finds the first one by it, and nothing of ours is carried back to us as news.
    """
    return f"[samdrift:{origin}]"


def origins_in(text: str) -> tuple[str, ...]:
    """The origins whose marks stand in `text`."""
    return tuple(_MARK.findall(text))


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """What we hand over. `correlation_id` is ours, unique per case and supplier, and is how a repeated send is found again."""

    correlation_id: str
    short_description: str
    description: str
    priority: int
    """1 (highest) to 5."""


@dataclass(frozen=True, slots=True)
class PartnerTicket:
    """The partner's ticket as read. `ref` is its immutable id (ServiceNow sys_id), `number` the one people say (INC...)."""

    ref: str
    number: str
    correlation_id: str
    state: TicketState
    short_description: str
    updated_at: datetime
    version: int
    """Counts the partner's changes (sys_mod_count)."""


@dataclass(frozen=True, slots=True)
class PartnerComment:
    """One journal entry. `visible` True is customer-visible (`comments`), False internal (`work_notes`)."""

    ref: str
    ticket_ref: str
    visible: bool
    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TicketChange:
    """What we want changed at the partner; None leaves a field as it is. `origin` marks our comment so that a repeated
    send can be found by reading the journal (a short reference within the text).
    """

    state: TicketState | None = None
    comment: str | None = None
    work_note: str | None = None
    origin: str = ""
    close_notes: str | None = None


Kind = Literal["servicenow"]
Health = Literal["ok", "delayed", "failing"]
"""delayed: something of ours waits there longer than it should. failing: the system itself cannot be reached or refuses us."""


@dataclass(frozen=True, slots=True)
class ConnectionDetails:
    """What a connector needs to speak to one partner. `client_id` set means OAuth client credentials, else basic sign-in.

    `user_name` is the integration user, under which the partner shows what we write; `name` tells the partner whose tickets
    these are.
    """

    kind: Kind
    base_url: str
    user_name: str
    secret: str = field(repr=False)
    name: str
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """A connection as people see it. `error` says in words what is wrong; times are UTC, None means never."""

    id: int
    municipality_id: int
    supplier_id: int
    supplier_name: str
    kind: Kind
    base_url: str
    health: Health
    error: str
    last_ok_at: datetime | None
    failing_since: datetime | None
    waiting: int
    """Sends that have not gone out yet."""
    oldest_waiting_at: datetime | None


@dataclass(frozen=True, slots=True)
class TicketInfo:
    """A case's ticket at a supplier. `number` is empty until the supplier has given it one; `problem` says in words why
    something of it waits.
    """

    id: int
    case_id: int
    connection_id: int
    supplier_id: int
    supplier_name: str
    number: str
    state: TicketState | None
    given_back: bool
    problem: str
    waiting: int
    oldest_waiting_at: datetime | None
    health: Health
    connection_error: str
    last_ok_at: datetime | None
