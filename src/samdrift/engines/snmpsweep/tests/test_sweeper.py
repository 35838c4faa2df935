# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whole sweeps against agents in memory: honest, odd, slow and dead ones."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.engines import snmpwire as wire
from samdrift.engines.snmpsweep import COLUMNS, SYS_UPTIME, State, Target
from samdrift.engines.snmpsweep.tests.fake_farm import Agent, Bench, arena, table, target


def truth(agent, target_):
    """What the device would say of each value, None where it has none."""
    return [
        [
            agent.values[name].value if (name := (*column.object_id, port)) in agent.values else None
            for column in COLUMNS
        ]
        for port in target_.if_indexes
    ]


def told(matrix, number=0):
    rows = dict(matrix.devices())[number]
    return [
        [int(value) if valid else None for value, valid in zip(values, valids, strict=True)]
        for values, valids in zip(matrix.values[rows], matrix.valid[rows], strict=True)
    ]


def one(ports, wanted=None, **kwargs):
    agent = Agent(table(ports), **kwargs)
    asked = target(1, ports if wanted is None else wanted)
    return agent, asked, Bench([agent], [asked])


def test_every_value_of_many_devices_arrives_in_its_place():
    sizes = [1, 2, 4, 8, 24, 48, 0]
    targets = [target(n, range(1000 * n + 1, 1000 * n + 1 + size)) for n, size in enumerate(sizes, 1)]
    agents = [Agent(table(one.if_indexes, uptime=100 * one.device_id)) for one in targets]
    bench = Bench(agents, targets)
    matrix = bench.sweep()
    at = {int(device): number for number, device in enumerate(matrix.device_ids)}
    assert sorted(at) == [1, 2, 3, 4, 5, 6, 7]
    for asked, agent in zip(targets, agents, strict=True):
        number = at[asked.device_id]
        assert told(matrix, number) == truth(agent, asked)
        assert matrix.uptime_ticks[number] == 100 * asked.device_id
        assert (matrix.state[number], matrix.at_ms[number]) == (State.WHOLE, 1_000)
    assert bench.sweeper.counts["odd"] == 0
    assert [len(agent.asked) for agent in agents] == [1, 1, 1, 2, 4, 8, 1]


def test_one_question_at_a_time_and_never_more_than_the_window():
    targets = [target(n, range(1, 25)) for n in range(1, 21)]
    bench = Bench([Agent(table(range(1, 25))) for _ in targets], targets, window=8)
    bench.sweeper.ask(range(1, 21))
    outs = bench.sweeper.sendable(0.0)
    assert len(outs) == len({out.peer for out in outs}) == 8
    assert bench.sweeper.sendable(0.1) == []
    assert len(bench.sweeper.sendable(0.3)) == 8  # silent for a while: their answers crowd nobody any more


def test_rows_at_once_follow_what_fills_a_frame():
    ports = range(1, 41)
    agent = Agent(table(ports, value=lambda *_: 3))
    bench = Bench([agent], [target(1, ports)])
    counts = []
    for _ in range(3):
        agent.asked.clear()
        assert told(bench.sweep())[0][0] == 3
        counts.append(len(agent.asked))
    assert counts == [7, 6, 6]  # small numbers: seven ports fit, where six were tried first
    agent.values = table(ports, value=lambda column, _: 2**63 - 1 if column.bits == 64 else 2**32 - 1)
    agent.most = 65_000
    bench.sweep()
    agent.asked.clear()
    bench.sweep()
    assert max(len(wire.encode_message(agent.answer(wire.encode_message(q)))) for q in list(agent.asked)) <= 1472


def test_an_agent_that_shortens_its_answers_is_read_whole_and_then_asked_for_less():
    agent, asked, bench = one(range(1, 25), most=600)
    assert told(bench.sweep()) == truth(agent, asked)
    rows = bench.sweeper.manner(1).rows
    assert 1 <= rows < 6
    odd = bench.sweeper.counts["odd"]
    agent.asked.clear()
    assert told(bench.sweep()) == truth(agent, asked)
    assert bench.sweeper.counts["odd"] == odd
    assert len(agent.asked) == -(-24 // rows)


def test_an_agent_that_says_too_big_is_asked_for_halves():
    def too_big(datagram, agent):
        message = wire.decode_message(datagram)
        return [wire.encode_message(message.reply((), error_status=1))] if len(datagram) > 800 else [datagram]

    agent, asked, bench = one(range(1, 13))
    assert told(bench.sweep(too_big)) == truth(agent, asked)
    assert bench.sweeper.manner(1).rows == 3


def test_ports_beside_the_wanted_ones_are_never_taken_for_them():
    agent, asked, bench = one(range(1, 31), wanted=[2, 3, 7, 8, 9, 15, 30])
    for _ in range(2):
        assert told(bench.sweep()) == truth(agent, asked)
    assert bench.sweeper.manner(1).bulk is False
    assert bench.sweeper.counts["odd"] == 1


def test_a_device_without_some_columns_gives_the_others():
    agent, asked, bench = one(range(1, 9))
    for name in [name for name in agent.values if name[:-1] == COLUMNS[4].object_id or name[-1] == 5]:
        del agent.values[name]
    for _ in range(2):
        matrix = bench.sweep()
        assert told(matrix) == truth(agent, asked)
        assert matrix.state[0] == State.WHOLE
    assert told(matrix)[4] == [None] * len(COLUMNS)


def test_another_order_and_doubled_names_cost_time_and_no_value():
    rng = random.Random(7)

    def shuffle(datagram, _):
        message = wire.decode_message(datagram)
        binds = [*message.varbinds, message.varbinds[0]]
        rng.shuffle(binds)
        return [wire.encode_message(replace(message, varbinds=tuple(binds)))]

    agent, asked, bench = one(range(1, 14))
    assert told(bench.sweep(shuffle)) == truth(agent, asked)


def test_a_dead_device_is_silent_and_leaves_after_two_misses():
    targets = [target(1, [1, 2]), target(2, [1, 2])]
    dead = Agent(table([1, 2]))
    bench = Bench([Agent(table([1, 2])), dead], targets)
    for misses in (1, 2):
        matrix = bench.sweep(lambda datagram, agent: [] if agent is dead else [datagram])
        states = dict(zip(matrix.device_ids.tolist(), matrix.state.tolist(), strict=True))
        assert states == {1: State.WHOLE, 2: State.SILENT}
        assert (bench.sweeper.manner(2).misses, bench.sweeper.manner(2).leaves) == (misses, misses == 2)
        number = matrix.device_ids.tolist().index(2)
        assert not matrix.valid[dict(matrix.devices())[number]].any()
        assert (matrix.uptime_ticks[number], matrix.at_ms[number]) == (-1, 0)
    assert len(dead.asked) == 4  # two tries in each of two sweeps


def test_a_lost_answer_is_asked_for_again_under_the_same_id_and_a_doubled_one_counts_once():
    seen = []

    def loses_the_first(datagram, _):
        seen.append(wire.decode_message(datagram).request_id)
        return [] if len(seen) == 1 else [datagram, datagram]

    agent, asked, bench = one([1])
    assert told(bench.sweep(loses_the_first)) == truth(agent, asked)
    assert seen[0] == seen[1]
    assert (bench.sweeper.counts["asked_again"], bench.sweeper.counts["late"]) == (1, 1)


def test_a_device_that_falls_silent_half_way_gives_the_half_it_answered():
    def half(datagram, agent):
        return [datagram] if len(agent.asked) <= 2 else []

    agent, asked, bench = one(range(1, 25))
    matrix = bench.sweep(half)
    assert matrix.state[0] == State.PART
    assert told(matrix) == [*truth(agent, asked)[:12], *[[None] * 11] * 12]


def test_old_values_are_not_told_again():
    _, _, bench = one(range(1, 3))
    bench.sweep()
    matrix = bench.sweep(lambda *_: [])
    assert not matrix.valid.any()
    assert not matrix.values.any()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda datagram: datagram[: len(datagram) // 2],
        lambda _: b"\xff\x00 not SNMP",
        lambda datagram: datagram + b"x",
        lambda datagram: datagram.replace(b"public", b"secret"),
        lambda datagram: wire.encode_message(replace(m := wire.decode_message(datagram), request_id=m.request_id ^ 1)),
        lambda datagram: wire.encode_message(replace(wire.decode_message(datagram), pdu_type=wire.PduType.GET)),
        lambda datagram: wire.encode_message(wire.decode_message(datagram).reply((), error_status=5)),
        lambda datagram: wire.encode_message(wire.decode_message(datagram).reply(())),
    ],
)
def test_nothing_is_believed_of_an_agent_that_answers_nonsense_and_the_sweep_ends(spoil):
    _, _, bench = one(range(1, 9))
    matrix = bench.sweep(lambda datagram, _: [spoil(datagram)])
    assert not matrix.valid.any()
    assert matrix.state[0] in (State.SILENT, State.PART)


def test_an_answer_from_another_address_is_not_believed():
    agent, _, bench = one([1])
    bench.sweeper.ask([1])
    out = bench.sweeper.sendable(0.0)[0]
    answer = wire.encode_message(agent.answer(out.question.with_id(out.request_id)))
    for peer in (out.peer + 1, out.peer + (1 << 16)):
        bench.sweeper.take(arena([answer], [peer]), 0.1)
    assert (bench.sweeper.counts["late"], len(bench.sweeper)) == (2, 1)


def test_an_answer_longer_than_its_memory_is_asked_for_in_halves():
    agent, asked, bench = one(range(1, 61), most=65_000)
    bench.sweeper.manner(1).rows = 60
    assert told(bench.sweep()) == truth(agent, asked)
    assert bench.sweeper.manner(1).rows <= 15


def test_a_slow_device_is_asked_for_less_and_then_left_out_and_that_is_said():
    fast = [target(n, [1, 2, 3, 4, 5, 6]) for n in range(1, 4)]
    bench = Bench([Agent(table(one.if_indexes)) for one in fast], fast)
    slow = bench.sweeper.manner(1)
    for _ in range(2):
        slow.swept(fitting=6, longest_s=1.4, mean_s=0.9, slow_s=0.5, readable=True)
    assert (slow.rows, slow.pause) == (1, 1)
    matrix = bench.sweep()
    assert dict(zip(matrix.device_ids.tolist(), matrix.state.tolist(), strict=True))[1] == State.NOT_ASKED
    assert [(remark.device_id, remark.reason) for remark in bench.sweeper.remarks] == [
        (1, "not asked in this sweep: it takes 0.9 s an answer")
    ]
    assert bench.sweep().state.tolist() == [State.WHOLE] * 3


def test_a_sweep_put_aside_asks_the_same_again_when_it_goes_on():
    agent, _, bench = one(range(1, 9))
    bench.sweeper.ask([1])
    first = bench.sweeper.sendable(0.0)[0]
    bench.sweeper.put_aside(1)
    answer = wire.encode_message(agent.answer(first.question.with_id(first.request_id)))
    bench.sweeper.take(arena([answer], [first.peer]), 0.1)
    assert (bench.sweeper.counts["late"], bench.sweeper.sendable(0.2)) == (1, [])
    bench.sweeper.resume(1)
    again = bench.sweeper.sendable(0.3)
    assert [out.question for out in again] == [first.question]
    assert again[0].request_id != first.request_id


def test_a_new_plan_keeps_what_was_learnt_and_drops_what_is_under_way():
    _, asked, bench = one(range(1, 25), most=600)
    bench.sweep()
    rows = bench.sweeper.manner(1).rows
    bench.sweeper.ask([1])
    bench.sweeper.sendable(0.0)
    bench.sweeper.watch([target(2, [1]), asked])
    assert (len(bench.sweeper), 2 in bench.sweeper, bench.sweeper.manner(1).rows) == (0, True, rows)
    assert bench.sweeper.manner(2).rows == 6


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_agents_do_no_value_is_told_that_was_not_in_an_answer(data):
    """Agents that cut, shuffle, rename, drop, double and spoil: told is a part of the truth, and every sweep ends."""
    rng = random.Random(data.draw(st.integers(0, 2**32)))
    sizes = data.draw(st.lists(st.integers(0, 15), min_size=1, max_size=4))
    targets = [
        target(n, sorted(rng.sample(range(1, 40), size)), rng.choice([b"public", b"", b"x" * 40]))
        for n, size in enumerate(sizes, 1)
    ]
    agents = [
        Agent(
            table(sorted({*one.if_indexes, *rng.sample(range(1, 60), 5)}), value=lambda *_: rng.getrandbits(32)),
            community=one.community,
            most=rng.choice([300, 700, 1472]),
        )
        for one in targets
    ]
    for agent in agents:
        for name in rng.sample(sorted(agent.values), min(4, len(agent.values))):
            if name != SYS_UPTIME:
                del agent.values[name]

    def spoil(datagram, _):
        message = wire.decode_message(datagram)
        binds = list(message.varbinds)
        match rng.randrange(10):
            case 0:
                return []
            case 1:
                return [datagram[: rng.randrange(len(datagram))]]
            case 2:
                rng.shuffle(binds)
            case 3:
                binds = binds[: rng.randrange(len(binds) + 1)]
            case 4:
                binds = [((*name[:-1], name[-1] + 100_000), value) for name, value in binds]
            case 5:
                return [datagram, datagram]
            case 6:
                return [b"\x30" * rng.randrange(1500), datagram]
        return [wire.encode_message(replace(message, varbinds=tuple(binds)))]

    bench = Bench(agents, targets)
    for _ in range(2):
        matrix = bench.sweep(spoil)
        ids = matrix.device_ids.tolist()
        for asked, agent in zip(targets, agents, strict=True):
            for got, real in zip(told(matrix, ids.index(asked.device_id)), truth(agent, asked), strict=True):
                assert all(value is None or value == true for value, true in zip(got, real, strict=True))
    assert np.array_equal(matrix.values != 0, (matrix.values != 0) & matrix.valid)


def test_targets_say_their_peer_in_one_number():
    assert Target(1, 0x7F000001, 161, b"public", ()).peer == 0x7F000001 << 16 | 161
