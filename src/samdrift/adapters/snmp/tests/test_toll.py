# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""No device is asked more often than agreed, whoever asks and however often; and what it cost is known afterwards."""

from itertools import pairwise

import pytest

from samdrift.adapters.snmp.discover import discover
from samdrift.adapters.snmp.session import WalkLimits
from samdrift.adapters.snmp.survey import Survey
from samdrift.adapters.snmp.testing import fake_agent as fake
from samdrift.adapters.snmp.testing.fake_agent import FakeAgent, switch_values
from samdrift.adapters.snmp.toll import Gate, Toll
from samdrift.adapters.snmp.whereabouts import Gently
from samdrift.engines.snmpwire import ErrorStatus, dotted, encode_message
from samdrift.inventory.types import HowToAsk

LLDP = "1.0.8802.1.1.2.1.4.1.1"
FAST = 200.0


class Watch:
    """A clock that only sleeping moves; who is woken sleeps a little too long."""

    def __init__(self, late_s: float = 0.0) -> None:
        self.at, self.late_s = 1000.0, late_s

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds + self.late_s


def most_in_a_second(times: list[float]) -> int:
    return max(sum(start <= at < start + 1 for at in times) for start in times)


@pytest.mark.parametrize("late_s", [0.0, 0.013, 0.4])
def test_in_no_second_is_a_device_asked_more_than_agreed(late_s):
    watch = Watch(late_s)
    gate = Gate(per_device=10, now=watch.now, sleep=watch.sleep)
    asked = [gate.pass_through("a", 10) for _ in range(60)]
    assert most_in_a_second(asked) <= 10
    assert all(later - earlier >= 0.1 - 1e-9 for earlier, later in pairwise(asked))


def test_two_readings_of_one_device_share_its_pace_and_others_do_not_wait():
    watch = Watch()
    gate = Gate(per_device=10, now=watch.now, sleep=watch.sleep)
    tolls = [Toll(gate, "a"), Toll(gate, "a")]
    for _ in range(10):
        for toll in tolls:
            toll.wait_sync()
    assert watch.at - 1000 == pytest.approx(1.9)
    other = Toll(gate, "b")
    other.wait_sync()
    assert watch.at - 1000 == pytest.approx(1.9)


def test_all_devices_together_are_not_asked_more_than_the_process_may():
    watch = Watch()
    gate = Gate(per_device=0, in_all=100, now=watch.now, sleep=watch.sleep)
    for number in range(201):
        gate.pass_through(f"device {number}", 0)
    assert watch.at - 1000 == pytest.approx(2.0)


def test_a_reading_tells_what_it_cost():
    with FakeAgent(switch_values()) as agent:
        cost = Gently(FAST).everything("127.0.0.1", agent.credential(), HowToAsk()).cost
        assert cost is not None
        assert (cost.questions, cost.unanswered, cost.unreadable) == (agent.requests, 0, 0)
    assert cost.per_second == FAST
    assert 0 < cost.answer_s < cost.took_s


def test_repeated_questions_count_and_slow_the_pace():
    with FakeAgent(switch_values(), fake.silent_below(LLDP)) as agent:
        gently = Gently(FAST, timeout_s=0.05)
        cost = gently.everything("127.0.0.1", agent.credential(), HowToAsk()).cost
        assert cost is not None
        assert cost.questions == agent.requests
    assert cost.unanswered >= 2
    assert cost.per_second < FAST


def test_what_is_left_out_is_not_asked_and_said():
    asked = []

    def noting(agent, request):
        asked.extend(dotted(name) for name, _ in request.varbinds if len(request.varbinds) == 1)
        return fake.silent_below(LLDP)(agent, request)

    why = "not asked since Monday: it hangs"
    with FakeAgent(switch_values(), noting) as agent:
        how = HowToAsk(left_out={LLDP: why})
        snapshot = Gently(FAST, timeout_s=0.05).everything("127.0.0.1", agent.credential(), how)
    assert not [name for name in asked if name.startswith(LLDP)]
    assert [(p.oid, p.reason, p.kind) for p in snapshot.problems if p.oid == LLDP] == [(LLDP, why, "left_out")]


def test_a_table_that_hangs_or_never_ends_says_so_by_its_kind():
    arp = "1.3.6.1.2.1.4.22.1.2"
    habits = {"hung": fake.silent_below(LLDP), "endless": fake.endless_below(arp)}
    for kind, habit in habits.items():
        with FakeAgent(switch_values(), habit) as agent:
            limits = WalkLimits(max_values=200)
            snapshot = discover("127.0.0.1", agent.credential(), timeout_s=0.05, limits=limits)
        assert {problem.kind for problem in snapshot.problems} == {kind}


def test_fewer_rows_at_once_are_learnt_where_they_help_and_kept_for_the_next_reading():
    with FakeAgent(switch_values(ports=30), fake.truncated_above(400)) as agent:
        cost = Gently(0).everything("127.0.0.1", agent.credential(), HowToAsk()).cost
        assert cost is not None
        assert cost.rows < 30
        again = Gently(0).everything("127.0.0.1", agent.credential(), HowToAsk(rows=4)).cost
    assert again is not None
    assert again.questions < cost.questions


def test_a_device_is_not_asked_for_the_tables_it_lacks():
    with FakeAgent(switch_values()) as agent:
        Gently(0).everything("127.0.0.1", agent.credential(), HowToAsk())
        surveyed = agent.requests
    with FakeAgent(switch_values(), one_name_at_a_time) as agent:
        Gently(0, timeout_s=0.05).everything("127.0.0.1", agent.credential(), HowToAsk())
        assert agent.requests > surveyed + 20


def one_name_at_a_time(agent, request):
    """An agent that finds the many names of one GETNEXT too much."""
    too_big = encode_message(request.reply((), error_status=ErrorStatus.TOO_BIG))
    return [too_big] if len(request.varbinds) > 8 else fake.well_behaved(agent, request)


def test_a_survey_knows_what_lies_between_a_name_and_the_next_and_believes_no_step_backwards():
    steps = {(1, 3, 5): (1, 3, 9, 1), (1, 3, 20): None}
    survey = Survey(lambda names: [steps[name] for name in names])
    survey.look_for(["1.3.5", "1.3.20"])
    assert [survey.lacks(root) for root in ("1.3.5", "1.3.6.1", "1.3.9", "1.3.19", "1.3.20", "1.3.4")] == [
        True, True, False, False, True, False,
    ]  # fmt: skip
    assert survey.lacks_object("1.3.9")
    assert not survey.lacks_object("1.3.9.1")
    backwards = Survey(lambda names: [(1, 2) for _ in names])
    backwards.look_for(["1.3.5"])
    assert not backwards.lacks("1.3.6")
    assert backwards.holds("1.3.6") is None
