# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Connections to suppliers' systems and the tickets linked over them, for programs."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router

from samdrift.kernel.clock import utc_now
from samdrift.platform.rest import After, Answer, IdQuery, Limit, Page, actor_of, page_of
from samdrift.ticketbridge import queries
from samdrift.ticketbridge.types import TicketInfo

router = Router()


class Connection(Answer):
    """A connection to one supplier's ticket system. `error` says in words what is wrong; `waiting` counts unsent changes."""

    id: int
    municipality_id: int
    supplier_id: int
    kind: str
    base_url: str
    health: str
    error: str
    last_ok_at: datetime | None
    failing_since: datetime | None
    waiting: int
    oldest_waiting_at: datetime | None


class Ticket(Answer):
    """A case's ticket at a supplier. `number` is the supplier's, empty until it is known; `problem` says why it waits."""

    id: int
    case_id: int
    connection_id: int
    supplier_id: int
    number: str
    state: str | None
    given_back: bool
    problem: str
    waiting: int
    oldest_waiting_at: datetime | None


@router.get("/supplier-connections", response=list[Connection], summary="Connections to suppliers' ticket systems")
def connections(request: HttpRequest) -> list[Connection]:
    return [Connection.model_validate(info) for info in queries.connections(actor_of(request), now=utc_now())]


@router.get("/supplier-tickets", response=Page[Ticket], summary="Tickets at suppliers")
def tickets(request: HttpRequest, after: After = 0, limit: Limit = 50, case_id: IdQuery = None) -> Page[Ticket]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[TicketInfo]:
        return queries.ticket_page(actor, after=after, limit=rows, case_id=case_id, now=utc_now())

    return page_of(fetch, limit=limit, item=Ticket.model_validate)
