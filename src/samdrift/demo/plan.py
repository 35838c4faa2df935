# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Gives the demo's town a plan beside its network, with a few deliberate differences, as soon as the network is found.

All of it is invented but what discovery saw. Written in bulk, so that the demo's start does not wait for it, and once: a
town that has a plan keeps it.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy

from samdrift.demo.history import ACTOR, is_found
from samdrift.demo.work import plan_work
from samdrift.documentation.comparing import compare_soon
from samdrift.documentation.ipam import Network
from samdrift.documentation.models import (
    PlannedCable,
    PlannedDevice,
    PlannedPort,
    PlannedPrefix,
    PlannedVlan,
    Rack,
    Room,
)
from samdrift.inventory.models import Device, Link
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotNow
from samdrift.platform.jobs import blueprint, defer
from samdrift.platform.scope import acting_as

JOB = "demo_plan"
FILE = "netbox-eksport.csv"
LOOK_AGAIN_S = 5
RACK_UNITS = 24
IN_A_RACK = ("network", "firewall", "power")
SAID_AGO = timedelta(days=40)
VLANS = (
    (10, "Administration", "Medarbejdere"),
    (20, "Elever", "Elevnet"),
    (30, "Gæster", "Gæstenet"),
    (99, "Drift", "Udstyr"),
)


def begin_plan_when_found(municipality_id: int, *, devices: int) -> None:
    """Queue the plan; it waits until about `devices` devices are found. Safe to call at every start."""
    if not PlannedDevice.objects.filter(municipality_id=municipality_id).exists():
        defer(JOB, queueing_lock=JOB, lock=JOB, municipality_id=municipality_id, devices=devices)


@blueprint.task(name=JOB, queue="history", retry=RetryStrategy(wait=LOOK_AGAIN_S))
def plan_job(*, municipality_id: int, devices: int) -> None:
    with acting_as(ACTOR):
        if not is_found(municipality_id, devices=devices):
            raise NotNow("the network is not found yet", where=JOB, remedy="it looks again by itself")
        write_plan(municipality_id, now=utc_now())
        plan_work(municipality_id, now=utc_now())
        compare_soon(municipality_id)


def write_plan(municipality_id: int, *, now: datetime) -> bool:
    """The plan as somebody imported it forty days ago; False where there is one. The caller's scope is a system actor's."""
    with transaction.atomic():
        if PlannedDevice.objects.filter(municipality_id=municipality_id).exists():
            return False
        plan = _Plan(municipality_id, now)
        plan.write()
    return True


class _Plan:
    def __init__(self, municipality_id: int, now: datetime) -> None:
        self.municipality_id, self.now = municipality_id, now
        mine = Device.objects.filter(municipality_id=municipality_id).order_by("name", "pk")
        self.devices = list(mine.select_related("place"))
        self.at_place: dict[int, list[Device]] = defaultdict(list)
        for device in self.devices:
            if device.place_id is not None:
                self.at_place[device.place_id].append(device)

    def write(self) -> None:
        racks = self._racks()
        planned = self._devices(racks)
        self._vlans_and_prefixes()
        self._cables_and_ports(planned)

    def _said(self, device: Device) -> dict[str, Any]:
        """What every statement carries: who says so, since when, and who reads it."""
        return {
            "municipality_id": self.municipality_id,
            "supplier_id": device.supplier_id,
            "agreement_id": device.agreement_id,
            "place_id": device.place_id,
            "source": "import",
            "said_by": FILE,
            "verified_at": self.now - SAID_AGO,
        }

    def _racks(self) -> dict[int, Rack]:
        """A rack in the room that the place's first switch names."""
        found = {}
        for place_id, devices in self.at_place.items():
            first = next((device for device in devices if device.type in IN_A_RACK), None)
            if first is not None:
                room = Room.objects.create(
                    name=first.location.rpartition(",")[2].strip()[:120] or "1", **self._said(first)
                )
                found[place_id] = Rack.objects.create(
                    name="R1", room=room, height_units=RACK_UNITS, **self._said(first)
                )
        return found

    def _devices(self, racks: dict[int, Rack]) -> dict[int, PlannedDevice]:
        """Everything seen but the last access point, with one serial number of a device that has been replaced since."""
        points = [device for device in self.devices if device.type == "wireless"]
        left_out = {points[-1].pk} if points else set()
        top: dict[int, int] = defaultdict(lambda: RACK_UNITS)
        rows = []
        for device in self.devices:
            if device.pk in left_out:
                continue
            rack = racks.get(device.place_id or 0) if device.type in IN_A_RACK else None
            unit = top[device.place_id or 0]
            if rack is not None and unit > 1:
                top[device.place_id or 0] -= 2
            rows.append(
                PlannedDevice(
                    name=device.name,
                    role=device.type,
                    vendor=device.vendor,
                    model=device.hardware,
                    serial=device.serial,
                    address=device.address,
                    rack=rack if unit > 1 else None,
                    position=unit if rack is not None and unit > 1 else None,
                    owner="Lindefjord Kommune",
                    contract="" if device.agreement_id else "Eget indkøb",
                    warranty_until=date(self.now.year + 1 + device.pk % 3, 6, 30),
                    **self._said(device),
                )
            )
        switches = [row for row in rows if row.role == "network"]
        if len(switches) > 3:
            switches[2].serial = "UDSKIFTET-0001"
            ghost = PlannedDevice(name=f"{switches[3].name}-reserve", role="network", model=switches[3].model)
            for field in (
                "municipality_id",
                "supplier_id",
                "agreement_id",
                "place_id",
                "source",
                "said_by",
                "verified_at",
            ):
                setattr(ghost, field, getattr(switches[3], field))
            rows.append(ghost)
        PlannedDevice.objects.bulk_create(rows)
        by_name = {row.name: row for row in rows}
        return {device.pk: by_name[device.name] for device in self.devices if device.name in by_name}

    def _vlans_and_prefixes(self) -> None:
        """Four VLANs for the town; a block for the devices of each place, and one for its people, within two containers."""
        if not self.devices:
            return
        first = self.devices[0]
        city = self._said(first) | {"place_id": None}
        vlans = {vid: PlannedVlan.objects.create(vid=vid, name=name, purpose=why, **city) for vid, name, why in VLANS}
        rows: list[PlannedPrefix] = []
        taken: set[Network] = set()
        for purpose, base in (("Udstyr", f"{first.address}/16"), ("Brugere", "10.64.0.0/16")):
            network = ip_network(base, strict=False)
            rows.append(
                PlannedPrefix(network=str(network.network_address), length=16, container=True, purpose=purpose, **city)
            )
        for number, (place_id, devices) in enumerate(sorted(self.at_place.items())):
            said = self._said(devices[0]) | {"place_id": place_id}
            blocks = sorted({ip_network(f"{device.address}/24", strict=False) for device in devices} - taken, key=str)
            taken |= set(blocks)
            rows += [
                PlannedPrefix(network=str(b.network_address), length=24, vlan=vlans[99], purpose="Udstyr", **said)
                for b in blocks
            ]
            users = ip_network((int(ip_address("10.64.0.0")) + (number << 8), 24))
            rows.append(
                PlannedPrefix(
                    network=str(users.network_address),
                    length=24,
                    vlan=vlans[20] if devices[0].place and devices[0].place.kind == "school" else vlans[10],
                    gateway=str(users[1]),
                    purpose="Brugere",
                    **said,
                )
            )
        PlannedPrefix.objects.bulk_create(rows)

    def _cables_and_ports(self, planned: dict[int, PlannedDevice]) -> None:
        """Every cable seen, but one that is planned in another port and one that nobody wrote down; uplinks have a purpose."""
        links = Link.objects.filter(municipality_id=self.municipality_id, gone_at__isnull=True).select_related(
            "a", "b", "a_device", "b_device"
        )
        cables, ports = [], []
        for number, link in enumerate(links.order_by("pk")):
            a, b = planned.get(link.a_device_id), planned.get(link.b_device_id)
            if a is None or b is None or number == 17:
                continue
            a_port = link.a.name if number != 23 else f"{link.a.name}-gl"
            ends = sorted([(a.pk, a_port), (b.pk, link.b.name)])
            cables.append(
                PlannedCable(
                    a_id=ends[0][0],
                    a_port=ends[0][1],
                    b_id=ends[1][0],
                    b_port=ends[1][1],
                    medium="smf" if a.place_id != b.place_id else "cat6",
                    **self._said(link.a_device),
                )
            )
            if link.a.alias:
                purpose = link.a.alias if number != 5 else "til bygning C"
                said = self._said(link.a_device)
                ports.append(PlannedPort(device=a, name=link.a.name, purpose=purpose, enabled=True, **said))
        PlannedCable.objects.bulk_create(cables)
        PlannedPort.objects.bulk_create(ports)
