# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From the journal into chunks: each finished period of a party in one transaction, with its five-minute steps.

Cut off anywhere, the next run begins the period again; what comes late, or twice, is laid into the chunks that are there.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from samdrift.engines.columnstore import (
    Block,
    Readings,
    Steps,
    block_of,
    decode_block,
    encode_block,
    encode_steps,
    joined,
    parted,
    readings_of,
    roll_up,
    steps_with_ports,
    with_ports,
    within,
)
from samdrift.monitoring.journal import Party, binary_cursor, fetch_bodies, of_party, read_sweeps
from samdrift.monitoring.models import MetricChunk, MetricMember, MetricSweep
from samdrift.monitoring.periods import CLOSEST, FINE, GAP, LATE, PERIOD, RAW, STEP, floor, ms

EDGE = timedelta(seconds=90)
"""So much before and after a period is looked at for the rates across its ends."""
BLOCKS_AT_ONCE = 64
_INSERT = (
    "INSERT INTO monitoring_metricchunk"
    " (municipality_id, supplier_id, block_id, tier, start, span_s, part, if_low, if_high, size, body)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_CLOSEST_MS, _GAP_MS = CLOSEST.total_seconds() * 1000, GAP.total_seconds() * 1000
_STEP_MS = int(STEP[FINE].total_seconds() * 1000)


def keep_periods(*, now: datetime) -> int:
    """Put every finished period of the journal into chunks, oldest first; how many there were. Safe to repeat."""
    finished = MetricSweep.objects.filter(kept=False, period__lt=floor(now - LATE, PERIOD))
    found = finished.order_by("period", "municipality_id", "supplier_id").values_list(
        "period", "municipality_id", "supplier_id"
    )
    periods = list(found.distinct())
    for period, municipality_id, supplier_id in periods:
        keep_period(Party(municipality_id, supplier_id), period)
    return len(periods)


def keep_period(party: Party, period: datetime) -> None:
    """One period of one party: chunks of samples and steps, and its journal rows marked as kept, in one transaction."""
    with transaction.atomic():
        mine = MetricSweep.objects.filter(of_party(party), period=period)
        list(mine.select_for_update().order_by("pk").values_list("pk", flat=True))
        before = MetricSweep.objects.filter(of_party(party), period=period - PERIOD, until__gte=period - EDGE)
        alone = not before.exists()
        for blocks in _batches(_members(party)):
            _keep_blocks(party, period, blocks, look_around=alone)
        mine.update(kept=True)
        MetricSweep.objects.filter(of_party(party), kept=True, until__lt=period + PERIOD - EDGE).delete()


def _members(party: Party) -> dict[int, list[int]]:
    rows = MetricMember.objects.filter(of_party(party))
    found: dict[int, list[int]] = {}
    for block, device in rows.order_by("block_id", "device_id").values_list("block_id", "device_id"):
        found.setdefault(block, []).append(device)
    return found


def _batches(members: dict[int, list[int]]) -> Iterator[dict[int, list[int]]]:
    blocks = list(members)
    for begin in range(0, len(blocks), BLOCKS_AT_ONCE):
        yield {block: members[block] for block in blocks[begin : begin + BLOCKS_AT_ONCE]}


def _keep_blocks(party: Party, period: datetime, blocks: dict[int, list[int]], *, look_around: bool) -> None:
    ids = [device for devices in blocks.values() for device in devices]
    fresh = read_sweeps(party, low=min(ids), high=max(ids), start=period - EDGE, end=period + PERIOD + EDGE)
    order = np.lexsort((fresh.at_ms, fresh.device))
    of = fresh.device[order]
    around = [period - PERIOD, period, period + PERIOD] if look_around else [period]
    stored = _stored(blocks, around)
    rows: list[list[Any]] = []
    merged = []
    for block, devices in blocks.items():
        mine = _of_devices(order, of, devices)
        old = stored.get(block)
        if not len(mine):
            continue
        if old:
            whole = block_of(joined([*old, fresh.chosen(mine)]), closest_ms=int(_CLOSEST_MS))
        else:
            whole = block_of(fresh, closest_ms=int(_CLOSEST_MS), which=mine)
        inside = within(whole, ms(period), ms(period + PERIOD))
        if not len(inside.owner):
            continue
        merged.append(block)
        rows += sample_rows(party, block, period, inside)
        steps = roll_up(whole, start_ms=ms(period), step_ms=_STEP_MS, count=PERIOD // STEP[FINE], gap_ms=_GAP_MS)
        rows += step_rows(party, block, FINE, period, PERIOD, steps)
    MetricChunk.objects.filter(
        block_id__in=merged, tier__in=(RAW, FINE), start=period, span_s=int(PERIOD.total_seconds())
    ).delete()
    insert_chunks(rows)


def _of_devices(order: NDArray[np.intp], of: NDArray[np.int64], devices: Sequence[int]) -> NDArray[np.int64]:
    """Places of the readings of these devices, by device and time; `of` are the devices of the readings in `order`."""
    low = np.searchsorted(of, devices, side="left")
    high = np.searchsorted(of, devices, side="right")
    begin, end = int(low[0]), int(high[-1])
    if end - begin == int((high - low).sum()):
        return order[begin:end].astype(np.int64)
    return order[np.isin(of, devices)].astype(np.int64)


def _stored(blocks: dict[int, list[int]], periods: Sequence[datetime]) -> dict[int, list[Readings]]:
    """What chunks of these periods hold already; of the neighbours only what lies near the middle one."""
    chunks = MetricChunk.objects.filter(block_id__in=blocks, tier=RAW, start__in=periods).order_by("pk")
    sql, params = chunks.values_list("block_id", "body").query.sql_with_params()
    middle = periods[len(periods) // 2]
    found: dict[int, list[Readings]] = {}
    for block, body in fetch_bodies(sql, params):
        near = within(decode_block(body), ms(middle - EDGE), ms(middle + PERIOD + EDGE))
        if len(near.owner):
            found.setdefault(block, []).append(readings_of(near))
    return found


def sample_rows(party: Party, block: int, period: datetime, samples: Block) -> list[list[Any]]:
    """Rows of samples to insert."""
    return [
        _row(party, block, RAW, period, PERIOD, part, low, high, encode_block(with_ports(samples, ports)))
        for part, (ports, low, high) in enumerate(parted(samples.if_index))
    ]


def step_rows(party: Party, block: int, tier: int, start: datetime, span: timedelta, steps: Steps) -> list[list[Any]]:
    """Rows of steps to insert."""
    return [
        _row(party, block, tier, start, span, part, low, high, encode_steps(steps_with_ports(steps, ports)))
        for part, (ports, low, high) in enumerate(parted(steps.if_index))
    ]


def _row(
    party: Party, block: int, tier: int, start: datetime, span: timedelta, part: int, low: int, high: int, body: bytes
) -> list[Any]:
    span_s = int(span.total_seconds())
    return [party.municipality_id, party.supplier_id, block, tier, start, span_s, part, low, high, len(body), body]


def insert_chunks(rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows made by `sample_rows` and `step_rows`."""
    if rows:
        with binary_cursor() as cursor:
            cursor.executemany(_INSERT, rows)
