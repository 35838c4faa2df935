# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What goes out comes back the same, and whatever else comes in is WireError and nothing worse."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samdrift.engines import snmpwire as wire

SYS_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
# snmpget -v2c -c public ADDRESS 1.3.6.1.2.1.1.3.0 and its answer, as net-snmp 5.9 sends them.
ASKED = bytes.fromhex("302602010104067075626c6963a019020112020100020100300e300c06082b060102010103000500")
ANSWERED = bytes.fromhex("302902010104067075626c6963a21c0201120201000201003011300f06082b06010201010300430300ab12")

int32 = st.integers(-(2**31), 2**31 - 1)
uint32 = st.integers(0, 2**32 - 1)
oids = st.one_of(
    st.tuples(st.integers(0, 1), st.integers(0, 39)),
    st.tuples(st.just(2), st.integers(0, 2**32 - 1)),
).flatmap(lambda head: st.lists(uint32, max_size=126).map(lambda rest: (*head, *rest)))
values = st.one_of(
    int32.map(wire.integer),
    st.binary(max_size=300).map(wire.octet_string),
    st.binary(max_size=20).map(wire.opaque),
    st.binary(min_size=4, max_size=4).map(wire.ip_address),
    oids.map(wire.object_id),
    uint32.map(wire.counter32),
    uint32.map(wire.gauge32),
    uint32.map(wire.time_ticks),
    st.integers(0, 2**64 - 1).map(wire.counter64),
    st.sampled_from([wire.NULL, wire.NO_SUCH_OBJECT, wire.NO_SUCH_INSTANCE, wire.END_OF_MIB_VIEW]),
)
varbinds = st.lists(st.tuples(oids, values), max_size=6).map(tuple)
v2_messages = st.builds(
    wire.Message,
    version=st.just(wire.V2C),
    community=st.binary(max_size=40),
    pdu_type=st.sampled_from([kind for kind in wire.PduType if kind != wire.PduType.TRAP_V1]),
    request_id=int32,
    varbinds=varbinds,
    error_status=int32,
    error_index=int32,
)
v1_traps = st.builds(
    wire.Message,
    version=st.just(wire.V1),
    community=st.binary(max_size=40),
    pdu_type=st.just(wire.PduType.TRAP_V1),
    request_id=st.just(0),
    varbinds=varbinds,
    trap_v1=st.builds(wire.TrapV1, oids, st.binary(min_size=4, max_size=4), int32, int32, uint32),
)
messages = st.one_of(v2_messages, v1_traps)


def decodes_or_refuses(data: bytes) -> None:
    refusal = None
    try:
        wire.decode_message(data)
    except wire.WireError as error:
        refusal = error
    assert refusal is None or (0 <= refusal.offset <= len(data) and refusal.reason)


def test_a_get_is_the_octets_net_snmp_sends():
    assert wire.encode_message(wire.get(SYS_UPTIME, community=b"public", request_id=0x12)) == ASKED


def test_an_answer_of_net_snmp_is_read():
    answer = wire.decode_message(ANSWERED)
    assert answer == wire.decode_message(ASKED).reply([(SYS_UPTIME, wire.time_ticks(0xAB12))])


@given(messages)
def test_every_message_comes_back_as_it_went(message):
    assert wire.decode_message(wire.encode_message(message)) == message


@given(st.binary(max_size=600))
@example(b"")
@example(b"\x30\x80\x00\x00")
@example(b"\x30\x84\xff\xff\xff\xff")
@example(b"\x30" * 500)
def test_random_octets_are_refused_in_words(data):
    decodes_or_refuses(data)


@given(messages, st.data())
def test_every_cut_is_refused(message, data):
    whole = wire.encode_message(message)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(wire.WireError):
        wire.decode_message(whole[:cut])


@given(messages, st.data())
def test_flipped_octets_never_break_the_reader(message, data):
    whole = bytearray(wire.encode_message(message))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        whole[at] = data.draw(st.integers(0, 255))
    decodes_or_refuses(bytes(whole))


@given(messages, st.binary(min_size=1, max_size=5))
def test_octets_after_the_message_are_refused(message, extra):
    with pytest.raises(wire.WireError, match="after the message"):
        wire.decode_message(wire.encode_message(message) + extra)


@pytest.mark.parametrize(
    ("data", "offset", "reason"),
    [
        ("3003020103", 2, "version 3 is neither SNMPv1"),
        ("300402010104", 5, "ends where a tag"),
        ("31020500", 0, "tag 0x31 where a message"),
        ("300b02010104007f0402010005", 7, "tag 0x7f is no PDU"),
        ("300b0201010400a00402010005", 12, "ends where a tag"),
    ],
)
def test_the_error_says_where_and_why(data, offset, reason):
    with pytest.raises(wire.WireError) as caught:
        wire.decode_message(bytes.fromhex(data))
    assert caught.value.offset == offset
    assert caught.value.reason.startswith(reason)


def test_a_v1_trap_in_v2c_and_an_inform_in_v1_are_refused():
    inform = wire.Message(wire.V2C, b"c", wire.PduType.INFORM, 1)
    octets = bytearray(wire.encode_message(inform))
    octets[4] = wire.V1
    with pytest.raises(wire.WireError, match="no PDU of this version"):
        wire.decode_message(bytes(octets))


def test_what_does_not_fit_its_type_is_not_sent():
    for name, value in [
        (SYS_UPTIME, wire.counter32(2**32)),
        (SYS_UPTIME, wire.counter64(-1)),
        (SYS_UPTIME, wire.integer(2**31)),
        (SYS_UPTIME, wire.Value(wire.Tag.NULL, 5)),
        ((1, 40), wire.NULL),
        ((1,), wire.NULL),
        (tuple([1] * 129), wire.NULL),
    ]:
        message = wire.Message(wire.V2C, b"c", wire.PduType.RESPONSE, 1, ((name, value),))
        with pytest.raises(ValueError, match=r"fit|object identifier"):
            wire.encode_message(message)
