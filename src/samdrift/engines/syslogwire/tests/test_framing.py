# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages come out of a stream whole, however it is cut up on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.syslogwire import Framer


def whole(framer: Framer, *pieces: bytes) -> list[bytes]:
    return [message for piece in pieces for message, _ in framer.feed(piece)]


def test_counted_and_line_ended_messages_are_told_apart():
    assert whole(Framer(), b"5 hello3 abc<13>one\r\n<14>two\n\n4 a\nb ") == [
        b"hello",
        b"abc",
        b"<13>one",
        b"<14>two",
        b"a\nb ",
    ]


def test_a_line_that_begins_with_a_number_of_another_kind_is_a_line():
    assert whole(Framer(), b"123: no count\n99999999 too long a count\n012 x\n") == [
        b"123: no count",
        b"99999999 too long a count",
        b"012 x",
    ]


@pytest.mark.parametrize("sent", [b"<13>half", b"20 <13>half"])
def test_half_a_message_at_the_end_is_kept(sent):
    framer = Framer()
    assert whole(framer, sent) == []
    assert (framer.ended(), framer.ended()) == (b"<13>half", b"")


@pytest.mark.parametrize("sent", [b"x" * 25 + b"\n", b"25 " + b"x" * 25])
def test_a_message_that_is_too_long_is_cut_once_and_the_next_is_whole(sent):
    assert list(Framer(longest=10).feed(sent + b"<13>next\n")) == [(b"x" * 10, True), (b"<13>next", False)]


def test_nothing_that_is_sent_fills_our_memory():
    framer = Framer(longest=1000)
    for _ in range(100):
        list(framer.feed(b"x" * 1000))
    assert len(framer._buffer) <= 1000


_MESSAGES = st.lists(st.binary(min_size=1, max_size=40).map(lambda text: b"<13>" + text), max_size=8)


@given(_MESSAGES, st.data())
def test_counted_messages_survive_any_cutting(messages, data):
    stream = b"".join(b"%d %s" % (len(message), message) for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert whole(Framer(), *pieces) == messages


@given(st.lists(st.binary(max_size=60), max_size=10))
def test_nonsense_never_raises_and_gives_nothing_twice(pieces):
    framer = Framer(longest=50)
    given_back = b"".join(whole(framer, *pieces)) + framer.ended()
    assert len(given_back) <= sum(len(piece) for piece in pieces)
