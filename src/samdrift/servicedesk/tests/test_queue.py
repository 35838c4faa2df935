# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The queue: what is due first stands first, pages join without gaps, the address says it all."""

from datetime import timedelta

import pytest

from samdrift.agreements.testing import make_agreement
from samdrift.kernel.errors import BadInput
from samdrift.parties.testing import BUILDER, actor_of
from samdrift.platform.scope import acting_as
from samdrift.servicedesk.models import Case
from samdrift.servicedesk.queue import QueueFilter, desk_counts, desk_queue
from samdrift.servicedesk.testing import MONDAY_NINE, open_incident_case, seen_incident


@pytest.fixture
def seven(cast):
    """Seven cases, the latest opened the soonest due, two of them at the same instant, one without a due time."""
    deal = make_agreement(cast.city)
    made = []
    for minutes in (50, 40, 30, 20, 20, 10):
        seen = seen_incident(cast.city, cast.place, agreement=deal)
        made.append(open_incident_case(seen, at=MONDAY_NINE + timedelta(minutes=minutes)).pk)
    with acting_as(BUILDER):
        Case.objects.filter(pk=made[0]).update(next_due_at=None)
    return made


def walk(actor, asked, limit):
    keys, seen = "", []
    while True:
        page = desk_queue(actor, asked, now=MONDAY_NINE, language="en", after=keys, limit=limit)
        seen.append([row.id for row in page.rows])
        if not page.next_key:
            return seen
        keys = page.next_key


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_live_cases_come_in_the_order_they_are_due_without_gap_or_double(cast, seven, limit):
    with acting_as(actor_of(cast.owner)) as actor:
        pages = walk(actor, QueueFilter(), limit)
    expected = [seven[5], seven[3], seven[4], seven[2], seven[1], seven[0]]
    assert [pk for page in pages for pk in page] == expected
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize("limit", [2, 100])
def test_all_cases_come_newest_first(cast, seven, limit):
    with acting_as(actor_of(cast.owner)) as actor:
        pages = walk(actor, QueueFilter(show="all"), limit)
    assert [pk for page in pages for pk in page] == sorted(seven, reverse=True)


@pytest.mark.parametrize("key", ["x", "////", "YQ", "MjAyNnw", "fDE5OTk5OTk5OTk5OTk5OTk5OTk5OTk"])
def test_a_made_up_key_is_refused_in_words(cast, seven, key):
    with acting_as(actor_of(cast.owner)) as actor, pytest.raises(BadInput, match="open the list from its beginning"):
        desk_queue(actor, QueueFilter(), now=MONDAY_NINE, language="en", after=key)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 2),
        ({"show": "resolved"}, 0),
        ({"show": "nonsense"}, 2),
        ({"priority": "1"}, 1),
        ({"priority": "3"}, 1),
        ({"priority": "one"}, 2),
        ({"q": "printer"}, 1),
        ({"q": "S-2026-000001"}, 1),
        ({"q": "%"}, 0),
        ({"mine": "1"}, 0),
        ({"place": "999999"}, 0),
        ({"group": "999999999999999999999999"}, 2),
    ],
)
def test_the_address_narrows_the_queue_and_nonsense_does_not(desk, cast, asked, found):
    with acting_as(actor_of(cast.owner)) as actor:
        rows = desk_queue(actor, QueueFilter.from_address(asked), now=MONDAY_NINE, language="en").rows
    assert len(rows) == found


def test_an_address_survives_being_read_and_written():
    asked = QueueFilter(show="all", mine=True, priority=2, group=7, place=9, words="net & så")
    from django.http import QueryDict

    assert QueueFilter.from_address(QueryDict(asked.address()).dict()) == asked
    assert QueueFilter().address() == ""
    assert QueueFilter(mine=True).address(mine=False, priority=1) == "priority=1"


def test_a_row_tells_place_group_supplier_and_whether_it_is_late(desk, cast):
    late = MONDAY_NINE + timedelta(minutes=15, seconds=1)
    with acting_as(actor_of(cast.owner)) as actor:
        row = desk_queue(actor, QueueFilter(priority=1), now=late, language="en").rows[0]
        counts = desk_counts(actor, now=late)
    assert (row.places, row.group, row.supplier) == ((cast.place.name,), desk.agreement.group.name, cast.supplier.name)
    assert row.late is True
    assert (counts.live, counts.late, counts.mine, counts.new) == (2, 1, 0, 1)
