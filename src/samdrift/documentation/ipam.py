# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Arithmetic of addresses (RFC 4632, RFC 4291): what lies in what, what overlaps, what is free. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


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


def usage(network: Network, taken: Iterable[str]) -> Usage:
    """How full `network` is with these addresses; those outside it do not count, and each counts once."""
    total = network.num_addresses
    reserved = 2 if network.version == 4 and network.prefixlen <= 30 else 0
    used = {address for address in _within(network, taken) if not _reserved(network, address)}
    return Usage(usable=total - reserved, used=len(used))


def free_addresses(network: Network, taken: Iterable[str], *, limit: int = 5) -> list[str]:
    """The lowest `limit` addresses that can be given away."""
    used = set(_within(network, taken))
    found: list[str] = []
    for address in network.hosts():
        if len(found) == limit:
            break
        if address not in used:
            found.append(str(address))
    return found


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


def _within(network: Network, addresses: Iterable[str]) -> Iterator[Address]:
    for text in addresses:
        address = ip_address(text)
        if address.version == network.version and address in network:
            yield address


def _reserved(network: Network, address: Address) -> bool:
    edges = {network.network_address, network.broadcast_address}
    return network.version == 4 and network.prefixlen <= 30 and address in edges
