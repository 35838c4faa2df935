# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.adapters.snmp import decode


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"core-1", "core-1"),
        ("Høyby skole".encode(), "Høyby skole"),
        ("Høyby".encode("latin-1"), "Høyby"),
        (b"ge-0/0/1\0\0\0", "ge-0/0/1"),
        (b"name\0left over", "name"),
        (b"\0\0name", "name"),
        (b"\0\0", ""),
        (b"", ""),
        (b" spaced \r\n", "spaced"),
        ("1.3.6.1", "1.3.6.1"),
        (7, "7"),
        (None, None),
    ],
)
def test_text_is_read_as_people_would(sent, read):
    assert decode.text(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"), [(b"UPS 3000......", "UPS 3000"), (b"Frosta Inc.", "Frosta Inc."), (b"....", None), (b"", None)]
)
def test_a_label_loses_padding_and_is_none_when_empty(sent, read):
    assert decode.label(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"\x00\x1b\x2c\x3d\x4e\x5f", "001b2c3d4e5f"),
        (b"00:1B:2C:3D:4E:5F", "001b2c3d4e5f"),
        (b"0:1b:2c:3d:4e:5f\0", "001b2c3d4e5f"),
        (b"00-1b-2c-3d-4e-5f", "001b2c3d4e5f"),
        (b"001b.2c3d.4e5f", "001b2c3d4e5f"),
        (b"001b2c3d4e5f", "001b2c3d4e5f"),
        (b"0x001b2c3d4e5f", "001b2c3d4e5f"),
        (b"", None),
        (b"Gi1/25", "4769312f3235"),  # six octets are a MAC; whoever knows better asks the subtype
        (b"GigabitEthernet1", None),
        (12, None),
    ],
)
def test_a_mac_is_twelve_hex_digits_however_it_was_sent(sent, read):
    assert decode.mac(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"), [(5, 5), (b"5", 5), (b" -12 ", -12), (b"five", None), (b"", None), (None, None), (2.9, 2)]
)
def test_a_number_may_come_as_text(sent, read):
    assert decode.number(sent) == read


def test_addresses_in_an_index_carry_type_and_length():
    assert decode.address_of_index((1, 4, 192, 0, 2, 7)) == ("192.0.2.7", ())
    assert decode.address_of_index((2, 16, 0x20, 1, 0xD, 0xB8, *[0] * 11, 9, 3)) == ("2001:db8::9", (3,))
    assert decode.address_of_index((4, 20, 0xFE, 0x80, *[0] * 13, 1, 0, 0, 0, 5)) == ("fe80::1", ())
    assert decode.address_of_index((1, 4, 192, 0, 2)) == (None, ())
    assert decode.address_of_index((1,)) == (None, ())
    assert decode.address_of_index((1, 4, 300, 0, 2, 7)) == (None, ())


def test_addresses_come_as_octets_or_text():
    assert decode.address(b"\xc0\x00\x02\x07") == "192.0.2.7"
    assert decode.address("192.0.2.7") == "192.0.2.7"
    assert decode.address(b"192.0.2.7") == "192.0.2.7"
    assert decode.address(b"here") == "104.101.114.101"  # four octets are an address
    assert decode.address(b"nowhere") is None
    assert decode.address(None) is None


@pytest.mark.parametrize(
    ("mask", "length"),
    [("255.255.255.0", 24), ("255.255.255.255", 32), ("0.0.0.0", 0), ("255.0.255.0", None), (None, None)],
)
def test_a_mask_becomes_a_prefix_length(mask, length):
    assert decode.prefix_length(mask) == length


def test_port_lists_count_from_the_highest_bit_of_the_first_octet():
    assert decode.set_bits(b"\x80\x01") == {1, 16}
    assert decode.set_bits(b"") == frozenset()
    assert decode.set_bits(None) == frozenset()


@given(
    st.one_of(
        st.none(), st.binary(max_size=40), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
    )
)
def test_no_value_an_agent_may_send_breaks_a_decoder(value):
    assert decode.text(value) is None or isinstance(decode.text(value), str)
    assert decode.label(value) != ""
    assert decode.number(value) is None or isinstance(decode.number(value), int)
    physical = decode.mac(value)
    assert physical is None or (len(physical) == 12 and int(physical, 16) >= 0)
    decode.address(value)
    decode.hex_digits(value)
    decode.set_bits(value)


@given(st.lists(st.integers(min_value=0, max_value=2**32 - 1), max_size=40))
def test_no_index_breaks_the_address_reader(arcs):
    address, rest = decode.address_of_index(tuple(arcs))
    assert address is None or len(rest) < len(arcs)
