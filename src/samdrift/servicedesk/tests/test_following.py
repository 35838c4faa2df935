# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From incident to case: worded, clocked, routed; once each; grown and ended with the incident."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.parties.testing import BUILDER, make_place
from samdrift.platform.facts import Told, react, record_fact
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import facade, following, reactions
from samdrift.servicedesk.models import Case, CaseClock, CaseEntry, CasePlace, CaseService
from samdrift.servicedesk.testing import MONDAY_NINE, open_incident_case, report, seen_incident


@pytest.fixture
def school(cast):
    return make_place(cast.city, name="Nordskolen", people=640)


@pytest.fixture
def agreement(cast):
    services = (
        make_service(cast.city, "net-schools", place_kinds=("school",), device_types=("network",)),
        make_service(cast.city, "phones"),
    )
    return make_agreement(cast.city, cast.supplier, services=services)


@pytest.fixture
def system(db):
    with acting_as(BUILDER):
        yield


def told(seen, name="opened", **more):
    return Told(
        id=1,
        name=f"incidents.incident.{name}.v1",
        subject=f"incident:{seen.incident_id}",
        at=MONDAY_NINE,
        actor="system:watch",
        municipality_id=seen.municipality_id,
        supplier_id=None,
        payload={
            "incident_id": seen.incident_id,
            "kind": seen.kind,
            "cause_key": "place:1",
            "cause_label": seen.cause_label,
            "outage": seen.outage,
            "agreement_id": seen.agreement_id,
            "fault_at": MONDAY_NINE.isoformat(),
            "opened_at": MONDAY_NINE.isoformat(),
            "closed_at": None,
            "places": list(seen.places),
            "devices": [1, 2],
        }
        | more,
    )


def test_an_outage_becomes_a_case_in_words_for_people_in_three_languages(cast, school, agreement, system):
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement, kind="link"))
    assert case.number == "S-2026-000001"
    assert case.title == "Netværket på Nordskolen virker ikke"
    assert case.title_in("nb") == "Nettverket på Nordskolen virker ikke"
    assert case.title_in("en") == "The network at Nordskolen is not working"
    assert case.description_in("en") == (
        "We saw it ourselves at 09:00; nobody has to report it. About 640 people at 1 place are hit. "
        "What does not work: net-schools. We are working on it and write here as soon as we know more."
    )
    assert "acc5" not in case.description


def test_it_is_handed_to_the_supplier_the_agreement_names(cast, school, agreement, system):
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement))
    assert (case.state, case.supplier_id, case.group_id) == ("with_supplier", cast.supplier.pk, agreement.group_id)
    assert case.priority == 1
    names = list(Fact.objects.filter(subject=f"case:{case.pk}").order_by("id").values_list("name", "supplier_id"))
    assert names == [
        ("servicedesk.case.opened.v1", None),
        ("servicedesk.case.entry_added.v1", None),
        ("servicedesk.case.entry_added.v1", cast.supplier.pk),
        ("servicedesk.case.handed_over.v1", cast.supplier.pk),
    ]


def test_places_and_services_hit_stand_on_it_readable_by_the_supplier(cast, school, agreement, system):
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement))
    assert list(CasePlace.objects.filter(case=case).values_list("place_id", "supplier_id")) == [
        (school.pk, cast.supplier.pk)
    ]
    hit = CaseService.objects.filter(case=case).select_related("service")
    assert [(row.service.slug, row.supplier_id) for row in hit] == [("net-schools", cast.supplier.pk)]


def test_the_agreements_clocks_start(cast, school, agreement, system):
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement))
    clocks = {c.kind: c for c in CaseClock.objects.filter(case=case)}
    assert clocks["response"].due_at == MONDAY_NINE + timedelta(minutes=15)
    assert clocks["resolution"].due_at == MONDAY_NINE + timedelta(minutes=120)
    assert clocks["response"].calendar["tz"] == "Europe/Copenhagen"
    assert case.next_due_at == MONDAY_NINE + timedelta(minutes=15)


def test_without_an_agreement_the_in_house_desk_keeps_it(cast, school, system):
    own = make_agreement(cast.city)
    case = open_incident_case(seen_incident(cast.city, school))
    assert (case.state, case.supplier_id, case.group_id) == ("new", None, own.group_id)
    assert CaseClock.objects.filter(case=case).count() == 2


def test_with_no_agreement_at_all_there_is_still_a_case(cast, school, system):
    case = open_incident_case(seen_incident(cast.city, school))
    assert (case.state, case.group_id, case.next_due_at) == ("new", None, None)


def test_one_incident_makes_one_case_however_often_it_is_told(cast, school, agreement, system):
    seen = seen_incident(cast.city, school, agreement=agreement)
    for _ in range(2):
        reactions.open_case(told(seen))
    case = Case.objects.get(incident_id=seen.incident_id)
    assert Fact.objects.filter(subject=f"case:{case.pk}", name="servicedesk.case.opened.v1").count() == 1
    assert CaseClock.objects.filter(case=case).count() == 2
    assert CaseEntry.objects.filter(case=case).count() == 2


def test_new_places_join_and_may_raise_the_priority_once(cast, agreement, system):
    library = make_place(cast.city, name="Biblioteket", kind="library", people=20)
    home = make_place(cast.city, name="Plejehjemmet", kind="care_home", people=60)
    seen = seen_incident(cast.city, library, agreement=agreement, kind="link")
    case = open_incident_case(seen)
    assert case.priority == 2
    grown = told(seen, "changed", places=[library.pk, home.pk])
    reactions.follow_incident(grown)
    reactions.follow_incident(grown)
    case.refresh_from_db()
    assert case.priority == 1
    assert case.title == "Netværket på Plejehjemmet og Biblioteket virker ikke"
    told_users = CaseEntry.objects.filter(case=case, visibility="customer").values_list("text", flat=True)
    assert list(told_users) == ["Det rammer nu også Plejehjemmet."]
    resolution = CaseClock.objects.get(case=case, kind="resolution")
    assert resolution.due_at == MONDAY_NINE + timedelta(minutes=120)


def test_a_place_that_recovers_stays_on_the_case(cast, school, agreement, system):
    seen = seen_incident(cast.city, school, agreement=agreement)
    case = open_incident_case(seen)
    reactions.follow_incident(told(seen, "changed", places=[]))
    assert CasePlace.objects.filter(case=case).count() == 1


def test_when_the_incident_ends_users_hear_it_and_the_case_is_resolved_as_of_then(cast, school, agreement, system):
    seen = seen_incident(cast.city, school, agreement=agreement)
    case = open_incident_case(seen)
    ended = told(seen, "closed", closed_at="2026-02-02T08:47:00+00:00")
    reactions.incident_ended(ended)
    reactions.incident_ended(ended)
    case.refresh_from_db()
    assert (case.state, case.resolved_at) == ("resolved", datetime(2026, 2, 2, 8, 47, tzinfo=UTC))
    customer = [e.text for e in CaseEntry.objects.filter(case=case, visibility="customer")]
    assert customer == ["Det virker igen siden kl. 09.47."]
    judged = {c.kind: c.met for c in CaseClock.objects.filter(case=case)}
    assert judged == {"response": False, "resolution": True}
    assert Fact.objects.filter(subject=f"case:{case.pk}", name="servicedesk.case.resolved.v1").count() == 1


def test_those_who_reported_it_are_asked_whether_it_works(cast, agreement, monkeypatch):
    seen = seen_incident(cast.city, cast.place, agreement=agreement)
    case = open_incident_case(seen)
    behind = type("Behind", (), {"outage": True})
    monkeypatch.setattr("samdrift.servicedesk.reports.incidents.incident", lambda _id: behind)
    assert report(cast.requester).case_id == case.pk
    with acting_as(BUILDER):
        reactions.incident_ended(told(seen, "closed", closed_at="2026-02-02T08:47:00+00:00"))
        last = CaseEntry.objects.filter(case=case).latest("pk")
    assert last.text == "Det virker igen siden kl. 09.47. Skriv her, hvis det stadig ikke virker hos dig."


def test_when_a_part_of_a_place_is_hit_the_case_says_so(cast, school, agreement, system):
    seen = seen_incident(cast.city, school, agreement=agreement, kind="device", whole_place=False)
    case = open_incident_case(seen)
    assert (case.title_in("en"), case.priority) == ("A part of the network at Nordskolen is not working", 2)
    assert "640" not in case.description


def test_a_lost_access_point_is_a_matter_of_the_wireless_alone(cast, school, agreement, system):
    types = frozenset({"wireless"})
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement, kind="device", device_types=types))
    assert (case.title_in("en"), case.priority) == (
        "A part of the wireless network at Nordskolen is not working",
        3,
    )
    assert not CaseService.objects.filter(case=case).exists()


def test_the_reaction_looks_up_what_the_silent_devices_are(cast, school, agreement, system, monkeypatch):
    carriers = [(1, "network", school.pk), (2, "network", school.pk), (3, "network", school.pk)]
    monkeypatch.setattr("samdrift.servicedesk.reactions.inventory.carriers", lambda _city: carriers)
    seen = seen_incident(cast.city, school, agreement=agreement, kind="device")
    reactions.open_case(told(seen))
    assert Case.objects.get(incident_id=seen.incident_id).title_in("en").startswith("A part of the network")


def test_a_quiet_fault_is_worded_as_nothing_to_worry_about(cast, school, agreement, system):
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement, kind="redundancy", outage=False))
    assert case.priority == 2
    assert case.title_in("en") == "The spare connection at Nordskolen is lost; everything still works"
    assert case.description_in("en").endswith("You do not have to do anything.")
    assert not CaseService.objects.filter(case=case).exists()


def test_the_technical_cause_is_for_the_desk_and_the_supplier_alone(cast, school, agreement, system):
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement, cause="cable a - b"))
    entry = CaseEntry.objects.get(case=case, text__contains="cable a - b")
    assert (entry.visibility, entry.supplier_id) == ("supplier", cast.supplier.pk)


def test_the_audience_of_an_incident_is_its_places(cast, school, agreement, system):
    case = open_incident_case(seen_incident(cast.city, school, agreement=agreement))
    audience = facade.audience_of(case.pk)
    assert (audience.places, audience.people) == (frozenset({school.pk}), frozenset())


def test_two_cities_count_their_own_numbers(cast, system):
    first = open_incident_case(seen_incident(cast.city, cast.place))
    other = open_incident_case(seen_incident(cast.other_city, cast.other_place))
    second = open_incident_case(seen_incident(cast.city, cast.place))
    assert [c.number for c in (first, other, second)] == ["S-2026-000001", "S-2026-000001", "S-2026-000002"]


def test_the_number_takes_the_year_of_the_citys_own_clock(cast, system):
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    case = open_incident_case(seen_incident(cast.city, cast.place, at=new_year), at=new_year)
    assert case.number == "S-2027-000001"


def test_following_an_unknown_incident_does_nothing(cast, system):
    seen = seen_incident(cast.city, cast.place)
    assert following.follow_incident(seen=seen, actor=BUILDER, at=MONDAY_NINE) is False
    assert Case.objects.count() == 0


def test_a_fact_worked_off_twice_by_the_worker_makes_one_case_with_one_of_everything(cast, school, agreement, system):
    seen = seen_incident(cast.city, school, agreement=agreement)
    example = told(seen)
    with transaction.atomic():
        fact = record_fact(
            name=example.name,
            subject=example.subject,
            payload=example.payload,
            municipality_id=cast.city.pk,
            supplier_id=None,
            actor=BUILDER,
            at=MONDAY_NINE,
        )
    assert [react(fact.pk, "servicedesk.reactions.open_case") for _ in range(2)] == [True, False]
    case = Case.objects.get(incident_id=seen.incident_id)
    assert (case.state, CaseClock.objects.filter(case=case).count()) == ("with_supplier", 2)
    assert Fact.objects.filter(subject=f"case:{case.pk}").count() == 4


def test_another_cause_is_told_in_plain_words_and_words_the_case_anew(cast, school, agreement, system):
    seen = seen_incident(cast.city, school, incident_id=70, agreement=agreement, kind="link", outage=True)
    reactions.open_case(told(seen))
    renamed = seen_incident(cast.city, school, incident_id=70, agreement=agreement, kind="place", outage=True)
    fact = told(renamed, "renamed", former={"kind": "link", "cause_key": "link:7", "cause_label": "x", "outage": True})
    reactions.rename_case(fact)
    case = Case.objects.get()
    assert case.title_in("en") == "No power at Nordskolen, and so no network"
    said = CaseEntry.objects.get(case=case, visibility="customer", text__contains="strøm")
    assert said.texts["en"] == "At first it looked like a broken cable. Now we know more: it is missing power."
    assert said.texts["da"] == "Først lignede det et brudt kabel. Nu ved vi mere: det er manglende strøm."
    assert said.texts["nb"] == "Først så det ut som en brutt kabel. Nå vet vi mer: det er manglende strøm."
    assert said.kind == "system"


def test_a_quiet_fault_that_turns_out_to_hinder_people_is_told_as_news(cast, school, agreement, system):
    reactions.open_case(
        told(seen_incident(cast.city, school, incident_id=70, agreement=agreement, kind="agent", outage=False))
    )
    worse = told(
        seen_incident(cast.city, school, incident_id=70, agreement=agreement, kind="device", outage=True),
        "renamed",
        former={"kind": "agent", "cause_key": "device:7", "cause_label": "x", "outage": False},
    )
    reactions.rename_case(worse)
    assert CaseEntry.objects.filter(kind="message", visibility="customer").count() == 1


def test_two_cases_of_one_fault_become_one_and_the_other_leads_to_it(cast, school, agreement, system):
    other = make_place(cast.city, name="Sydskolen", people=100)
    reactions.open_case(told(seen_incident(cast.city, school, incident_id=71, agreement=agreement)))
    reactions.open_case(told(seen_incident(cast.city, other, incident_id=72, agreement=agreement)))
    merged = told(seen_incident(cast.city, other, incident_id=72, agreement=agreement), "merged", into=71)
    reactions.merge_cases(merged)
    reactions.merge_cases(merged)
    into, case = Case.objects.get(incident_id=71), Case.objects.get(incident_id=72)
    assert (case.state, into.state) == ("closed", "with_supplier")
    assert not CaseClock.objects.filter(case=case, stopped_at=None).exists()
    assert set(CasePlace.objects.filter(case=into).values_list("place__name", flat=True)) == {"Nordskolen", "Sydskolen"}
    told_once = CaseEntry.objects.get(case=case, text__contains=into.number)
    assert (told_once.visibility, "same fault as case" in told_once.texts["en"]) == ("customer", True)
    assert CaseEntry.objects.get(case=into, text__contains=case.number).visibility == "supplier"
    assert not Fact.objects.filter(name="servicedesk.case.resolved.v1").exists()
