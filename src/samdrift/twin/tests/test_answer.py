# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The command responder keeps the rules of RFC 3416 section 4.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.snmpwire import (
    END_OF_MIB_VIEW,
    NO_SUCH_INSTANCE,
    NO_SUCH_OBJECT,
    NULL,
    V1,
    ErrorStatus,
    Message,
    PduType,
    counter64,
    decode_message,
    encode_message,
    get,
    get_bulk,
    get_next,
    integer,
    octet_string,
)
from samdrift.twin.answer import MOST_OCTETS, request_in, respond
from samdrift.twin.table import OidTable
from samdrift.twin.tests.town import ASK, ask, request, walk

COLUMN_A, COLUMN_B = (1, 3, 6, 1, 2, 1, 2, 2, 1, 1), (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)
SMALL = OidTable(
    [
        (COLUMN_B, (1,), octet_string("b1")),
        (COLUMN_A, (10,), integer(10)),
        (COLUMN_A, (2,), integer(2)),
        (COLUMN_B, (300,), lambda at: counter64(int(at))),
    ]
)
BIG = OidTable([(COLUMN_A, (n,), octet_string(b"x" * 200)) for n in range(1, 51)])


def binds(message):
    return [(name[9:], value) for name, value in message.varbinds]


def test_objects_are_ordered_by_arcs_as_numbers_not_as_text():
    assert [name[9:] for name, _ in walk(SMALL)] == [(1, 2), (1, 10), (2, 1), (2, 300)]


def test_get_gives_values_and_says_what_kind_of_nothing():
    got = ask(SMALL, (*COLUMN_A, 2), (*COLUMN_B, 300), (*COLUMN_A, 3), (1, 3, 6, 1, 9), at=77.5)

    assert [v for _, v in got.varbinds] == [integer(2), counter64(77), NO_SUCH_INSTANCE, NO_SUCH_OBJECT]
    assert (got.error_status, got.request_id, got.pdu_type) == (0, 1, PduType.RESPONSE)


def test_get_of_a_column_without_instance_finds_no_instance():
    assert ask(SMALL, COLUMN_A).varbinds == ((COLUMN_A, NO_SUCH_INSTANCE),)


def test_getnext_goes_on_and_ends_with_the_name_that_was_asked():
    got = ask(SMALL, COLUMN_A, (*COLUMN_A, 10), (*COLUMN_B, 300), (1, 9), how=get_next, at=1.0)

    assert got.varbinds == (
        ((*COLUMN_A, 2), integer(2)),
        ((*COLUMN_B, 1), octet_string("b1")),
        ((*COLUMN_B, 300), END_OF_MIB_VIEW),
        ((1, 9), END_OF_MIB_VIEW),
    )


def test_getbulk_takes_non_repeaters_once_and_repeats_the_rest_row_by_row():
    got = ask(SMALL, COLUMN_B, COLUMN_A, COLUMN_B, how=get_bulk, non_repeaters=1, max_repetitions=2, at=5.0)

    assert binds(got) == [
        ((2, 1), octet_string("b1")),
        ((1, 2), integer(2)),
        ((2, 1), octet_string("b1")),
        ((1, 10), integer(10)),
        ((2, 300), counter64(5)),
    ]


def test_getbulk_stops_after_a_repetition_that_is_all_at_the_end():
    got = ask(SMALL, (*COLUMN_B, 1), how=get_bulk, max_repetitions=1000, at=5.0)

    assert binds(got) == [((2, 300), counter64(5)), ((2, 300), END_OF_MIB_VIEW)]


@pytest.mark.parametrize(
    ("non_repeaters", "repetitions", "count"), [(0, 0, 0), (5, 9, 2), (-3, 1, 2), (0, -1, 0), (2, 0, 2)]
)
def test_getbulk_bends_odd_numbers_into_range(non_repeaters, repetitions, count):
    got = ask(SMALL, COLUMN_A, COLUMN_A, how=get_bulk, non_repeaters=non_repeaters, max_repetitions=repetitions)

    assert len(got.varbinds) == count


def test_getbulk_gives_what_fits_into_one_frame():
    datagram = respond(BIG, get_bulk(COLUMN_A, **ASK, max_repetitions=50), 0.0)

    assert len(datagram) <= MOST_OCTETS
    assert len(decode_message(datagram).varbinds) == 6
    assert decode_message(datagram).error_status == 0


def test_get_and_getnext_that_do_not_fit_are_too_big():
    for how in (get, get_next):
        got = ask(BIG, *[(*COLUMN_A, n) for n in range(1, 11)], how=how)
        assert (got.error_status, got.error_index, got.varbinds) == (ErrorStatus.TOO_BIG, 0, ())


def test_set_is_refused_and_gives_back_what_was_sent():
    order = Message(1, b"twin", PduType.SET, 9, (((*COLUMN_A, 2), integer(7)),))
    got = decode_message(respond(SMALL, order, 0.0))

    assert (got.error_status, got.error_index) == (ErrorStatus.NOT_WRITABLE, 1)
    assert got.varbinds == order.varbinds


def test_what_is_no_request_gets_no_answer():
    assert respond(SMALL, Message(1, b"twin", PduType.RESPONSE, 9), 0.0) is None
    assert respond(SMALL, Message(1, b"twin", PduType.TRAP_V2, 9), 0.0) is None


def test_another_community_an_older_version_and_garbage_meet_silence():
    assert request_in(request(COLUMN_A), b"twin") is not None
    assert request_in(request(COLUMN_A, b"public"), b"twin") is None
    assert request_in(encode_message(get(COLUMN_A, **ASK, version=V1)), b"twin") is None
    assert request_in(b"\x30\x82\xff\xff", b"twin") is None
    assert request_in(b"", b"twin") is None


def test_the_same_object_twice_is_a_programming_error():
    with pytest.raises(ValueError, match="is given twice"):
        OidTable([(COLUMN_A, (1,), NULL), (COLUMN_A, (1,), NULL)])


oids = st.lists(st.integers(0, 2**32 - 1), min_size=0, max_size=6).map(lambda arcs: (1, 3, *arcs))


@given(st.dictionaries(oids, st.integers(-(2**31), 2**31 - 1), max_size=40), st.integers(1, 60))
def test_any_table_is_walked_once_through_in_order_by_getnext_and_by_getbulk(objects, repetitions):
    table = OidTable((name, (), integer(number)) for name, number in objects.items())
    truth = sorted((name, integer(number)) for name, number in objects.items())

    assert walk(table) == truth
    assert walk(table, repetitions=repetitions) == truth


@given(st.binary(max_size=300), st.integers(0, 60))
def test_octets_spoilt_on_the_way_are_answered_well_formed_or_not_at_all(noise, at):
    whole = encode_message(get_bulk(COLUMN_A, COLUMN_B, **ASK, max_repetitions=3))
    message = request_in(whole[:at] + noise + whole[at + len(noise) :], b"twin")
    answer = None if message is None else respond(SMALL, message, 0.0)

    assert answer is None or decode_message(answer).pdu_type == PduType.RESPONSE
