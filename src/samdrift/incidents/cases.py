# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The book of cases that is asked, once somebody gave one (incidents.facade.use_case_book)."""

from collections.abc import Collection, Mapping

from samdrift.incidents.ports import CaseBook
from samdrift.incidents.types import CaseRef
from samdrift.platform.actor import Actor


def _no_cases(actor: Actor, incident_ids: Collection[int]) -> Mapping[int, CaseRef]:  # noqa: ARG001
    return {}


_books: list[CaseBook] = [_no_cases]


def use_case_book(book: CaseBook) -> None:
    """Called once at start by the context that keeps cases."""
    _books[:] = [book]


def cases_of(actor: Actor, incident_ids: Collection[int]) -> Mapping[int, CaseRef]:
    """The case of each incident, where there is one the actor may see."""
    return _books[0](actor, incident_ids) if incident_ids else {}
