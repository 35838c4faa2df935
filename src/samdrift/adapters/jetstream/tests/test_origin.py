# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Nothing counts twice: a device that two pollers ask for a moment is heard from one of them, whatever came first."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from samdrift.adapters.jetstream.origin import DoneIds, Fence, Origin
from samdrift.engines.snmpsweep import NAMES, SweepMatrix
from samdrift.monitoring.types import LogMessage, Probe

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def probe(second: float, device: int = 1) -> Probe:
    return Probe(device, AT + timedelta(seconds=second), icmp=True, snmp=True)


def sweep(second: float, *devices: int) -> SweepMatrix:
    at_ms = int((AT.timestamp() + second) * 1000)
    count = len(devices)
    return SweepMatrix(
        np.array(devices),
        np.full(count, at_ms),
        np.full(count, 4711),
        np.zeros(count, np.uint8),
        np.arange(count + 1),
        np.ones(count, np.int64),
        np.ones((count, len(NAMES)), np.uint64),
        np.ones((count, len(NAMES)), np.bool_),
    )


A1, A4 = Origin("a:1", 1), Origin("a:9", 4)
B2 = Origin("b:1", 2)


@pytest.fixture
def fence():
    """Poller a asked device 1 until second 4; b took it over at second 5."""
    fence = Fence()
    assert fence.let_through([probe(0), probe(2), probe(4)], A1, 0) == [probe(0), probe(2), probe(4)]
    assert fence.let_through([probe(5)], B2, 5) == [probe(5)]
    return fence


def test_after_a_take_over_the_former_poller_is_not_heard_any_more(fence):
    assert fence.let_through([probe(6)], A1, 6) == []
    assert fence.let_through([probe(7)], B2, 7) == [probe(7)]
    assert fence.doubled == 1


def test_what_the_former_poller_saw_before_the_take_over_still_counts(fence):
    assert fence.let_through([probe(4.5)], A1, 6) == [probe(4.5)]


def test_a_poller_that_is_back_is_heard_under_its_new_epoch(fence):
    assert fence.let_through([probe(8)], A4, 8) == [probe(8)]
    assert fence.let_through([probe(9)], B2, 9) == []


def test_when_the_one_who_took_over_falls_silent_anybody_may_speak(fence):
    assert fence.let_through([probe(20)], A1, 20) == []
    assert fence.let_through([probe(36)], A1, 36) == [probe(36)]


def test_what_was_kept_counts_for_the_time_in_which_its_poller_had_the_device(fence):
    fence.let_through([probe(50)], A4, 50)
    seen = [probe(3), probe(4.9), probe(5), probe(20), probe(49.9), probe(50)]
    assert fence.let_through(seen, A1, 60, late=True) == [probe(3), probe(4.9), probe(50)]
    assert fence.let_through([probe(20)], B2, 61, late=True) == [probe(20)]


def test_what_was_kept_takes_no_device_over():
    fence = Fence()
    assert fence.let_through([probe(0)], B2, 0, late=True) == [probe(0)]
    assert fence.let_through([probe(9)], A1, 0) == [probe(9)]


def test_of_a_sweep_the_doubled_devices_alone_go(fence):
    (left,) = fence.let_through([sweep(6, 1, 2, 3)], A1, 6)
    assert left.device_ids.tolist() == [2, 3]
    assert fence.let_through([sweep(7, 1)], A1, 7) == []
    whole = sweep(8, 2, 3)
    assert fence.let_through([whole], A1, 8) == [whole]
    assert fence.doubled == 2


def test_who_shares_with_nobody_and_what_has_no_poller_always_goes_through(fence):
    word = LogMessage("k", AT, "192.0.2.1", 1, 1, "text")
    assert fence.let_through([probe(6)], Origin("old:1"), 6) == [probe(6)]
    assert fence.let_through([word], A1, 6) == [word]


def test_headers_tell_the_origin_and_nonsense_tells_none():
    assert Origin.of(Origin("a:1", 5).headers()) == Origin("a:1", 5)
    assert Origin("a:1").headers() == {"Nats-Msg-Id": "a:1"}
    assert Origin().headers() is None
    assert Origin.of({"Samdrift-Epoch": "-²"}) == Origin.of(None) == Origin()
    assert A1.sender == "a"


def test_ids_that_are_done_are_known_and_no_id_never_is():
    done = DoneIds()
    done.held.add("a:1")
    for one in ("a:1", ""):
        done.add(one)
    assert ("a:1" in done, "" in done, "a:2" in done, done.held) == (True, False, False, set())
