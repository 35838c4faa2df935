# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Three promises on one case: each begins, waits and changes by its own rules, and tells how its due time comes about."""

from datetime import timedelta

import pytest

from samdrift.agreements.models import Agreement, ServiceLevel
from samdrift.agreements.testing import make_agreement
from samdrift.parties.testing import BUILDER
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import clock_terms, commands
from samdrift.servicedesk.clock_views import clock_views
from samdrift.servicedesk.holding import minutes_of, turns_of
from samdrift.servicedesk.models import Case, CaseClock
from samdrift.servicedesk.testing import MONDAY_NINE, report

TARGET = 960
"""Minutes to resolve what one person reported, priority 3."""


def after(minutes):
    return MONDAY_NINE + timedelta(minutes=minutes)


@pytest.fixture
def level(cast):
    """The desk promises the municipality too."""
    return make_agreement(cast.city, promise="desk")


@pytest.fixture
def case(desk, level, cast):
    with acting_as(BUILDER):
        return Case.objects.get(pk=report(cast.requester, "The phone is dead").case_id)


def clock(case, owner, kind="resolution", agreement=None):
    with acting_as(BUILDER):
        rows = CaseClock.objects.filter(case=case, kind=kind, owner=owner)
        return rows.get(agreement=agreement) if agreement else rows.get()


def hand_over(case, agreement, user, as_, at):
    with as_(user) as actor:
        commands.hand_over(case_id=case.pk, agreement_id=agreement.pk, actor=actor, at=at)


def step(case, user, as_, state, at, message=""):
    with as_(user) as actor:
        commands.change_state(case_id=case.pk, state=state, actor=actor, at=at, message=message)


def due_in_minutes(case, owner, **more):
    due = clock(case, owner, **more).due_at
    return None if due is None else (due - MONDAY_NINE) / timedelta(minutes=1)


def test_the_suppliers_work_stops_the_desks_clock_and_not_the_users(case, desk, cast, as_):
    hand_over(case, desk.agreement, cast.owner, as_, after(60))
    assert due_in_minutes(case, "user") == TARGET
    assert due_in_minutes(case, "desk") is None
    assert due_in_minutes(case, "supplier") == 60 + TARGET
    step(case, cast.owner, as_, "open", after(100))
    assert due_in_minutes(case, "desk") == TARGET + 40
    assert due_in_minutes(case, "supplier") is None


def test_waiting_for_the_user_stops_all_three(case, desk, cast, as_):
    hand_over(case, desk.agreement, cast.owner, as_, after(60))
    step(case, cast.mate, as_, "waiting", after(80), "Which phone?")
    assert [due_in_minutes(case, owner) for owner in ("user", "desk", "supplier")] == [None, None, None]


def test_an_agreement_may_say_that_the_users_clock_waits_for_the_supplier(case, desk, cast, as_):
    with acting_as(BUILDER):
        Agreement.objects.filter(pk=desk.in_house.pk).update(paused_by=["user", "supplier"])
    hand_over(case, desk.agreement, cast.owner, as_, after(60))
    assert due_in_minutes(case, "user") is None


def test_a_supplier_who_no_longer_has_the_case_runs_no_clock_and_the_next_has_its_own(case, desk, cast, as_):
    other = make_agreement(cast.city, cast.other_supplier)
    hand_over(case, desk.agreement, cast.owner, as_, after(10))
    hand_over(case, other, cast.owner, as_, after(30))
    assert due_in_minutes(case, "supplier", agreement=desk.agreement) is None
    assert due_in_minutes(case, "supplier", kind="response", agreement=desk.agreement) is None
    assert due_in_minutes(case, "supplier", agreement=other) == 30 + TARGET


def test_the_desks_answer_keeps_no_suppliers_promise(case, desk, cast, as_):
    hand_over(case, desk.agreement, cast.owner, as_, after(10))
    with as_(cast.owner) as actor:
        commands.add_entry(case_id=case.pk, actor=actor, text="We are on it", at=after(20))
    stopped = {owner: clock(case, owner, "response").stopped_at for owner in ("user", "desk", "supplier")}
    assert stopped == {"user": after(20), "desk": after(20), "supplier": None}


def test_a_priority_may_count_anew_from_the_change_and_the_history_says_so(case, desk, cast, as_):
    with acting_as(BUILDER):
        Agreement.objects.filter(pk=desk.in_house.pk).update(policies={"priority": "from_change"})
    with as_(cast.owner) as actor:
        commands.set_priority(case_id=case.pk, priority=1, actor=actor, at=after(30))
    assert due_in_minutes(case, "user") == 30 + 120
    assert due_in_minutes(case, "desk") == 120
    told = clock_terms.explained(clock(case, "user"))
    assert [(change.at, change.cause, change.policy) for change in told.changes] == [
        (after(30), "priority", "from_change")
    ]


def test_a_reopened_case_may_begin_anew(case, desk, cast, as_):
    with acting_as(BUILDER):
        Agreement.objects.filter(pk=desk.in_house.pk).update(policies={"reopened": "from_change"})
    step(case, cast.owner, as_, "resolved", after(100))
    step(case, cast.owner, as_, "open", after(500))
    assert due_in_minutes(case, "user") == 500 + TARGET
    assert due_in_minutes(case, "desk") == TARGET + 400


def test_two_working_days_are_counted_in_the_calendars_minutes(desk, cast):
    with acting_as(BUILDER):
        ServiceLevel.objects.filter(agreement=desk.in_house).update(resolution=2, resolution_unit="working_day")
        case = Case.objects.get(pk=report(cast.requester, "A new chair, please").case_id)
    row = clock(case, "user")
    # Monday 09:00 in an always open calendar: until the end of Wednesday.
    assert (row.target, row.unit, row.target_minutes) == (2, "working_day", 15 * 60 + 2 * 24 * 60)
    assert row.due_at == MONDAY_NINE + timedelta(hours=15, days=2)


def test_the_time_of_all_hands_is_the_whole_time(case, desk, cast, as_):
    step(case, cast.owner, as_, "waiting", MONDAY_NINE + timedelta(minutes=10, seconds=30), "Which phone?")
    with as_(cast.requester) as actor:
        commands.add_entry(case_id=case.pk, actor=actor, text="The black one", at=after(25))
    hand_over(case, desk.agreement, cast.owner, as_, MONDAY_NINE + timedelta(minutes=40, seconds=50))
    step(case, cast.mate, as_, "resolved", after(100))
    with acting_as(BUILDER):
        turns = turns_of(Case.objects.get(pk=case.pk), until=after(5000))
    sums = minutes_of(turns)
    assert [kind for kind, _name in sums] == ["desk", "user", "supplier"]
    assert list(sums.values()) == [25, 15, 60]
    assert sum(sums.values()) == 100


def test_the_city_reads_all_clocks_a_supplier_its_own_and_a_user_none(case, desk, cast, as_):
    hand_over(case, desk.agreement, cast.owner, as_, after(10))
    owners = {}
    for name in ("owner", "mate", "requester", "stranger"):
        with as_(getattr(cast, name)) as actor:
            owners[name] = [view.info.owner for view in clock_views(actor, case, now=after(20))]
    assert owners == {
        "owner": ["user", "user", "desk", "desk", "supplier", "supplier"],
        "mate": ["supplier", "supplier"],
        "requester": [],
        "stranger": [],
    }
