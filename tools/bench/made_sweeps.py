# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps of a made-up network as a real one would give them, for measuring: the same seed gives the same sweeps.

35,000 ports on 5,500 devices in the shares of a large municipality (150 x 48, 500 x 24, 600 x 8, 1,750 x 4, 1,500 x 2,
1,000 x 1 ports), 62 % of them up. Traffic of a port is lognormal about its own mean, which is lognormal about the network's,
with a day's rhythm; few ports count errors. Every device is read at its own moment with some milliseconds of jitter.
"""

from collections.abc import Iterator

import numpy as np

from samdrift.engines.columnstore import COLUMNS, Readings

SHAPES = ((150, 48), (500, 24), (600, 8), (1750, 4), (1500, 2), (1000, 1))
UP = 0.62
START_MS = 1_796_083_200_000


def port_counts(ports: int) -> np.ndarray:
    """How many ports each device has, so that all have about `ports` together."""
    whole = np.concatenate([np.full(count, size) for count, size in SHAPES])
    share = ports / whole.sum()
    rng = np.random.default_rng(5)
    if share < 1:
        whole = rng.permutation(whole)[: max(1, round(len(whole) * share))]
    elif share > 1:
        whole = np.tile(whole, round(share))
    return whole


def sweeps(*, ports: int, count: int, interval_s: int, start_ms: int = START_MS, seed: int = 1) -> Iterator[Readings]:
    """`count` sweeps, one each `interval_s`."""
    rng = np.random.default_rng(seed)
    sizes = port_counts(ports)
    rows = int(sizes.sum())
    first = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    if_index = np.concatenate([np.arange(1, size + 1) for size in sizes]).astype(np.int64)
    device = np.arange(1, len(sizes) + 1, dtype=np.int64)
    is_up = rng.random(rows) < UP
    mean = np.exp(rng.normal(np.log(40_000), 2.2, (2, rows))) * is_up
    size_of_packet = rng.uniform(200, 1200, (2, rows))
    faulty = (rng.random(rows) < 0.01) & is_up
    values = np.zeros((len(COLUMNS), rows), np.uint64)
    values[:4] = rng.integers(0, 2**44, (4, rows)) * is_up
    values[4:8] = rng.integers(0, 5_000, (4, rows)) * (rng.random((4, rows)) < 0.2)
    values[8], values[9], values[10] = np.where(is_up, 1, 2), 1, np.where(is_up, 1000, 0)
    begun = rng.integers(10**6, 4 * 10**9, len(sizes))
    offset = rng.uniform(0, interval_s * 500, len(sizes))
    known = np.ones(values.shape, bool)
    at_before = np.zeros(len(sizes))
    for number in range(count):
        at = offset + number * interval_s * 1000 + rng.normal(0, 4, len(sizes))
        seconds = np.repeat(np.where(number, at - at_before, 0) / 1000, sizes)
        at_before = at
        rhythm = 0.6 + 0.5 * np.sin(2 * np.pi * (number * interval_s / 86_400 - 0.25))
        octets = mean * rhythm * np.exp(rng.normal(-0.5, 1.0, (2, rows))) * seconds
        values[:2] += octets.astype(np.uint64)
        values[2:4] += (octets / size_of_packet).astype(np.uint64)
        values[4:8] += (rng.random((4, rows)) < 0.02 * faulty).astype(np.uint64)
        at_ms = start_ms + np.rint(at).astype(np.int64)
        yield Readings(device, at_ms, (begun + at_ms // 10) % 2**32, first, if_index, values.copy(), known)
