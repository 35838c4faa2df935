# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The bridge's decisions, one by one and for every combination."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from samdrift.servicedesk.types import State
from samdrift.ticketbridge import rules
from samdrift.ticketbridge.types import PartnerComment, TicketState, origin_mark

NOW = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("case_state", "partner_state", "held_by_us", "asked"),
    [
        ("with_supplier", "new", False, None),
        ("with_supplier", "in_progress", False, None),
        ("with_supplier", "on_hold", False, None),
        ("with_supplier", "on_hold", True, "in_progress"),
        ("with_supplier", "resolved", False, "in_progress"),
        ("with_supplier", "cancelled", False, "in_progress"),
        ("waiting", "in_progress", False, "on_hold"),
        ("waiting", "on_hold", False, None),
        ("resolved", "in_progress", False, "resolved"),
        ("resolved", "closed", False, None),
        ("closed", "resolved", False, "closed"),
        ("closed", "cancelled", False, None),
        ("open", "in_progress", False, None),
        ("new", "new", False, None),
        ("resolved", "unknown", False, None),
    ],
)
def test_what_the_partner_is_asked_for(case_state, partner_state, held_by_us, asked):
    assert rules.state_to_ask_for(case_state, partner_state, held_by_us=held_by_us) == asked


def test_what_was_asked_for_is_never_asked_for_again():
    for case_state, partner_state, held in product(get_args(State), get_args(TicketState), (True, False)):
        asked = rules.state_to_ask_for(case_state, partner_state, held_by_us=held)
        if asked is not None:
            assert rules.state_to_ask_for(case_state, asked, held_by_us=asked == "on_hold" and held) is None
            assert asked != partner_state


def test_what_we_ask_for_never_moves_our_case_when_it_comes_back():
    from samdrift.servicedesk.rules import STATE_FROM_PARTNER

    for case_state, partner_state in product(("with_supplier", "resolved"), get_args(TicketState)):
        asked = rules.state_to_ask_for(case_state, partner_state, held_by_us=False)
        if asked is not None:
            assert STATE_FROM_PARTNER[asked] == case_state


@pytest.mark.parametrize(
    ("told", "before", "case_state", "news"),
    [
        ("in_progress", "new", "with_supplier", True),
        ("in_progress", "in_progress", "with_supplier", False),
        ("resolved", "in_progress", "with_supplier", True),
        ("in_progress", "new", "resolved", False),
        ("in_progress", "resolved", "resolved", True),
        ("closed", "resolved", "resolved", True),
        ("new", "", "with_supplier", True),
    ],
)
def test_what_counts_as_news(told, before, case_state, news):
    assert rules.is_news(told, before=before, case_state=case_state) is news


@pytest.mark.parametrize(("state", "asked"), [("new", "cancelled"), ("on_hold", "cancelled"), ("resolved", None)])
def test_a_ticket_given_back_is_cancelled_unless_it_ended(state, asked):
    assert rules.state_when_given_back(state) == asked


def entry(text: str, author: str = "supplier.desk") -> PartnerComment:
    return PartnerComment("j1", "t1", True, text, author, NOW)


def test_an_entry_is_ours_by_its_author_or_by_mark_and_words_together():
    digests = {"e1": rules.digest_of("Ida:\nHello there")}
    mark = origin_mark("e1")
    assert rules.is_our_own(entry("anything", "Samdrift.Integration"), our_user="samdrift.integration", digests={})
    assert rules.is_our_own(entry(f"Ida:\r\n Hello  there\n\n{mark}"), our_user="x", digests=digests)
    assert not rules.is_our_own(entry(f"Ida:\nHello there, and more\n{mark}"), our_user="x", digests=digests)
    assert not rules.is_our_own(entry("Ida:\nHello there"), our_user="x", digests=digests)
    assert not rules.is_our_own(entry("anything", ""), our_user="", digests=digests)


def test_marks_are_for_machines():
    assert rules.without_marks(f"Hello {origin_mark('e1')} \n> {origin_mark('e2')}") == "Hello\n>"


def test_the_partners_clock_may_be_wrong():
    early, late = NOW - timedelta(days=1), NOW + timedelta(days=1)
    for told, kept in ((early, NOW), (late, NOW + timedelta(hours=1)), (NOW + timedelta(minutes=5),) * 2):
        assert rules.within(told, earliest=NOW, latest=NOW + timedelta(hours=1)) == kept


@pytest.mark.parametrize(
    ("tries", "told", "seconds"), [(1, None, 3), (2, None, 6), (99, None, 60), (1, 37, 37), (9, 0, 0)]
)
def test_how_long_to_wait(tries, told, seconds):
    assert rules.wait_s(tries, told) == seconds


def test_health_in_one_word():
    def health(**changes):
        values = {"last_ok_at": NOW, "failing": False, "oldest_waiting_at": None, "created_at": NOW} | changes
        return rules.health_of(now=NOW + timedelta(seconds=61), **values)

    assert health(last_ok_at=NOW + timedelta(seconds=1)) == "ok"
    assert health() == "delayed"
    assert health(last_ok_at=None, created_at=NOW + timedelta(seconds=1)) == "ok"
    assert health(last_ok_at=NOW + timedelta(seconds=60), oldest_waiting_at=NOW) == "delayed"
    assert health(failing=True) == "failing"
