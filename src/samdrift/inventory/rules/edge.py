# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which of the ports that tell of a station is the one it is plugged into: the edge first, uplinks last.

Each switch on the way learns the station too. The port at the edge is the one that leads to no other switch; where a
switch in between is not ours to ask, the port with the fewest stations is nearest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from samdrift.inventory.types import PortKind

FORWARDING = frozenset({"network", "firewall"})
"""Types of devices that pass other stations' frames on by wire."""
WIRELESS = "wireless"
SHARED_FROM = 4
"""A telephone with a computer behind it makes two or three stations; from four on something spreads the port."""
_ORDER: dict[PortKind, int] = {"edge": 0, "access_point": 0, "shared": 1, "uplink": 2}


@dataclass(frozen=True, slots=True)
class PortSeen:
    """What is known of a port that tells of a station.

    `neighbours`: types of the devices cabled to it (or to a member of the LAG it is). `leads_on`: it has learned the
    address of another switch. `stations`: how many it has learned.
    """

    neighbours: frozenset[str] = frozenset()
    leads_on: bool = False
    stations: int = 0


def kind_of(port: PortSeen) -> PortKind:
    """What sort of port it is."""
    if port.leads_on or port.neighbours & FORWARDING:
        return "uplink"
    if WIRELESS in port.neighbours:
        return "access_point"
    return "shared" if port.stations >= SHARED_FROM else "edge"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a station is or was told of. `quiet_since` None: it is told of now. `ended`: it was seen elsewhere since."""

    id: int
    kind: PortKind
    stations: int
    quiet_since: datetime | None
    ended: bool


def edge_first(candidates: Iterable[Candidate]) -> list[int]:
    """Ids in the order in which to look: not ended, edge before uplink, told of now, fewest stations, heard last."""

    def order(one: Candidate) -> tuple[bool, int, bool, int, float, int]:
        heard = one.quiet_since.timestamp() if one.quiet_since is not None else 0.0
        return one.ended, _ORDER[one.kind], one.quiet_since is not None, one.stations, -heard, one.id

    return [one.id for one in sorted(candidates, key=order)]
