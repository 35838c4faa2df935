# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps of many devices travel beside single readings, and a broken one costs itself alone."""

import json
from datetime import UTC, datetime

import numpy as np

from samdrift.adapters.jetstream.sending import BATCH, _weight
from samdrift.adapters.jetstream.wire import pack, unpack
from samdrift.engines.snmpsweep import NAMES, SweepMatrix, pack_matrix
from samdrift.monitoring.types import Probe


def sweep(ports, seed=1):
    rng = np.random.default_rng(seed)
    return SweepMatrix(
        np.array([7]),
        np.array([1_790_000_000_123]),
        np.array([4711]),
        np.array([0], np.uint8),
        np.array([0, ports]),
        np.arange(ports) + 1,
        rng.integers(0, 2**64, (ports, len(NAMES)), dtype=np.uint64),
        np.ones((ports, len(NAMES)), np.bool_),
    )


def test_a_sweep_and_a_probe_share_a_message():
    probe = Probe(7, datetime(2026, 3, 2, 8, 0, tzinfo=UTC), icmp=True, snmp=None)
    sent = sweep(48)
    (found, again), bad = unpack(pack([probe, sent]))
    assert (found, bad) == (probe, 0)
    assert pack_matrix(again) == pack_matrix(sent)


def test_a_broken_sweep_is_counted_and_skipped():
    body = json.loads(pack([sweep(2), sweep(2)]))
    for broken in ("", "?", body["items"][0]["body"][:-8], None):
        body["items"][0]["body"] = broken
        found, bad = unpack(json.dumps(body).encode())
        assert (len(found), bad) == (1, 1)


def test_the_largest_message_the_lane_makes_of_sweeps_fits_the_server():
    one = sweep(4096)
    fit = BATCH // _weight(one)
    assert len(pack([one] * fit)) < 1_000_000
    assert [_weight(sweep(ports)) for ports in (1, 16, 160)] == [1, 1, 10]
