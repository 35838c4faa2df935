# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Odd but meaningful encodings of agents in the field are read; meaningless ones are not."""

import pytest

from samdrift.engines import snmpwire as wire
from samdrift.engines.snmpwire.ber import read_value


def value_of(octets: str) -> wire.Value:
    data = bytes.fromhex(octets)
    value, stop = read_value(data, 0, len(data))
    assert stop == len(data)
    return value


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        ("4104ffffffff", wire.counter32(2**32 - 1)),  # without the leading zero that says "not negative"
        ("410500ffffffff", wire.counter32(2**32 - 1)),
        ("4608ffffffffffffffff", wire.counter64(2**64 - 1)),
        ("460900ffffffffffffffff", wire.counter64(2**64 - 1)),
        ("02020005", wire.integer(5)),
        ("02820001ff", wire.integer(-1)),
        ("0600", wire.object_id("0.0")),
        ("0603883703", wire.object_id("2.999.3")),
    ],
)
def test_integers_and_names_of_the_field(octets, expected):
    assert value_of(octets) == expected


@pytest.mark.parametrize("octets", ["0200", "0205010000 0000", "4105ffffffffff", "46090100000000 00000000", "0501ff"])
def test_numbers_beyond_their_type_are_refused(octets):
    with pytest.raises(wire.WireError):
        value_of(octets)


@pytest.mark.parametrize(
    "octets", ["4003c0a801", "4005c0a8010101", "470101", "3000", "06028001", "06022a86", "06069fffffffffff"]
)
def test_wrong_lengths_unknown_tags_and_bad_arcs_are_refused(octets):
    with pytest.raises(wire.WireError):
        value_of(octets)


def test_values_read_well_in_logs():
    assert [
        value.as_text()
        for value in (
            wire.ip_address("192.0.2.1"),
            wire.object_id("1.3.6.1"),
            wire.octet_string("Gi0/1 æøå"),
            wire.octet_string(b"\x00\x1b\xff"),
            wire.integer(-3),
            wire.NO_SUCH_INSTANCE,
        )
    ] == ["192.0.2.1", "1.3.6.1", "Gi0/1 æøå", "00:1b:ff", "-3", "NO_SUCH_INSTANCE"]


def test_dotted_names_go_both_ways_and_others_are_refused():
    assert wire.parse_dotted(".1.3.6.1") == (1, 3, 6, 1)
    assert wire.dotted((1, 3, 6, 1)) == "1.3.6.1"
    for text in ("", "1..3", "1.x", "-1.3", "1.٣"):
        with pytest.raises(ValueError, match="object identifier"):
            wire.parse_dotted(text)
