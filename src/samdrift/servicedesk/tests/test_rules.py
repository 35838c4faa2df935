# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Pure decisions: urgency, steps, titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.agreements.types import ServiceInfo
from samdrift.servicedesk import rules
from samdrift.servicedesk.types import Impact

NET = ServiceInfo(1, "net", {"da": "Net"}, place_kinds=("school",), device_types=("network",))
WIFI = ServiceInfo(2, "wifi", {"da": "Wifi"}, device_types=("wireless",))
PHONES = ServiceInfo(3, "phones", {"da": "Telefoni"})


@pytest.mark.parametrize(
    ("impact", "priority"),
    [
        (Impact("place", True, 1, 20), 1),
        (Impact("link", True, 1, 199), 2),
        (Impact("link", True, 1, 200), 1),
        (Impact("link", True, 3, 30), 1),
        (Impact("device", True, 1, 12, frozenset({"care_home"})), 1),
        (Impact("device", True, 1, 900, frozenset({"school"}), frozenset({"wireless"})), 3),
        (Impact("device", True, 1, 900, frozenset({"school"}), frozenset({"wireless", "network"})), 1),
        (Impact("device", True, 0, 0), 2),
        (Impact("redundancy", False, 1, 900), 2),
        (Impact("degraded", False, 1, 900), 3),
        (Impact("flapping", False, 1, 900), 3),
        (Impact("agent", False, 1, 900), 4),
        (Impact("device", True, 1, 900, frozenset({"school"}), whole_place=False), 2),
        (Impact("device", True, 1, 20, frozenset({"school"}), whole_place=True), 1),
        (Impact("device", True, 1, 20, frozenset({"care_home"}), whole_place=False), 1),
        (Impact("something new", False, 1, 900), 4),
    ],
)
def test_priority_follows_what_it_does_to_people(impact, priority):
    assert rules.priority_of(impact) == priority


@pytest.mark.parametrize(
    ("outage", "kinds", "types", "found"),
    [
        (True, ["school"], {"network"}, ["net"]),
        (True, ["library"], {"network"}, []),
        (True, ["school"], {"wireless"}, ["wifi"]),
        (True, ["school"], set(), ["net", "wifi"]),
        (True, [], {"network"}, []),
        (False, ["school"], {"network"}, []),
    ],
)
def test_services_hit_are_those_carried_there(outage, kinds, types, found):
    hit = rules.services_hit([NET, WIFI, PHONES], outage=outage, place_kinds=kinds, device_types=frozenset(types))
    assert [service.slug for service in hit] == found


HOUSE = [
    (1, "network", 7),
    (2, "wireless", 7),
    (3, "power", 7),
    (4, "network", 8),
    (5, "network", 8),
    (6, "network", None),
]


@pytest.mark.parametrize(
    ("silent", "whole"),
    [
        ({1, 2}, True),
        ({1}, False),
        ({4}, False),
        ({4, 5}, True),
        ({1, 4, 5}, True),
        ({6}, None),
        ({3}, None),
        (set(), None),
    ],
)
def test_a_place_is_silent_when_all_that_carries_its_network_is(silent, whole):
    assert rules.whole_place_silent(HOUSE, frozenset(silent)) is whole


def test_a_case_never_leaves_closed_and_every_live_state_can_be_resolved():
    assert rules.NEXT_STATES["closed"] == ()
    assert all(rules.may_follow(state, "resolved") for state in rules.LIVE_STATES)


def test_no_partner_closes_a_case():
    assert "closed" not in rules.STATE_FROM_PARTNER.values()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The net is dead. Help!", "The net is dead"),
        ("One line\nand another", "One line"),
        ("  much   space ", "much space"),
        ("Is it me? Or you?", "Is it me"),
        ("word " * 30, ("word " * 15).strip() + "…"),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_a_title_is_the_first_sentence_cut_between_words(text, title):
    assert rules.short_title(text) == title


@given(st.text(min_size=1, max_size=500))
def test_a_title_always_fits(text):
    assert len(rules.short_title(text)) <= 80
    assert "\n" not in rules.short_title(text)
