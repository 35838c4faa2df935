# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The desk's queue: filtered by what stands in the address, ordered by what is due first, paged by key."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet

from samdrift.agreements import facade as agreements
from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.servicedesk.models import Case, CasePlace
from samdrift.servicedesk.queries import place_names_of, visible_cases
from samdrift.servicedesk.types import LIVE_STATES

PAGE = 100
SHOWN = ("live", "resolved", "all")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue's address asks for. `show`: live, resolved (and closed) or all; the rest narrow it."""

    show: str = "live"
    mine: bool = False
    priority: int | None = None
    group: int | None = None
    place: int | None = None
    words: str = ""

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> "QueueFilter":
        """Read tolerantly: what makes no sense does not narrow, so an old bookmark still opens."""

        def number(name: str) -> int | None:
            value = asked.get(name, "")
            return int(value) if value.isdecimal() and len(value) < 19 else None

        show = asked.get("show", "live")
        return cls(
            show=show if show in SHOWN else "live",
            mine=asked.get("mine") == "1",
            priority=number("priority"),
            group=number("group"),
            place=number("place"),
            words=asked.get("q", "").replace("\x00", "").strip()[:100],
        )

    def address(self, **changes: Any) -> str:
        """The query string of this filter with some parts changed; what narrows nothing is left out."""
        wanted = replace(self, **changes)
        parts = {
            "show": "" if wanted.show == "live" else wanted.show,
            "mine": "1" if wanted.mine else "",
            "priority": wanted.priority or "",
            "group": wanted.group or "",
            "place": wanted.place or "",
            "q": wanted.words,
        }
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue, in the reader's language."""

    id: int
    number: str
    title: str
    state: str
    priority: int
    places: tuple[str, ...]
    group: str
    supplier: str
    assignee: str
    opened_at: datetime
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to 100 rows; `next_key` where more follow."""

    rows: tuple[QueueRow, ...]
    next_key: str


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """The figures above the queue, over all the actor sees."""

    live: int
    late: int
    mine: int
    new: int


def desk_queue(
    actor: Actor, asked: QueueFilter, *, now: datetime, language: str, after: str = "", limit: int = PAGE
) -> QueuePage:
    """One page. Live cases stand in the order they are due (those without a due time last), others newest first."""
    rows = _narrowed(visible_cases(actor), actor, asked)
    if asked.show == "live":
        rows = _after_due(rows, after).order_by(F("next_due_at").asc(nulls_last=True), "pk")
    else:
        rows = _before_id(rows, after).order_by("-pk")
    found = list(rows[: limit + 1])
    shown = found[:limit]
    next_key = _key(shown[-1], by_due=asked.show == "live") if len(found) > limit else ""
    return QueuePage(rows=tuple(_rows(shown, now, language)), next_key=next_key)


def desk_counts(actor: Actor, *, now: datetime) -> QueueCounts:
    """How much is live, late, mine and untouched."""
    live = visible_cases(actor).filter(state__in=LIVE_STATES)
    return QueueCounts(
        live=live.count(),
        late=live.filter(next_due_at__lt=now).count(),
        mine=live.filter(assignee_id=actor.user_id).count() if actor.user_id is not None else 0,
        new=live.filter(state="new").count(),
    )


def _narrowed(rows: QuerySet[Case], actor: Actor, asked: QueueFilter) -> QuerySet[Case]:
    if asked.show == "live":
        rows = rows.filter(state__in=LIVE_STATES)
    elif asked.show == "resolved":
        rows = rows.exclude(state__in=LIVE_STATES)
    if asked.mine:
        rows = rows.filter(assignee_id=actor.user_id)
    if asked.priority is not None:
        rows = rows.filter(priority=min(asked.priority, 9))
    if asked.group is not None:
        rows = rows.filter(group_id=asked.group)
    if asked.place is not None:
        rows = rows.filter(pk__in=CasePlace.objects.filter(place_id=asked.place).values("case_id"))
    if asked.words:
        rows = rows.filter(Q(number__iexact=asked.words) | Q(title__icontains=asked.words))
    return rows


def _after_due(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    if not after:
        return rows
    due_text, pk = _read_key(after)
    if not due_text:
        return rows.filter(next_due_at__isnull=True, pk__gt=pk)
    try:
        due = datetime.fromisoformat(due_text)
    except ValueError as error:
        raise _bad_key() from error
    later = Q(next_due_at__gt=due) | Q(next_due_at=due, pk__gt=pk) | Q(next_due_at__isnull=True)
    return rows.filter(later)


def _before_id(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    return rows.filter(pk__lt=_read_key(after)[1]) if after else rows


def _key(case: Case, *, by_due: bool) -> str:
    due = case.next_due_at.isoformat() if by_due and case.next_due_at is not None else ""
    return base64.urlsafe_b64encode(f"{due}|{case.pk}".encode()).decode().rstrip("=")


def _read_key(key: str) -> tuple[str, int]:
    try:
        text = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode()
        due, _, pk = text.rpartition("|")
        if not pk.isdecimal() or len(pk) > 18:
            raise _bad_key()
        return due, int(pk)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise _bad_key() from error


def _bad_key() -> BadInput:
    return BadInput("is not a place in this list", where="after", remedy="open the list from its beginning")


def _rows(cases: list[Case], now: datetime, language: str) -> list[QueueRow]:
    places = place_names_of(case.pk for case in cases)
    groups = agreements.groups(c.group_id for c in cases if c.group_id is not None)
    suppliers = parties.supplier_names(c.supplier_id for c in cases if c.supplier_id is not None)
    people = parties.people(c.assignee_id for c in cases if c.assignee_id is not None)
    return [
        QueueRow(
            id=case.pk,
            number=case.number,
            title=case.title_in(language),
            state=case.state,
            priority=case.priority,
            places=tuple(places.get(case.pk, ())),
            group=groups[case.group_id].name if case.group_id in groups else "",
            supplier=suppliers.get(case.supplier_id or 0, ""),
            assignee=people[case.assignee_id].name if case.assignee_id in people else "",
            opened_at=case.opened_at,
            due_at=case.next_due_at,
            late=case.next_due_at is not None and case.next_due_at < now,
        )
        for case in cases
    ]
