# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift watch`: takes what pollers and listeners saw, judges it, and stores what changed. Its own process.

Everything is stored in the transaction that precedes the acknowledgement to the lane: killed at any moment, it is
handed the same observations again and comes to the same truth.
"""

import asyncio
import contextlib
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

from samdrift.runtime.pollers import PollersHeard

TICK_S = 0.5
LOOK_AT_INVENTORY_S = 1.0
PULSE_S = 5.0
AT_ONCE = 20_000  # observations a transaction
log = logging.getLogger("samdrift.watch")


def main(argv: list[str]) -> int:
    """Runs until SIGTERM or SIGINT; exit 0. The database is needed; the lane is waited for."""
    if argv:
        print("samdrift watch takes no arguments")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.runtime.settings")
    import django

    django.setup()
    asyncio.run(_run())
    return 0


async def _run() -> None:
    from samdrift.adapters.jetstream import JetStreamLane
    from samdrift.runtime.config import load
    from samdrift.runtime.watching.zoning import Zones

    zones = Zones.parse(load().zones, home=load().zone)
    lane = JetStreamLane()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watch = Watch(lane, zones)
    tasks = [asyncio.create_task(work) for work in (watch.collect(), watch.work(), watch.hear_pollers())]
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
    for task in (*tasks, stopped):
        task.cancel()
    await asyncio.gather(*tasks, stopped, return_exceptions=True)
    await lane.close()
    for task in done - {stopped}:
        task.result()


class Watch:
    """One thread works with the database, in order; the loop talks to the lane."""

    def __init__(self, lane: Any, zones: Any) -> None:
        from samdrift.runtime.watching.late import LateBook

        self.lane = lane
        self.zones = zones
        self.pollers = PollersHeard()
        self.waiting: list[Any] = []
        self.room = asyncio.Semaphore(200)
        self.desk = ThreadPoolExecutor(1, thread_name_prefix="book")
        self.book: Any = None
        self.late = LateBook()
        self.looked = self.pulsed = self.seen_at = 0.0

    async def collect(self) -> None:
        """Take deliveries from the lane as they come."""
        async for delivery in self.lane.take():
            await self.room.acquire()
            self.waiting.append(delivery)

    async def hear_pollers(self) -> None:
        """Who lives, in every zone."""
        from samdrift.kernel.clock import utc_now

        async for beat in self.lane.hear_alive():
            self.pollers.hear(beat, utc_now())

    async def work(self) -> None:
        """Each tick: judge what came, then acknowledge it."""
        loop = asyncio.get_running_loop()
        while True:
            batch = self._next_batch()
            try:
                plan, wishes = await loop.run_in_executor(self.desk, self._turn, batch)
            except Exception:
                log.exception("a batch could not be stored; it will be judged again")
                self.book = None
                for delivery in batch:
                    self.waiting.append(delivery)
                await asyncio.sleep(2)
                continue
            for delivery in batch:
                self.room.release()
                with contextlib.suppress(Exception):
                    await delivery.done()
            if plan is not None:
                await self._hand_out(plan)
            for device_id, if_indexes in wishes:
                with contextlib.suppress(Exception):
                    await self.lane.ask_reread(self.zones.of_device(device_id), device_id, if_indexes)
            crowded = sum(len(delivery.observations) for delivery in batch) >= AT_ONCE
            await asyncio.sleep(0 if crowded else TICK_S)

    def _next_batch(self) -> list[Any]:
        """As many deliveries as one transaction bears: a storm of traps must not hold up the probes for half a minute."""
        batch: list[Any] = []
        observations = 0
        while self.waiting and observations < AT_ONCE:
            batch.append(self.waiting.pop(0))
            observations += len(batch[-1].observations)
        return batch

    async def _hand_out(self, plan: Any) -> None:
        plans = self.zones.split(plan)
        try:
            for zone in await self.lane.zones_with_plan():  # one that is no more has nothing to ask
                plans.setdefault(zone, replace(plan, targets=()))
            for zone, part in plans.items():
                await self.lane.put_plan(zone, part)
        except Exception as error:  # noqa: BLE001 - whatever the lane's trouble, the plan is offered again
            log.warning("the plan could not be handed out yet: %s", error)
            if self.book is not None:
                self.book.version = -1

    def _turn(self, batch: list[Any]) -> tuple[Any, set[tuple[int, tuple[int, ...] | None]]]:
        from samdrift.kernel.clock import utc_now
        from samdrift.platform.scope import acting_as
        from samdrift.runtime.watching.book import ACTOR, Book

        now = utc_now()
        with acting_as(ACTOR):
            plan = None
            if self.book is None:
                self.book = Book(now)
                plan = self.book.plan()
            elif now.timestamp() - self.looked >= LOOK_AT_INVENTORY_S:
                self.looked = now.timestamp()
                plan = self.book.plan() if self.book.follow_inventory(now) else None
            observations = [seen for delivery in batch if not delivery.late for seen in delivery.observations]
            self.book.take(observations, now)
            if late := [seen for delivery in batch if delivery.late for seen in delivery.observations]:
                self.late.take(late, self.book.cities, self.book.recorder)
            self._pulse(now, len(observations))
            wishes, self.book.wishes = self.book.wishes, set()
            return plan, wishes

    def _pulse(self, now: datetime, observations: int) -> None:
        from samdrift.platform.pulse import beat

        if observations:
            self.seen_at = now.timestamp()
        if now.timestamp() - self.pulsed >= PULSE_S:
            self.pulsed = now.timestamp()
            beat("watch", at=now, devices=sum(len(city.devices) for city in self.book.cities.values()))
            if self.seen_at and now.timestamp() - self.seen_at < PULSE_S * 2:
                seen_at = datetime.fromtimestamp(self.seen_at, now.tzinfo)
                beat("poller", at=seen_at, pollers=self.pollers.told(now), zones=self.zones.sizes())
