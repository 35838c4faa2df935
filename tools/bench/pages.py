# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How long the pages take in a full city, and how many questions each asks the database.

`make bench-pages` makes a database of its own beside the tests', fills it with 5,500 devices, 35,000 ports, 900 places, 60
open incidents, three months of closed ones and their cases, asks every page as an engineer of the city and as one of
the supplier's, walls and all, and prints a table. Nothing is kept.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PAGES: tuple[tuple[str, str, int], ...] = (
    ("operations", "/operations/", 300),
    ("operations, what is drawn anew", "/operations/part/", 300),
    ("operations, narrowed", "/operations/?kind=school&who=mine", 300),
    ("operations as CSV", "/operations/operations.csv", 1000),
    ("places: map", "/operations/places/?view=map", 1000),
    ("places: tree", "/operations/places/?view=tree", 1000),
    ("places: table", "/operations/places/?view=table", 1000),
    ("network", "/network/", 1000),
    ("network, silent ones", "/network/?state=down", 1000),
    ("place", "/network/places/{place}/", 1000),
    ("device", "/network/devices/{device}/", 1000),
    ("core device", "/network/devices/{core}/", 1000),
    ("topology, whole", "/network/topology/", 1000),
    ("topology, one place", "/network/topology/?place={place}", 1000),
    ("topology as a table", "/network/topology/?view=table", 1000),
    ("wallboard", "/operations/wallboard/", 1000),
    ("day", "/operations/day/", 1000),
    ("search: a name", "/search?q=town-77", 1000),
    ("search: a MAC", "/search?q=02:5e:00:00:12:34", 1000),
    ("incident", "/incidents/{incident}/", 1000),
    ("desk", "/desk/", 1000),
    ("API: incidents", "/api/incidents?state=open&limit=200", 1000),
    ("API: operations", "/api/operations", 300),
    ("API: topology", "/api/topology", 1000),
    ("API: its cables", "/api/topology/cables?limit=200", 1000),
)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--devices", type=int, default=5500, help="the rest in proportion (default: %(default)s)")
    parser.add_argument("--times", type=int, default=20, help="how often each page is asked (default: %(default)s)")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--who", default="city,supplier", help="city, supplier (default: both)")
    parser.add_argument("--sql", action="store_true", help="print each page's slowest questions")
    parser.add_argument("--keep", type=Path, help="a folder whose database is kept, and used again when it is there")
    asked = parser.parse_args(argv)
    if asked.keep:
        _run(asked.keep, asked)
        return 0
    with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder:
        Path(folder).chmod(0o711)
        _run(Path(folder) / "var", asked)
    return 0


def _run(var: Path, asked: argparse.Namespace) -> None:
    from samdrift.runtime.embedded import postgres

    handle = postgres.ensure_running(var, durable=False)
    try:
        os.environ |= {
            "SAMDRIFT_MODE": "test",
            "SAMDRIFT_DATABASE_URL": handle.url,
            "SAMDRIFT_DATA_DIR": str(var),
            "DJANGO_SETTINGS_MODULE": "samdrift.runtime.settings",
        }
        from samdrift.platform.django_start import start_django

        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _measure(asked)
    finally:
        from django.db import connections

        connections.close_all()
        handle.stop()
        if not asked.keep:
            postgres.plan(var, durable=False).remove()


def _measure(asked: argparse.Namespace) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from full_city import full_city

    settings.ALLOWED_HOSTS = ["*"]
    began = time.perf_counter()
    city = full_city(asked.devices)
    print(f"filled in {time.perf_counter() - began:.0f} s: {city.sizes}", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{city.sizes}. Each page asked {asked.times} times by Django's test client.")
    print("Times are the server's; CPU is ours, without PostgreSQL's: it tells most where others load the machine.\n")
    print(f"| {'page':32} | {'who':8} | median ms | p95 ms | CPU ms | target | questions | kB |")
    print(f"|{'-' * 34}|{'-' * 10}|----------:|-------:|-------:|-------:|----------:|---:|")
    late = 0
    for who, user in city.people.items():
        if who not in asked.who.split(","):
            continue
        client = Client()
        client.force_login(user)
        for name, address, target in PAGES:
            if asked.only in name:
                late += _page(client, who, name, address.format(**city.numbers), target, asked)
    print(f"\n{late} over target" if late else "\nall within target")


def _page(client: Any, who: str, name: str, address: str, target: int, asked: argparse.Namespace) -> int:
    from django.db import connection

    questions: list[tuple[float, str]] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            questions.append((time.perf_counter() - began, str(sql)))

    with connection.execute_wrapper(note):
        answer = client.get(address)
    if answer.status_code != 200:
        print(f"| {name:32} | {who:8} | {answer.status_code} {address}")
        return 1
    times, busy = [], []
    for _ in range(asked.times):
        began, spent = time.perf_counter(), time.process_time()
        size = len(client.get(address).content)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - spent) * 1000)
    p95 = statistics.quantiles(times, n=20)[18]
    mark = " " if p95 <= target else "!"
    print(
        f"| {name:32} | {who:8} | {statistics.median(times):9.0f} | {p95:6.0f} | {statistics.median(busy):6.0f} | {target:5}{mark} "
        f"| {len(questions):9} | {size // 1000:2} |"
    )
    if asked.sql:
        for seconds, sql in sorted(questions, reverse=True)[:4]:
            print(f"    {seconds * 1000:5.0f} ms {sql[:300]}", file=sys.stderr)
    return int(p95 > target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
