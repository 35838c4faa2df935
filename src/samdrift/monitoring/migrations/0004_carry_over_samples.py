# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samples of the first walk go into the journal of the metric store, from where the hourly work takes them into chunks."""

import json
import zlib
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db import migrations

from samdrift.engines.columnstore import COLUMNS, NUMBER, Readings, encode_sweep, joined

PERIOD_MS = 1_800_000
KEPT = ("in_octets", "out_octets", "in_errors", "out_errors", "in_discards", "out_discards")
DAY = timedelta(days=1)


def carry_over(apps, schema_editor):
    schema_editor.execute("SELECT set_config('samdrift.system', 'on', true)")
    chunks = apps.get_model("monitoring", "SampleChunk").objects.order_by("start", "pk")
    places = _Places(apps)
    first = chunks.first()
    day = first.start if first is not None else None
    while day is not None:
        found = {}
        for chunk in chunks.filter(start__gte=day, start__lt=day + DAY).iterator(chunk_size=500):
            party = (chunk.municipality_id, chunk.supplier_id)
            readings = unpacked(bytes(chunk.body), chunk.device_id)
            if len(readings):
                found.setdefault(party, []).append(readings)
        for party, parts in found.items():
            _write(apps, party, joined(parts), day)
            places.admit(party, parts)
        later = chunks.filter(start__gte=day + DAY).first()
        day = later.start if later is not None else None


def _write(apps, party, readings, day):
    periods = readings.at_ms // PERIOD_MS
    for period in np.unique(periods).tolist():
        part = readings.chosen(periods == period)
        packed = encode_sweep(part)
        devices = np.unique(part.device).tolist()
        apps.get_model("monitoring", "MetricSweep").objects.create(
            municipality_id=party[0],
            supplier_id=party[1],
            key=f"first-walk-{day.timestamp():.0f}",
            period=_when(period * PERIOD_MS),
            at=_when(int(part.at_ms.min())),
            until=_when(int(part.at_ms.max())),
            devices=devices if len(devices) <= 256 else None,
            firsts=list(packed.firsts),
            offsets=list(packed.offsets),
            body=packed.body,
        )


class _Places:
    """Puts each device into a block of its party, about 64 ports each."""

    def __init__(self, apps):
        self.blocks = apps.get_model("monitoring", "MetricBlock").objects
        self.members = apps.get_model("monitoring", "MetricMember").objects
        self.known = set()
        self.open = {}

    def admit(self, party, parts):
        for readings in parts:
            device = int(readings.device[0])
            if (party, device) in self.known:
                continue
            self.known.add((party, device))
            block = self.open.get(party)
            if block is None or block.ports >= 64:
                block = self.open[party] = self.blocks.create(municipality_id=party[0], supplier_id=party[1])
            block.ports += int(np.diff(readings.first).max())
            block.save()
            self.members.create(municipality_id=party[0], supplier_id=party[1], block=block, device_id=device)


def unpacked(body, device_id):
    """One old chunk as readings: JSON with times, sysUpTime, and differences by port and counter."""
    found = json.loads(zlib.decompress(body))
    sweeps, ports = len(found["times"]), sorted(found["ports"], key=int)
    rows = sweeps * len(ports)
    values, known = np.zeros((len(COLUMNS), rows), np.uint64), np.zeros((len(COLUMNS), rows), bool)
    for place, port in enumerate(ports):
        for name in KEPT:
            before = 0
            for sweep, delta in enumerate(found["ports"][port].get(name) or ()):
                if delta is not None:
                    before += delta
                    row = sweep * len(ports) + place
                    values[NUMBER[name], row], known[NUMBER[name], row] = before % 2**64, True
    return Readings(
        np.full(sweeps, device_id, np.int64),
        np.array([round(at * 1000) for at in found["times"]], np.int64),
        np.array([-1 if ticks is None else ticks for ticks in found["uptime"]], np.int64),
        np.arange(sweeps + 1, dtype=np.int64) * len(ports),
        np.tile(np.array([int(port) for port in ports], np.int64), sweeps),
        values,
        known,
    )


def _when(at_ms):
    return datetime.fromtimestamp(at_ms / 1000, UTC)


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0003_metric_store'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
