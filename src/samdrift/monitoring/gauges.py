# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Gauges over time: every full reading goes to a journal, finished days go into hours, hours of a year ago become days.

Cut off anywhere, or told twice, the next run ends with the same: a day is always folded from all readings of it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import isfinite

from django.db import transaction

from samdrift.engines.foresight import Hours, coarser_hours, decode_hours, encode_hours, fold, laid_over
from samdrift.inventory import facade as inventory
from samdrift.inventory.facade import Gauge
from samdrift.monitoring.models import GaugeChunk, GaugeReading, GaugeSeries
from samdrift.monitoring.periods import DAY, MONTH, Keeping, floor

NOT_KEPT = frozenset({"poe_port"})
"""Forty-eight a switch, and their sum is told as well."""
HOUR_S, DAY_S = 3600, 86_400
LATE = timedelta(hours=1)
JOURNAL_KEPT = timedelta(days=3)
HOURS_KEPT = timedelta(days=400)
AT_ONCE = 2_000
LONGEST_KEY = 200


def store_gauges(*, device_id: int, gauges: Sequence[Gauge], at: datetime) -> None:
    """Keep the values of one full reading. The same device and time again changes nothing."""
    told: dict[tuple[str, str], Gauge] = {
        (g.kind, _key(g.key)): g for g in gauges if g.kind not in NOT_KEPT and isfinite(g.value)
    }
    device = inventory.devices([device_id]).get(device_id)
    if not told or device is None:
        return
    party = {"municipality_id": device.municipality_id, "supplier_id": device.supplier_id}
    with transaction.atomic():
        ids = _series(device_id, party, told)
        GaugeReading.objects.bulk_create(
            [
                GaugeReading(
                    **party,
                    device_id=device_id,
                    at=at,
                    series=[ids[key] for key in told],
                    values=[float(gauge.value) for gauge in told.values()],
                )
            ],
            ignore_conflicts=True,
        )


def _series(
    device_id: int, party: dict[str, int | None], told: dict[tuple[str, str], Gauge]
) -> dict[tuple[str, str], int]:
    """The ids of these series; new ones and those described otherwise are written."""
    known = {(row.kind, row.key): row for row in GaugeSeries.objects.filter(device_id=device_id)}
    rows = []
    for key, gauge in told.items():
        said = (gauge.name[:200], gauge.unit[:20], gauge.size, gauge.if_index, party["supplier_id"])
        row = known.get(key)
        if row is None or (row.name, row.unit, row.size, row.if_index, row.supplier_id) != said:
            name, unit, size, if_index, _ = said
            rows.append(
                GaugeSeries(
                    **party,
                    device_id=device_id,
                    kind=key[0],
                    key=key[1],
                    name=name,
                    unit=unit,
                    size=size,
                    if_index=if_index,
                )
            )
    if rows:
        GaugeSeries.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["device", "kind", "key"],
            update_fields=["name", "unit", "size", "if_index", "supplier"],
        )
        known = {(row.kind, row.key): row for row in GaugeSeries.objects.filter(device_id=device_id)}
    return {key: known[key].pk for key in told}


def _key(key: str) -> str:
    """As inventory names it; what is too long ends in its digest, so that two long ones stay two."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{key[: LONGEST_KEY - 17]}.{digest}"


def fold_days(*, now: datetime) -> list[int]:
    """Put every finished day of the journal into hours; the devices of which there was one. Safe to repeat."""
    today = floor(now - LATE, DAY)
    waiting = GaugeReading.objects.filter(kept=False, at__lt=today)
    devices = list(waiting.order_by("device_id").values_list("device_id", flat=True).distinct())
    for device_id in devices:
        _fold_device(device_id, today)
    while ids := list(
        GaugeReading.objects.filter(kept=True, at__lt=now - JOURNAL_KEPT)
        .order_by("pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    ):
        GaugeReading.objects.filter(pk__in=ids).delete()
    return devices


def _fold_device(device_id: int, today: datetime) -> None:
    with transaction.atomic():
        mine = GaugeReading.objects.filter(device_id=device_id, at__lt=today)
        waiting = list(mine.filter(kept=False).select_for_update().order_by("at"))
        if not waiting:
            return
        days = sorted({floor(row.at, DAY) for row in waiting})
        party = {"municipality_id": waiting[-1].municipality_id, "supplier_id": waiting[-1].supplier_id}
        for month in sorted({floor(day, MONTH) for day in days}):
            parts = []
            for day in (day for day in days if floor(day, MONTH) == month):
                rows = mine.filter(at__gte=day, at__lt=day + DAY).order_by("at")
                parts.append(hours_of(rows, day, DAY))
            lay_over(device_id, party, month, parts)
        mine.filter(kept=False).update(kept=True)


def hours_of(rows: Iterable[GaugeReading], start: datetime, span: timedelta) -> Hours:
    """Readings as hours."""
    told = [(row.at.timestamp(), dict(zip(row.series, row.values, strict=False))) for row in rows]
    return fold(told, start_s=int(start.timestamp()), count=int(span.total_seconds()) // HOUR_S)


def lay_over(device_id: int, party: dict[str, int | None], month: datetime, parts: Sequence[Hours]) -> None:
    """Write hours into a device's month, over what is there; the caller holds a transaction."""
    chunk = GaugeChunk.objects.filter(device_id=device_id, start=month, step_s=HOUR_S).select_for_update().first()
    before = [decode_hours(chunk.body)] if chunk is not None else []
    whole = laid_over([*before, *parts], start_s=int(month.timestamp()), count=int(MONTH.total_seconds()) // HOUR_S)
    GaugeChunk.objects.update_or_create(
        device_id=device_id, start=month, step_s=HOUR_S, defaults={**party, "body": encode_hours(whole)}
    )


def thin_gauges(keeping: Keeping, *, now: datetime) -> int:
    """Hours of more than a year ago become days; what is older than the longest keeping goes. How many chunks changed."""
    old = GaugeChunk.objects.filter(step_s=HOUR_S, start__lt=now - HOURS_KEPT - MONTH).order_by("pk")
    changed = 0
    for chunk in old.iterator(chunk_size=100):
        with transaction.atomic():
            chunk.body, chunk.step_s = encode_hours(coarser_hours(decode_hours(chunk.body), 24)), DAY_S
            chunk.save(update_fields=["body", "step_s"])
        changed += 1
    gone, _ = GaugeChunk.objects.filter(start__lt=now - keeping.coarse - MONTH).delete()
    return changed + gone
