# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every change of what is known to be there."""

from datetime import datetime
from ipaddress import ip_address

from django.db import connection, transaction
from django.db.models import Q

from samdrift.inventory.describing import describe, facts_of, gist
from samdrift.inventory.events import DEVICE_CHANGED, DEVICE_FOUND
from samdrift.inventory.ground import Ground
from samdrift.inventory.identity import ENGINE, display_name, engine_key, keys_of, serials_of
from samdrift.inventory.interfaces import store_port_status, store_ports
from samdrift.inventory.links import weave_links
from samdrift.inventory.models import Contact, Credential, Device, DeviceKey, Seed
from samdrift.inventory.readqueue import heard_of, wake, wish_for
from samdrift.inventory.rules.knowing import Known, Match, Told, know_again
from samdrift.inventory.sightings import follow_supplier
from samdrift.inventory.telling import keep_told
from samdrift.inventory.types import DeviceSnapshot, SnmpCredential
from samdrift.inventory.worklist import tell_work
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import Actor, Role
from samdrift.platform.facts import record_fact
from samdrift.platform.live import announce
from samdrift.platform.sealed import seal

__all__ = ["add_credential", "add_seed", "apply_snapshot", "look_at", "note_contact", "store_port_status"]
SNAPSHOT_LOCK = 7301
MAY_SEARCH: tuple[Role, ...] = ("agent", "engineer", "administrator")
"""Who of a municipality's own people may give discovery an address."""


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
    """Queue the reading of one address; False when it is known and `again` is not asked for. `again` goes before the routine."""
    del actor
    new = heard_of(municipality_id=municipality_id, addresses=[address], heard_from=heard_from)
    if not (new or again):
        return False
    if again:
        wish_for(municipality_id=municipality_id, address=address)
    wake()
    return True


def note_contact(*, municipality_id: int, address: str, state: str, detail: str, actor: Actor, at: datetime) -> None:
    """How an attempt to discover `address` came out, in words; shown on the seed it came from too."""
    del actor
    here = Contact.objects.filter(municipality_id=municipality_id, address=address)
    before = here.values_list("state", "detail").first()
    told = {"state": state, "detail": detail[:300], "tried_at": at}
    if before is None:
        Contact.objects.create(municipality_id=municipality_id, address=address, **told)
    else:
        here.update(**told)
    Seed.objects.filter(municipality_id=municipality_id, address=address).update(asked_at=at, answer=detail[:300])
    if before != (state, detail[:300]):
        announce("inventory", municipality_id=municipality_id, supplier_id=None)


def apply_snapshot(
    *,
    municipality_id: int,
    address: str,
    credential_id: int,
    snapshot: DeviceSnapshot,
    actor: Actor,
    at: datetime,
    ground: Ground | None = None,
) -> int:
    """Store what a device said of itself: the device, its ports and its links. Returns its id. One transaction, safe to repeat.

    Known again by rules.knowing; a known device keeps the address it was found by, as long as it says it has it. Who stores
    many hands the same `ground` for a while. Neighbours are queued, not asked: wake whoever asks.
    """
    ground = ground or Ground()
    with transaction.atomic():
        _one_at_a_time(municipality_id)
        device, match = _find_or_make(municipality_id, address, credential_id, snapshot, at)
        new = match.id is None
        before, supplier_before, facts_before = gist(device), device.supplier_id, facts_of(device)
        was_gone, device.gone_at = device.gone_at is not None, None
        describe(device, snapshot, address, at, ground)
        if match.by == "address":
            device.credential_id = credential_id  # the key that works is remembered
        device.save()
        _keep_keys(device, engine_key(snapshot.device.engine_id), new=new)
        tell_work(device, match, facts_before, facts_of(device), was_gone=was_gone, actor=actor, at=at)
        if not new and device.supplier_id != supplier_before:
            follow_supplier(device)
        moved = store_ports(device, snapshot, at, device_was_known=not new)
        keep_told(device, snapshot, at)
        woven = weave_links(device, at)
        if new or moved or woven or before != gist(device):
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
        for protocol in dict.fromkeys(neighbour.protocol for neighbour in snapshot.neighbours):
            told = [n.remote_address for n in snapshot.neighbours if n.protocol == protocol and n.remote_address]
            heard_of(municipality_id=municipality_id, addresses=told, heard_from=f"{protocol} at {device.name}")
    return device.pk


def _keep_keys(device: Device, engine: str | None, *, new: bool) -> None:
    """Write by what it is found (DeviceKey); seldom anything to do for a known one."""
    wanted = keys_of(device.serials, device.neighbours)
    known = {} if new else dict(DeviceKey.objects.filter(device=device).values_list("key", "pk"))
    wanted |= {engine} if engine else {key for key in known if key.startswith(ENGINE)}  # silence takes nothing back
    over = [pk for key, pk in known.items() if key not in wanted]
    if over:
        DeviceKey.objects.filter(pk__in=over).delete()
    DeviceKey.objects.bulk_create(
        DeviceKey(municipality_id=device.municipality_id, device=device, key=key)
        for key in sorted(wanted - known.keys())
    )


def _one_at_a_time(municipality_id: int) -> None:
    """Two neighbours stored at the same moment would each miss the other and weave no link; asking still goes side by side."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SNAPSHOT_LOCK, municipality_id])


def _find_or_make(
    municipality_id: int, address: str, credential_id: int, snapshot: DeviceSnapshot, at: datetime
) -> tuple[Device, Match]:
    """The stored device that answered, or a new one not stored yet; also those that were taken off the network."""
    mine = Device.every.select_for_update(of=("self",)).filter(
        municipality_id=municipality_id, merged_into__isnull=True
    )
    told = Told(
        address=address,
        name=display_name(snapshot, address),
        chassis=snapshot.device.chassis_id or "",
        serials=serials_of(snapshot),
        own=frozenset(str(row["address"]) for row in snapshot.addresses),
    )
    there = Q(chassis_id=told.chassis) | Q(address=address) if told.chassis else Q(address=address)
    rows = {row.pk: row for row in mine.filter(there)}
    if told.serials and not any(row.chassis_id == told.chassis != "" for row in rows.values()):
        keys = keys_of(told.serials, ())
        claiming = DeviceKey.objects.filter(municipality_id=municipality_id, key__in=keys).values("device_id")
        rows |= {row.pk: row for row in mine.filter(pk__in=claiming)}
    present = {row.address for row in rows.values() if row.gone_at is None}
    match = know_again(
        told,
        (
            Known(row.pk, row.address, row.name, row.chassis_id, frozenset(row.serials))
            for row in rows.values()
            if row.gone_at is None or row.address not in present
        ),
    )
    if match.id is None:
        device = Device(municipality_id=municipality_id, address=address, credential_id=credential_id, first_seen=at)
        return device, match
    rows[match.id].address = match.address
    return rows[match.id], match
