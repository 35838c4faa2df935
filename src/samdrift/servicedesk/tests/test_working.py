# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Answering, moving on, waiting, handing over: what each does to the state, the clocks and the facts."""

from datetime import timedelta

import pytest

from samdrift.kernel.errors import BadInput
from samdrift.parties.testing import BUILDER
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands, facade
from samdrift.servicedesk.models import Case, CaseClock, CaseEntry
from samdrift.servicedesk.testing import MONDAY_NINE


def after(minutes):
    return MONDAY_NINE + timedelta(minutes=minutes)


def say(case, user, as_, text="Hello", at=MONDAY_NINE, **more):
    with as_(user) as actor:
        return commands.add_entry(case_id=case.pk, actor=actor, text=text, at=at, **more)


def step(case, user, as_, state, at=MONDAY_NINE, message=""):
    with as_(user) as actor:
        return commands.change_state(case_id=case.pk, state=state, actor=actor, at=at, message=message)


def now(case):
    with acting_as(BUILDER):
        return Case.objects.get(pk=case.pk)


def clock(case, kind, agreement=None):
    with acting_as(BUILDER):
        rows = CaseClock.objects.filter(case=case, kind=kind)
        return rows.get(agreement=agreement) if agreement else rows.get()


def facts(case, *names):
    with acting_as(BUILDER):
        rows = Fact.objects.filter(subject=f"case:{case.pk}").order_by("pk").values_list("name", flat=True)
        told = [name.removeprefix("servicedesk.case.").removesuffix(".v1") for name in rows]
    return [name for name in told if not names or name in names]


def test_the_first_answer_by_the_desk_stops_the_response_clock_and_no_later_one_moves_it(desk, cast, as_):
    say(desk.own, cast.owner, as_, at=after(10))
    say(desk.own, cast.owner, as_, at=after(500))
    assert (clock(desk.own, "response").stopped_at, clock(desk.own, "response").met) == (after(10), True)
    assert now(desk.own).first_response_at == after(10)


def test_an_answer_after_the_target_breaks_it_and_exactly_at_the_target_keeps_it(desk, cast, as_):
    say(desk.handed, cast.mate, as_, at=after(15))
    assert clock(desk.handed, "response", desk.agreement).met is True
    say(desk.own, cast.owner, as_, at=after(240) + timedelta(seconds=1))
    assert clock(desk.own, "response").met is False


@pytest.mark.parametrize(("who", "visibility"), [("requester", None), ("owner", "internal")])
def test_a_users_own_words_and_internal_ones_answer_nobody(desk, cast, as_, who, visibility):
    say(desk.own, getattr(cast, who), as_, visibility=visibility)
    assert clock(desk.own, "response").stopped_at is None


def test_waiting_for_the_user_pauses_resolution_and_the_users_answer_ends_it(desk, cast, as_):
    step(desk.own, cast.owner, as_, "waiting", after(60), "Which printer?")
    assert clock(desk.own, "resolution").due_at is None
    say(desk.own, cast.requester, as_, at=after(100))
    assert now(desk.own).state == "open"
    assert clock(desk.own, "resolution").due_at == after(960 + 40)
    assert clock(desk.own, "response").stopped_at == after(60)


def test_waiting_without_a_question_is_refused(desk, cast, as_):
    with pytest.raises(BadInput, match="what the user must answer"):
        step(desk.own, cast.owner, as_, "waiting")


def test_handing_over_starts_the_suppliers_clock_and_never_pauses_the_users(desk, cast, as_):
    with as_(cast.owner) as actor:
        assert commands.hand_over(case_id=desk.own.pk, agreement_id=desk.agreement.pk, actor=actor, at=after(30))
        assert not commands.hand_over(case_id=desk.own.pk, agreement_id=desk.agreement.pk, actor=actor, at=after(31))
    assert clock(desk.own, "resolution", desk.in_house).due_at == after(960)
    assert clock(desk.own, "resolution", desk.agreement).due_at == after(30 + 960)
    assert (now(desk.own).state, now(desk.own).supplier_id) == ("with_supplier", cast.supplier.pk)
    assert facts(desk.own, "handed_over") == ["handed_over"]


def test_an_agreement_of_another_city_is_not_there(desk, cast, as_):
    from samdrift.agreements.testing import make_agreement

    foreign = make_agreement(cast.other_city)
    with as_(cast.owner) as actor, pytest.raises(BadInput, match="no such agreement"):
        commands.hand_over(case_id=desk.own.pk, agreement_id=foreign.pk, actor=actor, at=MONDAY_NINE)


def test_resolving_stops_both_clocks_tells_the_user_once_and_clears_the_due_time(desk, cast, as_):
    assert step(desk.own, cast.owner, as_, "resolved", after(90)) is True
    assert step(desk.own, cast.owner, as_, "resolved", after(95)) is False
    row = now(desk.own)
    assert (row.state, row.resolved_at, row.next_due_at) == ("resolved", after(90), None)
    assert clock(desk.own, "resolution").met is True
    assert facts(desk.own, "resolved") == ["resolved"]
    with acting_as(BUILDER):
        told = CaseEntry.objects.filter(case=desk.own, kind="state", visibility="customer")
        assert [e.text_in("en") for e in told] == ["We believe this is solved. Write here if it is not."]


def test_a_word_with_the_step_is_the_only_thing_the_user_reads_of_it(desk, cast, as_):
    step(desk.own, cast.owner, as_, "resolved", message="New toner is in.")
    with acting_as(BUILDER):
        told = CaseEntry.objects.filter(case=desk.own, visibility="customer").order_by("pk")
        assert [e.text for e in told][1:] == ["New toner is in."]


def test_a_user_who_writes_on_a_resolved_case_opens_it_and_the_rest_did_not_count(desk, cast, as_):
    step(desk.own, cast.owner, as_, "resolved", after(100))
    say(desk.own, cast.requester, as_, "Still dead", at=after(400))
    row = now(desk.own)
    assert (row.state, row.resolved_at) == ("open", None)
    assert clock(desk.own, "resolution").due_at == after(960 + 300)
    assert clock(desk.own, "resolution").met is None


def test_a_user_who_writes_on_a_suppliers_resolved_case_brings_it_back_to_the_supplier(desk, cast, as_):
    step(desk.handed, cast.mate, as_, "resolved", after(5))
    say(desk.handed, cast.requester, as_, "No", at=after(6))
    assert now(desk.handed).state == "with_supplier"


def test_a_closed_case_takes_no_further_step(desk, cast, as_):
    step(desk.own, cast.owner, as_, "resolved")
    step(desk.own, cast.owner, as_, "closed")
    with pytest.raises(BadInput, match="a case that is closed cannot become open"):
        step(desk.own, cast.owner, as_, "open")
    with as_(cast.owner) as actor, pytest.raises(BadInput, match="closed case cannot be handed over"):
        commands.hand_over(case_id=desk.own.pk, agreement_id=desk.agreement.pk, actor=actor, at=MONDAY_NINE)


def test_taking_a_new_case_opens_it_and_answers_the_response_clock(desk, cast, as_):
    with as_(cast.owner) as actor:
        assert commands.assign(case_id=desk.own.pk, assignee_id=cast.owner.pk, actor=actor, at=after(3))
        assert not commands.assign(case_id=desk.own.pk, assignee_id=cast.owner.pk, actor=actor, at=after(4))
    assert (now(desk.own).state, now(desk.own).assignee_id) == ("open", cast.owner.pk)
    assert clock(desk.own, "response").stopped_at == after(3)


def test_a_higher_priority_keeps_start_and_pauses(desk, cast, as_):
    step(desk.own, cast.owner, as_, "waiting", after(10), "Which?")
    say(desk.own, cast.requester, as_, at=after(30))
    with as_(cast.owner) as actor:
        commands.set_priority(case_id=desk.own.pk, priority=1, actor=actor, at=after(31))
    assert clock(desk.own, "resolution").due_at == after(120 + 20)


def test_only_the_city_judges_the_priority(desk, cast, as_):
    from samdrift.kernel.errors import NotFound

    with as_(cast.mate) as actor, pytest.raises(NotFound):
        commands.set_priority(case_id=desk.handed.pk, priority=4, actor=actor, at=MONDAY_NINE)


def test_the_same_form_sent_twice_writes_once(desk, cast, as_):
    assert say(desk.own, cast.owner, as_, origin="form:1") is not None
    assert say(desk.own, cast.owner, as_, origin="form:1") is None
    assert facts(desk.own, "entry_added") == ["entry_added", "entry_added"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_empty_and_endless_words_are_refused(desk, cast, as_, text):
    with pytest.raises(BadInput):
        say(desk.own, cast.owner, as_, text)


def test_facts_carry_no_words(desk, cast, as_):
    say(desk.own, cast.owner, as_, "a very particular sentence")
    with acting_as(BUILDER):
        assert not any("particular" in str(payload) for payload in Fact.objects.values_list("payload", flat=True))


def test_a_case_without_targets_can_be_worked_on_all_the_same(cast, as_):
    from samdrift.servicedesk.testing import open_incident_case, seen_incident

    case = open_incident_case(seen_incident(cast.city, cast.place))
    say(case, cast.owner, as_)
    step(case, cast.owner, as_, "resolved")
    assert now(case).state == "resolved"
    with as_(cast.owner):
        assert facade.get_case(case.pk).resolved_at == MONDAY_NINE
