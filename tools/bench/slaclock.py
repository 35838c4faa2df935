# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The service-level clock under proof and under load: `make bench-clock`.

First a million random clocks (zones, clock nights, pauses, overrides, models) against a counter written apart, minute by
minute; then how many due times one core gives; then a desk's whole log through the command. Changes nothing.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from samdrift.engines.slaclock import calendar_from_json, calendar_to_json, due
from samdrift.engines.slaclock.calendar import Calendar
from samdrift.engines.slaclock.pauses import Pause
from samdrift.engines.slaclock.tests.comparing import compare

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "docs" / "reference" / "clock-vectors.json"
LOG_EVENTS = 141_712
"""As many as the published event log of a real desk holds."""

Clock = tuple[Calendar, datetime, int, list[Pause]]


def agree(cases: int, processes: int) -> None:
    """Ask the engine and the counter the same; the first difference ends it with the case in words."""
    part = 10_000
    began = time.monotonic()
    met: Counter[str] = Counter()
    with multiprocessing.Pool(processes) as pool:
        for found in pool.imap_unordered(_compared, [(seed, part) for seed in range(1000, 1000 + cases // part)]):
            met.update(found)
            print(f"\r{met['cases']:,} agree", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(f"agreement: {met.pop('cases'):,} clocks, 0 differences, {time.monotonic() - began:.0f} s")
    for kind, count in met.most_common():
        print(f"  {count:>9,} {kind}")


def _compared(work: tuple[int, int]) -> Counter[str]:
    return compare(*work, per_window=100)


def speed() -> None:
    """Due times a second on one core: with their intervals, and with elapsed time as of an instant."""
    calendars = _calendars()
    clocks = list(_made_clocks(calendars, 20_000))
    as_of = datetime(2027, 1, 1, tzinfo=UTC)
    _rate("due times with intervals", len(clocks), lambda: [due(*clock) for clock in clocks])
    _rate("the same and elapsed by an instant", len(clocks), lambda: [due(*clock, as_of=as_of) for clock in clocks])
    stored = [calendar_to_json(clock[0]) for clock in clocks]
    _rate(
        "the same, each calendar read from JSON",
        len(clocks),
        lambda: [due(calendar_from_json(data, "c"), *clock[1:]) for data, clock in zip(stored, clocks, strict=True)],
    )
    changed = [(calendars[0], *clock[1:]) for clock in clocks]
    _rate("open clocks re-dated to another calendar", len(changed), lambda: [due(*clock) for clock in changed])


def _rate(name: str, count: int, work: Callable[[], object]) -> None:
    work()  # years are laid out once
    best = min(_cpu_seconds(work) for _ in range(5))
    print(f"speed: {count / best:>9,.0f} a second a core  {name}")


def _cpu_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def log() -> None:
    """A clock for each event of a desk's log, through the command as anybody runs it."""
    clocks = _made_clocks(_calendars(), LOG_EVENTS)
    described: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["calendars"]
    vectors = [
        {
            "id": number,
            "calendar": calendar.name,
            "start": start.isoformat(),
            "target_minutes": target,
            "pauses": [[begin.isoformat(), finish and finish.isoformat()] for begin, finish in pauses],
        }
        for number, (calendar, start, target, pauses) in enumerate(clocks)
    ]
    text = json.dumps({"calendars": described, "vectors": vectors}).encode()
    began = time.monotonic()
    command = [sys.executable, "-m", "samdrift.runtime.cli", "sla", "due", "--json"]
    done = subprocess.run(command, input=text, capture_output=True, check=True)
    took, cpu = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    results = json.loads(done.stdout)["results"]
    print(
        f"log: {len(results):,} clocks through `samdrift sla due --json` in {took:.1f} s, "
        f"{cpu.ru_utime + cpu.ru_stime:.1f} s of a core, {cpu.ru_maxrss // 1024} MiB ({len(text) / 1e6:.0f} MB in)"
    )


def _calendars() -> list[Calendar]:
    described = json.loads(VECTORS.read_text(encoding="utf-8"))["calendars"]
    return [calendar_from_json({**described[name], "name": name}, name) for name in ("DK-OFFICE", "NO-OFFICE")]


def _made_clocks(calendars: list[Calendar], count: int) -> Iterator[Clock]:
    """Clocks as a desk has them: two years, an hour to ten office days, some paused, a few for long."""
    random = Random(4)
    for _ in range(count):
        start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(2 * 365 * 1440))
        pauses: list[Pause] = []
        at = start
        for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3))):
            at += timedelta(minutes=random.randrange(5, 600))
            begin, at = at, at + timedelta(minutes=random.choice((45, 300, 1500, 4 * 1440)))
            pauses.append((begin, at))
        yield random.choice(calendars), start, random.choice((60, 240, 480, 960, 2400, 4800)), pauses


def main() -> None:
    """All three, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["speed", "log", "agree"], help="speed, log, agree")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    if "speed" in arguments.parts:
        speed()
    if "log" in arguments.parts:
        log()
    if "agree" in arguments.parts:
        agree(arguments.cases, arguments.processes)


if __name__ == "__main__":
    main()
