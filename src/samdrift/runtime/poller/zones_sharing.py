# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The lane as one of several pollers of a zone sees it: of each plan its own share, and a new share when who lives changes."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Protocol

from samdrift.monitoring.types import Observation, WatchPlan
from samdrift.runtime.poller.zones import Roster, beat_every_s, share_of

log = logging.getLogger(__name__)

LISTEN_FIRST_BEATS = 4
FIRST_BEAT_S = 0.25  # while no plan has come


class ZoneLane(Protocol):
    """What sharing needs of the sample lane."""

    async def publish_samples(self, items: Sequence[Observation]) -> None: ...
    def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]: ...
    def rereads(self, zone: str) -> AsyncIterator[tuple[int, tuple[int, ...] | None]]: ...
    async def say_alive(self, zone: str, beat: Mapping[str, Any]) -> None: ...
    def hear_alive(self, zone: str = "*") -> AsyncIterator[dict[str, Any]]: ...


class SharedZone:
    """Stands between a poller and its lane; `run` beside it. Make it inside a running loop.

    `tell_epoch` is told each epoch; what it answers stands in every beat: how far behind the poller is.
    """

    def __init__(
        self,
        lane: ZoneLane,
        zone: str,
        name: str,
        *,
        tell_epoch: Callable[[int], Mapping[str, Any]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.roster = Roster(name)
        self.plan: WatchPlan | None = None
        """Our share of the newest plan."""
        self._lane = lane
        self._zone = zone
        self._tell_epoch = tell_epoch
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._whole: WatchPlan | None = None
        self._changed = asyncio.Event()
        self._every_s = FIRST_BEAT_S
        self._started_at = clock()
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Listen, join, share; never returns by itself. Cancelled, it tells the others that it leaves."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow_plan(), name="whole-plan")
                tasks.create_task(self._hear(), name="hear-pollers")
                tasks.create_task(self._speak(), name="say-alive")
        finally:
            with contextlib.suppress(Exception):
                await self._lane.say_alive(self._zone, self._beat(leaving=True))

    async def _follow_plan(self) -> None:
        async for plan in self._lane.watch_plan(self._zone):
            self._whole = plan
            self._every_s = beat_every_s(plan.probe_interval_s)
            self._share()

    async def _hear(self) -> None:
        async for beat in self._lane.hear_alive(self._zone):
            if self.roster.hear(beat, self._loop.time(), self._now_ms()):
                log.info("zone %s is shared by %s", self._zone, ", ".join(self.roster.members) or "nobody")
                self._share()
                self._news.set()

    async def _speak(self) -> None:
        beats = 0
        while True:
            if not self.roster.working and not self.roster.cut_off(self._loop.time(), self._every_s):
                beats += 1
                if beats > LISTEN_FIRST_BEATS:
                    self.roster.join(self._now_ms())
                    self._share()
            await self._lane.say_alive(self._zone, self._beat())
            self._news.clear()
            with contextlib.suppress(TimeoutError):  # a change is passed on at once, for the sake of the epoch
                async with asyncio.timeout(self._every_s):  # wait_for of Python 3.11 may swallow a cancellation
                    await self._news.wait()

    def _share(self) -> None:
        if self._whole is not None and self.roster.working:
            plan = self.roster.my_plan(self._whole)
            if plan != self.plan:
                self.plan = plan
                self._changed.set()
        self._tell_epoch(self.roster.epoch)

    def _beat(self, *, leaving: bool = False) -> dict[str, Any]:
        targets = self.plan.targets if self.plan is not None else ()
        return {
            "poller": self.roster.me,
            "zone": self._zone,
            "every_s": self._every_s,
            "said": self._loop.time(),
            "epoch": self.roster.epoch,
            "working": self.roster.working,
            "leaving": leaving,
            "since": self._started_at,
            "plan": self._whole.version if self._whole is not None else None,
            "devices": len(targets),
            "places": len({share_of(target) for target in targets}),
            **self._tell_epoch(self.roster.epoch),
        }

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    async def publish_samples(self, items: Sequence[Observation]) -> None:
        """As the lane does."""
        await self._lane.publish_samples(items)

    async def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]:  # noqa: ARG002 - the lane's own shape
        """Our share of the plan, whenever it changes."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self.plan is not None:
                yield self.plan

    def rereads(self, zone: str) -> AsyncIterator[tuple[int, tuple[int, ...] | None]]:
        """As the lane does: each poller takes those of its own devices."""
        return self._lane.rereads(zone)
