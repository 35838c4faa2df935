# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What inventory needs from outside: somebody who asks one device everything, and somebody who watches them all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from samdrift.inventory.rules.gauges import Gauge
from samdrift.inventory.types import (
    DeviceFacts,
    DeviceSnapshot,
    HowToAsk,
    NeighbourFacts,
    SnmpCredential,
    Standing,
    StandingState,
    StationTables,
)


class HeardOf(Protocol):
    """Told of a device's neighbours while the rest of it is still being read."""

    def __call__(self, device: DeviceFacts, neighbours: Sequence[NeighbourFacts]) -> None: ...


class DeviceReader(Protocol):
    """Raises kernel.errors: NotNow when the device is silent, Refused when it turns the credential down, BadInput where
    it cannot be asked so. Called from many threads at once; `heard` is called from there too.
    """

    def __call__(
        self, address: str, credential: SnmpCredential, how: HowToAsk, heard: HeardOf | None = None
    ) -> DeviceSnapshot: ...


class GaugeTaker(Protocol):
    """Keeps the values of every full reading of a device. Called in discovery's scope; the same reading may come twice."""

    def __call__(self, *, device_id: int, gauges: Sequence[Gauge], at: datetime) -> None: ...


class TableReader(Protocol):
    """Reads the forwarding table and ARP alone. Raises as DeviceReader does."""

    def __call__(self, address: str, credential: SnmpCredential, how: HowToAsk) -> StationTables: ...


class Knocker(Protocol):
    """Those of these addresses where an SNMP agent answered any of the credentials. Raises nothing for silence."""

    def __call__(self, addresses: Sequence[str], credentials: Sequence[SnmpCredential]) -> Collection[str]: ...


class Watching(Protocol):
    """Who watches the devices, so that lists and pages can say how they stand. All in the caller's scope."""

    def standings(self, device_ids: Collection[int]) -> Mapping[int, Standing]:
        """How these stand; those never heard of are left out."""

    def standing_in(self, state: StandingState) -> Iterable[int]:
        """Ids of the devices in this state; may be a query that is nested into another."""

    def port_changes(self, device_id: int) -> Mapping[int, datetime]:
        """When each port (by its id) last changed its operational status; never changed: left out."""
