# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The clocks of a visible case, each with its whole sum: the city reads all, a supplier its own, a user none."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import AgreementInfo
from samdrift.engines.slaclock import Explanation
from samdrift.platform.actor import Actor
from samdrift.servicedesk import clock_terms, rules
from samdrift.servicedesk.models import Case, CaseClock
from samdrift.servicedesk.types import ClockInfo

OWNERS = ("user", "desk", "supplier")


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with its sum."""

    id: int
    info: ClockInfo
    told: Explanation
    agreement: str
    newer: int | None
    """A newer version of its calendar is in force; a running clock counts by the one it began with."""
    late: bool
    """Over its due time and still running, or stopped too late."""


def visible_clocks(actor: Actor, case: Case) -> QuerySet[CaseClock]:
    """The city sees all clocks of a case, a supplier its own, a user none."""
    rows = CaseClock.objects.filter(case=case).order_by("due_at", "pk")
    if rules.may_read_all(actor, case.municipality_id):
        return rows
    return rows.filter(supplier_id__in=actor.suppliers)


def clock_views(actor: Actor, case: Case, *, now: datetime) -> tuple[ClockView, ...]:
    """The clocks of one visible case that the actor may read, each with its sum; the users' first, then by due time."""
    rows = sorted(visible_clocks(actor, case), key=lambda clock: OWNERS.index(clock.owner))
    deals = {number: agreements.agreement(number) for number in {row.agreement_id for row in rows}}
    return tuple(_clock_view(clock, deals[clock.agreement_id], now) for clock in rows)


def _clock_view(clock: CaseClock, deal: AgreementInfo | None, now: datetime) -> ClockView:
    running_late = clock.stopped_at is None and clock.due_at is not None and clock.due_at < now
    return ClockView(
        id=clock.pk,
        info=clock_info(clock),
        told=clock_terms.explained(clock, as_of=clock.stopped_at or now),
        agreement=deal.name if deal is not None else "",
        newer=_newer_version(clock) if clock.stopped_at is None else None,
        late=running_late or clock.met is False,
    )


def _newer_version(clock: CaseClock) -> int | None:
    counted_by = clock_terms.calendar_in_force(clock)
    newest = agreements.newest_calendar(clock.municipality_id, str(counted_by.get("slug", "")))
    return int(newest["version"]) if newest is not None and newest["version"] != counted_by.get("version") else None


def clock_info(clock: CaseClock) -> ClockInfo:
    """The clock as a record that may leave this context."""
    return ClockInfo(
        case_id=clock.case_id,
        kind=clock.kind,  # type: ignore[arg-type]  # the column holds ClockKinds
        owner=clock.owner,  # type: ignore[arg-type]  # the column holds ClockOwners
        agreement_id=clock.agreement_id,
        priority=clock.priority,
        target_minutes=clock.target_minutes,
        started_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        met=clock.met,
    )
