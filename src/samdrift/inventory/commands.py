# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every change of what is known to be there."""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address

from django.db import connection, transaction

from samdrift.agreements import facade as agreements
from samdrift.inventory.events import DEVICE_CHANGED, DEVICE_FOUND
from samdrift.inventory.identity import display_name, names_of_interfaces, place_for
from samdrift.inventory.links import weave_links
from samdrift.inventory.models import Contact, Credential, Device, Interface, Seed
from samdrift.inventory.sightings import follow_supplier
from samdrift.inventory.types import DeviceSnapshot, SnmpCredential
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform import jobs
from samdrift.platform.actor import Actor, Role
from samdrift.platform.facts import record_fact
from samdrift.platform.live import announce
from samdrift.platform.sealed import seal

SNAPSHOT_LOCK = 7301
MAY_SEARCH: tuple[Role, ...] = ("agent", "engineer", "administrator")
"""Who of a municipality's own people may give discovery an address."""
_PORT_FIELDS = (
    "if_index",
    "descr",
    "alias",
    "type",
    "speed_bps",
    "mtu",
    "mac",
    "duplex",
    "admin",
    "oper",
    "status_at",
    "present",
    "lag_of",
)


def add_credential(
    *, municipality_id: int, name: str, credential: SnmpCredential, actor: Actor, icmp: bool = True, position: int = 0
) -> int:
    """A way to ask devices, tried in `position` order; replaces one of the same name. BadInput where a secret is missing."""
    if credential.version == "2c" and not credential.community:
        raise BadInput("SNMP v2c needs a community", where="community")
    if credential.version == "3" and not (credential.user and credential.auth_key and credential.priv_key):
        raise BadInput("SNMPv3 authPriv needs a user, an authentication key and a privacy key", where="credential")
    del actor  # the audit trail takes the actor from the scope
    row, _ = Credential.objects.update_or_create(
        municipality_id=municipality_id,
        name=name,
        defaults={
            "position": position,
            "version": credential.version,
            "community_sealed": seal(credential.community),
            "user": credential.user,
            "auth_protocol": credential.auth_protocol,
            "auth_key_sealed": seal(credential.auth_key),
            "priv_protocol": credential.priv_protocol,
            "priv_key_sealed": seal(credential.priv_key),
            "port": credential.port,
            "icmp": icmp,
        },
    )
    return row.pk


def add_seed(*, municipality_id: int, address: str, actor: Actor) -> int:
    """Start discovery at `address`; asking again reads the device anew.

    BadInput where it is no address of one device; NotFound where the actor does not run that municipality's network.
    """
    if not actor.system and municipality_id not in actor.municipalities_as(*MAY_SEARCH):
        raise NotFound("there is no such municipality", where=f"municipality {municipality_id}")
    address = _one_address(address)
    with transaction.atomic():
        row, _ = Seed.objects.get_or_create(municipality_id=municipality_id, address=address)
        look_at(municipality_id=municipality_id, address=address, heard_from="seed", actor=actor, again=True)
    return row.pk


def _one_address(text: str) -> str:
    try:
        found = ip_address(text.strip())
    except ValueError:
        raise BadInput("that is not an IP address", where="address", remedy="write one such as 10.20.0.1") from None
    if found.is_multicast or found.is_unspecified or found.is_reserved or getattr(found, "scope_id", None):
        raise BadInput("that is not the address of one device", where="address", remedy="write one such as 10.20.0.1")
    return str(found)


def look_at(*, municipality_id: int, address: str, heard_from: str, actor: Actor, again: bool = False) -> bool:
    """Queue the discovery of one address; False when it is known and `again` is not asked for."""
    del actor
    _, new = Contact.objects.get_or_create(
        municipality_id=municipality_id, address=address, defaults={"heard_from": heard_from[:120]}
    )
    if not (new or again):
        return False
    return jobs.defer(
        "discover",
        queueing_lock=f"discover/{municipality_id}/{address}",
        municipality_id=municipality_id,
        address=address,
    )


def note_contact(*, municipality_id: int, address: str, state: str, detail: str, actor: Actor, at: datetime) -> None:
    """How an attempt to discover `address` came out, in words; shown on the seed it came from too."""
    del actor
    news = not Contact.objects.filter(
        municipality_id=municipality_id, address=address, state=state, detail=detail[:300]
    ).exists()
    Contact.objects.update_or_create(
        municipality_id=municipality_id,
        address=address,
        defaults={"state": state, "detail": detail[:300], "tried_at": at},
    )
    Seed.objects.filter(municipality_id=municipality_id, address=address).update(asked_at=at, answer=detail[:300])
    if news:
        announce("inventory", municipality_id=municipality_id, supplier_id=None)


def apply_snapshot(
    *, municipality_id: int, address: str, credential_id: int, snapshot: DeviceSnapshot, actor: Actor, at: datetime
) -> int:
    """Store what a device said of itself: the device, its ports and its links. Returns its id. One transaction, safe to repeat.

    Known again by its chassis id (IEEE 802.1AB), else by its address; a known device keeps the address it was found by.
    """
    with transaction.atomic():
        _one_at_a_time(municipality_id)
        device, new = _find_or_make(municipality_id, address, credential_id, snapshot, at)
        before, supplier_before = _gist(device), device.supplier_id
        _describe(device, snapshot, address, at)
        device.save()
        if not new and device.supplier_id != supplier_before:
            follow_supplier(device)
        moved = _store_ports(device, snapshot, at)
        woven = weave_links(device, at)
        if new or moved or woven or before != _gist(device):
            record_fact(
                name=DEVICE_FOUND if new else DEVICE_CHANGED,
                subject=f"device:{device.pk}",
                payload={
                    "device_id": device.pk,
                    "name": device.name,
                    "address": device.address,
                    "place_id": device.place_id,
                },
                municipality_id=municipality_id,
                supplier_id=device.supplier_id,
                actor=actor,
                at=at,
            )
            announce("inventory", municipality_id=municipality_id, supplier_id=device.supplier_id)
        for neighbour in snapshot.neighbours:
            if neighbour.remote_address:
                look_at(
                    municipality_id=municipality_id,
                    address=neighbour.remote_address,
                    heard_from=f"{neighbour.protocol} at {device.name}",
                    actor=actor,
                )
    return device.pk


def _one_at_a_time(municipality_id: int) -> None:
    """Two neighbours stored at the same moment would each miss the other and weave no link; asking still goes side by side."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SNAPSHOT_LOCK, municipality_id])


def _find_or_make(
    municipality_id: int, address: str, credential_id: int, snapshot: DeviceSnapshot, at: datetime
) -> tuple[Device, bool]:
    mine = Device.objects.select_for_update().filter(municipality_id=municipality_id)
    chassis = snapshot.device.chassis_id or ""
    known = mine.filter(chassis_id=chassis).first() if chassis else None
    known = known or mine.filter(address=address).first()
    if known is not None:
        return known, False
    return Device(municipality_id=municipality_id, address=address, credential_id=credential_id, first_seen=at), True


def _gist(device: Device) -> tuple[object, ...]:
    return (device.name, device.address, device.place_id, device.version, device.serial, device.supplier_id)


def _describe(device: Device, snapshot: DeviceSnapshot, address: str, at: datetime) -> None:
    facts = snapshot.device
    device.name = display_name(snapshot, address)[:120]
    device.chassis_id = (facts.chassis_id or device.chassis_id)[:80]
    device.location = (facts.sys_location or "")[:255]
    device.os, device.vendor = (facts.os or "")[:60], (facts.vendor or "")[:80]
    device.type = (facts.type or "network")[:30]
    device.hardware, device.version = (facts.hardware or "")[:120], (facts.version or "")[:120]
    device.serial = (facts.serial or "")[:120]
    device.sys_descr, device.sys_object_id = facts.sys_descr or "", (facts.sys_object_id or "")[:160]
    device.problems = [{"oid": problem.oid, "reason": problem.reason} for problem in snapshot.problems]
    device.neighbours = [
        {
            "local_if_index": n.local_if_index,
            "local_port": n.local_port,
            "remote_name": n.remote_name,
            "remote_port": n.remote_port,
            "remote_address": n.remote_address,
            "remote_chassis_id": n.remote_chassis_id,
            "protocol": n.protocol,
        }
        for n in snapshot.neighbours
    ]
    device.last_seen = at
    places = [(place.id, place.name, place.address) for place in parties.places_of(device.municipality_id)]
    device.place_id = place_for(device.location, places) or device.place_id
    carrier = agreements.carrying(device.municipality_id, device_type=device.type)
    device.agreement_id = carrier.id if carrier is not None else None
    device.supplier_id = carrier.supplier_id if carrier is not None else None


def _store_ports(device: Device, snapshot: DeviceSnapshot, at: datetime) -> bool:
    """Write the ports as found; True when one came, went or got another ifIndex."""
    names = names_of_interfaces(snapshot.interfaces)
    before = dict(Interface.objects.filter(device=device, present=True).values_list("name", "if_index"))
    rows = [
        Interface(
            municipality_id=device.municipality_id,
            supplier_id=device.supplier_id,
            device=device,
            name=names[port.if_index],
            if_index=port.if_index,
            descr=(port.descr or "")[:255],
            alias=(port.alias or "")[:255],
            type=(port.type or "")[:60],
            speed_bps=port.speed_bps,
            mtu=port.mtu,
            mac=(port.mac or "")[:12],
            duplex=(port.duplex or "")[:20],
            admin=port.admin_status or "",
            oper=port.oper_status or "",
            status_at=at,
            lag_of=port.lag_of,
        )
        for port in snapshot.interfaces
    ]
    if not rows:
        return False  # it served no table this time: what is known stays
    Interface.objects.filter(device=device).exclude(name__in=names.values()).update(present=False)
    Interface.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["device", "name"], update_fields=[*_PORT_FIELDS, "supplier"]
    )
    return before != {name: index for index, name in names.items()}


def store_port_status(ports: Sequence[Interface]) -> None:
    """Write ifOperStatus, ifAdminStatus and ifIndex of ports that changed; what changed them stands in monitoring."""
    Interface.objects.bulk_update(ports, ["oper", "admin", "status_at", "if_index"])
