# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A day of traffic of one port, out of the metric store."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from samdrift.engines.columnstore import Rates, spans_of
from samdrift.inventory.types import InterfaceRow
from samdrift.monitoring.periods import floor, ms, when
from samdrift.monitoring.reading import OCTETS, Port, port_rates, port_series
from samdrift.platform.actor import Actor

DAY = timedelta(hours=24)
FINE, COARSE = timedelta(minutes=1), timedelta(minutes=5)
FINE_UNTIL = timedelta(hours=3)
"""Less than this measured: a point a minute, so that a new device's first hour can be seen."""


@dataclass(frozen=True, slots=True)
class Step:
    """The mean rate over one step of a chart in bit/s, or None where less than half of it is known."""

    at: datetime
    bps: float | None


@dataclass(frozen=True, slots=True)
class Traffic:
    """Mean rates in bit/s, in and out of the port, in even steps; empty when nothing was measured."""

    inward: tuple[Step, ...]
    outward: tuple[Step, ...]


def port_traffic(actor: Actor, port: InterfaceRow, *, now: datetime) -> Traffic:
    """The last 24 hours, from the first measurement in them."""
    asked = Port(port.device_id, port.if_index, port.speed_bps)
    series = port_series(actor, asked, OCTETS, start=now - DAY, end=now + timedelta(milliseconds=1))
    if not len(series.at_ms):
        return Traffic((), ())
    first = when(int(series.at_ms[0]))
    step = FINE if now - first < FINE_UNTIL else COARSE
    start = floor(first, step)
    found = port_rates(series, asked, OCTETS)
    return Traffic(*(_steps(found[name], start, now, step) for name in OCTETS))


def _steps(found: Rates, start: datetime, now: datetime, step: timedelta) -> tuple[Step, ...]:
    seconds = step.total_seconds()
    count = max(0, -(-(now - start) // step))
    spans = spans_of(found, start_ms=ms(start), step_ms=int(seconds * 1000), count=count)
    mean, known = spans.mean[0, 0] * 8, spans.known_s[0, 0] >= seconds / 2
    mean = np.where(known, mean, np.nan)
    return tuple(
        Step(start + number * step, None if np.isnan(bps) else bps) for number, bps in enumerate(mean.tolist())
    )
