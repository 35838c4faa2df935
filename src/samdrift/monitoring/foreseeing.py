# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Once a day: how the busy hours of every linked port develop, out of the hourly steps; the direction that fills first counts."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from samdrift.engines.columnstore import Steps, decode_steps, merged
from samdrift.engines.foresight import Trend, busy_levels, forecast, theil_sen
from samdrift.inventory import facade as inventory
from samdrift.monitoring.journal import Party, fetch_bodies
from samdrift.monitoring.models import CapacityTrend, MetricBlock, MetricChunk, MetricMember
from samdrift.monitoring.periods import COARSE, DAY, MONTH, STEP, floor, ms
from samdrift.monitoring.reading import OCTETS

LOOK_BACK = timedelta(days=90)
FULL = 0.8
"""Above this share of its speed a line is taken for full."""


def foresee(*, now: datetime) -> int:
    """Reckon the trends anew up to the last whole day; how many there are. Safe to repeat."""
    until = floor(now - timedelta(hours=2), DAY)
    made = 0
    for block in MetricBlock.objects.exclude(foreseen_until__gte=until).order_by("pk"):
        party = Party(block.municipality_id, block.supplier_id)
        devices = list(MetricMember.objects.filter(block_id=block.pk).values_list("device_id", flat=True))
        rows = list(_trends(party, block.pk, _speeds(devices), until))
        with transaction.atomic():
            CapacityTrend.objects.filter(device_id__in=devices).delete()
            CapacityTrend.objects.bulk_create(rows)
            MetricBlock.objects.filter(pk=block.pk).update(foreseen_until=until)
        made += len(rows)
    return made


def _speeds(devices: list[int]) -> dict[tuple[int, int], int]:
    """Speed in bit/s of each port among these devices that carries a cable, by device and ifIndex."""
    linked = set()
    for link in inventory.links_of(devices):
        if link.gone_at is None:
            linked |= {link.a_interface_id, link.b_interface_id}
    return {
        (port.device_id, port.if_index): port.speed_bps
        for ports in inventory.ports_of_devices(devices).values()
        for port in ports
        if port.id in linked and port.speed_bps
    }


def _trends(
    party: Party, block: int, speeds: Mapping[tuple[int, int], int], until: datetime
) -> Iterator[CapacityTrend]:
    steps = _hours(block, until) if speeds else None
    if steps is None:
        return
    for row, port in enumerate(zip(steps.device.tolist(), steps.if_index.tolist(), strict=True)):
        if port not in speeds:
            continue
        trend = _fuller(steps, row, speeds[port])
        if trend is not None:
            yield CapacityTrend(
                municipality_id=party.municipality_id,
                supplier_id=party.supplier_id,
                device_id=port[0],
                if_index=port[1],
                until=until,
                days=trend.days,
                speed_bps=speeds[port],
                level_bps=trend.level,
                slope_bps=trend.slope,
                slope_low_bps=trend.slope_low,
                slope_high_bps=trend.slope_high,
            )


def _hours(block: int, until: datetime) -> Steps | None:
    start = until - LOOK_BACK
    chunks = MetricChunk.objects.filter(block_id=block, tier=COARSE, start__gt=start - MONTH, start__lt=until)
    sql, params = chunks.order_by("pk").values_list("body").query.sql_with_params()
    parts = [decode_steps(body, OCTETS) for (body,) in fetch_bodies(sql, params)]
    return merged(parts, start_ms=ms(start), count=LOOK_BACK // STEP[COARSE]) if parts else None


def _fuller(steps: Steps, row: int, speed_bps: int) -> Trend | None:
    """The trend of the direction that is full first; where neither ever is, of the busier one. In bit/s."""
    trends = []
    for name in OCTETS:
        if name in steps.columns:
            trend = theil_sen(busy_levels(steps.columns[name].mean[row] * 8))
            if trend is not None and np.isfinite(trend.level):
                trends.append(trend)

    def order(trend: Trend) -> tuple[float, float]:
        days = forecast(trend, speed_bps * FULL).days
        return (float("inf") if days is None else days, -trend.level)

    return min(trends, key=order, default=None)
