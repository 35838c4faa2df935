# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads the metric store for one port: samples as they were counted, and rates in even steps from whichever form is kept.

A damaged chunk costs its own span, with a line in the log; the rest of the answer stands.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.columnstore import (
    NUMBER,
    Rates,
    Series,
    Spans,
    Steps,
    coarser,
    decode_steps,
    rates,
    series_joined,
    series_of_blocks,
    series_of_sweeps,
    spans_of,
)
from samdrift.kernel.errors import BadInput
from samdrift.monitoring.journal import Party, fetch_bodies, sweep_bodies
from samdrift.monitoring.models import MetricChunk, MetricMember
from samdrift.monitoring.periods import COARSE, FINE, GAP, MOST_STEPS, PERIOD, RAW, STEP, ms, when
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

log = logging.getLogger(__name__)
GAP_MS = GAP.total_seconds() * 1000
OCTETS = ("in_octets", "out_octets")


@dataclass(frozen=True, slots=True)
class Port:
    """Which port: a device of ours and its ifIndex; `speed_bps` tells a wrap from a reset."""

    device_id: int
    if_index: int
    speed_bps: int | None = None


def port_series(actor: Actor, port: Port, names: Sequence[str], *, start: datetime, end: datetime) -> Series:
    """What was read of a port from `start` until before `end`, as far as this actor may see it and it is still kept."""
    return _series(_members(actor, port.device_id), port, tuple(names), start, end)


def _series(
    members: Sequence[tuple[int, Party]], port: Port, columns: tuple[str, ...], start: datetime, end: datetime
) -> Series:
    bodies = list(_bodies(members, port, RAW, start - PERIOD, end))
    found, damaged = series_of_blocks(bodies, port.device_id, port.if_index, columns)
    for error in damaged:
        log.warning("%s", error)
    numbers = [NUMBER[name] for name in columns]
    for party in sorted({party for _, party in members}, key=str):
        sweeps = sweep_bodies(party, low=port.device_id, high=port.device_id, start=start, end=end)
        found += series_of_sweeps(sweeps, port.device_id, port.if_index, numbers)
    return _between(series_joined(found, len(columns)), start, end)


def port_rates(series: Series, port: Port, names: Sequence[str]) -> dict[str, Rates]:
    """Rates a second of counters in a series made with the same names; octets stay octets."""
    found = {}
    for number, name in enumerate(names):
        known = series.known[number]
        most = port.speed_bps / 8 if port.speed_bps and name in OCTETS else float("nan")
        found[name] = rates(
            series.at_ms[known][np.newaxis],
            series.uptime[known][np.newaxis],
            series.values[number][known][np.newaxis, np.newaxis],
            gap_ms=GAP_MS,
            most_per_second=np.array([[most]]),
        )
    return found


def port_steps(
    actor: Actor, port: Port, names: Sequence[str], *, start: datetime, end: datetime, step: timedelta
) -> dict[str, Spans]:
    """Rates a second in even steps from `start` to `end`, [steps] each: the finest form that is kept counts, step by step.

    A step of five minutes or more can be answered from what is kept for months, one of an hour from years; a shorter one
    only from samples. `start` should lie on a step.
    """
    count = max(0, -(-(end - start) // step))
    out = {name: _unknown(count) for name in names}
    members = _members(actor, port.device_id)
    series = _series(members, port, tuple(names), start - GAP, end)
    sampled_from = when(int(series.at_ms[0])) if len(series.at_ms) else end
    for tier in (COARSE, FINE):
        if step % STEP[tier] == timedelta(0) and sampled_from > start + step:
            for body in _bodies(members, port, tier, start - MOST_STEPS[tier], sampled_from + step):
                _lay_steps(out, body, port, start, step)
    for name, found in port_rates(series, port, names).items():
        spans = spans_of(found, start_ms=ms(start), step_ms=int(step.total_seconds() * 1000), count=count)
        _lay(out[name], Spans(*(getattr(spans, field)[0, 0] for field in Spans.__slots__)))
    return out


def _unknown(count: int) -> Spans:
    return Spans(np.full(count, np.nan), np.full(count, np.nan), np.full(count, np.nan), np.zeros(count))


def _members(actor: Actor, device_id: int) -> list[tuple[int, Party]]:
    rows = visible(MetricMember.objects.all(), actor, agreement="device__agreement_id").filter(device_id=device_id)
    found = rows.values_list("block_id", "municipality_id", "supplier_id")
    return [(block, Party(municipality, supplier)) for block, municipality, supplier in found]


def _bodies(
    members: Sequence[tuple[int, Party]], port: Port, tier: int, after: datetime, before: datetime
) -> Iterable[bytes]:
    if not members:
        return
    chunks = MetricChunk.objects.filter(
        block_id__in=[block for block, _ in members],
        tier=tier,
        start__gt=after,
        start__lt=before,
        if_low__lte=port.if_index,
        if_high__gte=port.if_index,
    )
    sql, params = chunks.order_by("pk").values_list("body").query.sql_with_params()
    for (body,) in fetch_bodies(sql, params):
        yield body


def _between(series: Series, start: datetime, end: datetime) -> Series:
    inside = slice(*np.searchsorted(series.at_ms, [ms(start), ms(end)]).tolist())
    return Series(series.at_ms[inside], series.uptime[inside], series.values[:, inside], series.known[:, inside])


def _lay_steps(out: dict[str, Spans], body: bytes, port: Port, start: datetime, step: timedelta) -> None:
    try:
        steps = decode_steps(body, tuple(out))
    except BadInput as error:
        log.warning("%s", error)
        return
    row = np.flatnonzero((steps.device == port.device_id) & (steps.if_index == port.if_index))
    times = int(step.total_seconds() * 1000) // steps.step_ms
    if not len(row):
        return
    fitted = _fitted(steps, row, start, times)
    for name, spans in fitted.columns.items():
        at = (fitted.start_ms - ms(start)) // fitted.step_ms
        low, high = max(0, at), min(len(out[name].mean), at + spans.mean.shape[1])
        if low < high:
            part = Spans(*(getattr(out[name], field)[low:high] for field in Spans.__slots__))
            _lay(part, Spans(*(getattr(spans, field)[0, low - at : high - at] for field in Spans.__slots__)))


def _fitted(steps: Steps, row: NDArray[np.intp], start: datetime, times: int) -> Steps:
    """One port's steps, padded with unknown ones so that they fall together with steps `times` as long from `start`."""
    before = (steps.start_ms - ms(start)) // steps.step_ms % times
    after = -(before + steps.count) % times
    columns = {}
    for name, spans in steps.columns.items():
        padded = [
            np.pad(getattr(spans, field)[row], ((0, 0), (before, after)), constant_values=empty)
            for field, empty in (("mean", np.nan), ("least", np.nan), ("most", np.nan), ("known_s", 0.0))
        ]
        columns[name] = Spans(*padded)
    whole = Steps(
        steps.start_ms - before * steps.step_ms, steps.step_ms, steps.device[row], steps.if_index[row], columns
    )
    return coarser(whole, times)


def _lay(out: Spans, over: Spans) -> None:
    """Take over what `over` knows better: at least as much of a step as is known already."""
    better = (over.known_s > 0) & (over.known_s >= out.known_s)
    for field in Spans.__slots__:
        getattr(out, field)[better] = getattr(over, field)[better]
