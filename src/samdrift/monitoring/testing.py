# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""An in-memory twin of the sample lane, held to the same contract as the real one, for tests of both ends. No Django."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samdrift.kernel.errors import NotNow
from samdrift.monitoring.types import Notification, Observation, WatchPlan


@dataclass(eq=False, slots=True)
class MemoryDelivery:
    """One batch out of a MemoryLane."""

    observations: tuple[Observation, ...]
    _open: "list[MemoryDelivery]" = field(repr=False)
    late: bool = False

    async def done(self) -> None:
        if self in self._open:
            self._open.remove(self)


class MemoryLane:
    """`samples` and `notifications` keep all that was published, in order. Set `away` to make the server disappear."""

    def __init__(self) -> None:
        self.samples: list[Observation] = []
        self.notifications: list[Observation] = []
        self.plans: dict[str, WatchPlan] = {}
        self.wishes: list[tuple[str, int, tuple[int, ...] | None]] = []
        self.beats: list[tuple[str, dict[str, Any]]] = []
        self.away = False
        self._keys: set[str] = set()
        self._waiting: list[tuple[Observation, ...]] = []
        self._open: list[MemoryDelivery] = []
        self.changed = asyncio.Condition()
        """Notified whenever something is published, so that a test can wait for what it expects."""

    async def publish_samples(self, items: Sequence[Observation]) -> None:
        if self.away or not items:
            return
        self.samples.extend(items)
        await self._put(tuple(items))

    async def publish_notifications(self, items: Sequence[Observation]) -> None:
        if self.away:
            raise NotNow("not connected", where="memory lane", remedy="it is tried again")
        fresh = tuple(item for item in items if not (isinstance(item, Notification) and item.key in self._keys))
        self._keys.update(item.key for item in fresh if isinstance(item, Notification))
        self.notifications.extend(fresh)
        if fresh:
            await self._put(fresh)

    async def _put(self, items: tuple[Observation, ...]) -> None:
        async with self.changed:
            self._waiting.append(items)
            self.changed.notify_all()

    async def take(self) -> AsyncIterator[MemoryDelivery]:
        """What was handed out and not done when the iterator closes comes first for the next taker."""
        mine: list[MemoryDelivery] = []
        try:
            while True:
                async with self.changed:
                    await self.changed.wait_for(lambda: self._waiting)
                    delivery = MemoryDelivery(self._waiting.pop(0), self._open)
                self._open.append(delivery)
                mine.append(delivery)
                yield delivery
        finally:
            back = [delivery for delivery in mine if delivery in self._open]
            for delivery in back:
                self._open.remove(delivery)
            self._waiting[:0] = [delivery.observations for delivery in back]

    async def put_plan(self, zone: str, plan: WatchPlan) -> None:
        if self.away:
            raise NotNow("not connected", where="memory lane", remedy="it is tried again")
        async with self.changed:
            self.plans[zone] = plan
            self.changed.notify_all()

    async def zones_with_plan(self) -> tuple[str, ...]:
        return tuple(self.plans)

    async def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]:
        last: WatchPlan | None = None
        while True:
            async with self.changed:
                while self.plans.get(zone) is last:
                    await self.changed.wait()
                last = self.plans[zone]
            yield last

    async def ask_reread(self, zone: str, device_id: int, if_indexes: Sequence[int] | None = None) -> None:
        async with self.changed:
            self.wishes.append((zone, device_id, None if if_indexes is None else tuple(if_indexes)))
            self.changed.notify_all()

    async def rereads(self, zone: str) -> AsyncIterator[tuple[int, tuple[int, ...] | None]]:
        seen = len(self.wishes)
        while True:
            async with self.changed:
                while len(self.wishes) <= seen:
                    await self.changed.wait()
                asked_zone, device_id, ports = self.wishes[seen]
                seen += 1
            if asked_zone == zone:
                yield device_id, ports

    async def say_alive(self, zone: str, beat: Mapping[str, Any]) -> None:
        if not self.away:
            async with self.changed:
                self.beats.append((zone, dict(beat)))
                self.changed.notify_all()

    async def hear_alive(self, zone: str = "*") -> AsyncIterator[dict[str, Any]]:
        heard = len(self.beats)
        while True:
            async with self.changed:
                while len(self.beats) <= heard:
                    await self.changed.wait()
                said_in, beat = self.beats[heard]
                heard += 1
            if zone in ("*", said_in):
                yield beat

    async def close(self) -> None:
        """Nothing to end."""
