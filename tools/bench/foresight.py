# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What foresight costs at full size: every cut of 5,500 devices at once, and a trend over half a year of hours.

`make bench-foresight` builds a city in memory (a ring of cores, two uplinks for every third place, trees below), reckons, and
prints a table. No database, nothing is kept.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from samdrift.engines.foresight import Cable, busy_levels, carried_people, ground_of, theil_sen

CORES = 8


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--devices", type=int, default=5_500, help="devices (default: %(default)s)")
    parser.add_argument("--series", type=int, default=300, help="lines to find the trend of (default: %(default)s)")
    asked = parser.parse_args(argv)
    for devices in (asked.devices // 10, asked.devices):
        cables = _city(devices)
        whole = _median(lambda d=devices, c=cables: ground_of(range(1, d + 1), c, [1]))  # type: ignore[misc]
        ground = ground_of(range(1, devices + 1), cables, [1])
        weights = {("device", d): 1.0 for d in range(1, devices + 1)}
        sums = _median(lambda g=ground, w=weights: g.sums(w))  # type: ignore[misc]
        people = dict.fromkeys(range(1, devices + 1), 20.0)
        carried = _median(lambda g=ground, p=people: carried_people(g, p))  # type: ignore[misc]
        single = sum(part[0] == "cable" for part in ground.order)
        print(f"{devices:6} devices, {len(cables)} cables, {single} of them single points")
        print(
            f"       every cut at once {whole * 1e3:7.1f} ms, people below each {sums * 1e3:6.1f} ms, more {carried * 1e3:6.1f} ms"
        )
    hours = [_hours(seed) for seed in range(asked.series)]
    begin = time.process_time()
    levels = [busy_levels(one) for one in hours]
    busy = time.process_time()
    for one in levels:
        theil_sen(one)
    end = time.process_time()
    each = 1e3 / asked.series
    print(
        f"a trend over 26 weeks: busy hours {(busy - begin) * each:.2f} ms CPU, trend {(end - busy) * each:.2f} ms CPU a line"
    )
    return 0


def _city(devices: int) -> list[Cable]:
    dice = random.Random(7)
    pairs = [(n, n % CORES + 1) for n in range(1, CORES + 1)]
    for device in range(CORES + 1, devices + 1):
        near = dice.randint(max(1, device - 40), device - 1)
        pairs.append((near, device))
        if dice.random() < 1 / 3:
            pairs.append((dice.randint(1, CORES), device))
    return [Cable(number, a, b) for number, (a, b) in enumerate(pairs, 1)]


def _hours(seed: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    rng = np.random.default_rng(seed)
    hour = np.arange(26 * 7 * 24)
    working = (hour // 24 % 7 < 5) & (hour % 24 >= 8) & (hour % 24 < 15)
    return (1e8 + hour * 1e4) * np.where(working, 1.0, 0.05) * rng.normal(1, 0.1, len(hour))


def _median(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(5):
        begin = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
