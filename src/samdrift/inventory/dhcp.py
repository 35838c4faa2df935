# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Stores what DHCP servers tell, and lists their pools. Names that clients give themselves become names of stations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from samdrift.inventory.models import AddressPool, Device, Lease, StationName
from samdrift.inventory.rules.gauges import Gauge
from samdrift.inventory.rules.leases import LARGEST, DhcpLease, DhcpTold, told_again
from samdrift.inventory.rules.stays import KEPT
from samdrift.inventory.rules.wanted import is_station
from samdrift.inventory.watched import gauge_takers
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce
from samdrift.platform.visible import visible

AT_ONCE = 5_000
COUNTABLE = 2**32
Row = TypeVar("Row")
SOURCE = "dhcp"


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One pool as pages show it; `percent` 0 to 100, 0 for one without addresses to lease out."""

    id: int
    server: str
    family: int
    network: str
    name: str
    size: int
    used: int
    declined: int
    percent: float
    state: str
    told_at: datetime

    @property
    def countable(self) -> bool:
        """Whether its size says anything: an IPv6 network has more addresses than anybody counts."""
        return self.size < COUNTABLE


def pools(actor: Actor) -> list[PoolRow]:
    """Every pool this actor may see, the fullest first."""
    rows = [
        PoolRow(
            row.pk, row.server, row.family, row.network, row.name, row.size, row.used, row.declined,
            100.0 * row.used / row.size if row.size > 0 else 0.0, row.state, row.told_at,
        )
        for row in visible(AddressPool.objects.all(), actor)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.percent, row.network))


def store_dhcp(*, municipality_id: int, told: DhcpTold, actor: Actor, at: datetime, address: str = "") -> None:
    """Keep what one server told at `at`. `address`: where it was asked; a device of ours there gets the pools as gauges."""
    del actor
    with transaction.atomic():
        _store_pools(municipality_id, told, at)
        _store_leases(municipality_id, told, at)
        _name_stations(municipality_id, told.leases, at)
        device = Device.objects.filter(municipality_id=municipality_id, address=address).first() if address else None
        if device is not None:
            gauges = tuple(_gauges(told))
            for give in gauge_takers():
                give(device_id=device.pk, gauges=gauges, at=at)
    announce("whereabouts", municipality_id=municipality_id, supplier_id=None)


def _store_pools(municipality_id: int, told: DhcpTold, at: datetime) -> None:
    rows = [
        AddressPool(
            municipality_id=municipality_id,
            server=told.server[:200],
            family=pool.family,
            subnet_id=pool.subnet_id,
            network=pool.network[:50],
            name=pool.name.replace("\0", "")[:120],
            size=min(pool.size, LARGEST),
            used=min(pool.used, LARGEST),
            declined=min(pool.declined, LARGEST),
            state=told.state[:40],
            told_at=at,
        )
        for pool in told.pools
    ]
    AddressPool.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["municipality", "server", "family", "subnet_id"],
        update_fields=["network", "name", "size", "used", "declined", "state", "told_at"],
    )
    if rows:
        AddressPool.objects.filter(municipality_id=municipality_id, server=told.server[:200], told_at__lt=at).delete()


def _store_leases(municipality_id: int, told: DhcpTold, at: datetime) -> None:
    server = told.server[:200]
    mine = Lease.objects.filter(municipality_id=municipality_id, server=server, ended_at__isnull=True)
    known = {address: (pk, mac) for pk, address, mac in mine.values_list("pk", "address", "mac")}
    changes = told_again(known, told)
    for ids in _some(changes.ended):
        Lease.objects.filter(pk__in=ids).update(ended_at=at)
    if told.leases_whole:
        mine.update(last_seen=at)
    Lease.objects.bulk_create(
        [
            Lease(
                municipality_id=municipality_id,
                server=server,
                address=lease.address,
                mac=lease.mac,
                first_seen=at,
                last_seen=at,
            )
            for lease in changes.begun
            if is_station(lease.mac)
        ],
        batch_size=AT_ONCE,
    )


def _name_stations(municipality_id: int, leases: Iterable[DhcpLease], at: datetime) -> None:
    """A person's word is not overruled; a name that two stations give themselves stands at both."""
    told = {
        one.mac: " ".join(one.name.replace("\0", "").split())[:120]
        for one in leases
        if one.name and is_station(one.mac)
    }
    for macs in _some(list(told)):
        there = StationName.objects.filter(municipality_id=municipality_id, mac__in=macs)
        known = {mac: (name, source) for mac, name, source in there.values_list("mac", "name", "source")}
        rows = [
            StationName(municipality_id=municipality_id, mac=mac, name=told[mac], source=SOURCE, at=at)
            for mac in macs
            if told[mac] and (mac not in known or (known[mac][1] == SOURCE and known[mac][0] != told[mac]))
        ]
        StationName.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["municipality", "mac"], update_fields=["name", "source", "at"]
        )


def _gauges(told: DhcpTold) -> Iterable[Gauge]:
    for pool in told.pools:
        key = f"dhcp.{pool.family}.{pool.subnet_id}"
        yield Gauge(
            "dhcp", key, pool.name or pool.network, float(pool.used), "addresses", float(min(pool.size, LARGEST))
        )


def forget_old_leases(*, now: datetime) -> int:
    """Delete leases that ended longer ago than stays are kept; how many."""
    return Lease.objects.filter(ended_at__lt=now - KEPT).delete()[0]


def _some(rows: list[Row]) -> Iterable[list[Row]]:
    return (rows[begin : begin + AT_ONCE] for begin in range(0, len(rows), AT_ONCE))
