# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A person says in one sentence what is wrong: a new case, or one more who waits for a known outage to end."""

from datetime import datetime

from django.db import transaction

from samdrift.agreements import facade as agreements
from samdrift.incidents import facade as incidents
from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.servicedesk import clocks, rules
from samdrift.servicedesk.beginning import city_of, create_case
from samdrift.servicedesk.commands import LONGEST_MESSAGE
from samdrift.servicedesk.events import OPENED
from samdrift.servicedesk.holding import note_holder
from samdrift.servicedesk.models import Case, CaseEntry, CasePlace, CaseWatcher
from samdrift.servicedesk.timeline import tell, write_entry
from samdrift.servicedesk.types import LIVE_STATES, Reported

REPORTED_PRIORITY = 3
"""One person is hit, until the desk knows better."""


def report_fault(*, text: str, actor: Actor, at: datetime, place_id: int | None = None, origin: str = "") -> Reported:
    """A person says in a sentence what is wrong. The place is theirs; with several they name it.

    Where a known outage hits that place they join its case and hear how it goes; else a new case goes to the in-house
    desk. `origin` is the form's own key: sent twice it counts once. BadInput names what is missing.
    """
    if actor.user_id is None:
        raise BadInput("only a person can report a fault", where="actor")
    text = text.replace("\x00", "").strip()
    if not text:
        raise BadInput("write in a sentence what is wrong", where="text")
    if len(text) > LONGEST_MESSAGE:
        raise BadInput(f"the text has {len(text)} characters; at most {LONGEST_MESSAGE} fit", where="text")
    with transaction.atomic():
        place = _where(actor, place_id)
        sent = _sent_before(origin, actor) if origin else None
        if sent is not None:
            return Reported(sent.pk, sent.number, joined=sent.reporter_id != actor.user_id)
        outage = _known_outage(place)
        case = _join(outage, place, actor.user_id) if outage is not None else _new_report(text, place, actor, at)
        write_entry(
            case,
            kind="message",
            visibility="customer",
            text=text,
            author=actor.name,
            actor=actor,
            at=at,
            origin=origin,
            only_place_id=place.id,
        )
    return Reported(case.pk, case.number, joined=outage is not None)


def _new_report(text: str, place: PlaceInfo, actor: Actor, at: datetime) -> Case:
    city = city_of(place.municipality_id)
    deal = agreements.in_house_agreement(city.id, at.date())
    case = create_case(
        city,
        texts={},
        title=rules.short_title(text),
        description=text,
        priority=REPORTED_PRIORITY,
        reporter_id=actor.user_id,
        deal=deal,
        at=at,
    )
    CasePlace.objects.create(municipality_id=city.id, case=case, place_id=place.id)
    clocks.start_own_clocks(case, at=at)
    note_holder(case, at=at)
    tell(case, OPENED, actor=actor, at=at)
    return case


def _join(case: Case, place: PlaceInfo, user_id: int) -> Case:
    CaseWatcher.objects.get_or_create(
        case=case,
        user_id=user_id,
        defaults={
            "municipality_id": case.municipality_id,
            "supplier_id": case.supplier_id,
            "place_id": place.id,
        },
    )
    return case


def _where(actor: Actor, place_id: int | None) -> PlaceInfo:
    if place_id is None:
        if len(actor.places) != 1:
            raise BadInput("tell which place it is about", where="place")
        place_id = next(iter(actor.places))
    allowed = place_id in actor.places
    found = parties.place(place_id)
    if found is None or not (allowed or rules.works_for_city(actor, found.municipality_id)):
        raise BadInput("there is no such place", where="place")
    return found


def _known_outage(place: PlaceInfo) -> Case | None:
    """The newest live case of an outage that hits this place; its row locked."""
    hit = CasePlace.objects.filter(place_id=place.id).values("case_id")
    rows = Case.objects.select_for_update().filter(pk__in=hit, incident_id__isnull=False, state__in=LIVE_STATES)
    for case in rows.order_by("-opened_at", "-pk"):
        behind = incidents.incident(case.incident_id or 0)
        if behind is not None and behind.outage:
            return case
    return None


def _sent_before(origin: str, actor: Actor) -> Case | None:
    entry = CaseEntry.objects.filter(origin=origin, actor=actor.label).select_related("case").first()
    return entry.case if entry is not None else None
