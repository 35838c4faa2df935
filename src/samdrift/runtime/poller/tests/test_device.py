# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One device without sockets: the order of its questions, and what goes first."""

from datetime import UTC, datetime

from samdrift.adapters.icmp import EchoAnswer
from samdrift.engines.pollplan import SYS_UPTIME, Reply
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import DeviceReading, Probe, WatchTarget
from samdrift.runtime.poller.asking import Outcome
from samdrift.runtime.poller.device import Device, Pace

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
UP = Outcome(Reply([(SYS_UPTIME, 100_000)]), "", 1.5, 1)
SILENCE = Outcome(None, "", None, 2)


class Line:
    """The asker, held in hand: `answer` settles the question that is out."""

    def __init__(self) -> None:
        self.out = None
        self.asked = []
        self.forgotten = 0

    def ask(self, target, ask, timeouts, done, *, first):
        assert self.out is None, "two questions at once"
        self.out = (ask, done)
        self.asked.append(len(ask.names))

    def forget(self, device_id):
        self.out = None
        self.forgotten += 1

    def answer(self, outcome: Outcome | None = None) -> None:
        (ask, done), self.out = self.out, None
        done(
            outcome or Outcome(Reply([(name, 100_000 if name == SYS_UPTIME else 1) for name in ask.names]), "", 1.5, 1)
        )


def device(ports=(1,)):
    told, line = [], Line()
    target = WatchTarget(7, "192.0.2.7", SnmpCredential(community="x"), ports)
    made = Device(target, line, tell=told.append, clock=lambda: AT, now=lambda: 0.0, pace=Pace.of(2.0))
    return made, line, told


def test_a_probe_goes_before_the_open_question_of_a_sweep_which_is_asked_again():
    made, line, told = device()
    made.want_ports()
    made.probe(icmp=False)
    assert (line.forgotten, line.asked) == (1, [10, 1])
    line.answer(UP)
    assert [type(seen) for seen in told] == [Probe]
    assert line.asked == [10, 1, 10]
    line.answer()
    assert line.asked == [10, 1, 10, 1]  # and the names, read at the start
    line.answer(SILENCE)
    line.answer(SILENCE)
    assert [type(seen) for seen in told] == [Probe, DeviceReading]
    assert line.out is None


def test_a_sweep_that_only_probes_interrupt_is_given_up():
    made, line, _ = device()
    made.want_ports()
    for _ in range(3):
        made.probe(icmp=False)
        line.answer(UP)
    assert line.asked == [10, 1, 10, 1, 10, 1]
    assert line.out is None


def test_a_silent_device_is_not_swept_until_it_answers():
    made, line, told = device()
    made.probe(icmp=False)
    line.answer(SILENCE)
    made.want_ports()
    assert line.out is None
    made.probe(icmp=False)
    line.answer(UP)
    assert [seen.snmp for seen in told] == [False, True]
    assert line.asked == [1, 1, 10]


def test_a_probe_waits_for_both_ways():
    made, line, told = device(ports=())
    made.probe(icmp=True)
    line.answer(SILENCE)
    assert (told, made.probing) == ([], True)
    made.pinged(EchoAnswer(True, 3.25, 1))
    assert told == [Probe(7, AT, icmp=True, snmp=False, rtt_ms=3.25)]
    assert not made.probing


def test_the_time_of_a_second_try_is_told_whichever_way_needed_it():
    made, line, told = device(ports=())
    made.probe(icmp=True)
    made.pinged(EchoAnswer(True, 3.0, 1))
    line.answer(Outcome(UP.reply, "", 650.0, 2))
    made.probe(icmp=True)
    made.pinged(EchoAnswer(True, 3.0, 1))
    line.answer(Outcome(UP.reply, "", 9.0, 1))
    assert [seen.rtt_ms for seen in told] == [650.0, 3.0]


def test_two_tries_fit_the_interval():
    assert Pace.of(2.0).probe == (0.6, 1.2)
    assert Pace.of(60.0).probe == (1.0, 2.0)
