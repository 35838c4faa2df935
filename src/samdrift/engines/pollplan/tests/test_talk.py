# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Conversations with agents that are slow of mind, forgetful, inventive or endless."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.pollplan import SYS_UPTIME, Ask, Reply, read_names, restarted, sweep
from samdrift.engines.pollplan.talk import COLUMNS, IF_DESCR, IF_NAME, TICKS, TOO_BIG

Agent = Callable[[Ask], Reply | None]


def hold(talk, agent: Agent, most: int = 500):
    """The result of the conversation, and what was asked."""
    asked = []
    reply = None
    try:
        while True:
            ask = talk.send(reply) if asked else next(talk)
            asked.append(ask)
            assert len(asked) <= most, "the conversation does not end"
            reply = agent(ask)
    except StopIteration as end:
        return end.value, asked


def value_of(name) -> int:
    return 4711 if name == SYS_UPTIME else name[-2] * 1000 + name[-1]


def honest(ask: Ask) -> Reply:
    return Reply([(name, value_of(name)) for name in ask.names])


def expected(ports) -> dict:
    return {port: {name: column[-1] * 1000 + port for name, column in COLUMNS.items()} for port in ports}


def test_a_sweep_asks_six_ports_a_frame_and_uptime_with_each():
    found, asked = hold(sweep(range(1, 15)), honest)
    assert (found.ports, found.uptime_ticks, found.complete) == (expected(range(1, 15)), 4711, True)
    assert [len(ask.names) for ask in asked] == [55, 55, 19]
    assert all(ask.names[0] == SYS_UPTIME for ask in asked)


def test_a_device_without_ports_tells_its_uptime():
    found, asked = hold(sweep(()), honest)
    assert (found.uptime_ticks, found.ports, found.answered) == (4711, {}, True)
    assert asked == [Ask((SYS_UPTIME,))]


def test_silence_ends_the_sweep_with_what_was_answered():
    answers = iter([honest, lambda _: None])

    def answer_next(ask: Ask) -> Reply | None:
        return next(answers)(ask)

    found, _ = hold(sweep(range(1, 20)), answer_next)
    assert (sorted(found.ports), found.answered, found.cut_short) == ([1, 2, 3, 4, 5, 6], True, True)


def test_no_answer_at_all_is_no_answer():
    found, asked = hold(sweep([1]), lambda _: None)
    assert (found.answered, found.uptime_ticks, found.ports, len(asked)) == (False, None, {}, 1)


def test_a_truncated_answer_is_continued():
    found, _ = hold(sweep(range(1, 7)), lambda ask: Reply(honest(ask).values[:20]))
    assert (found.ports, found.complete) == (expected(range(1, 7)), True)


def test_another_order_doubles_and_inventions_change_nothing():
    def inventive(ask: Ask) -> Reply:
        values = [*reversed(honest(ask).values), ((1, 3, 6, 9), 1), (ask.names[-1], 99)]
        return Reply(values)

    found, _ = hold(sweep([3, 4]), inventive)
    assert (found.ports, found.unasked) == (expected([3, 4]), 2)


def test_wrong_names_only_are_no_values():
    found, asked = hold(sweep([3]), lambda ask: Reply([((*name[:-1], 77), 1) for name in ask.names]))
    assert (found.ports, found.answered, found.complete, len(asked)) == ({}, True, False, 1)


def test_a_port_that_is_not_there_is_left_out():
    def partly(ask: Ask) -> Reply:
        return Reply([(name, None if name[-1] == 2 else value_of(name)) for name in ask.names])

    found, _ = hold(sweep([1, 2]), partly)
    assert (found.ports, found.complete) == (expected([1]), True)


def test_too_big_is_asked_in_halves():
    def small(ask: Ask) -> Reply:
        return honest(ask) if len(ask.names) <= 10 else Reply((), TOO_BIG)

    found, _ = hold(sweep(range(1, 7)), small)
    assert found.ports == expected(range(1, 7))


def test_a_refused_name_costs_only_itself():
    refused = (*COLUMNS["in_errors"], 1)

    def picky(ask: Ask) -> Reply:
        return Reply((), 5, ask.names.index(refused) + 1) if refused in ask.names else honest(ask)

    found, _ = hold(sweep([1, 2]), picky)
    assert "in_errors" not in found.ports[1]
    assert len(found.ports[1]) == len(COLUMNS) - 1
    assert found.ports[2] == expected([2])[2]


@pytest.mark.parametrize("error_index", [-5, 0, 1, 99])
def test_an_error_without_a_place_ends_that_question(error_index):
    found, asked = hold(sweep([1]), lambda _: Reply((), 5, error_index))
    assert (found.answered, found.complete, len(asked)) == (True, False, 1)


names_in = st.sampled_from([SYS_UPTIME, *((*column, port) for column in COLUMNS.values() for port in (1, 2, 7))])
replies = st.one_of(
    st.none(),
    st.builds(
        Reply,
        st.lists(st.tuples(names_in, st.one_of(st.none(), st.integers(-5, 2**64), st.binary(max_size=3))), max_size=60),
        st.integers(-1, 20),
        st.integers(-2, 70),
        st.booleans(),
    ),
)


@given(st.lists(replies, max_size=40))
def test_every_sweep_ends_and_tells_only_ports_it_asked_for(script):
    answers = iter(script)
    found, _ = hold(sweep([1, 2]), lambda _: next(answers, None))
    assert set(found.ports) <= {1, 2}


def table(column, rows: dict[int, bytes], *, per_answer: int = 25) -> Agent:
    cells = sorted([((*column, index), name) for index, name in rows.items()] + [((1, 9), b"end")])

    def agent(ask: Ask) -> Reply:
        after = [cell for cell in cells if cell[0] > ask.names[0]]
        return Reply(after[: min(per_answer, ask.repetitions)])

    return agent


def test_names_are_read_to_the_end_of_the_column():
    rows = {index: f"ge{index}".encode() for index in range(1, 61)}
    names, asked = hold(read_names(), table(IF_NAME, rows))
    assert names == {index: f"ge{index}" for index in range(1, 61)}
    assert all(ask.repetitions == 25 for ask in asked)


def test_names_padded_with_nul_are_trimmed_and_odd_octets_survive():
    names, _ = hold(read_names(), table(IF_NAME, {1: b"eth0\0\0", 2: b"\xff1"}))
    assert names == {1: "eth0", 2: "\ufffd1"}


def test_an_agent_without_names_gives_descriptions():
    names, _ = hold(read_names(), table(IF_DESCR, {5: b"Port 5"}))
    assert names == {5: "Port 5"}


def test_an_agent_that_loops_is_left():
    looping = Reply([((*IF_NAME, 1), b"a"), ((*IF_NAME, 2), b"b"), ((*IF_NAME, 1), b"a")])
    names, asked = hold(read_names(), lambda _: looping)
    assert (names, len(asked)) == ({1: "a", 2: "b"}, 1)


def test_an_agent_that_repeats_its_first_answer_is_left():
    names, asked = hold(read_names(), lambda _: Reply([((*IF_NAME, 1), b"a")]))
    assert (names, len(asked)) == ({1: "a"}, 2)


@pytest.mark.parametrize("nothing", [None, Reply(()), Reply((), 5)])
def test_an_agent_without_answer_gives_no_names(nothing):
    assert hold(read_names(), lambda _: nothing)[0] == {}


@pytest.mark.parametrize(
    ("before", "after", "elapsed", "expected"),
    [
        (1000, 1200, 2.0, False),
        (1000, 1150, 2.0, False),
        (100_000, 50, 2.0, True),
        (100_000, 100_000, 60.0, True),  # up as long as before, though a minute has passed
        (500, 2500, 60.0, True),  # began anew while we could not ask
        (TICKS - 100, 100, 2.0, False),  # went round after 497 days
        (TICKS - 100, TICKS - 1, 2.0, False),
        (TICKS - 100, 5000, 2.0, True),
        (TICKS - 100_000, 100, 2.0, True),
    ],
)
def test_a_restart_is_told_from_a_count_that_went_round(before, after, elapsed, expected):
    assert restarted(before, after, elapsed) is expected
