# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What every context's REST door shares: closed bodies, strict values, paging by key, and problems (RFC 9457).

A context writes `rest.py` with `router = ninja.Router()`, paths without a trailing slash ("/devices", "/devices/{device_id}"),
answers built as `Answer` models, and lets errors of commands and queries fly: runtime.rest turns them into problems and
declares those in the OpenAPI, so that a route states only what it answers when all is well.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar, cast

from django.http import HttpRequest
from ninja import Path, Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import NOBODY, Actor

LARGEST_ID = 2**63 - 1
LARGEST_PAGE = 200
Item = TypeVar("Item")
Row = TypeVar("Row")


class Body(BaseModel):
    """Base of everything a program sends: unknown fields are refused, a string is no number (never `ninja.Schema`)."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """Base of everything we answer; fields may be added, never change their meaning. Times are UTC, RFC 3339."""

    model_config = ConfigDict(from_attributes=True)


class Fault(BaseModel):
    """One thing wrong with a request: where (`query.limit`, `body.title`) and what."""

    where: str
    what: str


class Problem(BaseModel):
    """RFC 9457. `detail` is a sentence for people; `remedy` says what to do; `faults` name fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    remedy: str = ""
    faults: list[Fault] = []


class Page(Answer, Generic[Item]):
    """One page of a list, by id. `next` is what to send as `after` for the rest; null on the last page."""

    items: list[Item]
    next: int | None


def _whole_time(value: Any) -> Any:
    """Text alone is a time: pydantic would also take a number of seconds, which nobody means."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or "T" not in value.upper():
        raise ValueError("write a date and time with its zone, as in 2026-11-21T09:30:00Z")
    return datetime.fromisoformat(value)


Moment = Annotated[AwareDatetime, BeforeValidator(_whole_time), Field(json_schema_extra={"format": "date-time"})]
"""A time with its zone (RFC 3339), for bodies and queries."""
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
IdQuery = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
After = Annotated[int, Query(ge=0, le=LARGEST_ID, description="The id of the last row you have; 0 for the beginning.")]
Words = Annotated[str, Query(max_length=120, pattern=r"^[^\x00]*$")]
"""A short text in a query; NUL is no text to PostgreSQL."""
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Rows a page.")]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, by session or token."""
    return cast("Actor", getattr(request, "actor", NOBODY))


def page_of(fetch: Callable[[int], Sequence[Row]], *, limit: int, item: Callable[[Row], Item]) -> Page[Item]:
    """A page from a query that answers at most as many rows as it is told, by id; rows have an `id`.

    One row more than the page is fetched: that is how the last page is known.
    """
    rows = fetch(limit + 1)
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(items=[item(row) for row in shown], next=cast("Any", shown[-1]).id if more else None)


def found(row: Row | None) -> Row:
    """The row; a problem 404 where there is none, or none for this actor."""
    if row is None:
        raise NotFound("there is nothing here, or nothing for you")
    return row
