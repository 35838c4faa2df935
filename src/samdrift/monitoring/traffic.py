# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A day of traffic of one port, out of the stored counters."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from samdrift.inventory.types import InterfaceRow
from samdrift.monitoring.models import SampleChunk
from samdrift.monitoring.rates import Count, Step, even_steps, rates
from samdrift.monitoring.samples import unpack_port
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

DAY = timedelta(hours=24)
SWEEP_S = 60.0
"""How often counters are read (monitoring.types.WatchPlan.status_interval_s)."""
FINE, COARSE = timedelta(minutes=1), timedelta(minutes=5)
FINE_UNTIL = timedelta(hours=3)
"""Less than this measured: a point a minute, so that a new device's first hour can be seen."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Mean rates in bit/s, in and out of the port, in even steps; empty when nothing was measured."""

    inward: tuple[Step, ...]
    outward: tuple[Step, ...]


def port_traffic(actor: Actor, port: InterfaceRow, *, now: datetime) -> Traffic:
    """The last 24 hours, from the first measurement in them."""
    chunks = visible(SampleChunk.objects.all(), actor, agreement="device__agreement_id").filter(
        device_id=port.device_id, end__gte=now - DAY, start__gte=now - DAY - timedelta(hours=1), start__lte=now
    )
    readings = [
        row for body in chunks.values_list("body", flat=True) for row in unpack_port(bytes(body), port.if_index)
    ]
    readings = sorted((row for row in readings if row[0] >= now - DAY), key=lambda row: row[0])
    if not readings:
        return Traffic((), ())
    step = FINE if now - readings[0][0] < FINE_UNTIL else COARSE
    start = _floor(readings[0][0], step)
    inward = [Count(at, uptime, into) for at, uptime, into, _ in readings]
    outward = [Count(at, uptime, out) for at, uptime, _, out in readings]
    return Traffic(*(_steps(counts, port, start, now, step) for counts in (inward, outward)))


def _steps(
    counts: list[Count], port: InterfaceRow, start: datetime, now: datetime, step: timedelta
) -> tuple[Step, ...]:
    found = rates(counts, interval_s=SWEEP_S, speed_bps=port.speed_bps)
    return tuple(even_steps(found, start=start, end=now, step=step))


def _floor(at: datetime, step: timedelta) -> datetime:
    return at - timedelta(seconds=at.timestamp() % step.total_seconds())
