# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cases that follow incidents: opened, widened and ended by what the network tells, worded from the places it hits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import AgreementInfo, ServiceInfo
from samdrift.parties.types import MunicipalityInfo, PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.servicedesk import clocks, rules, words
from samdrift.servicedesk.beginning import city_of, create_case, largest_first
from samdrift.servicedesk.commands import entrust, move, reprioritise
from samdrift.servicedesk.events import OPENED, UPDATED
from samdrift.servicedesk.holding import note_holder
from samdrift.servicedesk.models import Case, CasePlace, CaseService, CaseWatcher
from samdrift.servicedesk.timeline import tell, write_own_words
from samdrift.servicedesk.types import Impact


@dataclass(frozen=True, slots=True)
class SeenIncident:
    """What an incident tells that a case needs. Ids of inventory, parties and agreements; times aware."""

    incident_id: int
    municipality_id: int
    kind: str
    outage: bool
    cause_label: str
    agreement_id: int | None
    fault_at: datetime
    places: tuple[int, ...]
    device_types: frozenset[str] = frozenset()
    whole_place: bool | None = None


def open_case_for_incident(*, seen: SeenIncident, actor: Actor, at: datetime) -> int:
    """The id of the incident's case, opened if there is none yet: idempotent on the incident.

    Worded from the places and services hit, handed at once to whom the agreement names; with no agreement the in-house
    desk keeps it.
    """
    with transaction.atomic():
        known = Case.objects.filter(incident_id=seen.incident_id).values_list("pk", flat=True).first()
        if known is not None:
            return known
        city = city_of(seen.municipality_id)
        places = largest_first(seen.places)
        deal = _who_solves(seen.agreement_id, city, at)
        try:
            with transaction.atomic():
                case = create_case(
                    city,
                    texts=_texts(seen, city, places),
                    priority=rules.priority_of(_impact(seen, places)),
                    incident_id=seen.incident_id,
                    deal=deal,
                    at=at,
                )
        except IntegrityError:
            return Case.objects.values_list("pk", flat=True).get(incident_id=seen.incident_id)
        _hit(case, places, seen)
        clocks.start_own_clocks(case, at=at)
        note_holder(case, at=at)
        tell(case, OPENED, actor=actor, at=at)
        technical(case, seen.cause_label, actor=actor, at=at)
        if deal is not None:
            entrust(case, deal.id, actor=actor, at=at, tell_users=False)
    return case.pk


def follow_incident(*, seen: SeenIncident, actor: Actor, at: datetime) -> bool:
    """The incident grew: its new places join the case, which may become more urgent, never less. False when nothing is new."""
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(incident_id=seen.incident_id).first()
        if case is None or not rules.is_live(case.state):
            return False
        known = set(CasePlace.objects.filter(case=case).values_list("place_id", flat=True))
        came = [place for place in largest_first(seen.places) if place.id not in known]
        if not came:
            return False
        _hit(case, came, seen)
        reword(case, seen, at=at)
        told = words.in_all_languages(lambda _language: words.more_places([p.name for p in came]))
        write_own_words(case, told, kind="system", visibility="customer", actor=actor, at=at)
        tell(case, UPDATED, actor=actor, at=at)
    return True


def reword(case: Case, seen: SeenIncident, *, at: datetime) -> None:
    """Title, description and urgency by all the places it hits by now; it may become more urgent, never less."""
    places = CasePlace.objects.filter(case=case).values_list("place_id", flat=True)
    everywhere = largest_first(places)
    case.texts = _texts(seen, city_of(case.municipality_id), everywhere)
    case.title = case.texts[case.language]["title"]
    case.description = case.texts[case.language]["description"]
    case.save(update_fields=["texts", "title", "description"])
    priority = rules.priority_of(_impact(seen, everywhere))
    if priority < case.priority:
        reprioritise(case, priority, at=at)


def incident_ended(*, incident_id: int, outage: bool, ended_at: datetime, actor: Actor, at: datetime) -> bool:
    """It works again: say so and resolve the case as of `ended_at`; ask those who reported it themselves. False when done."""
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(incident_id=incident_id).first()
        if case is None or not rules.is_live(case.state):
            return False
        zone = ZoneInfo(city_of(case.municipality_id).time_zone)
        ask = CaseWatcher.objects.filter(case=case).exists()
        told = words.in_all_languages(
            lambda language: words.network_is_back(at=ended_at, zone=zone, language=language, outage=outage, ask=ask)
        )
        write_own_words(case, told, kind="state", visibility="customer", actor=actor, at=at)
        move(case, "resolved", actor=actor, at=max(ended_at, case.opened_at), silent=True)
    return True


def _texts(seen: SeenIncident, city: MunicipalityInfo, places: list[PlaceInfo]) -> dict[str, dict[str, str]]:
    names = [place.name for place in places]
    services = _services(seen, places)
    part = seen.whole_place is False and seen.kind != "place"
    wireless = bool(seen.device_types) and seen.device_types <= {"wireless"}
    titles = words.in_all_languages(
        lambda _language: words.incident_title(
            seen.kind, outage=seen.outage, wireless=wireless, part=part, places=names
        )
    )
    bodies = words.in_all_languages(
        lambda language: words.incident_description(
            outage=seen.outage,
            services=[service.name_in(language) for service in services],
            people=0 if part or wireless else sum(place.people for place in places),
            places=names,
            fault_at=seen.fault_at,
            zone=ZoneInfo(city.time_zone),
            language=language,
        )
    )
    return {language: {"title": titles[language], "description": bodies[language]} for language in titles}


def _services(seen: SeenIncident, places: Iterable[PlaceInfo]) -> list[ServiceInfo]:
    return rules.services_hit(
        agreements.services_of(seen.municipality_id),
        outage=seen.outage,
        place_kinds=[place.kind for place in places],
        device_types=seen.device_types,
    )


def _hit(case: Case, places: Iterable[PlaceInfo], seen: SeenIncident) -> None:
    whose = {"municipality_id": case.municipality_id, "supplier_id": case.supplier_id}
    places = list(places)
    for place in places:
        CasePlace.objects.get_or_create(case=case, place_id=place.id, defaults=whose)
    for service in _services(seen, places):
        CaseService.objects.get_or_create(case=case, service_id=service.id, defaults=whose)


def technical(case: Case, cause: str, *, actor: Actor, at: datetime) -> None:
    """The cause in the network's own words, for the desk and the supplier."""
    told = words.in_all_languages(lambda _language: words.technical_cause(cause))
    write_own_words(case, told, kind="system", visibility="supplier", actor=actor, at=at)


def _impact(seen: SeenIncident, places: list[PlaceInfo]) -> Impact:
    return Impact(
        kind=seen.kind,
        outage=seen.outage,
        places=len(places),
        people=sum(place.people for place in places),
        place_kinds=frozenset(place.kind for place in places),
        device_types=seen.device_types,
        whole_place=seen.whole_place,
    )


def _who_solves(agreement_id: int | None, city: MunicipalityInfo, at: datetime) -> AgreementInfo | None:
    named = agreements.agreement(agreement_id) if agreement_id is not None else None
    return named or agreements.in_house_agreement(city.id, at.date())
