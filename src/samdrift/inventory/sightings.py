# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Stores who was learned where: what a device's forwarding table and ARP tell, as stays that begin and end."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.db import transaction
from django.db.models import Q

from samdrift.inventory.identity import names_of_interfaces
from samdrift.inventory.models import (
    Device,
    Interface,
    JournalNote,
    Link,
    Pairing,
    Sighting,
    StationName,
    TableReading,
    Telling,
)
from samdrift.inventory.rules.edge import FORWARDING
from samdrift.inventory.rules.stays import KEPT, Stay, read_again
from samdrift.inventory.rules.wanted import is_station, read_wanted
from samdrift.inventory.types import DeviceSnapshot, StationTables
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import Actor, Role

MAY_NAME: tuple[Role, ...] = ("agent", "engineer", "administrator")
"""Who of a municipality's own people may say what a station is called."""
_FDB_OIDS = ("1.3.6.1.2.1.17.4.3", "1.3.6.1.2.1.17.7.1.2")
_ARP_OIDS = ("1.3.6.1.2.1.4.22", "1.3.6.1.2.1.4.35")
_BATCH = 2_000


def tables_of(snapshot: DeviceSnapshot) -> StationTables:
    """The tables that came along with a full reading; one that met trouble, or is empty beside trouble, is not whole."""

    def whole(rows: tuple[dict[str, Any], ...], oids: tuple[str, ...]) -> bool:
        troubled = any(problem.oid.startswith(oids) for problem in snapshot.problems)
        return not troubled and (bool(rows) or not snapshot.problems)

    return StationTables(
        fdb=snapshot.fdb,
        arp=snapshot.arp,
        port_names=names_of_interfaces(snapshot.interfaces),
        fdb_whole=whole(snapshot.fdb, _FDB_OIDS),
        arp_whole=whole(snapshot.arp, _ARP_OIDS),
    )


def store_tables(*, device_id: int, tables: StationTables, actor: Actor, at: datetime) -> bool:
    """Write what changed since the last reading; True when anything did. One transaction, safe to repeat."""
    del actor  # machines rewrite these tables all day: they are not audited
    with transaction.atomic():
        device = Device.objects.filter(pk=device_id).first()
        if device is None:
            return False  # removed while it was asked
        reading = _reading_of(device)
        if reading.at is not None and at <= reading.at:
            return False  # an older answer that came late
        before = reading.at or at
        ports = _ports_by_index(device, tables)
        learned = _learned(tables, ports)
        changed = _store_sightings(device, learned, at, before, whole=tables.fdb_whole)
        changed = _store_pairings(device, _paired(tables, ports), at, before, whole=tables.arp_whole) or changed
        _mark_ports(device, learned)
        reading.at = reading.tried_at = at
        reading.stations, reading.pairs, reading.problem = len({mac for mac, _ in learned}), len(tables.arp), ""
        reading.supplier_id = device.supplier_id
        reading.save()
    return changed


def note_no_tables(*, device_id: int, problem: str, actor: Actor, at: datetime) -> None:
    """The device did not answer for its tables: who was there is still there, only older."""
    del actor
    TableReading.objects.filter(device_id=device_id).update(tried_at=at, problem=problem[:300])


def follow_supplier(device: Device) -> None:
    """A device that another supplier has taken over takes its stays and its journal along: whoever runs it sees them."""
    for model in (Sighting, Pairing, TableReading, Telling, JournalNote):
        model.objects.filter(device=device).update(supplier_id=device.supplier_id)


def forget_old_stays(*, now: datetime, actor: Actor) -> int:
    """Delete stays that ended, or whose device was read last, longer ago than they are kept; how many."""
    del actor
    long_ago = now - KEPT
    unread = TableReading.objects.filter(at__lt=long_ago).values("device_id")
    over = Q(last_seen__lt=long_ago) | Q(last_seen__isnull=True, device_id__in=unread)
    return Sighting.objects.filter(over).delete()[0] + Pairing.objects.filter(over).delete()[0]


def name_station(
    *, municipality_id: int, mac: str, name: str, actor: Actor, at: datetime, source: str = "person"
) -> None:
    """Say what a station is called; an empty name takes it away.

    BadInput where that is no MAC; NotFound where the actor does not run that municipality's network.
    """
    if not actor.system and municipality_id not in actor.municipalities_as(*MAY_NAME):
        raise NotFound("there is no such municipality", where=f"municipality {municipality_id}")
    wanted = read_wanted(mac)
    if wanted.kind != "mac" or not is_station(wanted.text):
        raise BadInput("that is not the MAC address of one device", where="mac", remedy="write 12 hex digits")
    mine = StationName.objects.filter(municipality_id=municipality_id, mac=wanted.text)
    said = " ".join(name.replace("\x00", "").split())[:120]
    if not said:
        mine.delete()
        return
    if source != "person" and mine.filter(source="person").exists():
        return  # what a person said is not overruled by a program
    StationName.objects.update_or_create(
        municipality_id=municipality_id, mac=wanted.text, defaults={"name": said, "source": source, "at": at}
    )


def _reading_of(device: Device) -> TableReading:
    """The device's own row, locked: two readings of one device are stored one after the other."""
    TableReading.objects.get_or_create(
        device=device, defaults={"municipality_id": device.municipality_id, "supplier_id": device.supplier_id}
    )
    return TableReading.objects.select_for_update().get(device=device)


def _ports_by_index(device: Device, tables: StationTables) -> dict[int, int]:
    """Port ids by the ifIndex of this very moment: by name where it is told, since numbers move at a restart."""
    rows = list(Interface.objects.filter(device=device, present=True).values_list("pk", "name", "if_index"))
    by_name = {name: pk for pk, name, _ in rows}
    found = {index: pk for pk, _, index in rows}
    if not tables.port_names:
        return found
    told = {index: by_name[name] for index, name in tables.port_names.items() if name in by_name}
    strangers = {index: pk for index, pk in found.items() if index not in tables.port_names}
    return strangers | told


def _learned(tables: StationTables, ports: dict[int, int]) -> dict[tuple[str, int], int | None]:
    return {
        (row["mac"], row.get("vlan") or 0): ports.get(row.get("if_index") or 0)
        for row in tables.fdb
        if is_station(row["mac"]) and (row.get("vlan") or 0) < 2**31
    }


def _paired(tables: StationTables, ports: dict[int, int]) -> dict[tuple[str, int | None], str]:
    return {
        (str(ip_address(row["address"].partition("%")[0])), ports.get(row.get("if_index") or 0)): row["mac"]
        for row in tables.arp
        if is_station(row["mac"])
    }


def _store_sightings(
    device: Device, learned: dict[tuple[str, int], int | None], at: datetime, before: datetime, *, whole: bool
) -> bool:
    rows = Sighting.objects.filter(device=device, ended_at__isnull=True)
    known: list[Stay[tuple[str, int], int | None]] = [
        Stay(pk, (mac, vlan), port, quiet)
        for pk, mac, vlan, port, quiet in rows.values_list("pk", "mac", "vlan", "interface_id", "last_seen")
    ]
    changes = read_again(known, learned, at, whole=whole)
    _close(Sighting, changes.ended, changes.quiet, changes.back, at, before)
    Sighting.objects.bulk_create(
        (
            Sighting(
                municipality_id=device.municipality_id,
                supplier_id=device.supplier_id,
                device=device,
                interface_id=port,
                mac=mac,
                vlan=vlan,
                first_seen=at,
            )
            for (mac, vlan), port in changes.begun
        ),
        batch_size=_BATCH,
    )
    return bool(changes)


def _store_pairings(
    device: Device, paired: dict[tuple[str, int | None], str], at: datetime, before: datetime, *, whole: bool
) -> bool:
    rows = Pairing.objects.filter(device=device, ended_at__isnull=True)
    known: list[Stay[tuple[str, int | None], str]] = [
        Stay(pk, (address, port), mac, quiet)
        for pk, address, port, mac, quiet in rows.values_list("pk", "address", "interface_id", "mac", "last_seen")
    ]
    changes = read_again(known, paired, at, whole=whole)
    _close(Pairing, changes.ended, changes.quiet, changes.back, at, before)
    Pairing.objects.bulk_create(
        (
            Pairing(
                municipality_id=device.municipality_id,
                supplier_id=device.supplier_id,
                device=device,
                interface_id=port,
                address=address,
                mac=mac,
                first_seen=at,
            )
            for (address, port), mac in changes.begun
        ),
        batch_size=_BATCH,
    )
    return bool(changes)


def _close(
    model: type[Sighting] | type[Pairing],
    ended: list[int],
    quiet: list[int],
    back: list[int],
    at: datetime,
    before: datetime,
) -> None:
    """Stays that ended were told of last at the reading before, unless they had fallen quiet earlier."""
    for ids in _batches(ended):
        model.objects.filter(pk__in=ids, last_seen__isnull=True).update(last_seen=before)
        model.objects.filter(pk__in=ids).update(ended_at=at)
    for ids in _batches(quiet):
        model.objects.filter(pk__in=ids).update(last_seen=before)
    for ids in _batches(back):
        model.objects.filter(pk__in=ids).update(last_seen=None)


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _mark_ports(device: Device, learned: dict[tuple[str, int], int | None]) -> None:
    """Write on each port how many stations it has learned, and whether another switch is behind it."""
    counts = Counter(port for port in dict(_each_mac_at_a_port(learned)).values() if port is not None)
    switches = _switches_among({mac for mac, _ in learned}, device)
    leading = {port for (mac, _), port in learned.items() if mac in switches} | _cabled_to_switches(device)
    ports = list(Interface.objects.filter(device=device))
    lags = {port.lag_of for port in ports if port.pk in leading and port.lag_of is not None}
    leading |= {port.pk for port in ports if port.if_index in lags}
    changed = []
    for port in ports:
        marks = counts.get(port.pk, 0), port.pk in leading
        if marks != (port.stations, port.leads_on):
            port.stations, port.leads_on = marks
            changed.append(port)
    Interface.objects.bulk_update(changed, ["stations", "leads_on"])


def _each_mac_at_a_port(
    learned: dict[tuple[str, int], int | None],
) -> Iterable[tuple[tuple[str, int | None], int | None]]:
    """One station counts once a port, in however many VLANs it was learned there."""
    return (((mac, port), port) for (mac, _), port in learned.items())


def _switches_among(macs: set[str], device: Device) -> set[str]:
    """Those of these MACs that other known switches, routers and firewalls answer by."""
    found: set[str] = set()
    for some in _batches_of(sorted(macs)):
        others = Device.objects.filter(municipality_id=device.municipality_id, type__in=FORWARDING).exclude(
            pk=device.pk
        )
        found.update(others.filter(chassis_id__in=some).values_list("chassis_id", flat=True))
        ports = Interface.objects.filter(mac__in=some, device__in=others)
        found.update(ports.values_list("mac", flat=True))
    return found


def _batches_of(macs: list[str]) -> Iterable[list[str]]:
    return (macs[start : start + _BATCH] for start in range(0, len(macs), _BATCH))


def _cabled_to_switches(device: Device) -> set[int]:
    there = Link.objects.filter(gone_at__isnull=True)
    mine = there.filter(a_device=device, b_device__type__in=FORWARDING).values_list("a_id", flat=True)
    theirs = there.filter(b_device=device, a_device__type__in=FORWARDING).values_list("b_id", flat=True)
    return {*mine, *theirs}
