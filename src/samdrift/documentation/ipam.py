# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Arithmetic of addresses (RFC 4632, RFC 4291): what lies in what, what overlaps, what is free. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from itertools import islice

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Usage:
    """How full a prefix is. `usable` leaves out the network's own and the broadcast address (IPv4, /30 and shorter)."""

    usable: int
    used: int

    @property
    def free(self) -> int:
        return max(0, self.usable - self.used)

    @property
    def percent(self) -> int:
        """Used share in whole per cent, rounded up: a prefix with one address in use is not empty."""
        return 0 if self.usable == 0 else min(100, -(-self.used * 100 // self.usable))


def network_of(text: str) -> Network:
    """`text` in CIDR notation; ValueError where it is none or its host part is not zero."""
    return ip_network(text.strip(), strict=True)


def contains(outer: Network, inner: Network) -> bool:
    """Whether `inner` lies within `outer` (or is the same)."""
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def overlapping(new: Network, known: Iterable[tuple[Network, bool]], *, container: bool) -> list[Network]:
    """Those of `known` (network, is it a container) that `new` may not stand beside.

    A container is there to hold others; anything else shares addresses with nobody.
    """
    found = []
    for other, holds_others in known:
        if other.version != new.version or not other.overlaps(new):
            continue
        nested = (holds_others and contains(other, new) and other != new) or (
            container and contains(new, other) and other != new
        )
        if not nested:
            found.append(other)
    return found


class Taken:
    """Addresses in use, put in order once so that each of many prefixes finds its own quickly."""

    def __init__(self, addresses: Iterable[str]) -> None:
        parsed = {ip_address(address) for address in addresses}
        self._by_version = {v: sorted(int(a) for a in parsed if a.version == v) for v in (4, 6)}

    def within(self, network: Network, *, also: str = "") -> set[int]:
        """Those of them that lie in `network`, as numbers; `also` is one more (a gateway)."""
        known = self._by_version[network.version]
        first, last = int(network.network_address), int(network.broadcast_address)
        found = set(known[bisect_left(known, first) : bisect_right(known, last)])
        if also and ip_address(also) in network:
            found.add(int(ip_address(also)))
        return found


def usage(network: Network, taken: Taken, *, also: str = "") -> Usage:
    """How full `network` is; addresses outside it do not count, and each counts once."""
    edges = _edges(network)
    return Usage(usable=network.num_addresses - len(edges), used=len(taken.within(network, also=also) - edges))


def free_addresses(network: Network, taken: Taken, *, also: str = "", limit: int = 5) -> list[str]:
    """The lowest `limit` addresses that can be given away."""
    used = taken.within(network, also=also)
    free = (str(address) for address in network.hosts() if int(address) not in used)
    return list(islice(free, limit))


def free_space(container: Network, children: Iterable[Network]) -> list[Network]:
    """What of `container` no child covers, as the largest aligned blocks, lowest first."""
    return list(_uncovered(container, [child for child in children if contains(container, child)]))


def _uncovered(block: Network, children: list[Network]) -> Iterator[Network]:
    inside = [child for child in children if child.overlaps(block)]
    if not inside:
        yield block
    elif not any(contains(child, block) for child in inside):
        for half in block.subnets():
            yield from _uncovered(half, inside)


def _edges(network: Network) -> set[int]:
    """The addresses nobody can have: the network's own and the broadcast address (IPv4, /30 and shorter)."""
    if network.version == 6 or network.prefixlen > 30:
        return set()
    return {int(network.network_address), int(network.broadcast_address)}
