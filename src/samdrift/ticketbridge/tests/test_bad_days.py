# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The partner on a bad day: everything stays queued, the reason stands in words, nothing is doubled, and it goes on by itself."""

from datetime import timedelta

import pytest

from samdrift.kernel.errors import BadInput, NotNow, Refused
from samdrift.parties.testing import BUILDER, actor_of
from samdrift.platform.scope import acting_as
from samdrift.servicedesk.models import CaseEntry
from samdrift.ticketbridge import queries, rounds, sending
from samdrift.ticketbridge.models import LinkedTicket
from samdrift.ticketbridge.types import TicketDraft, origin_mark

SILENT = NotNow("did not answer within 10 s", where="ServiceNow at partner")
WRONG_PASSWORD = Refused("does not accept our user name and password", where="ServiceNow at partner", remedy="check it")


def info(world, person=None):
    actor = actor_of(person or world.cast.owner)
    with acting_as(actor):
        return queries.connections(actor, now=world.now)[0]


def ticket_info(world):
    actor = actor_of(world.cast.owner)
    with acting_as(actor):
        return queries.tickets_of_case(actor, world.case_id, now=world.now)[0]


@pytest.mark.parametrize("error", [SILENT, WRONG_PASSWORD, BadInput("cannot use what we sent (400)")])
def test_a_partner_that_fails_keeps_all_queued_says_why_and_goes_on_by_itself(linked, error):
    linked.writes("First")
    linked.hear()
    for _ in range(4):
        linked.system.fail_next(error)
    for _ in range(4):
        linked.round(after=60)
    assert linked.waiting() == ["comment"]
    assert (info(linked).health, info(linked).error) == ("failing", error.sentence())
    assert info(linked).failing_since == linked.now - timedelta(seconds=180)
    linked.round(after=60)
    assert linked.waiting() == []
    assert (info(linked).health, info(linked).error) == ("ok", "")


def test_the_pause_grows_to_a_minute_and_no_further(linked):
    for _ in range(9):
        linked.system.fail_next(SILENT)
    waits = []
    for _ in range(9):
        while not linked.round(after=1):
            pass
        waits.append((linked.health.next_try_at - linked.now).total_seconds())
    assert waits == [3, 6, 12, 24, 48, 60, 60, 60, 60]


def test_asked_to_wait_we_wait_as_long_as_told_and_call_nobody(linked):
    linked.system.fail_next(NotNow("too many calls", retry_after_s=37))
    linked.round()
    linked.system.calls.clear()
    assert linked.round(after=36) is False
    assert linked.system.calls == []
    assert linked.round(after=1) is True


def test_asked_to_wait_in_the_middle_of_sending_stops_all_sending(linked):
    other = linked.open_case()
    linked.writes("One")
    linked.writes("Two", case_id=other.pk)
    linked.hear()
    change, calls = linked.system.change, []

    def busy(ref, change):
        calls.append(ref)
        raise NotNow("too many calls", retry_after_s=20)

    linked.system.change = busy
    linked.round()
    assert len(calls) == 1
    assert linked.health.next_try_at == linked.now + timedelta(seconds=20)
    linked.system.change = change
    linked.round(after=61)
    assert linked.waiting() == []


@pytest.mark.parametrize("kept_by_partner", [True, False])
def test_a_lost_answer_to_a_new_ticket_makes_neither_two_nor_none(world, kept_by_partner):
    world.hear()
    create = world.system.create

    def lost(draft: TicketDraft):
        if kept_by_partner:
            create(draft)
        raise SILENT

    world.system.create = lost
    world.round()
    assert world.waiting() == ["create"]
    assert ticket_info(world).problem == SILENT.sentence()
    world.system.create = create
    world.round(after=10)
    assert len(world.system.changed_since(world.at(-1000))) == 1
    assert world.waiting() == []
    assert ticket_info(world).problem == ""


@pytest.mark.parametrize("kept_by_partner", [True, False])
def test_a_lost_answer_to_a_comment_makes_neither_two_nor_none(linked, kept_by_partner):
    linked.writes("Once only")
    linked.hear()
    change = linked.system.change

    def lost(ref, wanted):
        if kept_by_partner:
            change(ref, wanted)
        raise SILENT

    linked.system.change = lost
    linked.round()
    linked.system.change = change
    linked.round(after=10)
    assert len(linked.partners()[1]) == 1
    assert linked.outcomes()[-1] == ("comment", "found" if kept_by_partner else "sent")
    assert [entry.text for entry in linked.entries()] == ["Once only"]


def test_a_lost_answer_to_a_state_is_settled_by_reading(linked):
    linked.moves("waiting", "Which room?")
    linked.hear()
    change = linked.system.change

    def lost(ref, wanted):
        change(ref, wanted)
        if wanted.state:
            raise SILENT
        return linked.system.read(ref)

    linked.system.change = lost
    linked.round()
    linked.system.change = change
    linked.round(after=10)
    assert linked.partners()[0].state == "on_hold"
    linked.writes("Room 12", person=linked.cast.requester)
    linked.work()
    assert linked.partners()[0].state == "in_progress"


class PowerCutError(BaseException):
    """Nobody catches this, as nobody catches SIGKILL."""


@pytest.mark.parametrize("step", ["before the call", "after the call", "after the answer"])
def test_killed_at_any_step_of_sending_nothing_is_lost_and_nothing_doubled(world, monkeypatch, step):
    world.writes("Hello")
    world.hear()
    for name in ("create", "change"):
        real = getattr(world.system, name)

        def dies(*given, real=real):
            if step != "before the call":
                real(*given)
            raise PowerCutError

        with monkeypatch.context() as patched:
            if step == "after the answer":
                patched.setattr(sending, "_end", lambda *_given, **_more: (_ for _ in ()).throw(PowerCutError))
            else:
                patched.setattr(world.system, name, dies)
            with pytest.raises(PowerCutError):
                world.round()
    world.round()
    assert world.waiting() == []
    tickets = world.system.changed_since(world.at(-1000))
    assert len(tickets) == 1
    assert [text.count("Hello") for _, text in world.partners()[1]] == [1]


def test_killed_while_taking_in_nothing_is_taken_by_halves(linked, monkeypatch):
    linked.supplier("Fixed", state="resolved")
    with monkeypatch.context() as patched:
        patched.setattr(LinkedTicket, "save", lambda *_given, **_more: (_ for _ in ()).throw(PowerCutError))
        with pytest.raises(PowerCutError):
            linked.round()
    assert linked.entries() == []
    assert linked.case.state == "with_supplier"
    linked.round()
    assert [entry.text for entry in linked.entries()] == ["Fixed"]
    assert linked.case.state == "resolved"


def test_a_ticket_the_partner_refuses_waits_alone(linked):
    other = linked.open_case()
    linked.work()
    linked.writes("This one is refused")
    linked.writes("This one goes", case_id=other.pk)
    linked.hear()
    refused, change = linked.ticket.ref, linked.system.change

    def choosy(ref, wanted):
        if ref == refused:
            raise Refused("says no: Data Policy Exception", where="ServiceNow at partner", remedy="correct the mapping")
        return change(ref, wanted)

    linked.system.change = choosy
    for _ in range(3):
        linked.round(after=61)
    assert linked.waiting() == ["comment"]
    assert "Data Policy" in ticket_info(linked).problem
    assert info(linked).health == "delayed"
    linked.system.change = change
    linked.round(after=61)
    assert linked.waiting() == []


def test_a_journal_that_cannot_be_taken_in_waits_alone_and_is_not_forgotten(linked):
    other = linked.open_case()
    linked.work()
    with acting_as(BUILDER):
        second = LinkedTicket.objects.get(case_id=other.pk)
    linked.supplier("Poison")
    linked.system.supplier_answers(second.ref, "Good")
    comments, poisoned = linked.system.comments, linked.ticket.ref

    def choosy(ref):
        if ref == poisoned:
            raise ValueError("what nobody thought of")
        return comments(ref)

    linked.system.comments = choosy
    for _ in range(5):
        linked.round(after=100)
    with acting_as(BUILDER):
        assert [e.text for e in CaseEntry.objects.filter(case=other, kind="message")] == ["Good"]
    assert "our own mistake (ValueError)" in ticket_info(linked).problem
    linked.system.comments = comments
    linked.round(after=100)
    assert [entry.text for entry in linked.entries()] == ["Poison"]
    assert ticket_info(linked).problem == ""


def test_a_journal_entry_that_shows_late_is_read_half_a_minute_later(linked):
    linked.supplier("In time")
    comments = linked.system.comments
    linked.system.comments = lambda ref: []
    linked.round()
    linked.system.comments = comments
    linked.round()
    assert linked.entries() == []
    linked.round(after=30)
    assert [entry.text for entry in linked.entries()] == ["In time"]


def test_a_ticket_made_twice_keeps_one_and_ends_the_other(world):
    world.hear()
    create = world.system.create

    def twice(draft):
        create(draft)
        return create(draft)

    world.system.create = twice
    world.round()
    world.system.create = create
    for _ in range(3):
        world.round()
    states = sorted(each.state for each in world.system.changed_since(world.at(-1000)))
    assert states == ["cancelled", "new"]
    assert world.case.state == "with_supplier"
    world.system.calls.clear()
    world.round(after=60)
    assert "change" not in world.system.calls


def test_two_processes_never_work_one_connection(linked):
    linked.writes("Once only")
    linked.hear()
    change = linked.system.change
    answers = []

    def with_a_rival(ref, wanted):
        answers.append(rival())
        return change(ref, wanted)

    def rival():
        from concurrent.futures import ThreadPoolExecutor

        from django.db import connection

        def elsewhere():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [rounds.LOCK_CLASS, linked.connection_id])
                got = cursor.fetchone()[0]
            connection.close()
            return got

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(elsewhere).result()

    linked.system.change = with_a_rival
    linked.round()
    assert answers == [False]


def test_silence_of_our_own_worker_counts_as_delay(linked):
    assert info(linked).health == "ok"
    linked.now += timedelta(seconds=61)
    assert info(linked).health == "delayed"


def test_the_password_stands_nowhere_in_the_clear(linked):
    from django.db import connection

    with acting_as(BUILDER), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM ticketbridge_connection c")
        row = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM platform_auditentry WHERE new::text LIKE '%%\"secret\"%%'")
        assert cursor.fetchone()[0] == 0
    assert '"secret"' not in row
    assert "sealed_secret" in row


def test_a_stranger_sees_neither_connection_nor_ticket(linked):
    for person in (linked.cast.stranger, linked.cast.strange_engineer, linked.cast.nobody, linked.cast.requester):
        actor = actor_of(person)
        with acting_as(actor):
            assert queries.connections(actor, now=linked.now) == []
            assert queries.tickets_of_case(actor, linked.case_id, now=linked.now) == []
    assert info(linked, linked.cast.mate).supplier_name == linked.cast.supplier.name


def test_marks_that_the_partner_invents_do_no_harm(linked):
    linked.supplier(f"{origin_mark('e999999')}{origin_mark('create')} hello")
    linked.supplier(origin_mark("e1"))
    linked.round()
    assert [entry.text for entry in linked.entries()] == ["hello"]
