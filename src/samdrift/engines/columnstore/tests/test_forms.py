# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What goes into the journal's form and the kept form comes out exactly; what is damaged is refused, never misread."""

import contextlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.columnstore import (
    COUNTERS,
    block_of,
    decode_block,
    decode_sweep,
    encode_block,
    encode_sweep,
    readings_of,
    series_joined,
    series_of_block,
    series_of_readings,
    within,
)
from samdrift.engines.columnstore.planes import from_planes, planes_of, to_planes, unzigzag, zigzag
from samdrift.engines.columnstore.tests.made import T0, plain, quick, readings, sweeps
from samdrift.kernel.errors import BadInput


def rows_of(found):
    return sorted(found, key=lambda row: row[:2])


@quick
@given(st.lists(st.integers(0, 2**64 - 1)))
def test_planes_hold_every_value(values):
    words = np.array(values, np.uint64)
    assert from_planes(to_planes(words, planes_of(words))).tolist() == values


@quick
@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_zigzag_goes_there_and_back(values):
    assert unzigzag(zigzag(np.array(values, np.int64))).tolist() == values


@quick
@given(sweeps(), st.integers(1, 6))
def test_a_sweep_comes_out_of_the_journal_as_it_went_in(rows, ports):
    assert plain(decode_sweep(encode_sweep(readings(rows), ports=ports).body)) == rows_of(rows)


@quick
@given(sweeps(), st.integers(1, 6))
def test_a_device_lies_in_the_one_segment_its_id_points_to(rows, ports):
    packed = encode_sweep(readings(rows), ports=ports)
    for device in {row[0] for row in rows}:
        segment = int(np.searchsorted(packed.firsts, device, side="right")) - 1
        body = packed.body[packed.offsets[segment] : packed.offsets[segment + 1]]
        mine = [row for row in plain(decode_sweep(body)) if row[0] == device]
        assert mine == [row for row in rows_of(rows) if row[0] == device]


def test_a_large_sweep_is_cut_into_segments_of_about_512_ports():
    rows = [(device, T0, 5, {port: {"in_octets": port} for port in range(1, 101)}) for device in range(1, 31)]
    assert encode_sweep(readings(rows)).firsts == (1, 6, 11, 16, 21, 26)


@quick
@given(sweeps(served=True))
def test_a_block_comes_back_exactly_with_gaps_wraps_and_unknown_values(rows):
    block = decode_block(encode_block(block_of(readings(rows))))
    kept = [(d, at, up, {p: c for p, c in ports.items() if c}) for d, at, up, ports in rows_of(rows)]
    assert plain(readings_of(block)) == kept


@quick
@given(sweeps(served=True))
def test_one_column_is_read_without_the_others(rows):
    whole = encode_block(block_of(readings(rows)))
    some, everything = decode_block(whole, ("in_octets",)), decode_block(whole)
    assert set(some.columns) <= {"in_octets"}
    for name, column in some.columns.items():
        assert np.array_equal(column.values, everything.columns[name].values)
        assert np.array_equal(column.known, everything.columns[name].known)


@quick
@given(sweeps(served=True), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_span_of_a_block_holds_just_the_readings_of_that_time(rows, one, other):
    low, high = sorted((T0 + one, T0 + other))
    found = plain(readings_of(within(block_of(readings(rows)), low, high)))
    assert found == [row for row in rows_of(rows) if low <= row[1] < high]


@quick
@given(sweeps(served=True))
def test_one_port_is_the_same_from_journal_and_block(rows):
    found = readings(rows)
    for device, if_index in {(row[0], port) for row in rows for port in row[3]}:
        from_block = series_of_block(encode_block(block_of(found)), device, if_index, COUNTERS)
        from_journal = series_joined([series_of_readings(found, device, if_index, list(range(8)))], 8)
        there = np.isin(from_block.at_ms, from_journal.at_ms)
        assert from_block.at_ms[there].tolist() == from_journal.at_ms.tolist()
        assert np.array_equal(np.where(from_block.known, from_block.values, 0)[:, there], from_journal.values)
        assert not from_block.known[:, ~there].any()


def test_the_same_reading_given_twice_counts_once_and_close_ones_are_thinned():
    rows = [(1, T0 + s * 1000, s * 100, {1: {"in_octets": s}}) for s in range(0, 60, 5)]
    block = block_of(readings([*rows, *rows]), closest_ms=20_000)
    assert [row[1] - T0 for row in plain(readings_of(block))] == [0, 20_000, 40_000]
    assert block_of(readings([*rows, *rows])).slots.tolist() == [12]


@quick
@given(sweeps(served=True), st.data())
def test_damage_is_told_or_harmless_but_never_breaks_out(rows, data):
    for body, decode in (
        (encode_block(block_of(readings(rows))), decode_block),
        (encode_sweep(readings(rows)).body, decode_sweep),
    ):
        damaged = bytearray(body)
        damaged[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
        with contextlib.suppress(BadInput):
            decode(bytes(damaged))
        with pytest.raises(BadInput):
            decode(body[: data.draw(st.integers(1, len(body) - 1))])


def test_steady_counters_cost_next_to_nothing():
    rows = [(1, T0 + s * 30_000, s * 3000, {p: {"in_octets": 7, "oper": 1} for p in range(64)}) for s in range(60)]
    assert len(encode_block(block_of(readings(rows)))) < 400


def test_counts_that_are_none_are_damage_and_no_amount_of_memory():
    block = block_of(readings([(1, T0, 0, {1: {"in_octets": 1}, 2: {"in_octets": 2}})]))
    for counts in ([506_381_209_866_536_706], [-1], [3]):
        with pytest.raises(BadInput, match="counts do not fit"):
            decode_block(encode_block(replace(block, slots=np.array(counts))))
