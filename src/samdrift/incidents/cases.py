# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The books that are asked for cases and tickets, once somebody gave them (incidents.facade.use_case_book, use_ticket_book)."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from samdrift.incidents.ports import CaseBook, TicketBook
from samdrift.incidents.types import CaseRef
from samdrift.platform.actor import Actor


def _no_cases(actor: Actor, incident_ids: Collection[int]) -> Mapping[int, CaseRef]:  # noqa: ARG001
    return {}


def _no_tickets(actor: Actor, case_ids: Collection[int]) -> Mapping[int, str]:  # noqa: ARG001
    return {}


_books: list[CaseBook] = [_no_cases]
_ticket_books: list[TicketBook] = [_no_tickets]


def use_case_book(book: CaseBook) -> None:
    """Called once at start by the context that keeps cases."""
    _books[:] = [book]


def use_ticket_book(book: TicketBook) -> None:
    """Called once at start by the context that keeps tickets at suppliers."""
    _ticket_books[:] = [book]


def cases_of(actor: Actor, incident_ids: Collection[int]) -> Mapping[int, CaseRef]:
    """The case of each incident with its ticket, where there is one the actor may see."""
    if not incident_ids:
        return {}
    cases = _books[0](actor, incident_ids)
    tickets = _ticket_books[0](actor, [case.id for case in cases.values() if case.id])
    return {incident: replace(case, ticket=tickets.get(case.id, "")) for incident, case in cases.items()}
