# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The one way to read the bridge, always for an actor: the city's people who run things, and the supplier concerned."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible
from samdrift.ticketbridge import rules
from samdrift.ticketbridge.models import Connection, ConnectionHealth, LinkedTicket, Send
from samdrift.ticketbridge.types import ConnectionInfo, TicketInfo, TicketState


def connections(actor: Actor, *, now: datetime) -> list[ConnectionInfo]:
    """The connections this actor may know of, by supplier."""
    rows = list(visible(Connection.objects.filter(active=True), actor))
    return sorted(_infos(rows, now).values(), key=lambda info: (info.supplier_name, info.id))


def tickets_of_case(actor: Actor, case_id: int, *, now: datetime) -> list[TicketInfo]:
    """The tickets of one case at suppliers, the newest first; none where the case or they are not there for the actor."""
    return _tickets(visible(LinkedTicket.objects.filter(case_id=case_id), actor).order_by("-linked_at", "-pk"), now)


def held_up(actor: Actor, *, now: datetime, limit: int = 100) -> list[TicketInfo]:
    """The tickets something is wrong with, in the order they were linked."""
    rows = visible(LinkedTicket.objects.exclude(problem="", read_problem=""), actor)
    return _tickets(rows.order_by("linked_at", "pk")[:limit], now)


def ticket_page(actor: Actor, *, after: int, limit: int, case_id: int | None, now: datetime) -> list[TicketInfo]:
    """Linked tickets by id, for programs."""
    rows = visible(LinkedTicket.objects.filter(pk__gt=after), actor)
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    return _tickets(rows.order_by("pk")[:limit], now)


def _infos(rows: Iterable[Connection], now: datetime) -> dict[int, ConnectionInfo]:
    found = {row.pk: row for row in rows}
    healths = {row.connection_id: row for row in ConnectionHealth.objects.filter(connection_id__in=found)}
    waiting = Send.objects.filter(ticket__connection_id__in=found, done_at__isnull=True).values("ticket__connection_id")
    counts = {
        row["ticket__connection_id"]: (row["number"], row["oldest"])
        for row in waiting.annotate(number=Count("pk"), oldest=Min("queued_at")).order_by()
    }
    names = parties.supplier_names([row.supplier_id or 0 for row in found.values()])
    infos = {}
    for pk, row in found.items():
        health, (number, oldest) = healths.get(pk), counts.get(pk, (0, None))
        infos[pk] = ConnectionInfo(
            id=pk,
            municipality_id=row.municipality_id,
            supplier_id=row.supplier_id or 0,
            supplier_name=names.get(row.supplier_id or 0, ""),
            kind=row.kind,  # type: ignore[arg-type]  # the column holds Kinds
            base_url=row.base_url,
            health=rules.health_of(
                now=now,
                last_ok_at=health.last_ok_at if health else None,
                failing=bool(health and health.failing_since),
                oldest_waiting_at=oldest,
                created_at=row.created_at,
            ),
            error=health.error if health else "",
            last_ok_at=health.last_ok_at if health else None,
            failing_since=health.failing_since if health else None,
            waiting=number,
            oldest_waiting_at=oldest,
        )
    return infos


def _tickets(rows: QuerySet[LinkedTicket], now: datetime) -> list[TicketInfo]:
    tickets = list(rows.select_related("connection"))
    infos = _infos({ticket.connection_id: ticket.connection for ticket in tickets}.values(), now)
    waiting = Send.objects.filter(ticket__in=[ticket.pk for ticket in tickets], done_at__isnull=True).values(
        "ticket_id"
    )
    counts = {
        row["ticket_id"]: (row["number"], row["oldest"])
        for row in waiting.annotate(number=Count("pk"), oldest=Min("queued_at")).order_by()
    }
    return [_ticket(ticket, infos[ticket.connection_id], *counts.get(ticket.pk, (0, None))) for ticket in tickets]


def _ticket(ticket: LinkedTicket, info: ConnectionInfo, waiting: int, oldest: datetime | None) -> TicketInfo:
    state: TicketState | None = ticket.state or None  # type: ignore[assignment]  # the column holds TicketStates
    return TicketInfo(
        id=ticket.pk,
        case_id=ticket.case_id,
        connection_id=ticket.connection_id,
        supplier_id=info.supplier_id,
        supplier_name=info.supplier_name,
        number=ticket.number,
        state=state,
        given_back=ticket.given_back,
        problem=ticket.problem or ticket.read_problem,
        waiting=waiting,
        oldest_waiting_at=oldest,
        health=info.health,
        connection_error=info.error,
        last_ok_at=info.last_ok_at,
    )
