# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The two ways out of a difference: make the plan so, or have the network fixed; and the plan's beginning: take over all
that is seen, so that nobody types what discovery knows.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.agreements import facade as agreements
from samdrift.documentation import asking
from samdrift.documentation.book import Book
from samdrift.documentation.commands import TOPIC, lock_plan, may_write, name_of, require_writer, write
from samdrift.documentation.kinds import KINDS
from samdrift.documentation.models import (
    Difference,
    PlannedAddress,
    PlannedCable,
    PlannedDevice,
    PlannedPort,
    Statement,
)
from samdrift.documentation.pictures import seen_of
from samdrift.documentation.types import Said, SeenCable, SeenDevice
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce

_SLUGS = {"device": "devices", "port": "interfaces", "cable": "cables", "address": "ip-addresses", "vlan": "vlans"}
"""Which kind of record a kind of difference is about."""


def make_plan_so(*, difference_id: int, actor: Actor, at: datetime) -> bool:
    """Write into the plan what is seen, and end the difference; False when somebody was quicker."""
    with transaction.atomic():
        row = _for_writer(difference_id, actor)
        if row.ended_at is not None:
            return False
        _take_over(row, Said("observed", name_of(actor), at))
        row.way, row.decided_by, row.decided_at, row.ended_at = "plan", name_of(actor), at, at
        row.save(update_fields=["way", "decided_by", "decided_at", "ended_at"])
        announce(TOPIC, municipality_id=row.municipality_id, supplier_id=row.supplier_id)
    return True


def fix_network(*, difference_id: int, group: str, actor: Actor, at: datetime) -> bool:
    """The plan is right: `group` (a resolver group's name) sees to it, by a case of the desk. The difference ends, and
    its case with it, when the network says so.

    False when it has ended meanwhile; BadInput where there is no such group.
    """
    with transaction.atomic():
        row = _for_writer(difference_id, actor)
        groups = {known.name: known.id for known in agreements.groups_of(row.municipality_id)}
        if group not in groups:
            raise BadInput("there is no such group", where="group", remedy="choose one of the list")
        if row.ended_at is not None:
            return False
        row.way, row.group, row.decided_by, row.decided_at = "network", group, name_of(actor), at
        asking.open_case(row, groups[group], actor=actor, at=at)
        row.save(update_fields=["way", "group", "decided_by", "decided_at", "case_id", "case_number"])
        announce(TOPIC, municipality_id=row.municipality_id, supplier_id=row.supplier_id)
    return True


def plan_from_observed(*, municipality_id: int, actor: Actor, at: datetime, place_id: int | None = None) -> int:
    """Take what is seen (devices and cables, at one place or everywhere) into the plan where the plan says nothing yet.

    Returns how many statements were added. What the plan says already stays as it is.
    """
    require_writer(actor, municipality_id)
    with transaction.atomic():
        lock_plan(municipality_id)
        book, said = Book(municipality_id), Said("observed", name_of(actor), at)
        seen = seen_of(municipality_id)
        places = {place.id: place.name for place in parties.places_of(municipality_id)}
        known = _names(municipality_id)
        added = 0
        for device in seen.devices:
            here = place_id is None or device.place_id == place_id
            if here and device.name.casefold() not in known:
                write(KINDS["devices"], device_row(device, places), book, said)
                known.add(device.name.casefold())
                added += 1
        at_place = {device.name for device in seen.devices if place_id is None or device.place_id == place_id}
        taken = _taken_ports(municipality_id)
        for cable in seen.cables:
            planned = all(end[0].casefold() in known for end in (cable.a, cable.b))
            free = taken.isdisjoint({_end(cable.a), _end(cable.b)})
            if planned and free and {cable.a[0], cable.b[0]} & at_place:
                write(KINDS["cables"], cable_row(cable), book, said)
                added += 1
        announce(TOPIC, municipality_id=municipality_id, supplier_id=None)
    return added


def device_row(device: SeenDevice, places: dict[int, str]) -> dict[str, str]:
    """What is seen of a device, as a row of a file."""
    return {
        "name": device.name,
        "site": places.get(device.place_id or 0, ""),
        "role": device.type,
        "manufacturer": device.vendor,
        "device_type": device.model,
        "serial": device.serial,
        "primary_ip4": device.address,
    }


def cable_row(cable: SeenCable) -> dict[str, str]:
    """What is seen of a cable, as a row of a file."""
    return {
        "side_a_device": cable.a[0],
        "side_a_name": cable.a[1],
        "side_b_device": cable.b[0],
        "side_b_name": cable.b[1],
    }


def _for_writer(difference_id: int, actor: Actor) -> Difference:
    row = Difference.objects.filter(pk=difference_id).first()
    if row is None or not may_write(actor, row.municipality_id):
        raise NotFound("there is no such difference", where=f"difference {difference_id}")
    lock_plan(row.municipality_id)
    return Difference.objects.select_for_update().get(pk=difference_id)


def _take_over(row: Difference, said: Said) -> None:
    if row.kind == "wireless":
        raise BadInput(
            _("Nobody but you knows which access points are meant."),
            where=row.subject,
            remedy=_("Add them to the plan, or take them out of it, one by one."),
        )
    planned: Statement | None = None
    if row.kind in _SLUGS:
        planned = KINDS[_SLUGS[row.kind]].rows().filter(pk=row.facts.get("planned_id") or 0).first()
    if row.what == "missing":
        if planned is not None:
            planned.delete()
    elif row.kind == "cable":
        if planned is not None:
            planned.delete()
        cable = SeenCable(tuple(row.facts["a"]), tuple(row.facts["b"]))
        write(KINDS["cables"], cable_row(cable), Book(row.municipality_id), said)
    elif row.what == "unplanned":
        _add(row, said)
    elif planned is not None:
        _set(planned, row.field, row.facts["value"], said)


def _add(row: Difference, said: Said) -> None:
    """What is seen and not meant: a device, a VLAN, or an address in use outside every prefix."""
    book = Book(row.municipality_id)
    if row.kind == "vlan":
        place = parties.place(row.place_id) if row.place_id else None
        told = {"vid": str(row.facts["vid"]), "name": row.facts["value"], "site": place.name if place else ""}
        write(KINDS["vlans"], told, book, said)
        return
    if row.kind == "address":
        length = 128 if ":" in row.subject else 32
        known = row.facts["value"] if row.facts["value"].casefold() in _names(row.municipality_id) else ""
        write(KINDS["ip-addresses"], {"address": f"{row.subject}/{length}", "device": known}, book, said)
        return
    found = inventory.devices([row.facts["device_id"]]).get(row.facts["device_id"])
    if found is None:
        raise NotFound("the device is not there any more", where=row.subject)
    places = {place.id: place.name for place in parties.places_of(row.municipality_id)}
    seen = SeenDevice(
        id=found.id,
        name=found.name,
        place_id=found.place_id,
        address=found.address,
        type=found.type,
        vendor=found.vendor,
        model=found.hardware,
        serial=found.serial,
    )
    write(KINDS["devices"], device_row(seen, places), book, said)


def _set(planned: Statement, field: str, value: Any, said: Said) -> None:
    """One value as seen; a place arrives as its id, a port's switch as IF-MIB's word, VLANs as numbers."""
    if isinstance(planned, PlannedPort) and field in {"vlan", "tagged"}:
        column = {"vlan": "untagged_vlan", "tagged": "tagged_vlans"}[field]
        row = {"device": planned.device.name, "name": planned.name, column: value}
        write(KINDS["interfaces"], row, Book(planned.municipality_id), said)
        return
    if field == "place":
        planned.place_id = int(value)
    elif field == "enabled" and isinstance(planned, PlannedPort):
        planned.enabled = value == "up"
    elif field == "device" and isinstance(planned, PlannedAddress):
        planned.device = PlannedDevice.objects.filter(
            municipality_id=planned.municipality_id, name__iexact=value
        ).first()
    else:
        setattr(planned, field, value)
    planned.source, planned.said_by, planned.verified_at = said.source, said.detail, said.verified_at
    planned.save()


def _names(municipality_id: int) -> set[str]:
    """Names of planned devices, folded."""
    names = PlannedDevice.objects.filter(municipality_id=municipality_id).values_list("name", flat=True)
    return {name.casefold() for name in names}


def _taken_ports(municipality_id: int) -> set[tuple[str, str]]:
    rows = PlannedCable.objects.filter(municipality_id=municipality_id).values_list(
        "a__name", "a_port", "b__name", "b_port"
    )
    return {end for a, a_port, b, b_port in rows for end in (_end((a, a_port)), _end((b, b_port)))}


def _end(end: tuple[str, str]) -> tuple[str, str]:
    return end[0].casefold(), end[1].casefold()
