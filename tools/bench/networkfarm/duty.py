# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The poller itself on duty: all devices of the farm by a plan, at the intervals of the product, what it told thrown away."""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from samdrift.engines.snmpsweep import SweepMatrix, Target
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import Observation, WatchPlan, WatchTarget
from samdrift.runtime.poller.counts import Counts
from samdrift.runtime.poller.rounds import COUNTS, Poller

PROBES_S, STATUS_S, COUNTERS_S = 20.0, 10.0, 30.0
SETTLING_S = 45.0  # names and a first reading of every device


@dataclass(frozen=True, slots=True)
class Duty:
    """CPU as a share of one core once settled, the devices swept a second, the largest memory in MiB."""

    core_share: float
    swept_a_second: float
    silent: int
    memory_mib: float


class Sink:
    """A lane that counts and forgets."""

    def __init__(self, plan: WatchPlan) -> None:
        self.plan = plan
        self.seen: Counter[str] = Counter()

    async def publish_samples(self, items: Sequence[Observation]) -> None:
        for item in items:
            self.seen["swept"] += len(item.device_ids) if isinstance(item, SweepMatrix) else 0

    async def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]:  # noqa: ARG002
        yield self.plan
        await asyncio.Event().wait()

    async def rereads(self, zone: str) -> AsyncIterator[tuple[int, tuple[int, ...] | None]]:  # noqa: ARG002
        await asyncio.Event().wait()
        yield 0, None


def on_duty(targets: list[Target], *, seconds: float) -> Duty:
    """The poller over these devices for so long after it has settled."""
    credential = SnmpCredential(community="public")
    watched = tuple(
        WatchTarget(one.device_id + 1, str(IPv4Address(one.address)), credential, one.if_indexes, icmp=False)
        for one in targets
    )
    return asyncio.run(_on_duty(Sink(WatchPlan(1, watched, PROBES_S, STATUS_S, COUNTERS_S)), seconds))


async def _on_duty(lane: Sink, seconds: float) -> Duty:
    counts = Counts("poller", COUNTS)
    polling = asyncio.create_task(Poller(lane, "bench", counts).run())
    await asyncio.sleep(SETTLING_S)
    used, begun, swept = resource.getrusage(resource.RUSAGE_SELF), time.monotonic(), lane.seen["swept"]
    await asyncio.sleep(seconds)
    now, took = resource.getrusage(resource.RUSAGE_SELF), time.monotonic() - begun
    polling.cancel()
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return Duty(cpu / took, (lane.seen["swept"] - swept) / took, counts.value("silent"), now.ru_maxrss / 1024)
