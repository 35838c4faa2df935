# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The poller: takes the plan as it changes, lets every device have its turn, and hands what was seen to the lane."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Protocol

from samdrift.adapters.icmp import Echo
from samdrift.engines.pollplan import Schedule
from samdrift.engines.snmpsweep import SweepMatrix
from samdrift.kernel.clock import utc_now
from samdrift.monitoring.types import Observation, WatchPlan, WatchTarget
from samdrift.runtime.poller.asking import plain_address
from samdrift.runtime.poller.bulk import BulkSweeps
from samdrift.runtime.poller.community import CommunityAsker
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.device import Device, Pace
from samdrift.runtime.poller.user import UserAsker
from samdrift.runtime.poller.zones_first import FirstLooks

log = logging.getLogger(__name__)

TICK_S = 0.02
FIRST_SWEEP_PER_DEVICE_S = 0.02  # all devices are read once at the start, fifty a second
COUNTS = {
    "asked": "Datagrams sent to devices.",
    "answered": "Questions answered.",
    "silent": "Questions given up after the last try.",
    "late": "Answers to nothing that was still asked: late, doubled, or from elsewhere.",
    "garbage": "Datagrams that are no SNMP answer.",
    "probes": "Reachability probes told.",
    "readings": "Device readings told.",
    "sweeps": "Devices swept in bulk.",
    "odd": "Answers to bulk sweeps that had to be read one by one.",
    "not_asked": "Bulk sweeps that left a device out because it answers too slowly.",
    "unsent": "Questions of bulk sweeps that could not be sent at once.",
    "overrun": "Probes left out because the one before was still under way.",
    "sweeps_overrun": "Bulk sweeps left out because the one before was still under way.",
}


class Lane(Protocol):
    """What the poller needs of the sample lane."""

    async def publish_samples(self, items: Sequence[Observation]) -> None: ...
    def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]: ...
    def rereads(self, zone: str) -> AsyncIterator[tuple[int, tuple[int, ...] | None]]: ...


class Poller:
    """`run` until cancelled. Works on the last known plan for as long as no newer one comes."""

    def __init__(
        self, lane: Lane, zone: str, counts: Counts, *, clock: Callable[[], datetime] = utc_now, per_device: float = 0.0
    ) -> None:
        self._lane = lane
        self._zone = zone
        self._counts = counts
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._community = CommunityAsker(counts, per_device=per_device)
        self._user = UserAsker(counts, per_device=per_device)
        self._echo = Echo()
        self._pings: set[asyncio.Task[None]] = set()
        self._devices: dict[int, Device] = {}
        self._bulk = BulkSweeps(counts, self._tell_matrix, self._devices.get, per_device=per_device)
        self._turns: dict[int, int] = {}
        self._turns_a_round = 1
        self._plan: WatchPlan | None = None
        self._probes = Schedule(2.0)
        self._first_looks = FirstLooks()
        self._sweeps = Schedule(60.0)
        self._seen: list[Observation] = []
        counts.gauge("devices", "Devices watched.", lambda: float(len(self._devices)))

    async def run(self) -> None:
        """Never returns by itself; an error in here is a defect and ends the process, which is then started again."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_plan(), name="plan")
            tasks.create_task(self._follow_wishes(), name="wishes")
            tasks.create_task(self._beat(), name="beat")

    async def _follow_plan(self) -> None:
        async for plan in self._lane.watch_plan(self._zone):
            self.apply(plan)

    async def _follow_wishes(self) -> None:
        async for device_id, if_indexes in self._lane.rereads(self._zone):
            device = self._devices.get(device_id)
            if device is not None:
                device.want_ports(if_indexes)

    async def _beat(self) -> None:
        try:
            while True:
                now = self._loop.time()
                for device_id in self._probes.due(now):
                    self._begin_probe(self._devices[device_id])
                for device_id in self._first_looks.due(now):
                    device = self._devices.get(device_id)
                    if device is not None and not device.probing:
                        self._begin_probe(device)
                for device_id in self._sweeps.due(now):
                    self._begin_sweep(self._devices[device_id])
                self._community.tick()
                self._bulk.beat(now)
                if self._seen:
                    seen, self._seen = self._seen, []
                    await self._lane.publish_samples(seen)
                await asyncio.sleep(TICK_S)
        finally:
            self.close()

    def close(self) -> None:
        self._community.close()
        self._user.close()
        self._bulk.close()
        for ping in self._pings:
            ping.cancel()

    def apply(self, plan: WatchPlan) -> None:
        """From now on this is watched. Who stays keeps their turn, and what is known of them."""
        targets = {target.device_id: target for target in plan.targets if _has_address(target)}
        for device_id in [known for known in self._devices if known not in targets]:
            self._drop(device_id)
        pace = Pace.of(plan.probe_interval_s)
        new = [device_id for device_id in targets if device_id not in self._devices]
        for target in targets.values():
            self._watch(target, pace)
        self._bulk.watch(targets.values())
        now = self._loop.time()
        if self._probes.interval_s != plan.probe_interval_s:
            self._probes = Schedule(plan.probe_interval_s)
        if self._sweeps.interval_s != plan.status_interval_s:
            self._sweeps = Schedule(plan.status_interval_s)
        self._turns_a_round = max(1, round(plan.counter_interval_s / plan.status_interval_s))
        self._probes.set_keys(targets, now)
        self._first_looks.expect(new, now, plan.probe_interval_s)
        longest = max(plan.status_interval_s, plan.counter_interval_s)
        first = min(longest, FIRST_SWEEP_PER_DEVICE_S * len(targets))
        self._sweeps.set_keys(targets, now, within_s=first)
        self._plan = plan
        log.info("plan %s: %s devices", plan.version, len(targets))

    def _watch(self, target: WatchTarget, pace: Pace) -> None:
        known = self._devices.get(target.device_id)
        if known is not None and (known.target.address, known.target.credential) == (target.address, target.credential):
            new_ports = tuple(set(target.if_indexes) - set(known.target.if_indexes))
            known.target, known.pace = target, pace
            if new_ports:
                known.want_ports(new_ports)
            return
        if known is not None:
            self._drop(target.device_id)
        self._devices[target.device_id] = Device(
            target,
            self._user if target.credential.version == "3" else self._community,
            tell=self._tell,
            clock=self._clock,
            now=self._loop.time,
            pace=pace,
            elsewhere=None if target.credential.version == "3" else self._bulk,
        )
        self._turns[target.device_id] = 0
        self._sweeps.hurry(target.device_id, self._loop.time())

    def _drop(self, device_id: int) -> None:
        del self._devices[device_id]
        self._turns.pop(device_id, None)
        self._community.forget(device_id)
        self._user.forget(device_id)

    def _begin_sweep(self, device: Device) -> None:
        """Its status, or every few turns its counters too; who is not swept in bulk gives both, with the counters."""
        device_id = device.target.device_id
        turn = self._turns.get(device_id, device_id) % self._turns_a_round
        self._turns[device_id] = turn + 1
        if turn == 0:
            if not self._bulk.takes(device):
                device.want_ports()
        elif device.settled:
            self._bulk.takes_status(device)

    def _begin_probe(self, device: Device) -> None:
        if device.probing:
            self._counts.add("overrun")
            return
        icmp = device.target.icmp
        device.probe(icmp=icmp)
        if icmp:
            ping = asyncio.create_task(self._ping(device))
            self._pings.add(ping)
            ping.add_done_callback(self._pings.discard)

    async def _ping(self, device: Device) -> None:
        device.pinged(await self._echo.ask(device.target.address, device.pace.probe))

    def _tell_matrix(self, seen: SweepMatrix) -> None:
        self._counts.add("sweeps", amount=len(seen.device_ids))
        self._seen.append(seen)

    def _tell(self, seen: Observation) -> None:
        self._counts.add("probes" if hasattr(seen, "icmp") else "readings")
        self._seen.append(seen)


def _has_address(target: WatchTarget) -> bool:
    try:
        plain_address(target.address)
    except ValueError:
        log.warning("device %s is not watched: %r is no IP address", target.device_id, target.address)
        return False
    return True


async def run_until(stop: asyncio.Event, poller: Poller) -> None:
    """Poll until told to stop; what the poller dies of is raised."""
    polling = asyncio.create_task(poller.run(), name="poller")
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([polling, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling
