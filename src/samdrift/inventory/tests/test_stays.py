# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Stays: what a reading changes, whatever was known and told before."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.inventory.rules.edge import Candidate, PortSeen, edge_first, kind_of
from samdrift.inventory.rules.stays import GOES_ON_WITHIN, Stay, read_again
from samdrift.inventory.rules.wanted import is_station, read_wanted

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
keys = st.integers(0, 5)
tables = st.dictionaries(keys, st.integers(1, 3), max_size=6)


class Book:
    """Stays as the tables keep them, so that readings can follow each other."""

    def __init__(self):
        self.rows = {}

    def read(self, told, at, before, *, whole=True):
        known = [Stay(n, r["key"], r["value"], r["quiet"]) for n, r in self.rows.items() if not r["ended"]]
        changes = read_again(known, told, at, whole=whole)
        for number in changes.ended:
            self.rows[number]["ended"] = True
        for number in changes.quiet:
            self.rows[number]["quiet"] = before
        for number in changes.back:
            self.rows[number]["quiet"] = None
        for key, value in changes.begun:
            self.rows[len(self.rows)] = {"key": key, "value": value, "quiet": None, "ended": False}
        return changes

    def now(self):
        return {r["key"]: r["value"] for r in self.rows.values() if not r["ended"] and r["quiet"] is None}


@settings(deadline=None, max_examples=60)
@given(st.lists(tables, min_size=1, max_size=8))
def test_after_each_reading_the_stays_that_go_on_are_the_table(readings):
    book, at = Book(), AT
    for told in readings:
        book.read(told, at, at - timedelta(minutes=15))
        assert book.now() == told
        open_keys = [r["key"] for r in book.rows.values() if not r["ended"]]
        assert len(open_keys) == len(set(open_keys))
        at += timedelta(minutes=15)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_the_same_table_again_changes_nothing(told):
    book = Book()
    book.read(told, AT, AT)
    assert not book.read(told, AT + timedelta(minutes=15), AT)


@settings(deadline=None, max_examples=60)
@given(tables, tables)
def test_a_table_cut_short_makes_nobody_quiet(first, second):
    book = Book()
    book.read(first, AT, AT)
    book.read(second, AT + timedelta(minutes=15), AT, whole=False)
    assert book.now() == first | second


def test_a_weekend_is_no_move_and_a_long_silence_is():
    book = Book()
    book.read({1: 7}, AT, AT)
    book.read({}, AT + timedelta(hours=1), AT)
    back = book.read({1: 7}, AT + GOES_ON_WITHIN, AT)
    assert (back.back, back.begun) == ([0], [])
    book.read({}, AT + GOES_ON_WITHIN + timedelta(hours=1), AT + GOES_ON_WITHIN)
    late = book.read({1: 7}, AT + 3 * GOES_ON_WITHIN, AT)
    assert (late.ended, late.begun) == ([0], [(1, 7)])


def test_who_is_told_of_at_another_port_has_moved():
    book = Book()
    book.read({1: 7}, AT, AT)
    moved = book.read({1: 8}, AT + timedelta(minutes=15), AT)
    assert (moved.ended, moved.begun, moved.quiet) == ([0], [(1, 8)], [])


def test_a_port_is_named_by_what_is_behind_it():
    assert kind_of(PortSeen()) == "edge"
    assert kind_of(PortSeen(stations=3)) == "edge"
    assert kind_of(PortSeen(stations=4)) == "shared"
    assert kind_of(PortSeen(frozenset({"wireless"}), stations=60)) == "access_point"
    assert kind_of(PortSeen(frozenset({"network"}))) == "uplink"
    assert kind_of(PortSeen(leads_on=True, stations=1)) == "uplink"
    assert kind_of(PortSeen(frozenset({"power"}), stations=1)) == "edge"


def test_the_edge_comes_first_and_who_has_left_last():
    quiet = AT - timedelta(hours=1)
    order = edge_first(
        [
            Candidate(1, "uplink", 900, None, ended=False),
            Candidate(2, "edge", 1, None, ended=True),
            Candidate(3, "shared", 9, None, ended=False),
            Candidate(4, "edge", 2, quiet, ended=False),
            Candidate(5, "edge", 3, None, ended=False),
            Candidate(6, "uplink", 40, None, ended=False),
        ]
    )
    assert order == [5, 4, 3, 6, 1, 2]


@settings(deadline=None, max_examples=60)
@given(st.binary(min_size=6, max_size=6))
def test_every_usual_notation_of_a_mac_is_read(octets):
    bare = octets.hex()
    pairs = [bare[n : n + 2] for n in range(0, 12, 2)]
    fours = [bare[n : n + 4] for n in (0, 4, 8)]
    for typed in (
        ":".join(pairs),
        "-".join(pairs).upper(),
        " ".join(pairs),
        ".".join(fours),
        f"{bare[:6]}-{bare[6:]}",
        bare.upper(),
        f"0x{bare}",
        ":".join(p.lstrip("0") or "0" for p in pairs),
    ):
        assert (read_wanted(typed).kind, read_wanted(typed).text) == ("mac", bare), typed


def test_beginnings_addresses_and_words_are_told_apart():
    assert read_wanted("a4:5e:60").span == ("a45e60000000", "a45e60ffffff")
    assert read_wanted("00a4.5e60").text == "00a45e60"
    assert (read_wanted(" 10.20.0.7 ").kind, read_wanted("2001:DB8::7").text) == ("address", "2001:db8::7")
    assert [read_wanted(word).kind for word in ("facade", "Kontor 12", "cafe", "ab", "", "\x00")] == [
        "words",
        "words",
        "words",
        "words",
        "nothing",
        "nothing",
    ]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_an_error(typed):
    assert read_wanted(typed).kind in {"mac", "prefix", "address", "words", "nothing"}


def test_groups_and_placeholders_are_no_stations():
    assert is_station("a45e60010203")
    assert not any(map(is_station, ("000000000000", "ffffffffffff", "01005e000001", "333300000001", "a45e", "")))
