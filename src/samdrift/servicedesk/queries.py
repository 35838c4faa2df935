# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The one way to read cases, always for an actor.

Three kinds of reader: the city's people who run things (everything of their city), a supplier's (what is handed to them,
never the city's internal words), and people at places (their own places' cases, customer-visible words alone).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import AgreementInfo, ServiceInfo
from samdrift.incidents import facade as incidents
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.parties.types import PersonInfo, PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible_to
from samdrift.servicedesk import rules
from samdrift.servicedesk.clock_views import ClockView, clock_views
from samdrift.servicedesk.holding import Turn, turns_of
from samdrift.servicedesk.models import Case, CaseEntry, CasePlace, CaseService, CaseWatcher
from samdrift.servicedesk.types import LIVE_STATES, CaseInfo, EntryInfo, State, Visibility


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Every case that is there for this actor."""
    if actor.system:
        return Case.objects.all()
    found = visible_to(actor, agreement="agreement_id")
    own = Q(pk__in=CasePlace.objects.filter(place_id__in=actor.places).values("case_id"))
    if actor.user_id is not None:
        own |= Q(reporter_id=actor.user_id)
        own |= Q(pk__in=CaseWatcher.objects.filter(user_id=actor.user_id).values("case_id"))
    return Case.objects.filter(found | (own & Q(municipality_id__in=actor.municipalities)))


def visible_entries(actor: Actor, case: Case) -> QuerySet[CaseEntry]:
    """The lines of one visible case that this actor may read, oldest first."""
    rows = CaseEntry.objects.filter(case=case).order_by("at", "pk")
    if rules.may_read_all(actor, case.municipality_id):
        return rows
    if case.supplier_id is not None and case.supplier_id in actor.suppliers:
        return rows.filter(Q(visibility="customer") | Q(visibility="supplier", supplier_id__in=actor.suppliers))
    mine = Q(only_place_id__isnull=True) | Q(only_place_id__in=actor.places) | Q(actor=actor.label)
    return rows.filter(mine, visibility="customer")


def case_for(actor: Actor, case_id: int) -> Case:
    """One case; NotFound where it is not there for the actor."""
    row = visible_cases(actor).filter(pk=case_id).first()
    if row is None:
        raise NotFound("there is no such case", where=f"case {case_id}")
    return row


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case as its page shows it to one actor; texts in that actor's language."""

    case: Case
    title: str
    description: str
    places: tuple[PlaceInfo, ...]
    services: tuple[ServiceInfo, ...]
    entries: tuple[CaseEntry, ...]
    clocks: tuple[ClockView, ...]
    turns: tuple[Turn, ...]
    """Who had it for how long; the city's people alone read it."""
    reporter: PersonInfo | None
    assignee: PersonInfo | None
    group_name: str
    supplier_name: str
    may_work: bool
    may_lead: bool
    """May hand over and judge the priority: the city's desk."""
    visibilities: tuple[Visibility, ...]
    next_states: tuple[State, ...]
    agreements: tuple[AgreementInfo, ...]


def case_detail(actor: Actor, case_id: int, *, now: datetime, language: str) -> CaseDetail:
    """Everything the page of one case shows; NotFound where it is not there for the actor."""
    case = case_for(actor, case_id)
    places = parties.places(CasePlace.objects.filter(case=case).values_list("place_id", flat=True))
    services = agreements.services(CaseService.objects.filter(case=case).values_list("service_id", flat=True))
    names = parties.people([i for i in (case.reporter_id, case.assignee_id) if i is not None])
    may_work = rules.may_work_on(actor, municipality_id=case.municipality_id, supplier_id=case.supplier_id)
    may_lead = rules.works_for_city(actor, case.municipality_id)
    may_see_people = may_work or case.municipality_id in actor.municipalities
    return CaseDetail(
        case=case,
        title=case.title_in(language),
        description=case.description_in(language),
        places=tuple(sorted(places.values(), key=lambda p: p.name)),
        services=tuple(sorted(services.values(), key=lambda s: s.slug)),
        entries=tuple(visible_entries(actor, case)),
        clocks=clock_views(actor, case, now=now),
        turns=tuple(turns_of(case, until=now)) if rules.may_read_all(actor, case.municipality_id) else (),
        reporter=names.get(case.reporter_id or 0) if may_see_people else None,
        assignee=names.get(case.assignee_id or 0) if may_see_people else None,
        group_name=_group_names([case]).get(case.group_id or 0, ""),
        supplier_name=_supplier_names([case]).get(case.supplier_id or 0, ""),
        may_work=may_work,
        may_lead=may_lead,
        visibilities=rules.visibilities_for(actor, municipality_id=case.municipality_id, supplier_id=case.supplier_id),
        next_states=_steps(case) if may_work else (),
        agreements=tuple(agreements.agreements_of(case.municipality_id)) if may_lead else (),
    )


def cases_of_my_places(actor: Actor, *, live: bool = True, limit: int = 50) -> list[Case]:
    """Cases a person at a place sees: their places', and those they reported or joined; the gravest first, then the newest."""
    rows = visible_cases(actor)
    if live:
        return list(rows.filter(state__in=LIVE_STATES).order_by("priority", "-opened_at", "-pk")[:limit])
    return list(rows.exclude(state__in=LIVE_STATES).order_by("-resolved_at", "-pk")[:limit])


def outages_among(cases: Iterable[Case]) -> bool:
    """Whether one of these cases is about an outage, and not about something nobody notices."""
    behind = (incidents.incident(case.incident_id) for case in cases if case.incident_id is not None)
    return any(incident is not None and incident.outage for incident in behind)


def latest_news(actor: Actor, cases: Iterable[Case]) -> dict[int, CaseEntry]:
    """The newest line of each of these visible cases that the actor may read."""
    found = ((case.pk, visible_entries(actor, case).last()) for case in cases)
    return {pk: entry for pk, entry in found if entry is not None}


def place_names_of(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of the places each of these visible cases hits."""
    pairs = list(CasePlace.objects.filter(case_id__in=list(case_ids)).values_list("case_id", "place_id"))
    names = parties.places(place_id for _, place_id in pairs)
    found: dict[int, list[str]] = {}
    for case_id, place_id in pairs:
        if place_id in names:
            found.setdefault(case_id, []).append(names[place_id].name)
    return {case_id: sorted(places) for case_id, places in found.items()}


def case_info(case: Case) -> CaseInfo:
    """The case as a record that may leave this context."""
    return case_infos([case])[0]


def case_infos(cases: Iterable[Case]) -> list[CaseInfo]:
    """Cases as records, their places fetched at once."""
    rows = list(cases)
    places: dict[int, list[int]] = {}
    pairs = CasePlace.objects.filter(case__in=rows).order_by("place_id").values_list("case_id", "place_id")
    for case_id, place_id in pairs:
        places.setdefault(case_id, []).append(place_id)
    return [
        CaseInfo(
            id=case.pk,
            number=case.number,
            municipality_id=case.municipality_id,
            supplier_id=case.supplier_id,
            agreement_id=case.agreement_id,
            incident_id=case.incident_id,
            kind=case.kind,  # type: ignore[arg-type]  # the column holds CaseKinds
            title=case.title,
            description=case.description,
            priority=case.priority,
            state=case.state,  # type: ignore[arg-type]  # the column holds States
            group_id=case.group_id,
            reporter_id=case.reporter_id,
            language=case.language,
            opened_at=case.opened_at,
            resolved_at=case.resolved_at,
            places=tuple(places.get(case.pk, ())),
        )
        for case in rows
    ]


def case_page(
    actor: Actor, *, after: int, limit: int, state: str = "all", place_id: int | None = None
) -> list[CaseInfo]:
    """Visible cases with an id above `after`, by id. `state`: live, solved (and closed) or all."""
    rows = visible_cases(actor).filter(pk__gt=after).order_by("pk")
    if state == "live":
        rows = rows.filter(state__in=LIVE_STATES)
    elif state == "solved":
        rows = rows.exclude(state__in=LIVE_STATES)
    if place_id is not None:
        rows = rows.filter(pk__in=CasePlace.objects.filter(place_id=place_id).values("case_id"))
    return case_infos(rows[:limit])


def entry_page(actor: Actor, case: Case, *, after: int, limit: int) -> list[EntryInfo]:
    """The lines of one visible case that the actor may read, with an id above `after`, by id."""
    rows = visible_entries(actor, case).filter(pk__gt=after).order_by("pk")
    return [entry_info(row) for row in rows[:limit]]


def entry_written(actor: Actor, case_id: int, *, entry_id: int | None, origin: str) -> CaseEntry | None:
    """What was just written, or written before under the same key."""
    rows = visible_entries(actor, case_for(actor, case_id))
    return (rows.filter(pk=entry_id) if entry_id is not None else rows.filter(origin=origin)).first()


def entry_info(row: CaseEntry) -> EntryInfo:
    """The entry as a record that may leave this context."""
    return EntryInfo(
        id=row.pk,
        case_id=row.case_id,
        kind=row.kind,  # type: ignore[arg-type]  # the column holds EntryKinds
        visibility=row.visibility,  # type: ignore[arg-type]  # the column holds Visibilities
        text=row.text,
        author=row.author,
        origin=row.origin,
        only_place_id=row.only_place_id,
        at=row.at,
    )


def _steps(case: Case) -> tuple[State, ...]:
    """Steps a person takes by button; handing over has its own form."""
    following = rules.NEXT_STATES[case.state]  # type: ignore[index]  # the column holds States
    return tuple(state for state in following if state != "with_supplier" or case.supplier_id is not None)


def _group_names(cases: Iterable[Case]) -> dict[int, str]:
    found = agreements.groups(c.group_id for c in cases if c.group_id is not None)
    return {group.id: group.name for group in found.values()}


def _supplier_names(cases: Iterable[Case]) -> dict[int, str]:
    return parties.supplier_names(c.supplier_id for c in cases if c.supplier_id is not None)
