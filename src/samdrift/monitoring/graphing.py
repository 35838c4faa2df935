# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Answers PromQL-shaped questions out of the metric store, for Grafana's Prometheus data source. Everything for an actor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.columnstore import COUNTERS
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.models import MetricMember
from samdrift.monitoring.periods import COARSE, FINE, STEP, floor, ms, when
from samdrift.monitoring.promql import METRICS, Query
from samdrift.monitoring.reading import Port, port_rates, port_series, port_steps
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

MOST_SERIES = 200
MOST_POINTS = 11_000
STALE = timedelta(minutes=5)
"""A value stands for so long after it was read."""
LONG = timedelta(days=32)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One port's answer: its labels, and values at the times asked for (NaN: not known)."""

    labels: dict[str, str]
    values: Floats


def query_range(actor: Actor, query: Query, *, start: datetime, end: datetime, step: timedelta) -> list[Line]:
    """Values at `start`, then each `step`, up to `end`. BadInput where that would be too much for one answer."""
    if not timedelta(seconds=1) <= step or end < start:
        raise BadInput(
            "the times do not fit each other", where="query", remedy="end after start, step a second or more"
        )
    count = (end - start) // step + 1
    if count > MOST_POINTS:
        raise BadInput(f"{count} points are too many", where="query", remedy=f"ask for {MOST_POINTS} at most")
    times = ms(start) + np.arange(count, dtype=np.int64) * int(step.total_seconds() * 1000)
    lines = [Line(labels, _values(actor, query, port, times) * query.factor) for labels, port in matching(actor, query)]
    lines = [line for line in lines if not np.isnan(line.values).all()]
    return _highest(lines, query.top) if query.top is not None else lines


def matching(actor: Actor, query: Query) -> list[tuple[dict[str, str], Port]]:
    """The ports a query is about, with their labels, as far as the actor may see them."""
    members = visible(MetricMember.objects.all(), actor, agreement="device__agreement_id")
    name = query.exactly("device")
    if name is not None:
        members = members.filter(device__name=name)
    ids = set(members.values_list("device_id", flat=True))
    names = {row.id: row.name for row in inventory.devices(ids).values()}
    fitting = [device for device, name in names.items() if _may_fit(query, name)]
    found = []
    for device, ports in inventory.ports_of_devices(fitting).items():
        for port in ports:
            labels = {"device": names[device], "ifIndex": str(port.if_index), "ifName": port.name}
            if query.fits(labels):
                found.append(({"__name__": query.metric, **labels}, Port(device, port.if_index, port.speed_bps)))
    if len(found) > MOST_SERIES:
        raise BadInput(
            f"{len(found)} ports are too many for one answer",
            where="query",
            remedy=f"ask for {MOST_SERIES} at most, by device, ifIndex or ifName",
        )
    return found


def _may_fit(query: Query, device: str) -> bool:
    return all(matcher.fits({"device": device}) for matcher in query.matchers if matcher.label == "device")


def _values(actor: Actor, query: Query, port: Port, times: NDArray[np.int64]) -> Floats:
    name = METRICS[query.metric]
    if query.range_s is None:
        return _standing(actor, port, name, times)
    if name not in COUNTERS:
        raise BadInput(f"{query.metric} is no counter: it has no rate", where="query")
    begin, end = when(int(times[0])) - timedelta(seconds=query.range_s), when(int(times[-1])) + timedelta(seconds=1)
    series = port_series(actor, port, (name,), start=begin, end=end)
    if len(series.at_ms) and series.at_ms[0] <= ms(begin) + 2 * STEP[FINE].total_seconds() * 1000:
        found = port_rates(series, port, (name,))[name]
        return _mean_before(times, query.range_s, found.start_ms[0], found.end_ms[0], found.per_second[0, 0])
    step = STEP[FINE] if end - begin <= LONG else STEP[COARSE]
    first = floor(begin, step)
    spans = port_steps(actor, port, (name,), start=first, end=end, step=step)[name]
    starts = ms(first) + np.arange(len(spans.mean), dtype=np.int64) * int(step.total_seconds() * 1000)
    ends = starts + int(step.total_seconds() * 1000)
    return _mean_before(times, max(query.range_s, int(step.total_seconds())), starts, ends, spans.mean)


def _mean_before(
    times: NDArray[np.int64], range_s: int, starts: NDArray[np.int64], ends: NDArray[np.int64], per_second: Floats
) -> Floats:
    """The mean by time of what is known of the `range_s` seconds before each time."""
    told = ~np.isnan(per_second)
    if not told.any():
        return np.full(len(times), np.nan)
    edges = np.stack([starts[told], ends[told]], axis=1).reshape(-1).astype(np.float64) / 1000
    length = (ends[told] - starts[told]) / 1000
    known = _running(length)
    amount = _running(length * per_second[told])
    late, early = times / 1000, times / 1000 - range_s
    covered = np.interp(late, edges, known) - np.interp(early, edges, known)
    flowed = np.interp(late, edges, amount) - np.interp(early, edges, amount)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(covered > 0, flowed / covered, np.nan)


def _running(parts: Floats) -> Floats:
    """Sums before and after each part."""
    after = np.cumsum(parts)
    return np.stack([after - parts, after], axis=1).reshape(-1)


def _standing(actor: Actor, port: Port, name: str, times: NDArray[np.int64]) -> Floats:
    """The last value read before each time, unless it is stale."""
    begin, end = when(int(times[0])) - STALE, when(int(times[-1]) + 1)
    series = port_series(actor, port, (name,), start=begin, end=end)
    at, values = series.at_ms[series.known[0]], series.values[0, series.known[0]].astype(np.float64)
    place = np.searchsorted(at, times, side="right") - 1
    fresh = place >= 0
    fresh[fresh] &= times[fresh] - at[place[fresh]] <= STALE.total_seconds() * 1000
    return np.where(fresh, values[np.maximum(place, 0)] if len(values) else np.nan, np.nan)


def _highest(lines: list[Line], top: int) -> list[Line]:
    """At each time only the `top` highest, as PromQL has it."""
    if len(lines) <= top:
        return lines
    values = np.stack([np.where(np.isnan(line.values), -np.inf, line.values) for line in lines])
    rank = np.argsort(np.argsort(-values, axis=0, kind="stable"), axis=0, kind="stable")
    kept = [Line(line.labels, np.where(rank[n] < top, line.values, np.nan)) for n, line in enumerate(lines)]
    return [line for line in kept if not np.isnan(line.values).all()]
