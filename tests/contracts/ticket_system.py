# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What every TicketSystem must do: one suite for the fake in memory and for each real connector."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.ticketbridge.ports import TicketSystem
from samdrift.ticketbridge.types import PartnerTicket, TicketChange, TicketDraft, TicketState, origin_mark, origins_in


@dataclass(frozen=True)
class Bench:
    """A system under test and the supplier's hands on the other side: (ticket, text, visible, state)."""

    system: TicketSystem
    supplier: Callable[[PartnerTicket, str, bool, TicketState | None], None]


def a_draft(**changes) -> TicketDraft:
    values = {
        "correlation_id": f"case-{uuid4().hex}",
        "short_description": "No network at North School",
        "description": "The switch in the basement is silent.\nÆ, ø og å – and 日本.",
        "priority": 2,
    }
    return TicketDraft(**(values | changes))


class TicketSystemContract:
    """Inherit and give a fixture `bench`."""

    @pytest.fixture
    def started_at(self) -> datetime:
        return utc_now() - timedelta(seconds=2)

    def test_a_ticket_that_was_made_is_found_by_our_id(self, bench: Bench):
        draft = a_draft()
        made = bench.system.create(draft)
        assert made.number.startswith("INC")
        assert (made.correlation_id, made.state, made.short_description) == (
            draft.correlation_id,
            "new",
            draft.short_description,
        )
        assert bench.system.find(draft.correlation_id) == made
        assert bench.system.read(made.ref) == made

    def test_an_id_that_nobody_sent_is_not_found_though_other_tickets_are_there(self, bench: Bench):
        bench.system.create(a_draft())
        assert bench.system.find(f"case-{uuid4().hex}") is None

    def test_a_ticket_that_is_not_there_reads_as_none(self, bench: Bench):
        assert bench.system.read("0" * 32) is None

    def test_a_change_of_a_ticket_that_is_not_there_is_our_mistake(self, bench: Bench):
        with pytest.raises(BadInput, match="there is no ticket"):
            bench.system.change("0" * 32, TicketChange(comment="Hello"))

    def test_our_comment_carries_its_origin_and_our_work_note_stays_internal(self, bench: Bench):
        ticket = bench.system.create(a_draft())
        bench.system.change(ticket.ref, TicketChange(comment="The school calls again.", origin="c-1"))
        bench.system.change(ticket.ref, TicketChange(work_note="Key at the janitor's.", origin="c-2"))
        entries = {(entry.visible, entry.text) for entry in bench.system.comments(ticket.ref)}
        assert entries == {
            (True, f"The school calls again.\n\n{origin_mark('c-1')}"),
            (False, f"Key at the janitor's.\n\n{origin_mark('c-2')}"),
        }
        assert {origins_in(text) for _, text in entries} == {("c-1",), ("c-2",)}

    def test_the_suppliers_entries_keep_their_visibility_and_name_another_author(self, bench: Bench):
        ticket = bench.system.create(a_draft())
        bench.system.change(ticket.ref, TicketChange(comment="Ours", origin="c-1"))
        bench.supplier(ticket, "We are on our way.", True, None)
        bench.supplier(ticket, "Spare part is low.", False, None)
        entries = {entry.text: entry for entry in bench.system.comments(ticket.ref)}
        ours = next(entry for text, entry in entries.items() if origins_in(text))
        assert entries["We are on our way."].visible is True
        assert entries["Spare part is low."].visible is False
        assert entries["We are on our way."].author != ours.author
        assert {entry.ticket_ref for entry in entries.values()} == {ticket.ref}
        assert len({entry.ref for entry in entries.values()}) == 3

    def test_the_journal_of_another_ticket_does_not_mix_in(self, bench: Bench):
        ticket, other = bench.system.create(a_draft()), bench.system.create(a_draft())
        bench.supplier(other, "About the other one.", True, None)
        assert list(bench.system.comments(ticket.ref)) == []

    @pytest.mark.parametrize("state", ["in_progress", "on_hold", "resolved", "closed", "cancelled"])
    def test_each_state_we_set_is_read_back(self, bench: Bench, state: TicketState):
        ticket = bench.system.create(a_draft())
        changed = bench.system.change(ticket.ref, TicketChange(state=state, close_notes="Switch replaced."))
        assert changed.state == state
        read = bench.system.read(ticket.ref)
        assert read is not None
        assert (read.state, read.version) == (state, changed.version)
        assert changed.version > ticket.version

    def test_our_comment_leaves_a_ticket_on_hold(self, bench: Bench):
        ticket = bench.system.create(a_draft())
        bench.system.change(ticket.ref, TicketChange(state="on_hold"))
        assert bench.system.change(ticket.ref, TicketChange(comment="Any news?", origin="c-1")).state == "on_hold"

    def test_what_the_supplier_changed_is_told_once_in_its_newest_version(self, bench: Bench, started_at: datetime):
        ticket = bench.system.create(a_draft())
        bench.supplier(ticket, "On it.", True, "in_progress")
        bench.supplier(ticket, "Done.", True, "resolved")
        told = [each for each in bench.system.changed_since(started_at) if each.ref == ticket.ref]
        assert [each.state for each in told] == ["resolved"]

    def test_a_change_within_the_second_asked_for_is_told(self, bench: Bench):
        ticket = bench.system.create(a_draft())
        since = ticket.updated_at + timedelta(microseconds=999_999)
        assert ticket.ref in {each.ref for each in bench.system.changed_since(since)}

    def test_nothing_is_told_of_what_did_not_change(self, bench: Bench):
        ticket = bench.system.create(a_draft())
        later = ticket.updated_at + timedelta(days=1)
        assert list(bench.system.changed_since(later)) == []

    def test_changes_come_oldest_first_and_each_ticket_once(self, bench: Bench, started_at: datetime):
        made = {bench.system.create(a_draft()).ref for _ in range(8)}
        told = bench.system.changed_since(started_at)
        assert made <= {each.ref for each in told}
        assert len(told) == len({each.ref for each in told})
        assert [each.updated_at for each in told] == sorted(each.updated_at for each in told)
