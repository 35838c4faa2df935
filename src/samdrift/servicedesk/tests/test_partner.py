# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the supplier's system tells: taken once, never sent back, and the user's clock unharmed."""

from datetime import timedelta

import pytest

from samdrift.kernel.errors import BadInput
from samdrift.parties.testing import BUILDER
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands, facade
from samdrift.servicedesk.models import Case, CaseClock, CaseEntry
from samdrift.servicedesk.testing import MONDAY_NINE


@pytest.fixture
def bridge(desk):
    with acting_as(BUILDER):
        yield desk


def comment(case, origin="j1", visible=True, minutes=5):
    at = MONDAY_NINE + timedelta(minutes=minutes)
    return facade.add_entry_from_partner(
        case_id=case.pk, origin=origin, visible=visible, text="On our way", author="NOC", at=at, actor=BUILDER
    )


def state(case, wanted, minutes=5):
    at = MONDAY_NINE + timedelta(minutes=minutes)
    return facade.set_state_from_partner(case_id=case.pk, state=wanted, at=at, actor=BUILDER)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_a_comment_is_taken_once_and_stops_the_response_clock(bridge):
    first = comment(bridge.handed)
    assert comment(bridge.handed) is None
    entry = CaseEntry.objects.get(pk=first)
    assert (entry.visibility, entry.author, entry.origin) == ("customer", "NOC", "j1")
    assert CaseClock.objects.get(case=bridge.handed, owner="supplier", kind="response").met is True


def test_the_fact_of_a_partners_entry_says_so(bridge):
    comment(bridge.handed)
    told = Fact.objects.filter(name="servicedesk.case.entry_added.v1").latest("pk")
    assert (told.payload["origin"], told.payload["visibility"]) == ("j1", "customer")


def test_a_work_note_reaches_the_desk_and_not_the_user(bridge, cast, as_):
    note = comment(bridge.handed, visible=False)
    assert CaseEntry.objects.get(pk=note).visibility == "supplier"
    assert CaseClock.objects.get(case=bridge.handed, owner="supplier", kind="response").stopped_at is None
    with as_(cast.requester):
        assert "On our way" not in [e.text for e in facade.entries_of(bridge.handed.pk)]


def test_the_same_key_on_two_cases_is_two_entries(bridge):
    commands.hand_over(case_id=bridge.own.pk, agreement_id=bridge.agreement.pk, actor=BUILDER, at=MONDAY_NINE)
    assert comment(bridge.handed) is not None
    assert comment(bridge.own) is not None


@pytest.mark.parametrize(("wanted", "becomes"), [("resolved", "resolved"), ("closed", "resolved")])
def test_the_partners_end_resolves_ours_and_never_closes_it(bridge, wanted, becomes):
    assert state(bridge.handed, wanted) is True
    assert state(bridge.handed, wanted) is False
    assert fresh(bridge.handed).state == becomes
    told = Fact.objects.filter(name="servicedesk.case.resolved.v1")
    assert [f.payload["origin"] for f in told] == ["partner"]


def test_work_begun_answers_the_response_clock_without_a_change_of_state(bridge):
    assert state(bridge.handed, "in_progress") is False
    assert CaseClock.objects.get(case=bridge.handed, owner="supplier", kind="response").met is True


def test_on_hold_at_the_partner_does_not_pause_the_users_clock(bridge):
    due = CaseClock.objects.get(case=bridge.handed, owner="user", kind="resolution").due_at
    state(bridge.handed, "on_hold")
    assert CaseClock.objects.get(case=bridge.handed, owner="user", kind="resolution").due_at == due


def test_a_ticket_taken_up_again_takes_up_the_case(bridge):
    state(bridge.handed, "resolved")
    assert state(bridge.handed, "in_progress", 10) is True
    assert fresh(bridge.handed).state == "with_supplier"


def test_a_cancelled_ticket_comes_back_to_the_desk_and_the_user_hears_it(bridge, cast):
    assert state(bridge.handed, "cancelled") is True
    row = fresh(bridge.handed)
    assert (row.supplier_id, row.agreement_id, row.state) == (None, bridge.in_house.pk, "open")
    last = CaseEntry.objects.filter(case=bridge.handed, visibility="customer").latest("pk")
    assert last.text_in("en") == f"{cast.supplier.name} has sent it back; we are looking for another way."
    assert state(bridge.handed, "cancelled") is False


def test_a_closed_case_stays_closed_whatever_the_partner_says(bridge):
    state(bridge.handed, "resolved")
    commands.change_state(case_id=bridge.handed.pk, state="closed", actor=BUILDER, at=MONDAY_NINE)
    assert state(bridge.handed, "in_progress") is False
    assert fresh(bridge.handed).state == "closed"


def test_a_state_the_bridge_cannot_read_changes_nothing(bridge):
    assert state(bridge.handed, "unknown") is False
    assert fresh(bridge.handed).state == "with_supplier"


def test_an_unknown_state_and_a_missing_key_are_refused(bridge):
    with pytest.raises(BadInput, match="not a state"):
        state(bridge.handed, "-100")
    with pytest.raises(BadInput, match="needs its key"):
        comment(bridge.handed, origin="")
