# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a DHCP server tells: pools with how full they are, and leases; and what changes when it tells them again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

LARGEST = 2**62
"""More addresses than this are told as this many: an IPv6 prefix has 2^64, and nobody fills it."""


@dataclass(frozen=True, slots=True)
class DhcpPool:
    """One subnet of one server. `used`: addresses leased out, declined ones among them; `state`: the server's in its pair."""

    family: Literal[4, 6]
    subnet_id: int
    network: str
    name: str
    size: int
    used: int
    declined: int = 0


@dataclass(frozen=True, slots=True)
class DhcpLease:
    """Who has an address now. `mac` 12 hex digits; `name` as the client told it, or empty."""

    address: str
    mac: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class DhcpTold:
    """One server's whole answer. `state`: of high availability, as the server says it; `problems`: what it did not tell, why."""

    server: str
    pools: tuple[DhcpPool, ...] = ()
    leases: tuple[DhcpLease, ...] = ()
    leases_whole: bool = False
    """Every lease was told: one that is missing has ended."""
    state: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaseChanges:
    """Leases that begin, and ids of stored ones that have ended."""

    begun: list[DhcpLease] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)


def told_again(known: Mapping[str, tuple[int, str]], told: DhcpTold) -> LeaseChanges:
    """What changes; `known` are the open leases, address to id and MAC. The last word on an address counts."""
    now = {lease.address: lease for lease in told.leases}
    changes = LeaseChanges()
    for address, lease in now.items():
        before = known.get(address)
        if before is None or before[1] != lease.mac:
            changes.begun.append(lease)
            if before is not None:
                changes.ended.append(before[0])
    if told.leases_whole:
        changes.ended.extend(pk for address, (pk, _) in known.items() if address not in now)
    return changes
