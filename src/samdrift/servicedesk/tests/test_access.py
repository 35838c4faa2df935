# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who sees which case and which words: the stranger, the other supplier and the neighbour are always in the cast."""

import pytest
from django.db import connection

from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties.testing import BUILDER, make_person
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands, facade, queries
from samdrift.servicedesk.models import Case, CaseClock, CaseEntry, CasePlace
from samdrift.servicedesk.queue import QueueFilter, desk_counts, desk_queue
from samdrift.servicedesk.testing import MONDAY_NINE

OUTSIDE = ["stranger", "strange_engineer", "nobody"]
TABLES = ["case", "caseplace", "caseentry", "caseclock", "casewatcher", "caseservice"]


def write(case, user, text, visibility, as_):
    with as_(user) as actor:
        return commands.add_entry(case_id=case.pk, actor=actor, text=text, visibility=visibility, at=MONDAY_NINE)


@pytest.mark.parametrize("who", OUTSIDE)
def test_outsiders_see_no_case_anywhere(desk, cast, as_, who):
    with as_(getattr(cast, who)) as actor:
        assert list(queries.visible_cases(actor)) == []
        assert desk_queue(actor, QueueFilter(show="all"), now=MONDAY_NINE, language="en").rows == ()
        assert desk_counts(actor, now=MONDAY_NINE).live == 0
        assert facade.my_cases() == []
        for case in (desk.own, desk.handed):
            assert facade.get_case(case.pk) is None
            assert facade.entries_of(case.pk) == []
            assert facade.audience_of(case.pk) is None
            with pytest.raises(NotFound):
                queries.case_detail(actor, case.pk, now=MONDAY_NINE, language="en")


@pytest.mark.parametrize("who", [*OUTSIDE, "mate"])
def test_raw_sql_shows_outsiders_nothing_and_the_supplier_only_its_own(desk, cast, as_, who):
    write(desk.handed, cast.owner, "internal words", "internal", as_)
    with as_(getattr(cast, who)), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*) FROM servicedesk_{table} WHERE supplier_id IS DISTINCT FROM %s", [cast.supplier.pk]
            )
            assert cursor.fetchone()[0] == 0, table


@pytest.mark.parametrize("who", [*OUTSIDE, "neighbour"])
@pytest.mark.parametrize(
    "change",
    [
        lambda case, actor: commands.add_entry(case_id=case.pk, actor=actor, text="hello", at=MONDAY_NINE),
        lambda case, actor: commands.change_state(case_id=case.pk, state="resolved", actor=actor, at=MONDAY_NINE),
        lambda case, actor: commands.assign(case_id=case.pk, assignee_id=None, actor=actor, at=MONDAY_NINE),
        lambda case, actor: commands.set_priority(case_id=case.pk, priority=1, actor=actor, at=MONDAY_NINE),
        lambda case, actor: commands.hand_over(case_id=case.pk, agreement_id=1, actor=actor, at=MONDAY_NINE),
    ],
)
def test_outsiders_change_nothing(desk, cast, as_, who, change):
    person = desk.neighbour if who == "neighbour" else getattr(cast, who)
    with as_(person) as actor, pytest.raises(NotFound):
        change(desk.own, actor)
    with acting_as(BUILDER):
        assert CaseEntry.objects.filter(case=desk.own).count() == 1
        assert Case.objects.get(pk=desk.own.pk).state == "new"


def test_the_supplier_sees_what_is_handed_to_it_and_nothing_else(desk, cast, as_):
    with as_(cast.mate) as actor:
        assert [c.pk for c in queries.visible_cases(actor)] == [desk.handed.pk]
        assert list(CasePlace.objects.values_list("place_id", flat=True)) == [cast.place.pk]


def test_an_engineer_bound_to_another_agreement_does_not_see_it(desk, cast, as_):
    bound = make_person(["engineer"], supplier=cast.supplier, agreement_id=desk.agreement.pk + 1)
    with as_(bound) as actor:
        assert list(queries.visible_cases(actor)) == []


def test_internal_words_stay_in_the_city_and_suppliers_words_from_users(desk, cast, as_):
    for visibility in ("customer", "internal", "supplier"):
        write(desk.handed, cast.owner, f"{visibility} words", visibility, as_)
    seen = {}
    for name in ("owner", "mate", "requester"):
        with as_(getattr(cast, name)):
            texts = [e.text for e in facade.entries_of(desk.handed.pk)]
            seen[name] = [v for v in ("customer", "internal", "supplier") if f"{v} words" in texts]
    assert seen == {
        "owner": ["customer", "internal", "supplier"],
        "mate": ["customer", "supplier"],
        "requester": ["customer"],
    }


def test_a_single_entry_is_as_closed_as_the_timeline(desk, cast, as_):
    internal = write(desk.handed, cast.owner, "secret", "internal", as_)
    for name in ("mate", "requester", "stranger"):
        with as_(getattr(cast, name)):
            assert facade.get_entry(internal) is None
            assert facade.entry_words(internal, "en") == ""


def test_the_database_itself_refuses_an_internal_entry_with_a_supplier(desk, cast, as_):
    from django.db import IntegrityError, transaction

    entry = write(desk.handed, cast.owner, "secret", "internal", as_)
    with acting_as(BUILDER), pytest.raises(IntegrityError, match="internal_stays_at_home"), transaction.atomic():
        CaseEntry.objects.filter(pk=entry).update(supplier_id=cast.supplier.pk)


def test_a_supplier_cannot_write_internal_words_nor_a_user_anything_but_customer_words(desk, cast, as_):
    for user, visibility in [(cast.mate, "internal"), (cast.requester, "internal"), (cast.requester, "supplier")]:
        with pytest.raises(BadInput, match="you cannot write"):
            write(desk.handed, user, "words", visibility, as_)


def test_a_user_sees_the_cases_of_their_place_and_no_other(desk, cast, as_):
    with as_(cast.requester) as actor:
        assert {c.pk for c in queries.visible_cases(actor)} == {desk.own.pk, desk.handed.pk}
    with as_(desk.neighbour) as actor:
        assert list(queries.visible_cases(actor)) == []


def test_a_user_sees_no_clock_and_a_supplier_only_its_own(desk, cast, as_):
    with as_(cast.requester) as actor:
        detail = queries.case_detail(actor, desk.handed.pk, now=MONDAY_NINE, language="en")
        assert (detail.clocks, detail.may_work, detail.next_states, detail.agreements) == ((), False, (), ())
    with as_(cast.mate) as actor:
        detail = queries.case_detail(actor, desk.handed.pk, now=MONDAY_NINE, language="en")
        assert {c.info.agreement_id for c in detail.clocks} == {desk.agreement.pk}
        assert (detail.may_work, detail.may_lead, detail.agreements) == (True, False, ())


def test_what_one_place_writes_on_a_shared_case_is_not_shown_at_another(desk, cast, as_):
    from samdrift.servicedesk import following
    from samdrift.servicedesk.testing import seen_incident

    with acting_as(BUILDER):
        other = next(iter(desk_actor_places(desk)))
        seen = seen_incident(cast.city, cast.place, incident_id=desk.handed.incident_id, agreement=desk.agreement)
        wider = type(seen)(**{f: getattr(seen, f) for f in seen.__slots__} | {"places": (cast.place.pk, other)})
        following.follow_incident(seen=wider, actor=BUILDER, at=MONDAY_NINE)
    write(desk.handed, cast.requester, "Our headmaster is angry", None, as_)
    with as_(desk.neighbour):
        texts = [e.text for e in facade.entries_of(desk.handed.pk)]
    assert texts
    assert "Our headmaster is angry" not in texts
    with as_(cast.owner):
        assert "Our headmaster is angry" in [e.text for e in facade.entries_of(desk.handed.pk)]


def desk_actor_places(desk):
    from samdrift.parties.testing import actor_of

    return actor_of(desk.neighbour).places


def test_what_a_former_supplier_could_read_ends_with_the_next_hand_over(desk, cast, as_):
    with as_(cast.owner) as actor:
        commands.hand_over(case_id=desk.handed.pk, agreement_id=desk.in_house.pk, actor=actor, at=MONDAY_NINE)
    with as_(cast.mate) as actor, connection.cursor() as cursor:
        assert list(queries.visible_cases(actor)) == []
        for table in ("case", "caseentry", "caseplace"):
            cursor.execute(f"SELECT count(*) FROM servicedesk_{table}")
            assert cursor.fetchone()[0] == 0, table


def test_the_next_supplier_does_not_read_what_the_former_and_the_city_told_each_other(desk, cast, as_):
    from samdrift.agreements.testing import make_agreement
    from samdrift.parties.testing import make_supplier

    write(desk.handed, cast.mate, "between us two", "supplier", as_)
    write(desk.handed, cast.owner, "for everybody", "customer", as_)
    rival = make_supplier(customers=[cast.city])
    engineer = make_person(["engineer"], supplier=rival)
    with as_(cast.owner) as actor:
        commands.hand_over(
            case_id=desk.handed.pk, agreement_id=make_agreement(cast.city, rival).pk, actor=actor, at=MONDAY_NINE
        )
        assert "between us two" in [entry.text for entry in facade.entries_of(desk.handed.pk)]
    with as_(engineer):
        texts = [entry.text for entry in facade.entries_of(desk.handed.pk)]
        assert "between us two" not in texts
        assert "for everybody" in texts
        assert not CaseEntry.objects.filter(text="between us two").exists()


def test_reporters_name_is_not_told_to_a_supplier(desk, cast, as_):
    with as_(cast.owner) as actor:
        commands.hand_over(case_id=desk.own.pk, agreement_id=desk.agreement.pk, actor=actor, at=MONDAY_NINE)
        assert queries.case_detail(actor, desk.own.pk, now=MONDAY_NINE, language="en").reporter.id == cast.requester.pk
    with as_(cast.nobody) as actor, pytest.raises(NotFound):
        queries.case_detail(actor, desk.own.pk, now=MONDAY_NINE, language="en")


def test_the_trail_of_a_suppliers_step_names_the_engineer_on_the_citys_clock_too(desk, cast, as_):
    from samdrift.platform.models import AuditEntry

    with as_(cast.owner) as actor:
        commands.hand_over(case_id=desk.own.pk, agreement_id=desk.agreement.pk, actor=actor, at=MONDAY_NINE)
    with as_(cast.mate) as actor:
        commands.change_state(case_id=desk.own.pk, state="resolved", actor=actor, at=MONDAY_NINE)
    with acting_as(BUILDER):
        assert CaseClock.objects.filter(case=desk.own, stopped_at__isnull=True).count() == 0
        last = AuditEntry.objects.filter(table_name="servicedesk_caseclock", operation="update").latest("pk")
        assert last.actor == f"user:{cast.mate.pk}"
