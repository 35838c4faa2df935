# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Rates over even steps of time: mean, least and most of each step, and how much of it is known.

One function serves every step length; longer steps are made from shorter ones, so that raw samples are read once.
"""

from dataclasses import dataclass

import numpy as np

from samdrift.engines.columnstore.planes import Bools
from samdrift.engines.columnstore.rates import Floats, Rates

WINDOW = 24
"""So many steps are reckoned at once: the work grows with the square of it."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Of counters and ports [c, p] and steps t: mean by time, least and most rate a second, NaN where nothing is known; and
    the seconds that are known.
    """

    mean: Floats
    least: Floats
    most: Floats
    known_s: Floats


def spans_of(found: Rates, *, start_ms: int, step_ms: int, count: int) -> Spans:
    """Rates spread over `count` even steps from `start_ms`; a rate counts in each step by the time it shares with it.

    Rates of c counters and p ports give spans of [c, p, count].
    """
    if len(found.start_ms) == 1:
        return _spans_of_one(found, start_ms, step_ms, count)
    if count <= WINDOW:
        return _spans_of(_touching(found, start_ms, start_ms + step_ms * count), start_ms, step_ms, count)
    parts = []
    for first in range(0, count, WINDOW):
        begin, steps = start_ms + first * step_ms, min(WINDOW, count - first)
        parts.append(_spans_of(_touching(found, begin, begin + step_ms * steps), begin, step_ms, steps))
    return Spans(*(np.concatenate([getattr(part, field) for part in parts], axis=-1) for field in Spans.__slots__))


def _spans_of_one(found: Rates, start_ms: int, step_ms: int, count: int) -> Spans:
    """One port over a long time: each rate is laid into the few steps it shares time with."""
    counters = len(found.per_second)
    known_s, sums = np.zeros((counters, 1, count)), np.zeros((counters, 1, count))
    least, most = np.full(sums.shape, np.inf), np.full(sums.shape, -np.inf)
    for number, values in enumerate(found.per_second[:, 0]):
        told = ~np.isnan(values)
        begin, end, rate = found.start_ms[0, told] - start_ms, found.end_ms[0, told] - start_ms, values[told]
        first, last = begin // step_ms, (end - 1) // step_ms
        for further in range(int((last - first).max(initial=-1)) + 1):
            step = first + further
            fit = (step <= last) & (step >= 0) & (step < count)
            at = step[fit]
            shared = np.minimum(end[fit], (at + 1) * step_ms) - np.maximum(begin[fit], at * step_ms)
            known_s[number, 0] += np.bincount(at, shared, count) / 1000
            sums[number, 0] += np.bincount(at, shared * rate[fit], count) / 1000
            np.minimum.at(least[number, 0], at, rate[fit])
            np.maximum.at(most[number, 0], at, rate[fit])
    with np.errstate(invalid="ignore", divide="ignore"):
        return _bounded(sums / known_s, known_s, (least, most))


def _touching(found: Rates, start_ms: int, end_ms: int) -> Rates:
    """The rates that share time with this span."""
    places = np.flatnonzero(((found.end_ms > start_ms) & (found.start_ms < end_ms)).any(axis=0))
    some = slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0, 0)
    return Rates(found.start_ms[:, some], found.end_ms[:, some], found.per_second[..., some])


def _spans_of(found: Rates, start_ms: int, step_ms: int, count: int) -> Spans:
    edges = start_ms + step_ms * np.arange(count + 1, dtype=np.int64)
    begin, end = found.start_ms[..., np.newaxis], found.end_ms[..., np.newaxis]
    shared = np.clip(np.minimum(end, edges[1:]) - np.maximum(begin, edges[:-1]), 0, None) / 1000.0
    told = ~np.isnan(found.per_second)
    everything = bool(told.all())
    values = found.per_second if everything else np.where(told, found.per_second, 0.0)
    sums = np.matmul(values.swapaxes(0, 1), shared).swapaxes(0, 1)
    if everything:
        known_s = np.broadcast_to(shared.sum(axis=1), sums.shape)
    else:
        known_s = np.matmul(told.swapaxes(0, 1).astype(np.float64), shared).swapaxes(0, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums / known_s
    return _bounded(mean, known_s, _extremes(found.per_second, told, shared > 0))


def _extremes(values: Floats, told: Bools, inside: Bools) -> tuple[Floats, Floats]:
    """Least and most of those values [c, p, i] that are told and lie inside step t [p, i, t]; infinite where none does."""
    shape = (*values.shape[:2], inside.shape[2])
    least, most = np.full(shape, np.inf), np.full(shape, -np.inf)
    touched: Bools = np.asarray(inside.any(axis=0))
    for step in range(shape[2]):
        places = np.flatnonzero(touched[:, step])
        if not len(places):
            continue
        some = slice(int(places[0]), int(places[-1]) + 1)
        these = told[..., some] & inside[:, some, step]
        np.minimum.reduce(values[..., some], axis=2, where=these, initial=np.inf, out=least[..., step])
        np.maximum.reduce(values[..., some], axis=2, where=these, initial=-np.inf, out=most[..., step])
    return least, most


def _bounded(mean: Floats, known_s: Floats, extremes: tuple[Floats, Floats]) -> Spans:
    least, most = extremes
    nothing = known_s <= 0
    least, most = np.where(nothing, np.nan, least), np.where(nothing, np.nan, most)
    mean = np.where(nothing, np.nan, np.clip(mean, least, most))
    return Spans(mean, least, most, known_s)


def longer(spans: Spans, times: int) -> Spans:
    """Steps that are `times` as long, from the first; the number of steps must be a multiple of `times`."""
    count = spans.mean.shape[-1]
    if count % times:
        raise ValueError(f"{count} steps are no multiple of {times}")
    shape = (*spans.mean.shape[:-1], count // times, times)
    known = spans.known_s.reshape(shape)
    told = known > 0
    known_s = known.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(told, spans.mean.reshape(shape) * known, 0.0).sum(axis=-1) / known_s
    least = np.where(told, spans.least.reshape(shape), np.inf).min(axis=-1)
    most = np.where(told, spans.most.reshape(shape), -np.inf).max(axis=-1)
    return _bounded(mean, known_s, (least, most))
