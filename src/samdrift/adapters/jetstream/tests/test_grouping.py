# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Notifications in groups: the same asked for again is the same message, and nothing is in two."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from samdrift.adapters.jetstream.grouping import MOST_ITEMS, MOST_OCTETS, REMEMBERED, StoredKeys, groups
from samdrift.adapters.jetstream.wire import unpack
from samdrift.monitoring.types import Notification

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def notification(key: str, text: str = "") -> Notification:
    return Notification(key, AT, "192.0.2.1", "2c", "linkDown", 7, {"1": text})


def stored_in(made) -> list[str]:
    return [item.key for group in made for item in unpack(group.body)[0]]


def test_hundreds_travel_in_few_messages_in_their_order():
    sent = [notification(f"n{number}") for number in range(600)]
    made = list(groups(sent, StoredKeys()))
    assert [len(group.keys) for group in made] == [MOST_ITEMS, MOST_ITEMS, 600 - 2 * MOST_ITEMS]
    assert stored_in(made) == [item.key for item in sent]


def test_large_ones_share_no_message_that_the_server_would_refuse():
    made = list(groups([notification(f"n{number}", "x" * 60_000) for number in range(20)], StoredKeys()))
    assert max(len(group.body) for group in made) < MOST_OCTETS + 200
    assert len(stored_in(made)) == 20


def test_a_part_that_was_stored_keeps_the_others_ids():
    sent = [notification(f"n{number}") for number in range(600)]
    first = list(groups(sent, StoredKeys()))
    stored = StoredKeys()
    stored.remember(first[0].keys)
    assert [group.id for group in groups(sent, stored)] == [group.id for group in first[1:]]


def test_one_alone_is_known_by_its_own_key():
    assert [group.id for group in groups([notification("a")], StoredKeys())] == ["a"]


def test_memory_of_stored_keys_has_a_bound():
    stored = StoredKeys()
    stored.remember(str(number) for number in range(REMEMBERED + 10))
    assert ("9" in stored, "10" in stored) == (False, True)


@given(st.lists(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")))
def test_each_key_is_stored_exactly_once(keys, before):
    stored = StoredKeys()
    stored.remember(before)
    wanted = [key for key in dict.fromkeys(keys) if key not in before]
    assert stored_in(groups([notification(key) for key in keys], stored)) == wanted
