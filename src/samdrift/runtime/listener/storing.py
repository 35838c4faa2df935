# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Batches onto the lane's disk, until they are there. While one is being stored the next gathers by itself.

So a lone trap waits for nobody, and in a storm one write takes hundreds: group commit without a timer.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from samdrift.kernel.errors import NotNow
from samdrift.monitoring.types import Observation
from samdrift.runtime.poller.counts import Counts

log = logging.getLogger(__name__)

BATCH = 1024
RETRY_S = 0.5


class Taker(Protocol):
    """Where batches go: the sample lane."""

    async def publish_notifications(self, items: Sequence[Observation]) -> None: ...


class Storing:
    """`busy` while a batch is on its way."""

    def __init__(self, lane: Taker, counts: Counts, counter: str) -> None:
        self.busy = False
        self._lane = lane
        self._counts = counts
        self._counter = counter

    async def store(self, items: Sequence[Observation]) -> None:
        """Returns when all is stored. Meanwhile the intake fills, then the kernel's buffer; nothing is acknowledged."""
        said = False
        while items:
            self.busy = True
            try:
                await self._lane.publish_notifications(items)
            except NotNow as error:
                if not said:
                    log.warning("%s messages wait: %s", len(items), error)
                    said = True
                await asyncio.sleep(RETRY_S)
            else:
                self._counts.add(self._counter, amount=len(items))
                break
        if said:
            log.warning("%s messages that had waited are stored", len(items))
        self.busy = False
