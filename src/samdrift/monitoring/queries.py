# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is asked of monitoring for an actor: the busiest ports now, and which lines will be full first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from samdrift.engines.foresight import Forecast, Trend, forecast
from samdrift.monitoring.foreseeing import FULL
from samdrift.monitoring.models import CapacityTrend, MetricMember, MetricTop
from samdrift.monitoring.now import PortNow
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

FRESH = timedelta(minutes=3)


def busiest_ports(actor: Actor, *, now: datetime, limit: int = 20) -> list[PortNow]:
    """Ports with the highest rate in either direction, highest first, out of the busiest hundred of each party."""
    tops = visible(MetricTop.objects.all(), actor).filter(at__gte=now - FRESH)
    ports = [PortNow(*row) for rows in tops.values_list("ports", flat=True) for row in rows]
    if actor.agreements:
        members = visible(MetricMember.objects.all(), actor, agreement="device__agreement_id")
        theirs = set(
            members.filter(device_id__in={port.device_id for port in ports}).values_list("device_id", flat=True)
        )
        ports = [port for port in ports if port.device_id in theirs]
    return sorted(ports, key=lambda port: max(port.in_bps, port.out_bps), reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class LineForecast:
    """A port that carries a link, and when its busy hours reach 80 % of its speed. Levels and slopes in bit/s (a day)."""

    device_id: int
    if_index: int
    speed_bps: int
    until: datetime
    found: Forecast

    def day(self, days: float | None) -> datetime | None:
        """The day that lies so many days after the last one that was looked at."""
        return None if days is None else self.until + timedelta(days=days)


def full_first(
    actor: Actor, *, factor: float = 1.0, limit: int = 20, device_id: int | None = None
) -> list[LineForecast]:
    """The lines that reach 80 % soonest if the load becomes `factor` times what it is; those that never do come last."""
    rows = visible(CapacityTrend.objects.all(), actor, agreement="device__agreement_id")
    if device_id is not None:
        rows = rows.filter(device_id=device_id)
    found = [
        LineForecast(
            row.device_id,
            row.if_index,
            row.speed_bps,
            row.until,
            forecast(
                Trend(row.level_bps, row.slope_bps, row.slope_low_bps, row.slope_high_bps, row.days),
                row.speed_bps * FULL,
                factor=factor,
            ),
        )
        for row in rows
    ]
    return sorted(found, key=_soonest)[:limit]


def _soonest(line: LineForecast) -> tuple[float, float]:
    days = line.found.days
    return (float("inf") if days is None else days, -line.found.trend.level / line.speed_bps)
