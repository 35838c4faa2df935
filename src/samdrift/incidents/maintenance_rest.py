# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work, for programs: a change calendar plans it here, and ends it when the change is closed."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from samdrift.incidents import maintenance
from samdrift.incidents.maintenance_queries import When, silent_by, window_for, window_page
from samdrift.incidents.maintenance_types import ScopeKind, WindowDraft, WindowInfo
from samdrift.kernel.clock import utc_now
from samdrift.platform.rest import LARGEST_ID, After, Answer, Body, Id, Limit, Moment, Page, actor_of, found, page_of

router = Router()


class Window(Answer):
    """Agreed work. `supplier_id` with `by_supplier`: about that supplier's devices alone. `silent`: not announced at the places."""

    id: int
    municipality_id: int
    supplier_id: int | None
    by_supplier: bool
    scope_kind: str
    scope_id: int
    scope_label: str
    place_ids: list[int]
    starts_at: datetime
    ends_at: datetime
    grace_minutes: int
    reason: str
    reference: str
    silent: bool
    planned_by: str
    planned_at: datetime
    cancelled_at: datetime | None


class SilentByWork(Answer):
    """A device that fell silent by it. `until` null: still; `incident_id`: it did not come back in time."""

    device_id: int
    device_name: str
    place_id: int | None
    since: datetime
    until: datetime | None
    incident_id: int | None


class NewWindow(Body):
    """What to plan. `grace_minutes`: how long things may take to start again after the end."""

    scope_kind: ScopeKind
    scope_id: int = Field(ge=1, le=LARGEST_ID)
    starts_at: Moment
    ends_at: Moment
    reason: str = Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")
    reference: str = Field(default="", max_length=80, pattern=r"^[^\x00]*$")
    silent: bool = False
    grace_minutes: int = Field(default=10, ge=0, le=240)


class NewEnd(Body):
    """A later end."""

    ends_at: Moment


@router.get("/maintenance", response=Page[Window], summary="Agreed work")
def windows(request: HttpRequest, after: After = 0, limit: Limit = 50, when: When = "current") -> Page[Window]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[WindowInfo]:
        return window_page(actor, now=utc_now(), when=when, after=after, limit=rows)

    return page_of(fetch, limit=limit, item=Window.model_validate)


@router.post("/maintenance", response={201: Window}, summary="Plan work")
def plan(request: HttpRequest, body: NewWindow) -> tuple[int, Window]:
    draft = WindowDraft(**body.model_dump())
    return 201, Window.model_validate(maintenance.plan_window(draft=draft, actor=actor_of(request), at=utc_now()))


@router.get("/maintenance/{window_id}", response=Window, summary="One piece of agreed work")
def window(request: HttpRequest, window_id: Id) -> Window:
    return Window.model_validate(found(window_for(actor_of(request), window_id)))


@router.get("/maintenance/{window_id}/silent", response=list[SilentByWork], summary="What fell silent by it")
def silent(request: HttpRequest, window_id: Id) -> list[SilentByWork]:
    actor = actor_of(request)
    found(window_for(actor, window_id))
    return [SilentByWork.model_validate(one) for one in silent_by(actor, window_id)]


@router.post("/maintenance/{window_id}/prolong", response=Window, summary="Give it a later end")
def prolong(request: HttpRequest, window_id: Id, body: NewEnd) -> Window:
    return Window.model_validate(
        maintenance.extend_window(window_id=window_id, ends_at=body.ends_at, actor=actor_of(request), at=utc_now())
    )


@router.post("/maintenance/{window_id}/end", response=Window, summary="End it now, or call it off")
def end(request: HttpRequest, window_id: Id) -> Window:
    actor = actor_of(request)
    maintenance.end_window(window_id=window_id, actor=actor, at=utc_now())
    return Window.model_validate(found(window_for(actor, window_id)))
