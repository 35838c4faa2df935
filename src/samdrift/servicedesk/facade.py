# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the later contexts ask of and tell to the service desk. Records only; answered in the caller's scope."""

from datetime import datetime

from samdrift.platform.scope import current_actor
from samdrift.servicedesk.asked import ask_for_work, work_is_done
from samdrift.servicedesk.clock_views import clock_info
from samdrift.servicedesk.models import CaseClock, CaseEntry, CasePlace, CaseService, CaseWatcher
from samdrift.servicedesk.partner import add_entry_from_partner, set_state_from_partner
from samdrift.servicedesk.queries import case_info, case_infos, entry_info, visible_cases, visible_entries
from samdrift.servicedesk.types import Audience, CaseInfo, ClockInfo, EntryInfo

__all__ = [
    "add_entry_from_partner",
    "ask_for_work",
    "audience_of",
    "case_words",
    "clocks_decided_between",
    "entries_of",
    "entry_words",
    "get_case",
    "get_entry",
    "my_cases",
    "services_of",
    "set_state_from_partner",
    "work_is_done",
]


def get_case(case_id: int) -> CaseInfo | None:
    """One case, or None where it is not there for the caller."""
    row = visible_cases(current_actor()).filter(pk=case_id).first()
    return case_info(row) if row is not None else None


def get_entry(entry_id: int) -> EntryInfo | None:
    """One entry the caller may read, or None."""
    row = CaseEntry.objects.select_related("case").filter(pk=entry_id).first()
    if row is None or not visible_cases(current_actor()).filter(pk=row.case_id).exists():
        return None
    return entry_info(row) if visible_entries(current_actor(), row.case).filter(pk=entry_id).exists() else None


def entries_of(case_id: int) -> list[EntryInfo]:
    """The timeline of a case as the caller may read it, oldest first; empty where the case is not there."""
    case = visible_cases(current_actor()).filter(pk=case_id).first()
    return [entry_info(row) for row in visible_entries(current_actor(), case)] if case is not None else []


def case_words(case_id: int, language: str) -> tuple[str, str]:
    """Title and description in a language (da, nb, en) where the desk worded them itself, else as written; empty if not there."""
    row = visible_cases(current_actor()).filter(pk=case_id).first()
    return (row.title_in(language), row.description_in(language)) if row is not None else ("", "")


def entry_words(entry_id: int, language: str) -> str:
    """An entry's text in a language where the desk worded it itself, else as written; empty if not there."""
    if get_entry(entry_id) is None:
        return ""
    return CaseEntry.objects.get(pk=entry_id).text_in(language)


def audience_of(case_id: int) -> Audience | None:
    """Whom a customer-visible change concerns: the places hit, the reporter and those who joined."""
    case = visible_cases(current_actor()).filter(pk=case_id).first()
    if case is None:
        return None
    people = set(CaseWatcher.objects.filter(case=case).values_list("user_id", flat=True))
    if case.reporter_id is not None:
        people.add(case.reporter_id)
    by_incident = case.incident_id is not None
    places = CasePlace.objects.filter(case=case).values_list("place_id", flat=True) if by_incident else ()
    return Audience(
        case_id=case.pk, municipality_id=case.municipality_id, places=frozenset(places), people=frozenset(people)
    )


def services_of(case_id: int) -> list[int]:
    """Ids of the services a case hits."""
    if not visible_cases(current_actor()).filter(pk=case_id).exists():
        return []
    return sorted(CaseService.objects.filter(case_id=case_id).values_list("service_id", flat=True))


def my_cases(*, limit: int = 50) -> list[CaseInfo]:
    """The live cases the caller sees, newest first: for the page of a place."""
    rows = visible_cases(current_actor()).filter(state__in=("new", "open", "waiting", "with_supplier"))
    return case_infos(rows.order_by("-opened_at", "-pk")[:limit])


def clocks_decided_between(
    municipality_id: int, start: datetime, end: datetime, *, agreement_id: int | None = None
) -> list[ClockInfo]:
    """Clocks stopped in [start, end), oldest first: for the month's report."""
    cases = visible_cases(current_actor()).filter(municipality_id=municipality_id)
    rows = CaseClock.objects.filter(case__in=cases, stopped_at__gte=start, stopped_at__lt=end)
    if agreement_id is not None:
        rows = rows.filter(agreement_id=agreement_id)
    return [clock_info(row) for row in rows.order_by("stopped_at", "pk")]
