# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Measures the metric store on a PostgreSQL of its own: what storing costs, what a sample takes, how quickly it is read.

    make bench-store                       all of it: about four minutes
    tools/bench/store.py --hours 2         a shorter day

Sweeps are made beforehand or beside the clock; CPU is the client's and the server's together. Prints a Markdown table.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Self

import numpy as np
from made_sweeps import START_MS, port_counts, sweeps

START = datetime.fromtimestamp(START_MS / 1000, UTC)
COLUMNS = 11
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def database() -> Iterator[int]:
    """A durable PostgreSQL with all tables in a folder that goes afterwards; its process id."""
    folder = Path(tempfile.mkdtemp(prefix="samdrift-bench-"))
    folder.chmod(0o711)
    from samdrift.runtime.embedded import postgres

    cluster = postgres.plan(folder / "var")
    os.environ |= {
        "SAMDRIFT_MODE": "test",
        "SAMDRIFT_DATA_DIR": str(folder / "var"),
        "SAMDRIFT_DATABASE_URL": cluster.url,
        "DJANGO_SETTINGS_MODULE": "samdrift.runtime.settings",
    }
    handle = postgres.ensure_running(folder / "var")
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield int((cluster.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
    finally:
        handle.stop()
        cluster.remove()
        shutil.rmtree(folder, ignore_errors=True)


def server_cpu(postmaster: int) -> float:
    """CPU seconds of the server and its processes, those that ended included."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == postmaster:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == postmaster:
            total += sum(map(int, fields[11:13]))
    return total / TICKS


class Meter:
    """CPU milliseconds of this process and of the server between `with` and its end."""

    def __init__(self, postmaster: int) -> None:
        self.postmaster = postmaster
        self.ours = self.servers = 0.0

    def __enter__(self) -> Self:
        self._began = time.process_time(), server_cpu(self.postmaster)
        return self

    def __exit__(self, *_: object) -> None:
        self.ours += (time.process_time() - self._began[0]) * 1000
        self.servers += (server_cpu(self.postmaster) - self._began[1]) * 1000

    def per(self, count: int) -> str:
        """«all (ours + server's)» for each of `count`."""
        both = self.ours + self.servers
        return f"{both / count:.1f} ms ({self.ours / count:.1f} + {self.servers / count:.1f})"


def make_devices(ports: int) -> dict[int, Any]:
    """As many devices as the sweeps have, numbered from 1; whose each is."""
    from django.db import connection

    from samdrift.inventory.models import Credential, Device
    from samdrift.monitoring.journal import Party
    from samdrift.parties.models import Municipality

    for table in ("metricchunk", "metricsweep", "metricmember", "metricblock", "metrictop"):
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE monitoring_{table} CASCADE")
    city, _ = Municipality.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    key, _ = Credential.objects.get_or_create(municipality=city, name="bench")
    there = set(Device.objects.values_list("pk", flat=True))
    wanted = range(1, len(port_counts(ports)) + 1)
    Device.objects.bulk_create(
        Device(
            id=n,
            municipality=city,
            name=f"d{n}",
            address=f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}",
            credential=key,
            first_seen=START,
            last_seen=START,
        )
        for n in wanted
        if n not in there
    )
    return dict.fromkeys(wanted, Party(city.pk, None))


def bench_storing(postmaster: int, ports: int, interval_s: int, rounds: int) -> dict[str, Any]:
    """Half-hours of sweeps into the journal, then into chunks."""
    from samdrift.monitoring.keeping import keep_periods
    from samdrift.monitoring.models import MetricSweep
    from samdrift.monitoring.recording import Recorder

    parties = make_devices(ports)
    recorder = Recorder()
    taking, keeping = Meter(postmaster), Meter(postmaster)
    a_period = 1800 // interval_s
    stored = 0
    wall = []
    for number, readings in enumerate(sweeps(ports=ports, count=rounds * a_period + 3, interval_s=interval_s)):
        began = time.perf_counter()
        if number == 0:
            recorder.take(readings, parties)  # gives every device its place: once in its life
            continue
        with taking:
            recorder.take(readings, parties)
        wall.append(time.perf_counter() - began)
        stored += 1
        if number % a_period == 2 and number > 2:
            with keeping:
                keep_periods(now=START + timedelta(seconds=number * interval_s + 130))
    top = [timed(lambda: recorder.now.top(20)) for _ in range(20)]
    journal = MetricSweep.objects.count()
    both = Meter(postmaster)
    both.ours, both.servers = taking.ours + keeping.ours, taking.servers + keeping.servers
    rows = len(readings.if_index)
    return {
        "ports": rows,
        "take": taking.per(stored),
        "keep": keeping.per(stored),
        "both": both.per(stored),
        "us_a_port": (both.ours + both.servers) / stored / rows * 1000,
        "wall": f"{median(wall) * 1000:.0f} ms",
        "top": f"{median(top):.2f} ms (worst of 20: {max(top):.2f})",
        "journal": journal,
    }


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def bench_day(postmaster: int, ports: int, interval_s: int, hours: int) -> dict[str, Any]:
    """A day of sweeps: bytes a sample, and reading one port; every tenth port read back is compared with what went in."""
    from django.db.models import Sum

    from samdrift.engines.columnstore import COLUMNS as NAMES
    from samdrift.monitoring.keeping import keep_periods
    from samdrift.monitoring.models import MetricChunk
    from samdrift.monitoring.reading import Port, port_series, port_steps
    from samdrift.monitoring.recording import Recorder
    from samdrift.monitoring.thinning import join_steps
    from samdrift.platform.scope import current_actor

    parties = make_devices(ports)
    recorder = Recorder()
    count = hours * 3600 // interval_s
    watched = []
    for number, readings in enumerate(sweeps(ports=ports, count=count, interval_s=interval_s)):
        recorder.take(readings, parties)
        watched.append(readings.values[:, ::97].copy())
        if number % (1800 // interval_s) == 10:
            keep_periods(now=START + timedelta(seconds=number * interval_s - 100))
    rows = len(readings.if_index)
    end = START + timedelta(hours=hours)
    device = np.repeat(readings.device, np.diff(readings.first))
    chosen = [Port(int(device[row]), int(readings.if_index[row]), 10**9) for row in range(0, rows, 97)]
    actor = current_actor()
    wrong = 0
    for number, port in enumerate(chosen[::10]):
        series = port_series(actor, port, NAMES, start=START, end=end + timedelta(hours=1))
        wrong += not np.array_equal(series.values, np.stack([w[:, number * 10] for w in watched], axis=1))
    octets = ("in_octets", "out_octets")
    step = timedelta(minutes=5)
    reading = Meter(postmaster)
    with reading:
        fresh = [timed(lambda p=p: port_steps(actor, p, octets, start=START, end=end, step=step)) for p in chosen[:50]]
    fresh_raw = [timed(lambda p=p: port_series(actor, p, octets, start=START, end=end)) for p in chosen[:50]]
    keep_periods(now=end + timedelta(hours=1))
    raw = MetricChunk.objects.filter(tier=0).aggregate(sum=Sum("size"))["sum"]
    join_steps(now=end + timedelta(days=40))
    fine = MetricChunk.objects.filter(tier=1).aggregate(sum=Sum("size"))["sum"]
    coarse = MetricChunk.objects.filter(tier=2).aggregate(sum=Sum("size"))["sum"]
    return {
        "samples": count * rows * COLUMNS,
        "bytes": raw / (count * rows * COLUMNS),
        "raw_day": raw / rows * 24 / hours,
        "fine_day": fine / rows * 24 / hours,
        "coarse_day": coarse / rows * 24 / hours,
        "read": f"{median(fresh):.1f} ms (best {min(fresh):.1f}, worst of 50 {max(fresh):.1f})",
        "read_cpu": reading.per(len(fresh)),
        "read_raw": f"{median(fresh_raw):.1f} ms (worst of 50: {max(fresh_raw):.1f})",
        "wrong": f"{wrong} of {len(chosen[::10])} ports",
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--day-ports", type=int, default=3500, help="ports of the day (default: %(default)s)")
    parser.add_argument("--interval", type=int, default=30, help="seconds between sweeps (default: %(default)s)")
    parser.add_argument("--sizes", default="350,3500,35000,350000")
    asked = parser.parse_args()
    with database() as postmaster:
        from samdrift.platform.actor import system_actor
        from samdrift.platform.scope import acting_as

        with acting_as(system_actor("bench")):
            print(
                f"Sweeps of {COLUMNS} columns every {asked.interval} s; CPU as client + PostgreSQL, durable (fsync on).\n"
            )
            print(
                "| ports | into the journal, a sweep | into chunks and steps, a sweep | together | us a port | wall | top 20 |"
            )
            print("|---|---|---|---|---|---|---|", flush=True)
            for size in map(int, asked.sizes.split(",")):
                rounds = 2 if size <= 35_000 else 1
                found = bench_storing(postmaster, size, asked.interval, rounds)
                cells = ("ports", "take", "keep", "both", "us_a_port", "wall", "top")
                line = [f"{found[c]:.2f}" if isinstance(found[c], float) else str(found[c]) for c in cells]
                print(f"| {' | '.join(line)} |", flush=True)
            day = bench_day(postmaster, asked.day_ports, asked.interval, asked.hours)
            print(f"\n{asked.hours} h of {asked.day_ports} ports: {day['samples'] / 1e6:.1f} million samples\n")
            print("| what | figure |\n|---|---|")
            print(f"| bytes a sample | {day['bytes']:.3f} |")
            kept = f"{day['raw_day']:.0f} / {day['fine_day']:.0f} / {day['coarse_day']:.0f}"
            print(f"| bytes a port and day: samples / steps of 5 min / of 1 h | {kept} |")
            print(f"| one port, {asked.hours} h, in and out, steps of 5 min with mean, least, most | {day['read']} |")
            print(f"| the same in CPU | {day['read_cpu']} |")
            print(f"| one port, {asked.hours} h, in and out, every sample | {day['read_raw']} |")
            print(f"| read back and not exactly what was stored | {day['wrong']} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
