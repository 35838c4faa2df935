# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What flows now, from memory: the last two readings of every port, kept by the process that takes sweeps. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samdrift.engines.columnstore import NUMBER, Readings, rates
from samdrift.monitoring.periods import GAP

_SHIFT = 2**32
_USED = [NUMBER["in_octets"], NUMBER["out_octets"]]
_SPEED = NUMBER["high_speed"]
_ALL = slice(None)
GAP_MS = GAP.total_seconds() * 1000


@dataclass(frozen=True, slots=True)
class PortNow:
    """One port's rates in bit/s between its last two readings; `at_ms` is the later one's time."""

    device_id: int
    if_index: int
    in_bps: float
    out_bps: float
    at_ms: int


class Now:
    """Feed it readings as they come; ask for the busiest ports. 35,000 ports take some 3 MB."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, np.int64)
        self._at = np.zeros(0, np.int64)
        self._uptime = np.zeros(0, np.int64)
        self._octets = np.zeros((2, 0), np.uint64)
        self._bps = np.zeros((2, 0))

    def __len__(self) -> int:
        return len(self._keys)

    def take(self, readings: Readings) -> None:
        """Take over readings; older ones than those known, and rows without octets, change nothing."""
        counts = np.diff(readings.first)
        told = readings.known[_USED].all(axis=0) & (readings.if_index < _SHIFT)
        keys = np.repeat(readings.device, counts) * _SHIFT + readings.if_index
        keys = keys if told.all() else keys[told]
        if not len(keys):
            return
        at, uptime = (np.repeat(part, counts) for part in (readings.at_ms, readings.uptime))
        octets, speed = readings.values[_USED], readings.values[_SPEED]
        if not told.all():
            at, uptime, octets, speed = at[told], uptime[told], octets[:, told], speed[told]
        if (keys[1:] <= keys[:-1]).any():
            order = np.lexsort((at, keys))
            chosen = order[np.flatnonzero(np.diff(keys[order], append=-1) != 0)]
            keys, at, uptime, speed, octets = keys[chosen], at[chosen], uptime[chosen], speed[chosen], octets[:, chosen]
        if np.array_equal(keys, self._keys) and (at > self._at).all():
            self._compare(_ALL, at, uptime, octets, speed)
            self._at, self._uptime, self._octets = at, uptime, octets
            return
        self._make_room(keys)
        place = np.searchsorted(self._keys, keys)
        newer = at > self._at[place]
        if not newer.all():
            place, at, uptime, speed, octets = place[newer], at[newer], uptime[newer], speed[newer], octets[:, newer]
        self._compare(place, at, uptime, octets, speed)
        self._at[place], self._uptime[place], self._octets[:, place] = at, uptime, octets

    def _make_room(self, keys: NDArray[np.int64]) -> None:
        new = np.setdiff1d(keys, self._keys, assume_unique=True)
        if not len(new):
            return
        where = np.searchsorted(self._keys, new)
        self._keys = np.insert(self._keys, where, new)
        self._at = np.insert(self._at, where, 0)
        self._uptime = np.insert(self._uptime, where, 0)
        self._octets = np.insert(self._octets, where, 0, axis=1)
        self._bps = np.insert(self._bps, where, np.nan, axis=1)

    def _compare(
        self,
        place: NDArray[np.intp] | slice,
        at: NDArray[np.int64],
        uptime: NDArray[np.int64],
        octets: NDArray[np.uint64],
        speed: NDArray[np.uint64],
    ) -> None:
        carried = np.where(speed > 0, speed * 125_000.0, np.nan)
        found = rates(
            np.stack([self._at[place], at], axis=1),
            np.stack([self._uptime[place], uptime], axis=1),
            np.stack([self._octets[:, place], octets], axis=2),
            gap_ms=GAP_MS,
            most_per_second=np.stack([carried, carried]),
        )
        self._bps[:, place] = found.per_second[..., 0] * 8

    def top(self, count: int, *, since_ms: int = 0, devices: NDArray[np.int64] | None = None) -> list[PortNow]:
        """The `count` ports with the highest rate in either direction, highest first; read after `since_ms`, and of these
        devices alone where they are given.
        """
        busiest = np.fmax(self._bps[0], self._bps[1])
        fit = ~np.isnan(busiest) & (self._at > since_ms)
        if devices is not None:
            fit &= np.isin(self._keys // _SHIFT, devices)
        score = np.where(fit, busiest, -1.0)
        some = min(count, len(score))
        if not some:
            return []
        best = np.argpartition(score, len(score) - some)[len(score) - some :]
        best = best[np.lexsort((self._keys[best], -score[best]))]
        best = best[fit[best]]
        device, if_index = np.divmod(self._keys[best], _SHIFT)
        inward, outward = np.nan_to_num(self._bps[:, best])
        found = (device, if_index, inward, outward, self._at[best])
        return [PortNow(*row) for row in zip(*(part.tolist() for part in found), strict=True)]
