# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One device as its SNMP agent knows it: since when it runs, how it numbers its ports now, what they counted.

What changes here changes through `live`; the mibs only read. Times are seconds since the epoch.
"""

from dataclasses import dataclass, field
from math import inf

from samdrift.twin.meters import Counters, Meter
from samdrift.twin.table import OidTable
from samdrift.twin.types import Device, Link, Topology

_TICKS = 2**32


@dataclass(slots=True)
class Agent:
    """`restarts` moves the ifIndex of every port by one each time, as some makes do; the port's number stays."""

    device: Device
    topology: Topology
    started_at: float
    meters: tuple[Meter, ...]
    restarts: int = 0
    silent_until: float = -inf
    port_live: list[bool] = field(default_factory=list)
    port_changed_at: list[float] = field(default_factory=list)
    neighbours: tuple[Link, ...] = ()
    """Cables over which LLDP has heard the other end, as of the last table."""
    neighbours_changed_at: float = -inf
    neighbours_unsettled: bool = True
    neighbours_settle_at: float = -inf
    route: tuple[str, ...] = ()
    """The spanning tree's way to here, for BRIDGE-MIB."""
    blocked: frozenset[str] = frozenset()
    """Cables here that carry nothing because the tree does not need them and the other end forwards."""
    on_battery_since: float | None = None
    table: OidTable | None = None

    def ticks(self, at: float) -> int:
        """The sysUpTime at `at`: hundredths of a second since the agent started, wrapping after 497 days."""
        return max(0, int((at - self.started_at) * 100)) % _TICKS

    def changed_ticks(self, port: int) -> int:
        """The ifLastChange of a port: 0 where it has not changed since the agent started."""
        return self.ticks(max(self.port_changed_at[port - 1], self.started_at))

    def if_index(self, port: int) -> int:
        """The ifIndex by which port `port` is served now."""
        slots = len(self.device.ports) + 1
        return self.device.model.first_if_index + (port - 1 + self.restarts) % slots

    def lldp_port(self, port: int) -> int:
        """The lldpLocPortNum of a port."""
        return port if self.device.model.lldp_counts_from_one else self.if_index(port)

    def counters(self, port: int, at: float) -> Counters:
        """What port `port` counted until `at`."""
        return self.meters[port - 1].read(at)
