# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One sentence from a person: the right place, the right case, once."""

import pytest

from samdrift.kernel.errors import BadInput
from samdrift.parties.testing import BUILDER, make_person, make_place
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.servicedesk.models import Case, CaseClock, CaseEntry, CasePlace, CaseWatcher
from samdrift.servicedesk.testing import open_incident_case, report, seen_incident


@pytest.fixture
def an_outage(monkeypatch):
    behind = type("Behind", (), {"outage": True})
    monkeypatch.setattr("samdrift.servicedesk.reports.incidents.incident", lambda _id: behind)


def test_a_report_becomes_a_case_at_the_in_house_desk_with_its_clock(desk, cast):
    with acting_as(BUILDER):
        case = Case.objects.get(pk=desk.own.pk)
        assert (case.title, case.priority, case.state) == ("The printer in the office is dead", 3, "new")
        assert (case.reporter_id, case.group_id) == (cast.requester.pk, desk.in_house.group_id)
        assert [p.place_id for p in CasePlace.objects.filter(case=case)] == [cast.place.pk]
        assert CaseClock.objects.filter(case=case).count() == 2


def test_a_report_during_a_known_outage_joins_it(desk, cast, an_outage):
    told = report(cast.requester, "No internet")
    assert (told.case_id, told.joined, told.number) == (desk.handed.pk, True, desk.handed.number)
    with acting_as(BUILDER):
        assert Case.objects.count() == 2
        assert [w.user_id for w in CaseWatcher.objects.filter(case=desk.handed)] == [cast.requester.pk]
        entry = CaseEntry.objects.get(case=desk.handed, text="No internet")
        assert (entry.visibility, entry.only_place_id, entry.supplier_id) == (
            "customer",
            cast.place.pk,
            cast.supplier.pk,
        )


def test_a_report_while_only_a_spare_is_lost_is_a_case_of_its_own(cast):
    quiet = open_incident_case(seen_incident(cast.city, cast.place, kind="redundancy", outage=False))
    told = report(cast.requester)
    assert told.case_id != quiet.pk
    assert told.joined is False


def test_two_reports_by_one_person_make_one_watcher(desk, cast, an_outage):
    report(cast.requester, "No internet")
    report(cast.requester, "Still none")
    with acting_as(BUILDER):
        assert CaseWatcher.objects.filter(case=desk.handed).count() == 1
        assert CaseEntry.objects.filter(case=desk.handed, kind="message").count() == 2


def test_a_solved_outage_is_not_joined(desk, cast, an_outage):
    with acting_as(BUILDER):
        Case.objects.filter(pk=desk.handed.pk).update(state="resolved")
    assert report(cast.requester).joined is False


def test_the_same_form_sent_twice_is_one_case(cast):
    first = report(cast.requester, "My screen is dark", origin="form:abc")
    again = report(cast.requester, "My screen is dark", origin="form:abc")
    assert again == first
    with acting_as(BUILDER):
        assert Case.objects.count() == 1
        assert Fact.objects.filter(name="servicedesk.case.opened.v1").count() == 1


def test_a_person_at_two_places_names_the_one(cast):
    from samdrift.parties.models import RoleAssignment

    second = make_place(cast.city)
    RoleAssignment.objects.create(
        user=cast.requester, role="requester", municipality=cast.city, place=second, granted_by="test"
    )
    with pytest.raises(BadInput, match="which place"):
        report(cast.requester)
    assert report(cast.requester, place_id=second.pk).joined is False


@pytest.mark.parametrize("who", ["stranger", "requester", "mate"])
def test_nobody_reports_for_a_place_that_is_not_theirs(cast, who):
    elsewhere = make_place(cast.city)
    with pytest.raises(BadInput, match="no such place"):
        report(getattr(cast, who), place_id=elsewhere.pk)


def test_an_agent_reports_for_any_place_of_the_city(cast):
    assert report(cast.owner, "They called", place_id=cast.place.pk).joined is False


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 20_001])
def test_an_empty_or_endless_report_is_refused(cast, text):
    with pytest.raises(BadInput):
        report(cast.requester, text)


def test_a_neighbour_at_another_place_does_not_join(desk, cast, an_outage):
    other = make_person(["requester"], city=cast.city, place=make_place(cast.city))
    assert report(other).joined is False
