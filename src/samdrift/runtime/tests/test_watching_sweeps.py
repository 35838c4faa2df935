# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Bulk sweeps in the watch process: judged and stored as single readings are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from samdrift.engines.snmpsweep import NAMES, State, SweepMatrix
from samdrift.inventory.models import Interface
from samdrift.inventory.testing import ACTOR, AT, found_network
from samdrift.monitoring.models import MetricSweep, StateChange
from samdrift.platform.scope import acting_as
from samdrift.runtime.watching.book import Book
from samdrift.runtime.watching.sweeps import statuses, together

OPER, ADMIN, IN_OCTETS = (NAMES.index(name) for name in ("oper", "admin", "in_octets"))


def sweep(devices, at=AT, state=State.WHOLE, uptime=1000, **oper):
    """A sweep of {device id: (ifIndexes)}; ports are up but for `p<ifIndex>=number`."""
    sizes = [len(ports) for ports in devices.values()]
    ports = [port for each in devices.values() for port in each]
    values = np.zeros((len(ports), len(NAMES)), np.uint64)
    values[:, OPER] = [oper.get(f"p{port}", 1) for port in ports]
    values[:, ADMIN] = 1
    values[:, IN_OCTETS] = 5
    answered = state in (State.WHOLE, State.PART)
    return SweepMatrix(
        np.array(list(devices), np.int64),
        np.full(len(devices), round(at.timestamp() * 1000) if answered else 0),
        np.full(len(devices), uptime if answered else -1),
        np.full(len(devices), state, np.uint8),
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        np.array(ports, np.int64),
        values * np.uint64(answered),
        np.full(values.shape, answered),
    )


def test_statuses_are_those_that_were_told():
    at = datetime(2026, 3, 2, 8, 0, 0, 250_000, tzinfo=UTC)
    first, second = statuses(sweep({7: (1, 2), 9: ()}, at=at, p2=7))
    assert (first.device_id, first.at, first.uptime_ticks) == (7, at, 1000)
    assert [(port.if_index, port.oper, port.admin) for port in first.ports] == [
        (1, "up", "up"),
        (2, "lowerLayerDown", "up"),
    ]
    assert (second.device_id, second.ports) == (9, ())
    assert list(statuses(sweep({7: (1,)}, state=State.NOT_ASKED))) == []


def test_numbers_that_mean_no_status_are_none():
    (reading,) = statuses(sweep({7: (1, 2)}, p1=99, p2=0))
    assert [(port.if_index, port.oper) for port in reading.ports] == [(1, None), (2, None)]


def test_sweeps_come_together_but_never_two_of_one_device():
    parts = together([sweep({1: (1,)}), sweep({2: (1, 2)}), sweep({1: (1,)}), sweep({3: (4,)})])
    assert [part.device_ids.tolist() for part in parts] == [[1, 2], [1, 3]]
    assert parts[0].if_index.tolist() == [1, 1, 2]
    assert together([]) == []


@pytest.fixture
def book(cast):
    ids = found_network(cast.city, [("core", 1, "dist", 1)])
    with acting_as(ACTOR):
        yield Book(AT), ids


def test_a_bulk_sweep_is_judged_and_stored_like_single_readings(book):
    watch, ids = book
    core, dist = ids["core"], ids["dist"]
    for step, down in enumerate((1, 2, 2)):
        at = AT + timedelta(seconds=10 * step)
        watch.take([sweep({core: (1,)}, at=at, p1=down), sweep({dist: (1,), 10**9: (1,)}, at=at)], at)
    changes = StateChange.objects.filter(what="oper").values_list("device_id", "before", "after")
    assert (core, "up", "down") in list(changes)
    assert Interface.objects.get(device_id=core, if_index=1).oper == "down"
    assert MetricSweep.objects.count() >= 3


def test_a_look_at_the_status_alone_is_judged_and_not_stored(book):
    watch, ids = book
    for number, step in ((1, 10), (2, 20)):
        at = AT + timedelta(seconds=step)
        whole = sweep({ids["core"]: (1,)}, at=at, p1=number)
        pair = [OPER, ADMIN]
        watch.take(
            [replace(whole, values=whole.values[:, pair], valid=whole.valid[:, pair], columns=("oper", "admin"))], at
        )
    assert Interface.objects.get(device_id=ids["core"], if_index=1).oper == "down"
    assert MetricSweep.objects.count() == 0


def test_the_same_bulk_sweep_twice_changes_nothing(book):
    watch, ids = book
    for _ in range(2):
        watch.take([sweep({ids["core"]: (1,)}, p1=2)], AT)
    changes, rows = StateChange.objects.count(), MetricSweep.objects.count()
    Book(AT).take([sweep({ids["core"]: (1,)}, p1=2)], AT)
    assert (StateChange.objects.count(), MetricSweep.objects.count()) == (changes, rows)
