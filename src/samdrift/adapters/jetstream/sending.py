# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samples on their way to the servers: in memory while an answer is a few seconds late, on disk while the line is cut.

A cluster that lost its leader answers nobody for five to eight seconds: what waits so long is sent as if nothing had
been. What has waited longer than `bridge_s` is the past by the time it arrives. It is thinned to what still matters then
(readings with counters, and those probes that differ from the device's last), kept, and sent on a stream of its own, in
order, beside what is seen now.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from typing import IO, NamedTuple

import nats.errors
from nats.js.errors import APIError
from nats.js.errors import Error as JetStreamError

from samdrift.adapters.jetstream.ending import end
from samdrift.adapters.jetstream.keeping import Keep, Kept
from samdrift.adapters.jetstream.link import Link
from samdrift.adapters.jetstream.origin import Origin
from samdrift.adapters.jetstream.settings import LaneSettings
from samdrift.adapters.jetstream.wire import pack
from samdrift.engines.snmpsweep import SweepMatrix
from samdrift.monitoring.types import DeviceReading, Observation, Probe

log = logging.getLogger(__name__)

BATCH = 400  # observations a message: a sweep of 400 devices with 24 ports stays well under the server's 1 MB
PORTS_A_DEVICE = 16  # so many ports of a packed sweep take no more room than the reading of one device
LAST_WORDS_S = 0.5
AGAIN_S = 0.1
FULL_AGAIN_S = 1.0
_FULL = (10047, 10077)  # JetStream's error codes: no room for the message, no more room in the stream
GONE = (nats.errors.Error, JetStreamError, OSError, asyncio.TimeoutError)


class _Waiting(NamedTuple):
    since: float
    epoch: int
    item: Observation


class Sending:
    """Make it inside a running loop."""

    def __init__(self, link: Link, settings: LaneSettings) -> None:
        self.sender = token_hex(8)
        self.epoch = 0
        """Stamped on what is put from now on."""
        self._link = link
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._buffer: deque[_Waiting] = deque()
        self._in_hand: list[_Waiting] = []
        self._in_hand_id = ""
        self._number = 0
        self._dropped = 0
        self._filled = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._keep, self._lock = _keep(settings)
        self._kept_more = asyncio.Event()
        self._last_probe: dict[int, tuple[bool | None, bool | None]] = {}
        self._tasks = [asyncio.create_task(self._send(), name="jetstream-sender")]
        if self._keep is not None:
            self._tasks.append(asyncio.create_task(self._deliver(self._keep), name="jetstream-kept"))

    @property
    def dropped(self) -> int:
        """Samples thrown away, the oldest first, because there was no more room for them."""
        return self._dropped + (self._keep.thinned if self._keep is not None else 0)

    @property
    def waiting(self) -> int:
        """Samples in memory that the servers do not have yet."""
        return len(self._buffer) + len(self._in_hand)

    @property
    def kept_bytes(self) -> int:
        """What is kept on disk, 0 where nothing is."""
        return self._keep.octets if self._keep is not None else 0

    @property
    def behind_s(self) -> float:
        """How long the oldest sample in memory has waited, in seconds."""
        oldest = self._in_hand[0] if self._in_hand else self._buffer[0] if self._buffer else None
        return self._loop.time() - oldest.since if oldest is not None else 0.0

    def put(self, items: Sequence[Observation]) -> None:
        """Returns at once."""
        now, epoch = self._loop.time(), self.epoch
        self._buffer.extend(_Waiting(now, epoch, item) for item in items)
        while len(self._buffer) > self._settings.buffer:
            self._make_room()
        self._idle.clear()
        self._filled.set()

    def _make_room(self) -> None:
        """The oldest go, and what is kept stays in order: what is being sent is older than what waits."""
        if self._keep is not None and self._in_hand:
            batch, self._in_hand = self._in_hand, []
            self._give_up(batch, self._in_hand_id)
        self._give_up(self._next_batch(max(1, self._settings.buffer // 8)), self._next_id())

    def _next_id(self) -> str:
        self._number += 1
        return f"{self.sender}:{self._number}"

    def _next_batch(self, most: int = BATCH) -> list[_Waiting]:
        """The oldest observations of one epoch, as many as make one message; a sweep counts as so many devices."""
        batch = [self._buffer.popleft()]
        left = min(most, BATCH) - _weight(batch[0].item)
        while self._buffer and self._buffer[0].epoch == batch[0].epoch:
            left -= _weight(self._buffer[0].item)
            if left < 0:
                break
            batch.append(self._buffer.popleft())
        return batch

    async def _send(self) -> None:
        while True:
            await self._filled.wait()
            if not self._buffer:
                self._filled.clear()
                self._idle.set()
                continue
            self._in_hand, self._in_hand_id = self._next_batch(), self._next_id()
            await self._send_batch(self._in_hand, self._in_hand_id)

    async def _send_batch(self, batch: Sequence[_Waiting], name: str) -> None:
        """Until the servers have it; sent again under the same id it is stored once. After too long it is kept.

        Somebody else may have given it up when he wanted the room: then it is not in our hand any more.
        """
        body = pack([one.item for one in batch])
        headers = Origin(name, batch[0].epoch).headers()
        until = batch[-1].since + self._settings.bridge_s
        while self._in_hand and ((left := until - self._loop.time()) > 0 or self._keep is None):
            try:
                async with asyncio.timeout(left if self._keep is not None else None):
                    js = await self._link.up()
                await js.publish(f"samples.{self._settings.zone}", body, headers=headers)
            except nats.errors.MaxPayloadError:
                log.exception("%s samples are more than the server takes in one message; they are dropped", len(batch))
                self._dropped += len(batch)
                self._in_hand = []
            except GONE:
                if self._loop.time() < until:
                    self._link.doubt()
                    await asyncio.sleep(AGAIN_S)
            else:
                self._last_probe.clear()
                self._in_hand = []
        if self._in_hand:
            self._in_hand = []
            self._give_up(batch, name)

    def _give_up(self, batch: Sequence[_Waiting], name: str) -> None:
        """These are the past now."""
        if self._keep is None:
            self._dropped += len(batch)
            return
        items = [one.item for one in batch if self._matters_later(one.item)]
        if not items:
            return
        try:
            self._keep.append(Kept(name, batch[0].epoch, len(items), pack(items)))
        except OSError as error:
            log.warning("samples cannot be kept in %s and are dropped: %s", self._keep.folder, error)
            self._dropped += len(items)
        self._kept_more.set()

    def _matters_later(self, item: Observation) -> bool:
        if isinstance(item, Probe):
            before = self._last_probe.get(item.device_id)
            self._last_probe[item.device_id] = item.icmp, item.snmp
            return before != (item.icmp, item.snmp)
        if isinstance(item, SweepMatrix):
            return "in_octets" in item.columns
        return not isinstance(item, DeviceReading) or any(port.in_octets is not None for port in item.ports)

    async def _deliver(self, keep: Keep) -> None:
        """What was kept, one message after the other, in order."""
        while True:
            one = keep.peek()
            if one is None:
                self._kept_more.clear()
                await self._kept_more.wait()
                continue
            js = await self._link.up()
            try:
                await js.publish(f"kept.{self._settings.zone}", one.body, headers=Origin(one.id, one.epoch).headers())
            except nats.errors.MaxPayloadError:
                self._dropped += one.items
                keep.pop(one)
            except APIError as error:
                if error.err_code not in _FULL:
                    self._link.doubt()
                await asyncio.sleep(FULL_AGAIN_S)
            except GONE:
                self._link.doubt()
                await asyncio.sleep(AGAIN_S)
            else:
                keep.pop(one)

    async def close(self) -> None:
        """Ends; what is not sent gets a moment where the servers are there, and is kept or given up then."""
        if self._link.ready.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._idle.wait(), LAST_WORDS_S)
        await end(*self._tasks)
        if self._in_hand:
            self._give_up(self._in_hand, self._in_hand_id)
        while self._buffer:
            self._give_up(self._next_batch(), self._next_id())
        if self._keep is not None:
            self._keep.close()
        if self._lock is not None:
            self._lock.close()


def _weight(item: Observation) -> int:
    return max(1, len(item.if_index) // PORTS_A_DEVICE) if isinstance(item, SweepMatrix) else 1


def _keep(settings: LaneSettings) -> tuple[Keep | None, IO[bytes] | None]:
    if not settings.keep_folder or not settings.keep_bytes:
        return None, None
    try:
        return Keep.claimed(Path(settings.keep_folder), settings.keep_bytes)
    except OSError as error:
        log.warning("nothing is kept while the line is cut: %s", error)
        return None, None
