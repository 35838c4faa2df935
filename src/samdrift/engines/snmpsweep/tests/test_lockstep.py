# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whatever stands in an answer: what the side-by-side reading takes for whole is what the plain decoder reads."""

import random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samdrift.engines import snmpwire as wire
from samdrift.engines.snmpsweep.columns import COLUMNS, SYS_UPTIME
from samdrift.engines.snmpsweep.lockstep import ROOM, read_answers, read_heads
from samdrift.engines.snmpsweep.names import names_of

numbers = st.one_of(st.integers(0, 300), st.integers(0, 2**64 - 1), st.sampled_from([2**k for k in range(64)]))
ports = st.lists(st.one_of(st.integers(1, 300), st.integers(1, 2**31 - 1)), min_size=1, max_size=7, unique=True).map(
    sorted
)
value_makers = st.sampled_from(
    [
        wire.counter64,
        lambda n: wire.counter32(n % 2**32),
        lambda n: wire.gauge32(n % 2**32),
        lambda n: wire.integer(n % 2**31),
        lambda n: wire.time_ticks(n % 2**32),
    ]
)
missing = st.sampled_from([wire.NO_SUCH_INSTANCE, wire.NO_SUCH_OBJECT, wire.END_OF_MIB_VIEW, wire.NULL])


@st.composite
def answers(draw):
    """Ports of one device, and an honest answer about all of them."""
    if_indexes = draw(ports)
    columns = COLUMNS[: draw(st.integers(1, len(COLUMNS)))]
    names = [SYS_UPTIME, *((*column.object_id, port) for port in if_indexes for column in columns)]
    binds = [
        (name, draw(missing) if draw(st.integers(0, 19)) == 0 else draw(value_makers)(draw(numbers))) for name in names
    ]
    message = wire.Message(
        wire.V2C, b"public", wire.PduType.RESPONSE, 0x40000000 + draw(st.integers(0, 2**30 - 1)), tuple(binds)
    )
    return if_indexes, columns, message


def read(datagrams, if_indexes, columns, count=None, stride=4096):
    """The datagrams read side by side as answers about all ports of one device each."""
    copies = len(datagrams)
    starts = np.arange(copies + 1) * len(if_indexes)
    names = names_of(np.array(if_indexes * copies, np.int64), starts, columns)
    octets = np.full(copies * stride + ROOM, 0x30, np.uint8)
    for number, datagram in enumerate(datagrams):
        octets[number * stride : number * stride + len(datagram)] = np.frombuffer(datagram, np.uint8)
    at = np.arange(copies) * stride
    heads = read_heads(octets, at, np.array([len(datagram) for datagram in datagrams], np.int64))
    size = 1 + len(if_indexes) * len(columns)
    counts = np.full(copies, size if count is None else count, np.int64)
    return heads, read_answers(octets, heads, names, np.arange(copies) * size, counts), size


def plain_values(message):
    return [value.as_int() for _, value in message.varbinds]


def agrees(datagram, if_indexes, columns):
    """True where it was taken for whole, and then it says exactly what the plain decoder says under the names asked."""
    heads, found, size = read([datagram], if_indexes, columns)
    if not found.whole[0]:
        assert len(found.cells) == 0
        return False
    message = wire.decode_message(datagram)
    names = [SYS_UPTIME, *((*column.object_id, port) for port in if_indexes for column in columns)]
    assert [name for name, _ in message.varbinds] == names
    assert (message.pdu_type, message.error_status) == (wire.PduType.RESPONSE, 0)
    assert heads.request_id[0] == message.request_id
    assert found.cells.tolist() == list(range(size))
    got = [int(value) if served else None for value, served in zip(found.values, found.served, strict=True)]
    assert got == plain_values(message)
    return True


@settings(deadline=None)
@given(answers())
def test_an_honest_answer_is_read_whole_whatever_its_numbers(made):
    if_indexes, columns, message = made
    assert agrees(wire.encode_message(message), if_indexes, columns)


@settings(deadline=None)
@given(answers(), st.data())
def test_cut_changed_and_lengthened_answers_never_say_what_the_plain_decoder_does_not(made, data):
    if_indexes, columns, message = made
    whole = bytearray(wire.encode_message(message))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                whole[at] = data.draw(st.integers(0, 255))
            case 1:
                del whole[at]
            case 2:
                whole.insert(at, data.draw(st.integers(0, 255)))
            case _:
                whole = whole[: max(1, at)]
    agrees(bytes(whole), if_indexes, columns)


@settings(max_examples=12, deadline=None)
@given(answers(), st.randoms(use_true_random=False))
def test_every_single_octet_changed_is_noticed_or_harmless(made, rng):
    if_indexes, columns, message = made
    whole = wire.encode_message(message)
    spoiled = []
    for _ in range(40):
        one = bytearray(whole)
        one[rng.randrange(len(one))] = rng.randrange(256)
        spoiled.append(bytes(one))
    for one in spoiled:
        agrees(one, if_indexes, columns)


def long_form(tag, contents, octets):
    return bytes((tag, 0x80 | octets)) + len(contents).to_bytes(octets, "big") + contents


@settings(deadline=None)
@given(answers(), st.integers(1, 4), st.booleans())
def test_long_lengths_cost_speed_and_no_value(made, octets, inside):
    if_indexes, columns, message = made
    binds = b"".join(
        (long_form(0x30, body, octets) if inside else wire.ber.tlv(0x30, body))
        for body in (wire.encode_oid(name) + wire.ber.encode_value(value) for name, value in message.varbinds)
    )
    pdu = b"".join(wire.ber.encode_int32(number) for number in (message.request_id, 0, 0)) + long_form(
        0x30, binds, max(octets, 3)
    )
    datagram = wire.ber.tlv(0x30, b"\x02\x01\x01\x04\x06public" + wire.ber.tlv(0xA2, pdu))
    assert plain_values(wire.decode_message(datagram)) == plain_values(message)
    agrees(datagram, if_indexes, columns)


@pytest.mark.parametrize("octets", [1, 2])
def test_lengths_of_one_and_two_octets_more_than_needed_are_usual(octets):
    message = wire.Message(wire.V2C, b"public", wire.PduType.RESPONSE, 0x40000001, ((SYS_UPTIME, wire.time_ticks(5)),))
    binds = wire.encode_oid(SYS_UPTIME) + wire.ber.encode_value(wire.time_ticks(5))
    pdu = b"\x02\x04\x40\x00\x00\x01\x02\x01\x00\x02\x01\x00" + long_form(0x30, wire.ber.tlv(0x30, binds), octets)
    datagram = long_form(0x30, b"\x02\x01\x01\x04\x06public" + long_form(0xA2, pdu, octets), octets)
    assert wire.decode_message(datagram) == message
    assert agrees(datagram, [], COLUMNS)


@settings(deadline=None)
@given(answers(), st.data())
def test_other_names_and_another_order_are_never_taken_for_whole(made, data):
    if_indexes, columns, message = made
    binds = list(message.varbinds)
    shuffled = data.draw(st.permutations(binds))
    other = [((*name[:-1], name[-1] ^ 1), value) for name, value in binds]
    fewer, more = binds[:-1], [*binds, binds[-1]]
    for changed in (shuffled, other, fewer, more):
        if [name for name, _ in changed] != [name for name, _ in binds]:
            whole = wire.Message(wire.V2C, b"public", wire.PduType.RESPONSE, message.request_id, tuple(changed))
            assert not agrees(wire.encode_message(whole), if_indexes, columns)


@settings(deadline=None)
@given(
    st.lists(st.binary(max_size=200), min_size=1, max_size=20),
    st.lists(st.integers(1, 70), min_size=1, max_size=4, unique=True).map(sorted),
)
@example([b"", b"\x30", b"\x30\x82", b"\x30\x80\x00\x00", b"\xff" * 200], [1])
def test_garbage_is_nothing(datagrams, if_indexes):
    heads, found, _ = read(datagrams, if_indexes, COLUMNS)
    assert not found.whole.any()
    assert len(found.cells) == 0
    assert (heads.request_id == -1).all() or any(len(one) > 20 for one in datagrams)


def test_many_answers_of_all_kinds_side_by_side_do_not_touch_each_other():
    rng = random.Random(4)
    if_indexes, datagrams, truth = [1, 2, 9, 300], [], []
    for number in range(200):
        names = [SYS_UPTIME, *((*column.object_id, port) for port in if_indexes for column in COLUMNS)]
        binds = tuple((name, wire.counter64(rng.getrandbits(rng.choice([3, 30, 64])))) for name in names)
        message = wire.Message(wire.V2C, b"public", wire.PduType.RESPONSE, 0x40000000 + number, binds)
        whole = wire.encode_message(message)
        spoil = number % 4
        datagrams.append([whole, whole[:-3], whole[:40] + b"\xff" + whole[41:], b"nothing"][spoil])
        truth.append(plain_values(message) if spoil == 0 else None)
    _, found, size = read(datagrams, if_indexes, COLUMNS)
    assert found.whole.tolist() == [values is not None for values in truth]
    assert found.values.tolist() == [value for values in truth if values is not None for value in values]
    assert found.cells.tolist() == [n * size + k for n, values in enumerate(truth) if values for k in range(size)]


@pytest.mark.parametrize(
    ("octets", "value"),
    [(b"\x00" + b"\xff" * 8, 2**64 - 1), (b"\x01" + b"\xff" * 8, None), (b"\x00" * 9, 0), (b"\x00" * 10, None)],
)
def test_a_counter_of_nine_octets_must_begin_with_zero(octets, value):
    binds = wire.ber.tlv(0x30, wire.encode_oid(SYS_UPTIME) + wire.ber.tlv(wire.Tag.COUNTER64, octets))
    pdu = b"\x02\x04\x40\x00\x00\x01\x02\x01\x00\x02\x01\x00" + wire.ber.tlv(0x30, binds)
    datagram = wire.ber.tlv(0x30, b"\x02\x01\x01\x04\x06public" + wire.ber.tlv(0xA2, pdu))
    _, found, _ = read([datagram], [], COLUMNS)
    assert found.values.tolist() == ([] if value is None else [value])
