# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A case keeps the calendar it began with until somebody says otherwise, with a reason."""

from datetime import timedelta

import pytest

from samdrift.agreements.commands import publish_calendar
from samdrift.agreements.models import ServiceCalendar
from samdrift.agreements.testing import ALWAYS
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import BUILDER, actor_of, make_person
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import clock_terms
from samdrift.servicedesk.models import Case, CaseClock
from samdrift.servicedesk.redating import redate_case, redate_open_cases
from samdrift.servicedesk.testing import MONDAY_NINE

CLOSED_MONDAY = ALWAYS | {"mon": []}


@pytest.fixture
def changed(desk, cast):
    """Since an hour ago the in-house calendar is closed on Mondays."""
    manager = actor_of(make_person(["contract_manager"], city=cast.city))
    with acting_as(manager):
        calendar = ServiceCalendar.objects.get(pk=desk.in_house.service_hours_id)
        hours = {"tz": calendar.time_zone, "weekly": CLOSED_MONDAY, "closed": [], "overrides": {}}
        publish_calendar(
            calendar_id=calendar.pk, hours=hours, reason="Mondays off", redate=True, actor=manager, at=MONDAY_NINE
        )
    return calendar.slug


def resolution(case):
    with acting_as(BUILDER):
        return CaseClock.objects.get(case=case, kind="resolution", owner="user")


def again(case, user, as_, reason="Agreed with the school"):
    with as_(user) as actor:
        return redate_case(case_id=case.pk, reason=reason, actor=actor, at=MONDAY_NINE + timedelta(hours=1))


def test_a_case_keeps_its_version_until_it_is_counted_again(desk, cast, as_, changed):
    assert resolution(desk.own).due_at == MONDAY_NINE + timedelta(minutes=960)
    assert again(desk.own, cast.owner, as_) == 2
    row = resolution(desk.own)
    assert row.due_at == MONDAY_NINE + timedelta(hours=15, minutes=960)
    (told,) = clock_terms.explained(row).changes
    assert (told.cause, told.policy, told.reason) == ("calendar", "retroactive", "Agreed with the school")
    assert row.calendar["version"] == 1
    assert clock_terms.calendar_in_force(row)["version"] == 2
    with acting_as(BUILDER):
        assert Case.objects.get(pk=desk.own.pk).next_due_at == MONDAY_NINE + timedelta(hours=15, minutes=240)
    assert again(desk.own, cast.owner, as_) == 0


@pytest.mark.usefixtures("changed")
def test_it_takes_a_reason_and_the_citys_desk(desk, cast, as_):
    with pytest.raises(BadInput, match="say why"):
        again(desk.own, cast.owner, as_, reason=" ")
    for name in ("mate", "requester", "stranger"):
        with pytest.raises(NotFound):
            again(desk.handed, getattr(cast, name), as_)


def test_all_open_cases_follow_when_asked_and_only_once(desk, cast, as_, changed):
    with acting_as(BUILDER):
        assert Fact.objects.get(name="agreements.calendar.published.v1").payload["redate"] is True
        # Own and handed case: response and resolution of the users' level on each.
        assert redate_open_cases(cast.city.pk, slug=changed, reason="Mondays off", at=MONDAY_NINE) == 4
        assert redate_open_cases(cast.city.pk, slug=changed, reason="Mondays off", at=MONDAY_NINE) == 0
    assert resolution(desk.own).due_at == MONDAY_NINE + timedelta(hours=15, minutes=960)
    assert resolution(desk.own).changes[0]["reason"] == "Mondays off"


def test_clocks_that_stopped_are_left_as_they_were(desk, cast, as_, changed):
    with acting_as(BUILDER):
        CaseClock.objects.filter(case=desk.own).update(stopped_at=MONDAY_NINE, met=True)
        before = list(CaseClock.objects.filter(case=desk.own).order_by("pk").values())
    assert again(desk.own, cast.owner, as_) == 0
    with acting_as(BUILDER):
        assert list(CaseClock.objects.filter(case=desk.own).order_by("pk").values()) == before
