# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which message came from whom, so that nothing counts twice: neither a message sent again nor a device asked by two.

A message's id is `<sender>:<number>`; the server drops an id it has stored in the last two minutes, and the taker one
that it has done with, however late it comes again. A poller that takes over a device does so under a higher epoch: what
another still tells of that device under a lower one is dropped, unless it was seen before the take-over.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from samdrift.engines.snmpsweep import SweepMatrix
from samdrift.monitoring.types import DeviceReading, Observation, Probe

MSG_ID, EPOCH = "Nats-Msg-Id", "Samdrift-Epoch"
REMEMBERED = 100_000
FORGIVEN_S = 30.0
TENURES = 16


@dataclass(frozen=True, slots=True)
class Origin:
    """`id` empty where the message carries none; `epoch` 0 where its sender shares its devices with nobody."""

    id: str = ""
    epoch: int = 0

    @property
    def sender(self) -> str:
        return self.id.rpartition(":")[0]

    def headers(self) -> dict[str, str] | None:
        """As the message carries it."""
        told = {MSG_ID: self.id} if self.id else {}
        return (told | {EPOCH: str(self.epoch)} if self.epoch else told) or None

    @classmethod
    def of(cls, headers: Mapping[str, str] | None) -> "Origin":
        """What the headers say; an epoch that is no number is none."""
        headers = headers or {}
        epoch = headers.get(EPOCH, "")
        return cls(headers.get(MSG_ID, ""), int(epoch) if epoch.isascii() and epoch.isdigit() else 0)


class DoneIds:
    """Ids of the messages that were worked off, the last of them, and of those `held` by somebody at work."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self._ids: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, one: str) -> bool:
        return bool(one) and one in self._ids

    def add(self, one: str) -> None:
        self.held.discard(one)
        if one:
            self._ids[one] = None
            if len(self._ids) > REMEMBERED:
                self._ids.popitem(last=False)


@dataclass(slots=True)
class _Tenures:
    """Who asked one device from when on (seconds, by the observations' own times), the last of them."""

    since: list[float] = field(default_factory=list)
    sender: list[str] = field(default_factory=list)
    epoch: int = 0
    heard: float = 0.0

    def begin(self, at: float, sender: str) -> None:
        at = max(at, self.since[-1]) if self.since else at
        self.since.append(at)
        self.sender.append(sender)
        del self.since[:-TENURES], self.sender[:-TENURES]

    def of(self, at: float) -> str | None:
        """Who asked it at that time; None where that is not known any more."""
        place = bisect_right(self.since, at)
        return self.sender[place - 1] if place else None


class Fence:
    """Lets each device's observations through from one poller at a time. `doubled` counts what it held back."""

    def __init__(self) -> None:
        self.doubled = 0
        self._devices: dict[int, _Tenures] = {}

    def let_through(
        self, seen: Sequence[Observation], origin: Origin, now: float, *, late: bool = False
    ) -> list[Observation]:
        """`now` in seconds on a rising clock. `late`: they were kept while a line was cut, and change no tenure."""
        if not origin.epoch:
            return list(seen)
        kept: list[Observation] = []
        for one in seen:
            if isinstance(one, SweepMatrix):
                kept += self._of_matrix(one, origin, now, late=late)
            elif isinstance(one, Probe | DeviceReading):
                if self._admits(one.device_id, one.at.timestamp(), origin, now, late=late):
                    kept.append(one)
                else:
                    self.doubled += 1
            else:
                kept.append(one)
        return kept

    def _of_matrix(self, matrix: SweepMatrix, origin: Origin, now: float, *, late: bool) -> list[Observation]:
        latest = int(matrix.at_ms.max(initial=0))
        seen_at = [(at or latest) / 1000 for at in matrix.at_ms.tolist()]  # who was silent has no time of its own
        admitted = [
            number
            for number, device in enumerate(matrix.device_ids.tolist())
            if self._admits(device, seen_at[number], origin, now, late=late)
        ]
        self.doubled += len(seen_at) - len(admitted)
        if len(admitted) == len(seen_at):
            return [matrix]
        return [matrix.pick(np.array(admitted))] if admitted else []

    def _admits(self, device: int, at: float, origin: Origin, now: float, *, late: bool) -> bool:
        known = self._devices.get(device)
        if late:
            return known is None or known.of(at) in (None, origin.sender)
        if known is None:
            known = self._devices[device] = _Tenures()
        current = known.sender[-1] if known.sender else ""
        if current == origin.sender:
            known.epoch = max(known.epoch, origin.epoch)
        elif origin.epoch > known.epoch or now - known.heard > FORGIVEN_S:
            known.begin(at, origin.sender)
            known.epoch = origin.epoch
        else:
            return bool(known.since) and at < known.since[-1] and known.of(at) in (None, origin.sender)
        known.heard = now
        return True
