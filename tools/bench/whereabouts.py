# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How long «where is this MAC» takes over a whole city's stations, and what reading a device's tables again costs.

`make bench-whereabouts` makes a database of its own beside the tests', fills it as readings of the devices would (each
station at its edge port and at every uplink on the way to the core, with a year of moves behind it), asks as a person of
the city asks, walls and all, and prints a table. Nothing is kept.
"""

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from database import with_database

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
PORTS, HOPS, ROUTERS = 48, 3, 2


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--macs", type=int, default=200_000, help="stations (default: %(default)s)")
    parser.add_argument("--searches", type=int, default=200, help="searches of each kind (default: %(default)s)")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder:
        Path(folder).chmod(0o711)
        with_database(Path(folder) / "var", lambda: _measure(asked.macs, asked.searches))
    return 0


def _measure(macs: int, searches: int) -> None:
    from samdrift.parties.models import Municipality
    from samdrift.parties.testing import actor_of, make_person
    from samdrift.platform.actor import system_actor
    from samdrift.platform.scope import acting_as

    city = Municipality.objects.create(slug="bench", name="Bench")
    person = actor_of(make_person(["engineer"], city=city))
    dice = random.Random(1)
    with acting_as(system_actor("bench")):
        began = time.perf_counter()
        stations, edge_devices = _fill(city, macs, dice)
        sizes = _sizes()
        print(f"filled in {time.perf_counter() - began:.0f} s: {sizes}", file=sys.stderr)
    rows = [*_searches(person, stations, searches, dice)]
    rows.append(_reading(edge_devices, dice))
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{macs:,} stations. {sizes}\n")
    print(f"| {'what':46} | median ms | p95 ms | worst ms |\n|{'-' * 48}|----------:|-------:|---------:|")
    for name, times in rows:
        cuts = statistics.quantiles(times, n=20)
        print(f"| {name:46} | {statistics.median(times):9.1f} | {cuts[18]:6.1f} | {max(times):8.1f} |")


def _fill(city: object, macs: int, dice: random.Random) -> tuple[list[tuple[str, str]], list[int]]:
    """(MAC, address) of every station, and the ids of the devices at the edge."""
    from django.db import connection

    from samdrift.inventory.models import Credential, Device, Interface, TableReading

    key = Credential.objects.create(municipality=city, name="bench")
    edge_count = max(2, macs // 110)
    trunk_count = max(HOPS, edge_count // 12)
    kinds = [("edge", edge_count), ("trunk", trunk_count), ("router", ROUTERS)]
    devices = Device.objects.bulk_create(
        [
            Device(
                municipality=city,
                name=f"{kind}{n}",
                address=f"10.{100 + place}.{n // 250}.{n % 250 + 1}",
                credential=key,
                type="network",
                chassis_id=f"025e{place:02x}{n:06x}",
                first_seen=AT,
                last_seen=AT,
            )
            for place, (kind, count) in enumerate(kinds)
            for n in range(count)
        ]
    )
    TableReading.objects.bulk_create(
        TableReading(municipality=city, device=device, at=AT, tried_at=AT, stations=9) for device in devices
    )
    ports = Interface.objects.bulk_create(
        (
            Interface(
                municipality=city,
                device=device,
                if_index=n,
                name=f"ge{n}",
                alias=f"Kontor {dice.randrange(400)}" if n % 3 == 0 else "",
                leads_on=device.name.startswith("trunk") or n == PORTS,
                stations=110 if n == PORTS else 3,
            )
            for device in devices
            for n in range(1, PORTS + 1)
        ),
        batch_size=5000,
    )
    by_device = {device.pk: ports[n * PORTS : (n + 1) * PORTS] for n, device in enumerate(devices)}
    edge, trunk, routers = devices[:edge_count], devices[edge_count : edge_count + trunk_count], devices[-ROUTERS:]
    stations = [
        (f"{dice.randrange(256) & 0xFC:02x}{n:010x}", f"10.{n // 62500}.{n // 250 % 250}.{n % 250 + 1}")
        for n in range(macs)
    ]
    stays: list[tuple[object, ...]] = []
    for n, (mac, _) in enumerate(stations):
        device = edge[n % edge_count]
        stays.append((device.pk, by_device[device.pk][dice.randrange(PORTS - 1)].pk, mac, AT, None))
        if dice.random() < 0.5:
            gone = AT - timedelta(days=dice.randrange(1, 360))
            before = edge[dice.randrange(edge_count)]
            stays.append((before.pk, by_device[before.pk][3].pk, mac, gone - timedelta(days=3), gone))
        for hop in range(HOPS):
            far = trunk[(n + hop) % trunk_count]
            stays.append((far.pk, by_device[far.pk][hop].pk, mac, AT, None))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_sighting"
            " (municipality_id, device_id, interface_id, mac, vlan, first_seen, last_seen, ended_at)"
            " SELECT %s, d, i, m, 20, f, g, g FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[],"
            " %s::timestamptz[]) AS t(d, i, m, f, g)",
            [city.pk, *(list(column) for column in zip(*stays, strict=True))],
        )
        told = [
            (routers[n % ROUTERS].pk, by_device[routers[n % ROUTERS].pk][0].pk, address, mac)
            for n, (mac, address) in enumerate(stations)
        ]
        cursor.execute(
            "INSERT INTO inventory_pairing (municipality_id, device_id, interface_id, address, mac, first_seen)"
            " SELECT %s, d, i, a::inet, m, %s FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])"
            " AS t(d, i, a, m)",
            [city.pk, AT, *(list(column) for column in zip(*told, strict=True))],
        )
        cursor.execute(
            "INSERT INTO inventory_stationname (municipality_id, mac, name, source, at)"
            " SELECT %s, m, 'pc-' || lpad((2 * n - 2)::text, 6, '0') || ' hos Ida', 'person', %s"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS t(m, n)",
            [city.pk, AT, [mac for mac, _ in stations[::2]]],
        )
        cursor.execute("ANALYZE")
    return stations, [device.pk for device in edge]


def _searches(
    person: object, stations: list[tuple[str, str]], times: int, dice: random.Random
) -> Iterator[tuple[str, list[float]]]:
    from samdrift.inventory.whereabouts import where_is
    from samdrift.platform.scope import acting_as

    def typed_name(_mac: str, _address: str) -> str:
        return f"pc-{dice.randrange(len(stations)) // 2 * 2:06}"

    kinds: tuple[tuple[str, Callable[[str, str], str]], ...] = (
        ("whole MAC", lambda mac, _: ":".join(mac[n : n + 2] for n in range(0, 12, 2))),
        ("beginning of a MAC (8 digits)", lambda mac, _: mac[:8]),
        ("IP address", lambda _, address: address),
        ("name of a person's computer", typed_name),
        ("a person's name that 100,000 have («ida»)", lambda *_: "ida"),
        ("a name nobody has", lambda *_: f"nobody {dice.randrange(400)}"),
        ("outlet («Kontor 17»)", lambda *_: f"kontor {dice.randrange(400)}"),
        ("an outlet's first word («kon»)", lambda *_: "kon"),
        ("MAC nobody has", lambda *_: f"fe:{dice.randrange(256):02x}:00:00:00:01"),
    )
    with acting_as(person):
        for name, typed in kinds:
            took = []
            for _ in range(times):
                mac, address = stations[dice.randrange(len(stations))]
                words = typed(mac, address)
                began = time.perf_counter()
                found = where_is(person, words)
                took.append((time.perf_counter() - began) * 1000)
                if name in {"whole MAC", "IP address"}:
                    here = found.stations[0].here
                    if here is None or here.kind == "uplink":
                        raise AssertionError(f"{words}: not found at its edge")
            yield name, took


def _reading(edge_devices: list[int], dice: random.Random) -> tuple[str, list[float]]:
    """Storing a switch's tables again a quarter of an hour later, where one station in twenty has moved or gone."""
    from samdrift.inventory.models import Sighting
    from samdrift.inventory.sightings import store_tables
    from samdrift.inventory.types import StationTables
    from samdrift.platform.actor import system_actor
    from samdrift.platform.scope import acting_as

    took = []
    with acting_as(system_actor("bench")) as actor:
        for device_id in dice.sample(edge_devices, min(60, len(edge_devices))):
            known = Sighting.objects.filter(device_id=device_id, ended_at__isnull=True)
            rows = known.values_list("mac", "interface__if_index")
            fdb = tuple(
                {"mac": mac, "if_index": 2 if dice.random() < 0.03 else index, "vlan": 20}
                for mac, index in rows
                if dice.random() > 0.02
            )
            began = time.perf_counter()
            store_tables(device_id=device_id, tables=StationTables(fdb=fdb), actor=actor, at=AT + timedelta(minutes=15))
            took.append((time.perf_counter() - began) * 1000)
    return "storing a switch's tables again (110 stations)", took


def _sizes() -> str:
    from django.db import connection

    parts = []
    with connection.cursor() as cursor:
        for table in ("inventory_sighting", "inventory_pairing", "inventory_stationname", "inventory_nametail"):
            cursor.execute(f"SELECT count(*), pg_total_relation_size('{table}') FROM {table}")
            rows, size = cursor.fetchone()
            parts.append(f"{table.removeprefix('inventory_')}: {rows:,} rows, {size / 2**20:.0f} MiB")
    return "; ".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
