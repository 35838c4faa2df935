# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Once a day: how the busy hours of every linked port and of every pool develop, out of the hourly steps.

Of a line the direction counts that fills first. What was looked at and bears no trend yet is kept as well, with its days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from samdrift.engines.columnstore import Steps, decode_steps, merged
from samdrift.engines.foresight import Trend, busy_levels, days_known, decode_hours, forecast, laid_over, theil_sen
from samdrift.inventory import facade as inventory
from samdrift.monitoring.gauges import HOUR_S
from samdrift.monitoring.journal import Party, fetch_bodies
from samdrift.monitoring.models import (
    CapacityOutlook,
    GaugeChunk,
    GaugeSeries,
    MetricBlock,
    MetricChunk,
    MetricMember,
)
from samdrift.monitoring.periods import COARSE, DAY, MONTH, STEP, floor, ms
from samdrift.monitoring.reading import OCTETS

LOOK_BACK = timedelta(days=26 * 7)
"""Half a year: a summer's holidays are then less than a third of it."""
FULL = 0.8
"""Above this share of its size something is taken for full."""
SHOWN_DAYS = 91
"""So many daily levels are kept for the small picture."""
PERCENT = frozenset({"ups_load", "processor", "memory", "storage"})
FORESEEN = PERCENT | {"poe", "sessions", "vpn", "nat", "dhcp", "clients"}
"""Kinds of gauges that fill up; a battery's charge and a temperature do not."""
CLIENTS_AN_ACCESS_POINT = 60.0
"""With more at once on two radios everybody waits; makers and those who plan wireless for schools say 50 to 70."""
Floats = NDArray[np.float64]


def foresee(*, now: datetime) -> int:
    """Reckon the lines' outlook anew up to the last whole day; how many lines there are. Safe to repeat."""
    until = floor(now - timedelta(hours=2), DAY)
    made = 0
    for block in MetricBlock.objects.exclude(foreseen_until__gte=until).order_by("pk"):
        party = Party(block.municipality_id, block.supplier_id)
        devices = list(MetricMember.objects.filter(block_id=block.pk).values_list("device_id", flat=True))
        rows = list(_lines(party, block.pk, _speeds(devices), until))
        with transaction.atomic():
            CapacityOutlook.objects.filter(device_id__in=devices, kind="link").delete()
            CapacityOutlook.objects.bulk_create(rows)
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


def _lines(
    party: Party, block: int, speeds: Mapping[tuple[int, int], int], until: datetime
) -> Iterator[CapacityOutlook]:
    steps = _steps(block, until) if speeds else None
    if steps is None:
        return
    for row, port in enumerate(zip(steps.device.tolist(), steps.if_index.tolist(), strict=True)):
        if port in speeds:
            levels, trend = _fuller(steps, row, speeds[port])
            yield CapacityOutlook(
                municipality_id=party.municipality_id,
                supplier_id=party.supplier_id,
                device_id=port[0],
                kind="link",
                key=str(port[1]),
                if_index=port[1],
                unit="bit/s",
                size=speeds[port],
                until=until,
                **_told(levels, trend),
            )


def _told(levels: Floats, trend: Trend | None) -> dict[str, object]:
    shown = [None if np.isnan(level) else float(level) for level in levels[-SHOWN_DAYS:]]
    first = next((n for n, level in enumerate(shown) if level is not None), len(shown))
    told: dict[str, object] = {"days": days_known(levels), "levels": shown[first:]}
    if trend is not None:
        told |= {
            "level": trend.level,
            "level_error": trend.level_error,
            "slope": trend.slope,
            "slope_low": trend.slope_low,
            "slope_high": trend.slope_high,
        }
    return told


def _steps(block: int, until: datetime) -> Steps | None:
    start = until - LOOK_BACK
    chunks = MetricChunk.objects.filter(block_id=block, tier=COARSE, start__gt=start - MONTH, start__lt=until)
    sql, params = chunks.order_by("pk").values_list("body").query.sql_with_params()
    parts = [decode_steps(body, OCTETS) for (body,) in fetch_bodies(sql, params)]
    return merged(parts, start_ms=ms(start), count=LOOK_BACK // STEP[COARSE]) if parts else None


def _fuller(steps: Steps, row: int, speed_bps: int) -> tuple[Floats, Trend | None]:
    """Levels and trend of the direction that is full first; where neither ever is, of the busier one. In bit/s."""
    found = []
    for name in OCTETS:
        if name in steps.columns:
            levels = busy_levels(steps.columns[name].mean[row] * 8)
            found.append((levels, theil_sen(levels)))

    def order(one: tuple[Floats, Trend | None]) -> tuple[float, float]:
        levels, trend = one
        if trend is None:
            return (float("inf"), -days_known(levels))
        days = forecast(trend, speed_bps * FULL).days
        return (float("inf") if days is None else days, -trend.level)

    return min(found, key=order, default=(np.full(0, np.nan), None))


def foresee_gauges(device_ids: Iterable[int], *, now: datetime) -> int:
    """Reckon the outlook of these devices' pools, budgets and clients anew; how many there are. Safe to repeat."""
    until = floor(now - timedelta(hours=1), DAY)
    return sum(_foresee_device(device_id, until) for device_id in device_ids)


def _foresee_device(device_id: int, until: datetime) -> int:
    series = list(GaugeSeries.objects.filter(device_id=device_id).order_by("pk"))
    points = next((row for row in series if row.kind == "access_points"), None)
    start = until - LOOK_BACK
    chunks = GaugeChunk.objects.filter(device_id=device_id, step_s=HOUR_S, start__gt=start - MONTH, start__lt=until)
    parts = [decode_hours(chunk.body) for chunk in chunks.order_by("start")]
    rows = []
    if parts:
        hours = laid_over(parts, start_s=int(start.timestamp()), count=int(LOOK_BACK.total_seconds()) // HOUR_S)
        at_once = _mean_of(points.pk, hours.keys.tolist(), hours.mean) if points is not None else 1.0
        for one in series:
            row, size = hours.row(one.pk), _size(one, at_once)
            if row is None or not size:
                continue
            levels = busy_levels(hours.mean[row].astype(np.float64))
            if days_known(levels):
                rows.append(_outlook(one, size, until, levels))
    with transaction.atomic():
        CapacityOutlook.objects.filter(device_id=device_id).exclude(kind="link").delete()
        CapacityOutlook.objects.bulk_create(rows)
    return len(rows)


def _mean_of(series: int, keys: Sequence[int], mean: NDArray[np.float32]) -> float:
    if series not in keys:
        return 1.0
    known = mean[list(keys).index(series)]
    return max(1.0, float(np.nanmedian(known))) if not np.isnan(known).all() else 1.0


def _size(one: GaugeSeries, access_points: float) -> float | None:
    """What it can be at most; None for what does not fill up. Clients of one network are not foreseen: they share the radios."""
    if one.kind not in FORESEEN or (one.kind == "clients" and one.name):
        return None
    if one.kind == "clients":
        return CLIENTS_AN_ACCESS_POINT * access_points
    return one.size or (100.0 if one.unit == "%" else None)


def _outlook(one: GaugeSeries, size: float, until: datetime, levels: Floats) -> CapacityOutlook:
    return CapacityOutlook(
        municipality_id=one.municipality_id,
        supplier_id=one.supplier_id,
        device_id=one.device_id,
        kind=one.kind,
        key=one.key,
        name=one.name,
        unit=one.unit,
        if_index=one.if_index,
        size=size,
        until=until,
        **_told(levels, theil_sen(levels)),
    )
