# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builders for other contexts' tests: a small found network, made by the same commands discovery uses."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from samdrift.inventory.commands import add_credential, apply_snapshot
from samdrift.inventory.models import Seed
from samdrift.inventory.sightings import store_tables
from samdrift.inventory.types import (
    DeviceFacts,
    DeviceSnapshot,
    InterfaceFacts,
    NeighbourFacts,
    SnmpCredential,
    StationTables,
)
from samdrift.parties.models import Municipality
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ACTOR = system_actor("test")


def snapshot(
    name: str, *, location: str = "", ports: int = 2, to: dict[int, tuple[str, str, str]] | None = None
) -> DeviceSnapshot:
    """A switch called `name`; `to` maps ifIndex to (neighbour's name, its port, its address)."""
    return DeviceSnapshot(
        device=DeviceFacts(
            sys_name=name,
            sys_location=location,
            type="network",
            os="procurve",
            chassis_id=name.encode().hex(),
            serial=f"SN-{name}",
        ),
        interfaces=tuple(
            InterfaceFacts(if_index=n, name=f"ge{n}", speed_bps=10**9, admin_status="up", oper_status="up")
            for n in range(1, ports + 1)
        ),
        neighbours=tuple(
            NeighbourFacts(
                "lldp",
                index,
                f"ge{index}",
                remote,
                port,
                remote_address=address,
                remote_chassis_id=remote.encode().hex(),
            )
            for index, (remote, port, address) in (to or {}).items()
        ),
    )


def found_network(
    city: Municipality, cables: Iterable[tuple[str, int, str, int]], *, locations: dict[str, str] | None = None
) -> dict[str, int]:
    """Devices by name -> id, joined by `cables` (name, ifIndex, name, ifIndex), the first being the seed. Addresses 10.9.0.n."""
    cables = list(cables)
    names = list(dict.fromkeys(name for a, _, b, _ in cables for name in (a, b)))
    address = {name: f"10.9.0.{number}" for number, name in enumerate(names, 1)}
    ids = {}
    with acting_as(ACTOR):
        key = add_credential(
            municipality_id=city.pk, name="test", credential=SnmpCredential(community="test"), actor=ACTOR
        )
        Seed.objects.get_or_create(municipality=city, address=address[names[0]])
        for name in names:
            ends = [(a, pa, b, pb) for a, pa, b, pb in cables if a == name] + [
                (b, pb, a, pa) for a, pa, b, pb in cables if b == name
            ]
            to = {port: (other, f"ge{other_port}", address[other]) for _, port, other, other_port in ends}
            snap = snapshot(name, ports=max(to, default=2), to=to, location=(locations or {}).get(name, ""))
            ids[name] = apply_snapshot(
                municipality_id=city.pk, address=address[name], credential_id=key, snapshot=snap, actor=ACTOR, at=AT
            )
    return ids


def tell(
    device_id: int,
    rows: Iterable[tuple[str, int | None]],
    arp: Iterable[tuple[str, str]] = (),
    *,
    at: datetime = AT,
    **more: Any,
) -> bool:
    """A device tells of stations: `rows` as (MAC, ifIndex), all in VLAN 20; `arp` as (MAC, address)."""
    tables = StationTables(
        fdb=tuple({"mac": mac, "if_index": port, "vlan": 20} for mac, port in rows),
        arp=tuple({"mac": mac, "address": address, "if_index": 1} for mac, address in arp),
        **more,
    )
    return store_tables(device_id=device_id, tables=tables, actor=ACTOR, at=at)
