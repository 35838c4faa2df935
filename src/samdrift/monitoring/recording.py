# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Takes sweeps: into the journal, in the caller's transaction, and into memory for what flows now.

Readings come one device at a time from the lane (DeviceReading) or as a whole sweep from the bulk poller (SweepMatrix); both
become the same arrays. A full disk costs samples, never the facts of the same transaction.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import numpy as np
from django.db import OperationalError, transaction
from psycopg.errors import DiskFull

from samdrift.engines.columnstore import COLUMNS, NUMBER, UNKNOWN_UPTIME, Readings
from samdrift.engines.snmpsweep import SweepMatrix
from samdrift.monitoring.journal import Party, binary_cursor, of_party, write_sweep
from samdrift.monitoring.models import MetricBlock, MetricMember
from samdrift.monitoring.now import Now
from samdrift.monitoring.periods import ms, when
from samdrift.monitoring.thinning import disk_is_full, give_way
from samdrift.monitoring.types import DeviceReading, PortReading, Watched

BLOCK_PORTS = 64
TOP_KEPT = 100
TOP_EVERY_MS = 4_000
TOP_FRESH_MS = 180_000
MAKE_WAY_EVERY_MS = 60_000
OPER = ("up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown")
ADMIN = ("up", "down", "testing")
log = logging.getLogger(__name__)
_COUNTS = (
    "in_octets",
    "out_octets",
    "in_packets",
    "out_packets",
    "in_errors",
    "out_errors",
    "in_discards",
    "out_discards",
)
_COUNTED = [NUMBER[name] for name in _COUNTS]
_TOP = (
    "INSERT INTO monitoring_metrictop (municipality_id, supplier_id, at, ports) VALUES (%s, %s, %s, %s::jsonb)"
    " ON CONFLICT (municipality_id, supplier_id) DO UPDATE SET at = excluded.at, ports = excluded.ports"
)


def readings_from_devices(found: Sequence[DeviceReading]) -> Readings:
    """Readings that came one device at a time as arrays."""
    first = np.cumsum([0, *(len(reading.ports) for reading in found)]).astype(np.int64)
    values = np.zeros((len(COLUMNS), int(first[-1])), np.uint64)
    known = np.zeros(values.shape, bool)
    for row, port in enumerate(port for reading in found for port in reading.ports):
        for column, value in _values(port):
            values[column, row], known[column, row] = value, True
    return Readings(
        np.array([reading.device_id for reading in found], np.int64),
        np.array([ms(reading.at) for reading in found], np.int64),
        np.array([UNKNOWN_UPTIME if r.uptime_ticks is None else r.uptime_ticks for r in found], np.int64),
        first,
        np.array([port.if_index for reading in found for port in reading.ports], np.int64),
        values,
        known,
    )


def _values(port: PortReading) -> Iterable[tuple[int, int]]:
    for name, number in zip(_COUNTS, _COUNTED, strict=True):
        value = getattr(port, name)
        if value is not None and 0 <= value < 2**64:
            yield number, value
    if port.oper in OPER:
        yield NUMBER["oper"], OPER.index(port.oper) + 1
    if port.admin in ADMIN:
        yield NUMBER["admin"], ADMIN.index(port.admin) + 1
    if port.speed_bps is not None and port.speed_bps >= 0:
        yield NUMBER["high_speed"], port.speed_bps // 1_000_000


def readings_from_matrix(matrix: SweepMatrix) -> Readings:
    """A bulk sweep as arrays; devices that gave no octets (silent ones, or a look at the status alone) are left out."""
    order = [matrix.columns.index(name) if name in matrix.columns else -1 for name in COLUMNS]
    values, valid = matrix.values.T, matrix.valid.T
    none = np.zeros(len(matrix.if_index), np.uint64)
    known = np.stack([valid[n] if n >= 0 else none.astype(bool) for n in order])
    readings = Readings(
        matrix.device_ids,
        matrix.at_ms,
        matrix.uptime_ticks,
        matrix.starts,
        matrix.if_index,
        np.stack([values[n] if n >= 0 else none for n in order]),
        known,
    )
    counted = known[[NUMBER["in_octets"], NUMBER["out_octets"]]].any(axis=0)
    rows = np.concatenate(([0], np.cumsum(counted)))
    answered = (matrix.at_ms > 0) & (np.diff(rows[matrix.starts]) > 0)
    return readings if answered.all() else readings.chosen(answered)


class Recorder:
    """One for each process that takes sweeps. Make a new one when a transaction it took part in was rolled back."""

    def __init__(self) -> None:
        self.now = Now()
        self._members: dict[Party, set[int]] = {}
        self._top_at = 0
        self._full = False
        self._made_way_at = 0

    def take_devices(self, readings: Iterable[tuple[Watched, DeviceReading]]) -> int:
        """Store readings of single devices; those without any counter (a look at the status alone) are not kept."""
        found = [(device, reading) for device, reading in readings if any(map(_counts, reading.ports))]
        if not found:
            return 0
        parties = _parties(device for device, _ in found)
        return self.take(readings_from_devices([reading for _, reading in found]), parties)

    def take_matrix(self, matrix: SweepMatrix, watched: Iterable[Watched]) -> int:
        """Store a bulk sweep; devices that are not among `watched` are left out."""
        return self.take(readings_from_matrix(matrix), _parties(watched))

    def take(self, readings: Readings, parties: Mapping[int, Party]) -> int:
        """Store readings, each with the party its device belongs to; how many journal rows are new."""
        self.now.take(readings)
        try:
            with transaction.atomic():
                new = sum(self._store(party, part) for party, part in _by_party(readings, parties))
                self._tell_top(readings)
        except (OperationalError, DiskFull) as error:
            if not disk_is_full(error):
                raise
            self._make_way(int(readings.at_ms.max()))
            return 0
        self._full = False
        return new

    def _store(self, party: Party, readings: Readings) -> int:
        self._admit(party, readings)
        return write_sweep(party, readings)

    def _make_way(self, at_ms: int) -> None:
        """Once a minute the oldest samples go, so that new ones find room."""
        self._members.clear()
        if not self._full:
            log.error("the disk is full: samples are not stored until there is room; facts go on being stored")
        self._full = True
        if at_ms - self._made_way_at < MAKE_WAY_EVERY_MS:
            return
        self._made_way_at = at_ms
        with suppress(OperationalError, DiskFull), transaction.atomic():
            give_way()

    def _admit(self, party: Party, readings: Readings) -> None:
        if party not in self._members:
            self._members[party] = _known_members(party)
        known = self._members[party]
        ids = readings.device.tolist()
        if known.issuperset(ids):
            return
        ports = dict(zip(ids, np.diff(readings.first).tolist(), strict=True))
        new = {device: count for device, count in sorted(ports.items()) if device not in known}
        _put_into_blocks(party, new)
        known.update(new)

    def _tell_top(self, readings: Readings) -> None:
        """The busiest ports for the pages, a few times a minute."""
        now_ms = int(readings.at_ms.max(initial=0))
        if now_ms - self._top_at < TOP_EVERY_MS:
            return
        self._top_at = now_ms
        for party, members in self._members.items():
            mine = np.fromiter(members, np.int64, len(members))
            best = self.now.top(TOP_KEPT, devices=mine)
            best = [port for port in best if port.at_ms > best[0].at_ms - TOP_FRESH_MS]
            ports = [[p.device_id, p.if_index, round(p.in_bps), round(p.out_bps), p.at_ms] for p in best]
            at = max((port.at_ms for port in best), default=now_ms)
            with binary_cursor() as cursor:
                cursor.execute(_TOP, [party.municipality_id, party.supplier_id, when(at), json.dumps(ports)])


def _counts(port: PortReading) -> bool:
    return port.in_octets is not None or port.out_octets is not None


def _parties(watched: Iterable[Watched]) -> dict[int, Party]:
    """Whose each device is: one Party for all of a party's, so that comparing them is quick."""
    different: dict[tuple[int, int | None], Party] = {}
    return {
        one.id: different.setdefault(whose := (one.municipality_id, one.supplier_id), Party(*whose)) for one in watched
    }


def _by_party(readings: Readings, parties: Mapping[int, Party]) -> Iterable[tuple[Party, Readings]]:
    ids = readings.device.tolist()
    first = next(iter(parties.values()), None)
    if first is not None and parties.keys() >= set(ids) and all(p is first or p == first for p in parties.values()):
        return [(first, readings)]
    owners = [parties.get(device) for device in ids]
    different = sorted({owner for owner in owners if owner is not None}, key=str)
    numbers = {owner: number for number, owner in enumerate(different)}
    which = np.array([-1 if owner is None else numbers[owner] for owner in owners])
    return [(owner, readings.chosen(which == number)) for owner, number in numbers.items()]


def _known_members(party: Party) -> set[int]:
    rows = MetricMember.objects.filter(of_party(party))
    return set(rows.values_list("device_id", flat=True))


def _put_into_blocks(party: Party, ports: Mapping[int, int]) -> None:
    """Give devices a place, in order, in blocks of about BLOCK_PORTS ports; the last block is filled up first."""
    common = {"municipality_id": party.municipality_id, "supplier_id": party.supplier_id}
    block = MetricBlock.objects.filter(of_party(party)).order_by("-pk").first()
    filled: list[MetricBlock] = []
    members = []
    for device_id, count in ports.items():
        if block is None or (block.ports and block.ports + count / 2 > BLOCK_PORTS):
            block = MetricBlock.objects.create(**common)
        if not filled or filled[-1] is not block:
            filled.append(block)
        block.ports += count
        members.append(MetricMember(**common, block=block, device_id=device_id))
    MetricMember.objects.bulk_create(members, ignore_conflicts=True)
    MetricBlock.objects.bulk_update(filled, ["ports"], batch_size=500)
