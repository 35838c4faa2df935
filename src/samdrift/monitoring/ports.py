# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What monitoring needs from outside: the lane that carries samples, notifications and the watch plan. No Django."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from samdrift.monitoring.types import Observation, WatchPlan


class Delivery(Protocol):
    """One batch taken from the lane; it comes again until `done` is called (at least once)."""

    @property
    def observations(self) -> Sequence[Observation]: ...
    async def done(self) -> None: ...


class SampleLane(Protocol):
    """Samples may be thinned when nobody takes them; notifications are durable when `publish_notifications` returns."""

    async def publish_samples(self, items: Sequence[Observation]) -> None: ...
    async def publish_notifications(self, items: Sequence[Observation]) -> None: ...
    def take(self) -> AsyncIterator[Delivery]: ...
    async def put_plan(self, zone: str, plan: WatchPlan) -> None: ...
    def watch_plan(self, zone: str) -> AsyncIterator[WatchPlan]: ...
    async def close(self) -> None: ...
