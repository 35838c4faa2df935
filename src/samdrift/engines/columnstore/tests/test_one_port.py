# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One port is cut out of many stored bodies at once exactly as it would be from all of them unpacked; damage is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.engines.columnstore import (
    COLUMNS,
    COUNTERS,
    block_of,
    decode_sweep,
    encode_block,
    encode_sweep,
    joined,
    series_joined,
    series_of_blocks,
    series_of_readings,
    series_of_sweeps,
)
from samdrift.engines.columnstore.tests.made import T0, quick, readings, sweeps
from samdrift.kernel.errors import BadInput

EVERY = list(range(len(COLUMNS)))


def same(one, other):
    return all(
        np.array_equal(getattr(one, field), getattr(other, field)) for field in ("at_ms", "uptime", "values", "known")
    )


@quick
@given(st.lists(sweeps(), min_size=1, max_size=4), st.integers(1, 6))
def test_a_port_cut_out_of_journal_rows_is_that_of_the_sweeps_unpacked(several, ports):
    bodies = [encode_sweep(readings(rows), ports=ports).body for rows in several]
    whole = decode_sweep(b"".join(bodies))
    for device, if_index in {(row[0], port) for rows in several for row in rows for port in row[3]} | {(9, 9)}:
        plain = series_joined([series_of_readings(whole, device, if_index, EVERY)], len(EVERY))
        assert same(series_joined(series_of_sweeps(bodies, device, if_index, EVERY), len(EVERY)), plain)


def steady(half_hour, slots, *, served=True):
    """Two devices with two ports each that count everything, `slots` readings of each from that half-hour on."""
    return readings(
        [
            (device, T0 + half_hour * 1_800_000 + s * 30_000 + device, 7 * s if served else -1,
             {port: dict.fromkeys(COUNTERS, 2 ** 40 * half_hour + s * s * port * device) for port in (3, 9)})
            for s in range(slots) for device in (4, 5)
        ]
    )  # fmt: skip


@pytest.mark.parametrize("served", [True, False])
def test_a_port_cut_out_of_blocks_of_several_lengths_is_that_of_the_readings(served):
    parts = [steady(0, 60, served=served), steady(1, 60, served=served), steady(2, 1, served=served), steady(3, 17)]
    found, damaged = series_of_blocks([encode_block(block_of(part)) for part in parts], 5, 9, COUNTERS)
    assert damaged == []
    assert same(series_joined(found, 8), series_joined([series_of_readings(joined(parts), 5, 9, EVERY[:8])], 8))


def test_columns_and_ports_that_are_not_there_are_unknown_and_absent():
    body = encode_block(block_of(steady(0, 3)))
    ((found,), _) = series_of_blocks([body], 4, 3, ("oper", "in_octets"))
    assert (found.known.tolist(), found.values[1].tolist()) == ([[False] * 3, [True] * 3], [0, 12, 48])
    assert series_of_blocks([body], 4, 4, COUNTERS) == ([], [])
    assert series_of_blocks([body], 6, 3, COUNTERS) == ([], [])


def test_a_damaged_block_costs_its_own_span_alone():
    bodies = [encode_block(block_of(steady(hour, 5))) for hour in range(3)]
    found, damaged = series_of_blocks([bodies[0], bodies[1][:-9], bodies[2]], 4, 3, COUNTERS)
    assert (len(found), len(damaged)) == (2, 1)
    with pytest.raises(BadInput):
        series_of_sweeps([encode_sweep(steady(0, 2)).body[:-3]], 4, 3, EVERY)
