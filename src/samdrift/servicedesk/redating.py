# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Counts running clocks by a newer version of their calendar: one case, or all open ones after it was put in force.

Only when somebody asks, with a reason that stays with the clock. All open cases are counted in short transactions of some
hundred, so that nobody at the desk waits; what was counted already is left alone, so that an ended job goes on.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from samdrift.agreements import facade as agreements
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import Actor, system_actor
from samdrift.platform.facts import Told
from samdrift.platform.jobs import KeepTrying, blueprint, defer
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import clock_terms, rules
from samdrift.servicedesk.commands import locked_case, whole_case
from samdrift.servicedesk.events import UPDATED
from samdrift.servicedesk.models import Case, CaseClock
from samdrift.servicedesk.timeline import tell, write_entry
from samdrift.servicedesk.types import LIVE_STATES

JOB = "redate_cases"
AT_ONCE = 250
LONGEST_REASON = 500


def redate_case(*, case_id: int, reason: str, actor: Actor, at: datetime) -> int:
    """Count the running clocks of a case by the newest versions of their calendars; how many that changed.

    By the agreement's policy for `calendar`. BadInput without a reason; NotFound for whom does not lead the case.
    """
    reason = reason.replace("\x00", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(f"say why, in at most {LONGEST_REASON} characters", where="reason")
    with transaction.atomic():
        case = locked_case(case_id, actor)
        if not rules.works_for_city(actor, case.municipality_id):
            raise NotFound("there is no such case to count again", where=f"case {case_id}")
        with whole_case(case, actor):
            changed = _redate([case], at=at, reason=reason, newest=_Newest(case.municipality_id))
            if changed:
                write_entry(
                    case, kind="system", visibility="internal", text=reason, author=actor.name, actor=actor, at=at
                )
                tell(case, UPDATED, actor=actor, at=at)
    return changed


def follow_calendar(told: Told) -> None:
    """agreements.calendar.published: open cases follow it where that was asked for."""
    if told.payload.get("redate"):
        arguments = {"municipality_id": told.municipality_id, "slug": told.payload["slug"], "at": told.at.isoformat()}
        defer(JOB, lock=f"{JOB}/{told.municipality_id}", reason=str(told.payload.get("reason", "")), **arguments)


@blueprint.task(name=JOB, queue="history", retry=KeepTrying())
def redate_job(*, municipality_id: int, slug: str, reason: str, at: str) -> None:
    with acting_as(system_actor("worker")):
        redate_open_cases(municipality_id, slug=slug, reason=reason, at=datetime.fromisoformat(at))


def redate_open_cases(municipality_id: int, *, slug: str, reason: str, at: datetime) -> int:
    """All running clocks of a municipality that count by this calendar; how many were counted again.

    The caller's scope must reach all of them. Safe to run again: what counts by the newest version is left alone.
    """
    newest, last, changed = _Newest(municipality_id, only=slug), 0, 0
    while True:
        with transaction.atomic():
            rows = Case.objects.select_for_update().filter(
                municipality_id=municipality_id, pk__gt=last, state__in=LIVE_STATES
            )
            cases = list(rows.order_by("pk")[:AT_ONCE])
            changed += _redate(cases, at=at, reason=reason, newest=newest)
        if len(cases) < AT_ONCE:
            return changed
        last = cases[-1].pk


class _Newest:
    """The newest version of each calendar of a municipality (or of one alone), and each agreement's policy; asked once."""

    def __init__(self, municipality_id: int, only: str | None = None) -> None:
        self._municipality_id, self._only = municipality_id, only
        self._calendars: dict[str, dict[str, Any] | None] = {}
        self._policies: dict[int, Any] = {}

    def calendar(self, counted_by: dict[str, Any]) -> dict[str, Any] | None:
        """The version to count by instead; None where it is that already."""
        slug = str(counted_by.get("slug", ""))
        if self._only is not None and slug != self._only:
            return None
        if slug not in self._calendars:
            self._calendars[slug] = agreements.newest_calendar(self._municipality_id, slug)
        found = self._calendars[slug]
        return None if found is None or found["version"] == counted_by.get("version") else found

    def policy(self, agreement_id: int) -> Any:
        """What the agreement states for a changed calendar."""
        if agreement_id not in self._policies:
            self._policies[agreement_id] = agreements.clock_rules(agreement_id).policy("calendar")
        return self._policies[agreement_id]


def _redate(cases: Iterable[Case], *, at: datetime, reason: str, newest: _Newest) -> int:
    """The clocks of these cases, whose rows are locked."""
    ids = [case.pk for case in cases]
    changed = []
    for clock in CaseClock.objects.filter(case_id__in=ids, stopped_at__isnull=True):
        calendar = newest.calendar(clock_terms.calendar_in_force(clock))
        if calendar is None:
            continue
        terms = clock_terms.terms_in_force(clock) | {"calendar": calendar}
        policy = newest.policy(clock.agreement_id)
        told = clock_terms.change_to_json(at, "calendar", policy, terms=terms, reason=reason)
        clock.changes = [*clock.changes, told]
        clock.due_at, clock.target_minutes = clock_terms.counted(clock)
        changed.append(clock)
    if changed:
        _write(changed)
        _remember_next_due(sorted({clock.case_id for clock in changed}))
    return len(changed)


def _write(clocks: list[CaseClock]) -> None:
    """All of them by one statement: row by row a city's open cases would take minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE servicedesk_caseclock AS clock SET changes = new.changes, due_at = new.due_at,"
            " target_minutes = new.target_minutes"
            " FROM unnest(%s::bigint[], %s::jsonb[], %s::timestamptz[], %s::int[])"
            " AS new (id, changes, due_at, target_minutes) WHERE clock.id = new.id",
            [
                [clock.pk for clock in clocks],
                [json.dumps(clock.changes) for clock in clocks],
                [clock.due_at for clock in clocks],
                [clock.target_minutes for clock in clocks],
            ],
        )


def _remember_next_due(case_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE servicedesk_case AS here SET next_due_at = (SELECT min(clock.due_at) FROM servicedesk_caseclock AS clock"
            " WHERE clock.case_id = here.id AND clock.stopped_at IS NULL) WHERE here.id = ANY(%s)",
            [case_ids],
        )
