# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is foreseen, as records for the pages of capacity: each line and pool with its trend, and its past as steps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from samdrift.engines.foresight import LEAST_DAYS, Forecast, Hours, Trend, decode_hours, forecast, laid_over
from samdrift.monitoring.foreseeing import FULL
from samdrift.monitoring.gauges import DAY_S, HOUR_S, hours_of
from samdrift.monitoring.models import CapacityOutlook, GaugeChunk, GaugeReading, GaugeSeries
from samdrift.monitoring.periods import DAY, MONTH, floor, when
from samdrift.monitoring.reading import OCTETS, Port, port_steps
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible


@dataclass(frozen=True, slots=True)
class Outlook:
    """One line (`kind` link, bit/s) or pool of a device. `size`: what it holds; `trend` None: too little is known.

    `days`: of the last half year so many are known; `levels`: the busy level of each day up to `until`, oldest first.
    """

    id: int
    device_id: int
    kind: str
    key: str
    name: str
    unit: str
    if_index: int | None
    size: float
    until: datetime
    days: int
    trend: Trend | None
    levels: tuple[float | None, ...]

    @property
    def days_wanted(self) -> int:
        """How many days a trend needs."""
        return LEAST_DAYS

    @property
    def full_at(self) -> float:
        """The value from which on it is taken for full."""
        return self.size * FULL

    @property
    def share(self) -> float | None:
        """How full its busy hours are now, 0 to 1 and beyond; without a trend the last known day's."""
        level = (
            self.trend.level
            if self.trend is not None
            else next((v for v in reversed(self.levels) if v is not None), None)
        )
        return None if level is None or not self.size else max(0.0, level) / self.size

    def forecast(self, *, factor: float = 1.0, more: float = 0.0) -> Forecast | None:
        """When 80 % is reached if the load becomes `factor` times what it is, and `more` beside."""
        return forecast(self.trend, self.full_at, factor=factor, more=more) if self.trend is not None else None

    def day(self, days: float | None) -> datetime | None:
        """The day that lies so many days after the last one that was looked at."""
        return None if days is None else self.until + timedelta(days=days)


def outlooks(
    actor: Actor,
    *,
    kinds: Collection[str] | None = None,
    device_ids: Collection[int] | None = None,
    outlook_id: int | None = None,
) -> list[Outlook]:
    """All that are there for the actor, by id."""
    rows = visible(CapacityOutlook.objects.all(), actor, agreement="device__agreement_id")
    rows = rows.filter(device__gone_at__isnull=True)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if device_ids is not None:
        rows = rows.filter(device_id__in=device_ids)
    if outlook_id is not None:
        rows = rows.filter(pk=outlook_id)
    return [_record(row) for row in rows.order_by("pk")]


def _record(row: CapacityOutlook) -> Outlook:
    trend = None
    if row.level is not None:
        trend = Trend(row.level, row.slope, row.slope_low, row.slope_high, row.days, row.level_error)
    return Outlook(
        id=row.pk,
        device_id=row.device_id,
        kind=row.kind,
        key=row.key,
        name=row.name,
        unit=row.unit,
        if_index=row.if_index,
        size=row.size,
        until=row.until,
        days=row.days,
        trend=trend,
        levels=tuple(row.levels),
    )


@dataclass(frozen=True, slots=True)
class Past:
    """Steps of `step` from `start`: mean, least and most of each; None where nothing is known."""

    start: datetime
    step: timedelta
    mean: tuple[float | None, ...]
    least: tuple[float | None, ...]
    most: tuple[float | None, ...]


def past_of(actor: Actor, one: Outlook, *, start: datetime, end: datetime) -> Past:
    """The past of a line (the busier direction, bit/s) or of a pool, hour by hour. `start` on an hour."""
    step = timedelta(hours=1)
    if one.kind == "link" and one.if_index is not None:
        spans = port_steps(actor, Port(one.device_id, one.if_index), OCTETS, start=start, end=end, step=step)
        both = [np.stack([getattr(spans[name], field) for name in OCTETS]) * 8 for field in ("mean", "least", "most")]
        return Past(start, step, *(_known(np.fmax.reduce(part, axis=0)) for part in both))
    mine = visible(GaugeSeries.objects.all(), actor, agreement="device__agreement_id")
    series = mine.filter(device_id=one.device_id, kind=one.kind, key=one.key).values_list("pk", flat=True).first()
    hours = gauge_hours(one.device_id, start=start, end=end)
    row = hours.row(series) if series is not None else None
    if row is None:
        return Past(start, step, (), (), ())
    return Past(start, step, *(_known(part[row]) for part in (hours.mean, hours.least, hours.most)))


def _known(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)


def gauge_hours(device_id: int, *, start: datetime, end: datetime) -> Hours:
    """All gauges of a device hour by hour, chunks and journal together; whoever calls has seen to access."""
    count = max(0, -(-int((end - start).total_seconds()) // HOUR_S))
    chunks = GaugeChunk.objects.filter(device_id=device_id, start__gt=start - MONTH, start__lt=end)
    parts = [_by_hours(decode_hours(chunk.body)) for chunk in chunks.order_by("start")]
    journal = GaugeReading.objects.filter(device_id=device_id, at__gte=start, at__lt=end, kept=False).order_by("at")
    first = floor(start, DAY)
    parts.append(hours_of(journal, first, floor(end, DAY) + DAY - first))
    return laid_over(parts, start_s=int(start.timestamp()), count=count)


def _by_hours(hours: Hours) -> Hours:
    """Days told as their first hour: what is a year old is drawn with a point a day."""
    if hours.step_s != DAY_S:
        return hours
    out = [np.full((len(hours.keys), hours.mean.shape[1] * 24), np.nan, np.float32) for _ in range(3)]
    for target, part in zip(out, (hours.mean, hours.least, hours.most), strict=True):
        target[:, ::24] = part
    count = np.zeros(out[0].shape, np.uint16)
    count[:, ::24] = hours.count
    return Hours(hours.start_s, HOUR_S, hours.keys, out[0], out[1], out[2], count)


def clients_by_device(
    municipality_id: int, *, start: datetime, end: datetime
) -> Mapping[int, tuple[float | None, ...]]:
    """Wireless clients of each access point hour by hour (mean), for a process of our own. Controllers are left out: their
    clients are those of their access points.
    """
    series = GaugeSeries.objects.filter(municipality_id=municipality_id, kind__in=("clients", "access_points"))
    rows = list(series.values_list("device_id", "kind", "name", "pk"))
    controllers = {device for device, kind, _, _ in rows if kind == "access_points"}
    found = {}
    for device, kind, name, pk in rows:
        if kind == "clients" and not name and device not in controllers:
            hours = gauge_hours(device, start=start, end=end)
            row = hours.row(pk)
            if row is not None:
                found[device] = _known(hours.mean[row])
    return found


def hour_at(past: Past, number: int) -> datetime:
    """When a step begins."""
    return when(int((past.start + number * past.step).timestamp() * 1000))
