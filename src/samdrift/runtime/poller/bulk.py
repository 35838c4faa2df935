# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sweeps of the many: v2c devices over IPv4 that answer as they should are read through one socket, as matrices.

Who is asked by v3 or over IPv6, has not told its port names yet, was silent, or answers in a way that cannot be read
side by side, is swept by its own `Device`, one paced question after the other; so are the counters of devices with more
ports than can be asked for in one go within the pace. Devices that come due are asked in bunches: a bunch costs little
more than one.
"""

import logging
import math
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import AddressValueError, IPv4Address

import numpy as np

from samdrift.adapters.snmpbulk import BulkLine
from samdrift.engines.snmpsweep import COLUMNS, STATUS_COLUMNS, Column, State, Sweeper, SweepMatrix, Target, fits
from samdrift.engines.snmpsweep.manner import FIRST_VALUES
from samdrift.monitoring.types import WatchTarget
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.device import Device

log = logging.getLogger(__name__)

BUNCH_S = 0.25
MOST_PORTS = 8192
"""More ports than this have no place in one message of the lane."""
PORTS_A_MATRIX = 4096
COUNTED = {"asked": "asked", "asked_again": "asked", "answered": "answered", "silent": "silent", "late": "late"}
COUNTED |= {
    "garbage": "garbage",
    "odd": "odd",
    "not_asked": "not_asked",
    "overrun": "sweeps_overrun",
    "unsent": "unsent",
}


class Kind:
    """One kind of sweep: what it reads of every port, over a socket of its own, and who waits for the next bunch."""

    def __init__(self, columns: Sequence[Column], per_device: float) -> None:
        self.most_ports = most_ports_of(len(columns), per_device)
        self.line = BulkLine.opened(columns=columns)
        self.sweeper = self.line.sweeper
        self.waiting: set[int] = set()

    def watch(self, targets: Sequence[Target]) -> None:
        dropped = self.sweeper.watch([one for one in targets if len(one.if_indexes) <= self.most_ports])
        self.waiting = {one for one in (*self.waiting, *dropped) if one in self.sweeper}

    def wants(self, device_id: int) -> bool:
        """Whether a sweep of this device waits or is under way."""
        return device_id in self.waiting or self.sweeper.busy(device_id)


class BulkSweeps:
    """`tell` gets what devices answered; `device` finds one by its id. Make it inside a running loop."""

    def __init__(
        self,
        counts: Counts,
        tell: Callable[[SweepMatrix], None],
        device: Callable[[int], Device | None],
        *,
        per_device: float = 0.0,
    ) -> None:
        self._counts = counts
        self._tell = tell
        self._device = device
        self._counters, self._status = self._kinds = Kind(COLUMNS, per_device), Kind(STATUS_COLUMNS, per_device)
        self._targets: tuple[Target, ...] = ()
        self._bunch_at = 0.0

    def watch(self, targets: Iterable[WatchTarget]) -> None:
        """These are watched from now on, those of them that can be asked this way. An unchanged plan disturbs nothing."""
        chosen = tuple(made for one in targets if (made := bulk_target(one)) is not None)
        if chosen != self._targets:
            self._targets = chosen
            for kind in self._kinds:
                kind.watch(chosen)

    def takes(self, device: Device) -> bool:
        """Whether this device's next sweep is ours; if so it is asked with the next bunch."""
        return self._takes(device, self._counters)

    def takes_status(self, device: Device) -> bool:
        """The same for a look at the status of its ports alone, unless all of them is about to be read anyway."""
        return not self._counters.wants(device.target.device_id) and self._takes(device, self._status)

    def _takes(self, device: Device, kind: Kind) -> bool:
        device_id = device.target.device_id
        if device_id not in kind.sweeper or not device.settled or kind.sweeper.manner(device_id).leaves:
            return False
        kind.waiting.add(device_id)
        return True

    def is_back(self, device_id: int) -> None:
        """The device answers again after a silence: what it missed then is forgiven."""
        for kind in self._kinds:
            if device_id in kind.sweeper:
                kind.sweeper.manner(device_id).misses = 0

    def put_aside(self, device_id: int) -> None:
        """Something else is asked of the device now."""
        for kind in self._kinds:
            kind.sweeper.put_aside(device_id)

    def resume(self, device_id: int) -> None:
        """Nothing else is asked of the device any more."""
        for kind in self._kinds:
            kind.sweeper.resume(device_id)

    def beat(self, now: float) -> None:
        """Send, take, and once in a while read what came and tell it. `now` in seconds on a rising clock."""
        if now >= self._bunch_at:
            self._bunch_at = now + BUNCH_S
            for kind, other in (self._kinds, self._kinds[::-1]):
                kind.line.read()
                self._tell_finished(kind.sweeper)
                self._ask_waiting(kind, other)
        for kind in self._kinds:
            kind.line.exchange(now)

    def _ask_waiting(self, kind: Kind, other: Kind) -> None:
        asking = {device_id for device_id in kind.waiting if not other.sweeper.busy(device_id)}
        kind.waiting -= asking
        kind.sweeper.ask(asking)
        for device_id in asking:
            device = self._device(device_id)
            if device is not None and device.asking:
                kind.sweeper.put_aside(device_id)

    def _tell_finished(self, sweeper: Sweeper) -> None:
        for remark in sweeper.remarks:
            log.info("device %s: %s", remark.device_id, remark.reason)
        sweeper.remarks.clear()
        for name, amount in sweeper.counts.items():
            if amount:
                self._counts.add(COUNTED[name], amount=amount)
        sweeper.counts.clear()
        matrix = sweeper.collect()
        if matrix is None:
            return
        ticks = matrix.uptime_ticks.tolist()
        kept = [number for number in range(len(ticks)) if self._believe(matrix, number, ticks[number])]
        for piece in _pieces(matrix, kept):
            self._tell(piece)

    def _believe(self, matrix: SweepMatrix, number: int, ticks: int) -> bool:
        """False for a device that is not watched any more, or restarted: its ifIndexes may belong to other ports now."""
        device = self._device(int(matrix.device_ids[number]))
        if device is None:
            return False
        if matrix.state[number] in (State.SILENT, State.NOT_ASKED):
            return True
        ago = max(0.0, time.time() - int(matrix.at_ms[number]) / 1000)
        if ticks >= 0:
            device.saw_uptime(ticks, ago_s=ago)
        return device.knows_names

    def close(self) -> None:
        for kind in self._kinds:
            kind.line.close()


def most_ports_of(columns: int, per_device: float) -> int:
    """A sweep asks as fast as the device answers, so it must need fewer questions than a second's; one is kept for a probe."""
    return int(per_device - 1) * (FIRST_VALUES // columns) if per_device else MOST_PORTS


def bulk_target(target: WatchTarget) -> Target | None:
    """The device as a sweep asks it; None where it must be asked otherwise."""
    ports = tuple(sorted(set(target.if_indexes)))
    if target.credential.version != "2c" or len(ports) > MOST_PORTS or not fits(ports):
        return None
    try:
        address = int(IPv4Address(target.address))
    except AddressValueError:
        return None
    community = target.credential.community.encode()
    if len(community) > 100:
        return None
    return Target(target.device_id, address, target.credential.port, community, ports)


def _pieces(matrix: SweepMatrix, kept: list[int]) -> Iterable[SweepMatrix]:
    """Those devices in matrices of a size that fits a message."""
    if not kept:
        return []
    ports = int(np.diff(matrix.starts)[kept].sum())
    count = min(len(kept), max(1, math.ceil(ports / PORTS_A_MATRIX)))
    if count == 1 and len(kept) == len(matrix.device_ids):
        return [matrix]
    return [matrix.pick(part) for part in np.array_split(np.array(kept), count)]
