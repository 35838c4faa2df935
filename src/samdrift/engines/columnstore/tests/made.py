# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Readings for tests: drawn by hypothesis in every shape there can be, or a steady network."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from samdrift.engines.columnstore import COLUMNS, NUMBER, Readings, joined

quick = settings(max_examples=25, deadline=None)
T0 = 1_790_000_100_000
VALUES = st.integers(0, 2**64 - 1) | st.integers(0, 3) | st.integers(2**32 - 3, 2**32 + 3)


def readings(rows):
    """From [(device, at_ms, uptime, {if_index: {column: value}})]."""
    parts = []
    for device, at_ms, uptime, ports in rows:
        values = np.zeros((len(COLUMNS), len(ports)), np.uint64)
        known = np.zeros(values.shape, bool)
        for row, columns in enumerate(ports.values()):
            for name, value in columns.items():
                values[NUMBER[name], row], known[NUMBER[name], row] = value, True
        one = np.array([0, len(ports)], np.int64)
        parts.append(
            Readings(
                np.array([device]),
                np.array([at_ms]),
                np.array([uptime]),
                one,
                np.array([*ports], np.int64),
                values,
                known,
            )
        )
    return joined(parts)


def plain(found):
    """The other way round, in one order, so that two can be compared."""
    out = []
    for number in range(len(found)):
        rows = range(int(found.first[number]), int(found.first[number + 1]))
        ports = {
            int(found.if_index[row]): {
                name: int(found.values[n, row]) for n, name in enumerate(COLUMNS) if found.known[n, row]
            }
            for row in rows
        }
        out.append((int(found.device[number]), int(found.at_ms[number]), int(found.uptime[number]), ports))
    return sorted(out, key=lambda row: row[:2])


@st.composite
def sweeps(draw, *, served=False):
    """Rows for `readings`: up to 12 readings of up to 3 devices; each device at different times. `served`: no empty port."""
    column = st.dictionaries(st.sampled_from(COLUMNS), VALUES, min_size=int(served), max_size=4)
    ports = st.dictionaries(st.sampled_from([1, 2, 7, 10_101, 2**31 - 1]), column, min_size=int(served), max_size=4)
    when = st.tuples(st.integers(1, 3), st.integers(0, 10**7))
    uptime = st.just(-1) | st.integers(0, 2**32 - 1)
    keys = draw(st.lists(when, unique=True, min_size=1, max_size=12))
    return [(device, T0 + after, draw(uptime), draw(ports)) for device, after in keys]
