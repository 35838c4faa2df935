# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The listener's work: read what came, have it stored, and only then answer.

An inform is answered when its notification lies on the lane's disk, so what was acknowledged cannot be lost; killed in
between, the sender asks again and the notification's key keeps it single.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from time import monotonic
from typing import Protocol

from samdrift.adapters.traps import Accepted, Reason, Receiver, Refused
from samdrift.kernel.errors import NotNow
from samdrift.monitoring.types import Observation, WatchPlan
from samdrift.runtime.listener.complaints import Complaints
from samdrift.runtime.listener.intake import Datagram, Intake
from samdrift.runtime.poller.counts import Counts

log = logging.getLogger(__name__)

BATCH = 256
RETRY_S = 0.5
COUNTS = {
    "stored": "Notifications stored.",
    "refused": "Datagrams refused, by reason.",
    "answered": "Informs answered.",
    "strangers": "Notifications from addresses that are not in the plan.",
}
LABELS = {"refused": "reason"}


class Lane(Protocol):
    """What the listener needs of the sample lane."""

    async def publish_notifications(self, items: Sequence[Observation]) -> None: ...
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
        self._known: frozenset[str] = frozenset()
        self._begun = monotonic()
        self._planned = asyncio.Event()

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
            accepted = [
                (datagram, found)
                for datagram in await self._intake.take(BATCH)
                if (found := self._read(datagram)) is not None
            ]
            if accepted:
                await self._store([found.notification for _, found in accepted])
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

    async def _store(self, notifications: Sequence[Observation]) -> None:
        """Until it is stored. Meanwhile the intake fills, then the kernel's buffer; nothing is acknowledged."""
        said = False
        while True:
            try:
                await self._lane.publish_notifications(notifications)
            except NotNow as error:
                if not said:
                    log.warning("%s notifications wait: %s", len(notifications), error)
                    said = True
                await asyncio.sleep(RETRY_S)
            else:
                self._counts.add("stored", amount=len(notifications))
                return
