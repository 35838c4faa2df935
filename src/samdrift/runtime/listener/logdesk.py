# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The listener's other work: syslog from datagrams and streams, read and stored. Syslog is never answered."""

import asyncio

from samdrift.adapters.syslog import Heard, Reader
from samdrift.runtime.listener.intake import Intake
from samdrift.runtime.listener.storing import BATCH, Storing, Taker
from samdrift.runtime.poller.counts import Counts

LOG_COUNTS = {
    "messages": "Syslog messages heard, by the way they came.",
    "messages_stored": "Syslog messages stored.",
    "messages_cut": "Syslog messages that were longer than we keep, or that a lost connection cut short.",
}
LOG_LABELS = {"messages": "transport"}


class LogDesk:
    """`run` until cancelled. `heard` is what the stream server fills; `intake` the UDP socket, where there is one."""

    def __init__(
        self, intake: Intake | None, heard: "asyncio.Queue[Heard]", reader: Reader, lane: Taker, counts: Counts
    ) -> None:
        self._intake = intake
        self._heard = heard
        self._reader = reader
        self._counts = counts
        self._from_datagrams = Storing(lane, counts, "messages_stored")
        self._from_streams = Storing(lane, counts, "messages_stored")

    @property
    def settled(self) -> bool:
        """Nothing waits and nothing is on its way."""
        waiting = len(self._intake) if self._intake is not None else 0
        return not (waiting or self._heard.qsize() or self._from_datagrams.busy or self._from_streams.busy)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._streams(), name="syslog-streams")
            if self._intake is not None:
                tasks.create_task(self._datagrams(self._intake), name="syslog-datagrams")

    async def _datagrams(self, intake: Intake) -> None:
        while True:
            taken = await intake.take(BATCH)
            await self._keep([Heard(one.data, one.source, one.at, "udp") for one in taken], self._from_datagrams)

    async def _streams(self) -> None:
        while True:
            heard = [await self._heard.get()]
            while len(heard) < BATCH and not self._heard.empty():
                heard.append(self._heard.get_nowait())
            await self._keep(heard, self._from_streams)

    async def _keep(self, heard: list[Heard], storing: Storing) -> None:
        storing.busy = True
        messages = [
            self._reader.read(one.data, source=one.source, at=one.at, transport=one.transport, cut=one.cut)
            for one in heard
        ]
        for transport in {one.transport for one in heard}:
            self._counts.add("messages", transport, sum(one.transport == transport for one in heard))
        if cut := sum(message.cut for message in messages):
            self._counts.add("messages_cut", amount=cut)
        await storing.store(messages)
        await asyncio.sleep(0)
