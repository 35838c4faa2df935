# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The matrix survives the lane exactly, and nothing else passes for one."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.engines.snmpsweep import COLUMNS, State, SweepMatrix, join, pack_matrix, unpack_matrix

FIELDS = ("device_ids", "at_ms", "uptime_ticks", "state", "starts", "if_index", "values", "valid")


def matrix(sizes, seed=1, columns=3) -> SweepMatrix:
    rng = np.random.default_rng(seed)
    ports = sum(sizes)
    valid = rng.random((ports, columns)) < 0.8
    return SweepMatrix(
        np.arange(len(sizes)) + 100 * seed,
        rng.integers(1, 2**42, len(sizes)),
        rng.integers(-1, 2**32, len(sizes)),
        rng.integers(0, 4, len(sizes), dtype=np.uint8),
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        np.arange(ports) + 1,
        rng.integers(0, 2**64, (ports, columns), dtype=np.uint64) * valid,
        valid,
        tuple(column.name for column in COLUMNS[:columns]),
    )


def same(a: SweepMatrix, b: SweepMatrix) -> bool:
    return a.columns == b.columns and all(np.array_equal(getattr(a, name), getattr(b, name)) for name in FIELDS)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=6), st.integers(1, 9), st.integers(1, 11))
def test_what_is_packed_comes_back_exactly(sizes, seed, columns):
    one = matrix(sizes, seed, columns)
    back = unpack_matrix(pack_matrix(one))
    assert same(one, back)
    assert back.values.dtype == np.uint64


@settings(deadline=None)
@given(st.binary(max_size=80), st.integers(0, 60), st.integers(0, 255))
def test_whatever_else_comes_is_refused_and_nothing_else_raised(garbage, at, octet):
    whole = bytearray(pack_matrix(matrix([2, 1])))
    for body in (garbage, whole[:at], bytes(whole[:at]) + garbage):
        with pytest.raises(ValueError, match=r".+"):
            unpack_matrix(bytes(body))
    whole[at] = octet
    with contextlib.suppress(ValueError):
        unpack_matrix(bytes(whole))


def test_pieces_are_joined_and_picked_apart_again():
    one, two = matrix([2, 0, 3]), matrix([1, 4], seed=2)
    whole = join([one, two])
    assert whole.device_ids.tolist() == [100, 101, 102, 200, 201]
    assert [rows.stop - rows.start for _, rows in whole.devices()] == [2, 0, 3, 1, 4]
    assert same(whole.pick(np.array([3, 4])), two)
    assert whole.device_of_row().tolist() == [100] * 2 + [102] * 3 + [200] + [201] * 4


def test_shapes_that_do_not_fit_make_no_matrix():
    one = matrix([2, 1])
    with pytest.raises(ValueError, match="not a sweep"):
        SweepMatrix(
            one.device_ids, one.at_ms, one.uptime_ticks, one.state, one.starts, one.if_index, one.values[:1], one.valid
        )
    with pytest.raises(KeyError):
        one.column("humidity")
    assert State.NOT_ASKED == 3
