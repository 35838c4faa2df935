# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cases for programs: read them and their timelines, report a fault, write to one."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from samdrift.engines.slaclock import ClockOwner, explanation_to_json
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import Actor
from samdrift.platform.rest import LARGEST_ID, After, Answer, Body, Id, IdQuery, Limit, Page, actor_of, page_of
from samdrift.servicedesk import commands, reports, rules
from samdrift.servicedesk.clock_views import ClockView, clock_views
from samdrift.servicedesk.holding import turns_of
from samdrift.servicedesk.queries import case_for, case_infos, case_page, entry_info, entry_page, entry_written
from samdrift.servicedesk.types import (
    CaseInfo,
    CaseKind,
    ClockKind,
    EntryInfo,
    EntryKind,
    HolderKind,
    State,
    Visibility,
)

router = Router()
Text = Annotated[str, Field(min_length=1, max_length=commands.LONGEST_MESSAGE)]
Key = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9._:-]*$")]
"""The program's own key: what is sent again with the same key counts once."""


class Case(Answer):
    """What is wrong, as people and the desk see it. `incident_id` set: opened by an incident. `supplier_id`: who has it now."""

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
    language: str
    opened_at: datetime
    resolved_at: datetime | None
    places: list[int]


class Entry(Answer):
    """One line of a timeline. `origin` names a partner's own entry; empty for what was written here."""

    id: int
    case_id: int
    kind: EntryKind
    visibility: Visibility
    text: str
    author: str
    origin: str
    at: datetime


class Clock(Answer):
    """One promise on a case. `owner`: the users' service level, the desk's operational level or the supplier's contract.
    `explanation` is all that gives its due time: open stretches with their sum, pauses and what they cost, changes, and
    the version of the calendar; times local with their offset, lengths in minutes.
    """

    id: int
    kind: ClockKind
    owner: ClockOwner
    agreement_id: int | None
    priority: int
    target_minutes: int
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    met: bool | None
    explanation: dict[str, Any]


class Hands(Answer):
    """One turn [begin, finish): who had the case, in whole minutes of real time; the minutes of all turns make the whole."""

    kind: HolderKind
    name: str
    begin: datetime
    finish: datetime
    minutes: int


class NewEntry(Body):
    """Something to write. Without `visibility` the usual one of the writer."""

    text: Text
    visibility: Visibility | None = None
    key: Key = ""


class NewReport(Body):
    """A sentence about what is wrong. `place_id` may be left out by who belongs to one place alone."""

    text: Text
    place_id: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None
    key: Key = ""


class ReportTaken(Answer):
    """The case a report became. `joined`: the outage was known, and the reporter now hears how it goes."""

    case_id: int
    number: str
    joined: bool


@router.get("/cases", response=Page[Case], summary="Cases")
def cases(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 50,
    state: Literal["live", "solved", "all"] = "all",
    place_id: IdQuery = None,
) -> Page[Case]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[CaseInfo]:
        return case_page(actor, after=after, limit=rows, state=state, place_id=place_id)

    return page_of(fetch, limit=limit, item=Case.model_validate)


@router.post("/cases", response={201: ReportTaken}, summary="Report a fault")
def report(request: HttpRequest, body: NewReport) -> tuple[int, ReportTaken]:
    told = reports.report_fault(
        text=body.text,
        actor=actor_of(request),
        at=utc_now(),
        place_id=body.place_id,
        origin=_origin(actor_of(request), body.key),
    )
    return 201, ReportTaken.model_validate(told)


@router.get("/cases/{case_id}", response=Case, summary="One case")
def case(request: HttpRequest, case_id: Id) -> Case:
    return Case.model_validate(case_infos([case_for(actor_of(request), case_id)])[0])


@router.get("/cases/{case_id}/clocks", response=list[Clock], summary="The clocks of a case, each with its sum")
def clocks(request: HttpRequest, case_id: Id) -> list[Clock]:
    actor = actor_of(request)
    return [_clock(view) for view in clock_views(actor, case_for(actor, case_id), now=utc_now())]


@router.get("/cases/{case_id}/hands", response=list[Hands], summary="Who had a case for how long")
def hands(request: HttpRequest, case_id: Id) -> list[Hands]:
    actor, now = actor_of(request), utc_now()
    found = case_for(actor, case_id)
    if not rules.may_read_all(actor, found.municipality_id):
        raise NotFound("who had the case is the city's to know", where=f"case {case_id}")
    return [Hands.model_validate(turn) for turn in turns_of(found, until=now)]


@router.get("/cases/{case_id}/entries", response=Page[Entry], summary="The timeline of a case")
def entries(request: HttpRequest, case_id: Id, after: After = 0, limit: Limit = 50) -> Page[Entry]:
    actor = actor_of(request)
    found = case_for(actor, case_id)

    def fetch(rows: int) -> list[EntryInfo]:
        return entry_page(actor, found, after=after, limit=rows)

    return page_of(fetch, limit=limit, item=Entry.model_validate)


@router.post("/cases/{case_id}/entries", response={201: Entry}, summary="Write to a case")
def write(request: HttpRequest, case_id: Id, body: NewEntry) -> tuple[int, Entry]:
    actor = actor_of(request)
    origin = _origin(actor, body.key)
    written = commands.add_entry(
        case_id=case_id, actor=actor, text=body.text, visibility=body.visibility, at=utc_now(), origin=origin
    )
    row = entry_written(actor, case_id, entry_id=written, origin=origin)
    if row is None:
        raise NotFound("what was written with this key is not for you", where="key")
    return 201, Entry.model_validate(entry_info(row))


def _clock(view: ClockView) -> Clock:
    told = asdict(view.info)
    del told["case_id"]
    return Clock(id=view.id, **told, explanation=explanation_to_json(view.told))


def _origin(actor: Actor, key: str) -> str:
    """Two people may use the same key."""
    return f"api:{actor.user_id}:{key}" if key else ""
