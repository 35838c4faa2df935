# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The bridge on a quiet day: what is handed over, said and decided on one side stands once on the other."""

from samdrift.agreements.testing import make_agreement
from samdrift.parties.testing import make_supplier
from samdrift.ticketbridge.types import TicketChange, origin_mark


def test_a_case_handed_over_becomes_a_ticket_that_carries_our_id(world):
    world.work()
    ticket, journal = world.partners()
    assert (world.ticket.ref, world.ticket.number, world.ticket.state) == (ticket.ref, "INC0010001", "new")
    assert ticket.correlation_id.startswith(world.case.number)
    assert ticket.short_description == world.case.title_in("da")
    assert journal == []
    assert world.waiting() == []


def test_facts_that_arrive_twice_make_one_ticket(world):
    world.hear()
    world.hear(times=2)
    world.round()
    world.round()
    assert world.system.calls.count("create") == 1


def test_what_everybody_may_read_goes_as_comment_with_its_author_and_mark(linked):
    entry = linked.writes("The whole school is offline.")
    linked.work()
    _, journal = linked.partners()
    name = linked.cast.owner.display_name()
    assert journal == [(True, f"{name}:\nThe whole school is offline.\n\n{origin_mark(f'e{entry}')}")]


def test_what_desk_and_supplier_share_goes_as_work_note_and_the_desks_own_stays(linked):
    linked.writes("The key is with the janitor.", visibility="supplier")
    linked.writes("They were late last time too.", visibility="internal")
    linked.work()
    _, journal = linked.partners()
    assert [(visible, "janitor" in text) for visible, text in journal] == [(False, True)]


def test_what_the_supplier_says_reaches_the_case_once_with_its_visibility(linked):
    linked.supplier("We are on our way.")
    linked.supplier("Spare part is low.", visible=False)
    linked.round()
    linked.round()
    linked.round(after=40)
    told = [(entry.visibility, entry.text, entry.author) for entry in linked.entries()]
    name = linked.cast.supplier.name
    assert told == [
        ("customer", "We are on our way.", name),
        ("supplier", "Spare part is low.", f"{name} (supplier.desk)"),
    ]


def test_nothing_of_ours_comes_back_and_nothing_of_theirs_goes_back(linked):
    linked.writes("From us")
    linked.supplier("From them")
    for _ in range(5):
        linked.work()
    linked.work(after=60)
    linked.system.calls.clear()
    for _ in range(5):
        linked.work(after=120)
    assert not {"create", "change"} & set(linked.system.calls)
    assert [entry.text for entry in linked.entries()] == ["From us", "From them"]
    assert len(linked.partners()[1]) == 2


def test_an_answer_that_quotes_our_mark_is_still_the_suppliers(linked):
    entry = linked.writes("Any news?")
    linked.work()
    linked.supplier(f"Yes: fixed.\n> Any news?\n> {origin_mark(f'e{entry}')}")
    linked.round()
    assert [each.text for each in linked.entries()] == ["Any news?", "Yes: fixed.\n> Any news?\n>"]


def test_the_suppliers_state_moves_the_case(linked):
    linked.supplier(state="in_progress")
    linked.round()
    assert (linked.ticket.state, linked.case.state) == ("in_progress", "with_supplier")
    linked.supplier("New switch in place.", state="resolved")
    linked.work()
    assert linked.case.state == "resolved"
    assert linked.entries()[-1].text == "New switch in place."
    linked.work()
    assert "change" not in linked.system.calls


def test_a_closed_ticket_resolves_and_a_cancelled_one_comes_back_to_the_desk(linked):
    linked.supplier(state="cancelled")
    linked.work()
    assert (linked.case.state, linked.case.supplier_id) == ("open", None)
    linked.work()
    assert "change" not in linked.system.calls


def test_when_we_solve_it_the_ticket_is_resolved_with_a_word_why(linked):
    linked.writes("The power is back.")
    linked.moves("resolved")
    linked.work()
    ticket, journal = linked.partners()
    assert ticket.state == "resolved"
    assert "The power is back." in journal[0][1]
    linked.work()
    assert linked.case.state == "resolved"


def test_waiting_for_the_user_holds_the_ticket_and_the_answer_sets_it_going(linked):
    linked.moves("waiting", "Which room?")
    linked.work()
    assert linked.partners()[0].state == "on_hold"
    linked.round()
    assert linked.case.state == "waiting"
    linked.writes("Room 12", person=linked.cast.requester)
    linked.work()
    assert linked.partners()[0].state == "in_progress"
    assert linked.case.state == "with_supplier"


def test_a_hold_of_the_suppliers_own_is_left_to_the_supplier(linked):
    linked.supplier("Waiting for a part", state="on_hold")
    linked.round()
    linked.writes("All right")
    linked.work()
    assert linked.partners()[0].state == "on_hold"
    assert linked.case.state == "with_supplier"


def test_work_begun_a_moment_before_our_end_does_not_take_the_case_up_again(linked):
    linked.supplier(state="in_progress")
    linked.moves("resolved")
    linked.work()
    assert (linked.case.state, linked.partners()[0].state) == ("resolved", "resolved")


def test_a_resolved_ticket_taken_up_again_takes_up_the_case(linked):
    linked.supplier("Fixed", state="resolved")
    linked.work()
    linked.supplier("It broke again", state="in_progress")
    linked.work()
    assert linked.case.state == "with_supplier"


def test_a_user_who_is_not_content_takes_up_the_ticket_again(linked):
    linked.supplier("Fixed", state="resolved")
    linked.work()
    linked.writes("It is still dark here", person=linked.cast.requester)
    linked.work()
    assert linked.partners()[0].state == "in_progress"


def test_taken_back_the_ticket_is_cancelled_and_what_is_said_there_later_changes_nothing(linked):
    linked.hands_over(linked.in_house)
    linked.work()
    ticket, journal = linked.partners()
    assert ticket.state == "cancelled"
    assert journal[0][0] is False
    linked.system.supplier_answers(ticket.ref, "We had nearly done it", state="resolved")
    linked.work()
    assert linked.case.state != "resolved"
    assert linked.entries() == []


def test_given_again_the_same_ticket_goes_on_with_what_was_said_in_between(linked):
    linked.hands_over(linked.in_house)
    linked.work()
    linked.writes("We looked ourselves")
    linked.hands_over(linked.agreement)
    linked.work()
    ticket, journal = linked.partners()
    assert ticket.state == "in_progress"
    assert any("We looked ourselves" in text for _, text in journal)
    assert linked.system.calls.count("create") == 0


def test_one_suppliers_work_notes_never_reach_the_next(linked):
    linked.supplier("Their old switches are junk", visible=False)
    linked.supplier("We cannot do it")
    linked.round()
    other = make_supplier(customers=[linked.cast.city])
    agreement = make_agreement(linked.cast.city, other)
    first = linked.connection_id
    linked.connection_id = linked.connect(other)
    linked.hands_over(agreement)
    linked.system.calls.clear()
    first_system, linked.system = linked.system, type(linked.system)(lambda: linked.now)
    linked.work()
    _, journal = linked.partners()
    assert [("junk" in text, "We cannot do it" in text) for _, text in journal] == [(False, True)]
    linked.connection_id, linked.system = first, first_system
    linked.round()
    assert linked.partners()[0].state == "cancelled"


def test_a_supplier_without_a_system_of_its_own_gets_no_ticket(world):
    world.hands_over(make_agreement(world.cast.city, make_supplier(customers=[world.cast.city])))
    world.hear()
    assert world.waiting().count("create") <= 1
    world.round()
    assert len(world.system.changed_since(world.at(-1000))) <= 1


def test_a_state_nobody_mapped_changes_nothing(linked):
    linked.supplier("Odd", state="unknown")
    linked.work()
    assert (linked.case.state, linked.ticket.state) == ("with_supplier", "unknown")
    assert linked.entries()[-1].text == "Odd"


def test_a_write_of_ours_that_meets_a_change_of_theirs_loses_neither(linked):
    linked.writes("Ours")
    linked.hear()
    answer = linked.system.change

    def change_late(ref, change):
        linked.system.supplier_answers(ref, "Theirs, in the same moment", state="resolved")
        return answer(ref, change)

    linked.system.change = change_late
    linked.round()
    linked.system.change = answer
    linked.round()
    assert linked.case.state == "resolved"
    assert [entry.text for entry in linked.entries()] == ["Ours", "Theirs, in the same moment"]


def test_the_partners_ticket_on_hold_by_its_own_change_is_not_asked_again(linked):
    linked.moves("waiting", "Which room?")
    linked.work()
    linked.system.change(linked.ticket.ref, TicketChange(state="on_hold"))
    linked.system.calls.clear()
    linked.work()
    assert "change" not in linked.system.calls
