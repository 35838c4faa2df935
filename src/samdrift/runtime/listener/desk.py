# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The listener's work: read what came, have it stored, and only then answer.

An inform is answered when its notification lies on the lane's disk, so what was acknowledged cannot be lost; killed in
between, the sender asks again and the notification's key keeps it single.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from time import monotonic
from typing import Protocol

from samdrift.adapters.traps import Accepted, Reason, Receiver, Refused
from samdrift.monitoring.types import WatchPlan
from samdrift.runtime.listener.complaints import Complaints
from samdrift.runtime.listener.intake import Datagram, Intake
from samdrift.runtime.listener.storing import BATCH, Storing, Taker
from samdrift.runtime.poller.counts import Counts

log = logging.getLogger(__name__)

COUNTS = {
    "stored": "Notifications stored.",
    "refused": "Datagrams refused, by reason.",
    "answered": "Informs answered.",
    "strangers": "Notifications from addresses that are not in the plan.",
}
LABELS = {"refused": "reason"}


class Lane(Taker, Protocol):
    """What the listener needs of the sample lane."""

    def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]: ...


class Desk:
    """`run` until cancelled. Before the first plan nobody can be believed, so what comes waits in the intake."""

    def __init__(self, intake: Intake, receiver: Receiver, lane: Lane, zone: str, counts: Counts) -> None:
        self._intake = intake
        self._receiver = receiver
        self._lane = lane
        self._zone = zone
        self._counts = counts
        self._complaints = Complaints()
        self._storing = Storing(lane, counts, "stored")
        self._at_work = False
        self._known: frozenset[str] = frozenset()
        self._begun = monotonic()
        self._planned = asyncio.Event()

    @property
    def settled(self) -> bool:
        """Nothing waits that could be read, and nothing is on its way."""
        return not self._at_work and (not len(self._intake) or not self._planned.is_set())

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_plan(), name="plan")
            tasks.create_task(self._work(), name="desk")

    async def _follow_plan(self) -> None:
        async for plan in self._lane.watch_plan(self._zone):
            self._receiver.set_credentials(plan.trap_credentials)
            self._known = frozenset(target.address for target in plan.targets)
            self._planned.set()
            log.info("plan %s: %s credentials", plan.version, len(plan.trap_credentials))

    async def _work(self) -> None:
        await self._planned.wait()
        while True:
            self._at_work = False
            taken = await self._intake.take(BATCH)
            self._at_work = True
            accepted = [(datagram, found) for datagram in taken if (found := self._read(datagram)) is not None]
            if accepted:
                await self._storing.store([found.notification for _, found in accepted])
            for datagram, found in accepted:
                if found.reply is not None and self._intake.answer(datagram, found.reply):
                    self._counts.add("answered")
            await asyncio.sleep(0)

    def _read(self, datagram: Datagram) -> Accepted | None:
        found = self._receiver.receive(datagram.data, datagram.source, datagram.at, int(monotonic() - self._begun))
        if isinstance(found, Accepted):
            if datagram.source not in self._known:
                self._counts.add("strangers")
            return found
        self._turn_away(datagram, found)
        return None

    def _turn_away(self, datagram: Datagram, found: Refused) -> None:
        self._counts.add("refused", found.reason)
        if found.reason != Reason.DISCOVERY:
            self._complaints.hear(datagram.source, found.reason, found.sentence, monotonic())
        if found.reply is not None:
            self._intake.answer(datagram, found.reply)
