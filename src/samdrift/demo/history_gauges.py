# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Gives the demo's town three months of busy hours behind it: lines, power over Ethernet, clients, address pools and batteries.

Invented with the rhythm by which the twin lives, so that what is measured from now on goes on where this ends. Some of it
grows towards its limit, one school got its devices all at once: foresight has something to tell. Written once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
from django.db import transaction
from numpy.typing import NDArray
from procrastinate import RetryStrategy

from samdrift.demo.history import ACTOR, is_found
from samdrift.demo.history_plan import DAYS, dice
from samdrift.demo.municipality import load_municipality
from samdrift.engines.columnstore import Spans, Steps
from samdrift.engines.foresight import Hours
from samdrift.inventory.models import Device, Interface, Link
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotNow
from samdrift.monitoring.foreseeing import foresee, foresee_gauges
from samdrift.monitoring.gauges import HOUR_S, lay_over
from samdrift.monitoring.journal import Party
from samdrift.monitoring.keeping import insert_chunks, step_rows
from samdrift.monitoring.models import GaugeSeries, MetricBlock, MetricChunk, MetricMember
from samdrift.monitoring.periods import COARSE, MONTH, floor
from samdrift.platform.jobs import blueprint, defer
from samdrift.platform.scope import acting_as
from samdrift.twin.rhythm import Rhythm, rhythms

JOB = "demo_gauges"
LOOK_AGAIN_S = 5
SEED = "lindefjord/gauges"
PUPILS_A_DEVICE = 0.45
"""Of the people at a place so many are on the wireless network when it is busiest."""
STEP_DAY = 55
KEYS = {"clients": "clients", "poe": "poe.1"}
Floats = NDArray[np.float64]


def begin_gauges_when_found(municipality_id: int, *, devices: int) -> None:
    """Queue it; it waits until about `devices` devices are found. Safe to call at every start."""
    if not _written(municipality_id):
        defer(JOB, queueing_lock=JOB, lock=JOB, municipality_id=municipality_id, devices=devices)


def _written(municipality_id: int) -> bool:
    return GaugeSeries.objects.filter(municipality_id=municipality_id, key__startswith="demo.").exists()


@blueprint.task(name=JOB, queue="history", retry=RetryStrategy(wait=LOOK_AGAIN_S))
def gauges_job(*, municipality_id: int, devices: int) -> None:
    with acting_as(ACTOR):
        if not is_found(municipality_id, devices=devices):
            raise NotNow("the network is not found yet", where=JOB, remedy="it looks again by itself")
        write_gauges(municipality_id, now=utc_now())


def write_gauges(municipality_id: int, *, now: datetime) -> bool:
    """Three months up to the last whole day; False where they are written. The caller's scope is a system actor's."""
    if _written(municipality_id):
        return False
    past = _Past(municipality_id, now)
    with transaction.atomic():
        past.lines()
        devices = past.gauges()
    MetricBlock.objects.filter(municipality_id=municipality_id).update(foreseen_until=None)
    foresee(now=now)
    foresee_gauges(devices, now=now)
    return True


@dataclass(frozen=True, slots=True)
class _Told:
    """One gauge's hours, as GaugeSeries describes it."""

    kind: str
    name: str
    unit: str
    size: float | None
    values: Floats


class _Past:
    def __init__(self, municipality_id: int, now: datetime) -> None:
        self.municipality_id = municipality_id
        self.end = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.start = self.end - timedelta(days=DAYS)
        data = load_municipality()
        closed = {day for calendar in data.calendars for day in calendar.closed}
        self.busy: dict[str | None, Floats] = {
            kind: self._hours(r) for kind, r in rhythms(self.start, data.time_zone, closed)
        }
        mine = Device.objects.filter(municipality_id=municipality_id).select_related("place").order_by("name", "pk")
        self.devices = {device.pk: device for device in mine}
        self.day = np.arange(DAYS * 24) / 24

    def _hours(self, rhythm: Rhythm) -> Floats:
        """How busy each hour was, 0 to 1."""
        first = self.start.timestamp()
        sums = np.array([rhythm.busy_seconds(first + n * HOUR_S) for n in range(DAYS * 24 + 1)])
        return np.diff(sums) / HOUR_S

    def _of(self, device: Device) -> Floats:
        kind = device.place.kind if device.place is not None else None
        return self.busy.get(kind, self.busy[None])

    def _noise(self, rng: Random, about: float) -> Floats:
        return np.random.default_rng(rng.randrange(2**32)).normal(1.0, about, len(self.day))

    def _growing(self, rng: Random, by_the_end: float) -> Floats:
        """1 at the end, less before: `by_the_end` is how much of it came in these three months."""
        del rng
        return 1 - by_the_end * (1 - self.day / DAYS)

    def lines(self) -> None:
        """Hourly steps of every cable's two ports."""
        rows = Link.objects.filter(municipality_id=self.municipality_id, gone_at__isnull=True).order_by("pk")
        flows: dict[tuple[int, int], tuple[Floats, Floats]] = {}
        for link in rows.select_related("a", "b"):
            down, up = self._flow(link.a, link.b)
            flows[link.a.device_id, link.a.if_index] = (up, down)
            flows[link.b.device_id, link.b.if_index] = (down, up)
        blocks = dict(MetricMember.objects.values_list("device_id", "block_id"))
        by_block: dict[int, list[tuple[int, int]]] = {}
        for port in sorted(flows):
            block = blocks.get(port[0]) or self._new_block(port[0], blocks)
            by_block.setdefault(block, []).append(port)
        for block, ports in by_block.items():
            self._write_lines(block, ports, flows)

    def _flow(self, a: Interface, b: Interface) -> tuple[Floats, Floats]:
        """Octets a second one way and the other, at most what the slower port carries."""
        rng = dice(f"{SEED}/{a.device_id}/{a.name}")
        most = min(a.speed_bps or 10**9, b.speed_bps or 10**9) / 8
        full, grown = rng.uniform(0.05, 0.45), rng.choice((0.0, 0.02, 0.05, 0.1))
        ends = [self.devices.get(end.device_id) for end in (a, b)]
        quieter = next((d for d in ends if d is not None and d.place is not None and d.place.kind == "school"), ends[0])
        if quieter is not None and quieter.place is not None and quieter.place.kind == "school" and rng.random() < 0.3:
            full, grown = rng.uniform(0.55, 0.74), rng.uniform(0.15, 0.3)
        rhythm = self._of(quieter) if quieter is not None else self.busy[None]
        down = most * full * rhythm * self._growing(rng, grown) * self._noise(rng, 0.05)
        return np.clip(down, 0, most * 0.98), np.clip(down * rng.uniform(0.15, 0.5), 0, most)

    def _new_block(self, device_id: int, blocks: dict[int, int]) -> int:
        device = self.devices[device_id]
        party = {"municipality_id": self.municipality_id, "supplier_id": device.supplier_id}
        block = MetricBlock.objects.create(**party)
        MetricMember.objects.create(**party, block=block, device=device)
        blocks[device_id] = block.pk
        return block.pk

    def _write_lines(
        self, block_id: int, ports: list[tuple[int, int]], flows: dict[tuple[int, int], tuple[Floats, Floats]]
    ) -> None:
        block = MetricBlock.objects.get(pk=block_id)
        party = Party(block.municipality_id, block.supplier_id)
        for month, low, high, begin in self._months():
            span_s = int(MONTH.total_seconds())
            if MetricChunk.objects.filter(block_id=block_id, tier=COARSE, start=month, span_s=span_s).exists():
                continue
            columns = {}
            for number, name in enumerate(("in_octets", "out_octets")):
                mean = np.full((len(ports), span_s // HOUR_S), np.nan)
                for row, port in enumerate(ports):
                    mean[row, begin : begin + high - low] = flows[port][number][low:high]
                known = np.where(np.isnan(mean), 0.0, 3600.0)
                columns[name] = Spans(mean, mean * 0.6, mean * 1.3, known)
            device, index = (np.array(part, np.int64) for part in zip(*ports, strict=True))
            steps = Steps(int(month.timestamp() * 1000), HOUR_S * 1000, device, index, columns)
            insert_chunks(step_rows(party, block_id, COARSE, month, MONTH, steps))

    def _months(self) -> Iterator[tuple[datetime, int, int, int]]:
        """(month, first hour of ours, hour after the last, where that is in the month)."""
        month = floor(self.start, MONTH)
        while month < self.end:
            low = max(0, int((month - self.start).total_seconds()) // HOUR_S)
            high = min(len(self.day), int((month + MONTH - self.start).total_seconds()) // HOUR_S)
            begin = max(0, int((self.start - month).total_seconds()) // HOUR_S)
            yield month, low, high, begin
            month += MONTH

    def gauges(self) -> list[int]:
        """Hours of everything else that goes up and down; the devices that have any."""
        points: dict[int, int] = {}
        for device in self.devices.values():
            if device.type == "wireless" and device.place_id is not None:
                points[device.place_id] = points.get(device.place_id, 0) + 1
        written = []
        for device in self.devices.values():
            rng = dice(f"{SEED}/{device.name}")
            told = list(self._told(device, rng, points))
            if told:
                self._write(device, told)
                written.append(device.pk)
        return written

    def _told(self, device: Device, rng: Random, points: dict[int, int]) -> Iterator[_Told]:
        busy, flat = self._of(device), np.ones(len(self.day))
        if device.type == "wireless" and device.place is not None:
            people = device.place.people / points[device.place_id or 0] * PUPILS_A_DEVICE * rng.uniform(0.6, 1.3)
            came = np.where(self.day >= STEP_DAY, 1.0, 0.7) if rng.random() < 0.1 else self._growing(rng, 0.05)
            count = np.rint(np.clip(min(people, 75) * busy * came * self._noise(rng, 0.08), 0, None))
            yield _Told("clients", "", "", None, count)
        if device.type == "network":
            budget = rng.choice((195.0, 370.0, 740.0))
            used = budget * rng.uniform(0.25, 0.72) * self._growing(rng, rng.choice((0.0, 0.04, 0.12)))
            yield _Told("poe", "1", "W", budget, used * (0.9 + 0.1 * busy) * self._noise(rng, 0.01))
            yield _Told("memory", "Memory", "%", 100.0, rng.uniform(35, 70) * flat * self._noise(rng, 0.01))
        if device.type == "firewall":
            core, pupils = self.busy[None], self.busy["school"]
            sessions = 90_000 * core * self._growing(rng, 0.12)
            yield _Told("sessions", "Sessions", "", 200_000.0, sessions * self._noise(rng, 0.04))
            leases = 2_950 * pupils * self._growing(rng, 0.16)
            yield _Told("dhcp", "Elevnet", "", 4_000.0, leases * self._noise(rng, 0.03))
            yield _Told("nat", "NAT", "", 64_000.0, 21_000 * core * self._noise(rng, 0.05))
        if device.type == "power":
            load = rng.uniform(18, 62) * self._growing(rng, rng.choice((0.0, 0.03, 0.2)))
            yield _Told("ups_load", "Output load", "%", 100.0, load * self._noise(rng, 0.01))
            yield _Told("ups_charge", "Battery charge", "%", None, np.clip(100 * self._noise(rng, 0.002), 0, 100))
            yield _Told("ups_runtime", "Time left", "min", None, (46 - 0.05 * self.day) * self._noise(rng, 0.01))

    def _write(self, device: Device, told: list[_Told]) -> None:
        party = {"municipality_id": self.municipality_id, "supplier_id": device.supplier_id}
        known = {row.kind: row.pk for row in GaugeSeries.objects.filter(device=device, kind__startswith="ups_")}
        ids = [known.get(one.kind) or self._series(device, party, one) for one in told]
        values = np.stack([one.values for one in told]).astype(np.float32)
        for month, low, high, begin in self._months():
            shape = (len(ids), high - low)
            mean = values[:, low:high]
            start_s = int(month.timestamp()) + begin * HOUR_S
            hours = Hours(start_s, HOUR_S, np.array(ids, np.int64), mean, mean, mean, np.full(shape, 1, np.uint16))
            lay_over(device.pk, party, month, [hours])

    def _series(self, device: Device, party: dict[str, int | None], one: _Told) -> int:
        """The series under the key that inventory gives such a gauge, so that live readings go on in it."""
        described = {"name": one.name, "unit": one.unit, "size": one.size}
        row, _ = GaugeSeries.objects.get_or_create(
            device=device, kind=one.kind, key=KEYS.get(one.kind, f"demo.{one.kind}"), defaults={**party, **described}
        )
        return row.pk
