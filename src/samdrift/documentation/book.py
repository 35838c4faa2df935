# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Finds what a row refers to by its words: the place, the rack, the device, the VLAN. Read once for a whole file."""

from typing import Any

from django.utils.translation import gettext as _

from samdrift.agreements import facade as agreements
from samdrift.documentation.drift_logical import folded
from samdrift.documentation.models import PlannedDevice, PlannedVlan, Rack, Room
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties

NETWORK = "network"


class Book:
    """One municipality's names. `note` tells it of what has been written since it was read."""

    def __init__(self, municipality_id: int) -> None:
        self.municipality_id = municipality_id
        places = parties.places_of(municipality_id)
        self._places = {folded(p.name): p.id for p in places} | {folded(p.slug): p.id for p in places}
        mine = {"municipality_id": municipality_id}
        self._rooms = {(row.place_id, folded(row.name)): row.pk for row in Room.objects.filter(**mine)}
        self._racks = {(row.place_id, folded(row.name)): row.pk for row in Rack.objects.filter(**mine)}
        self._devices = {folded(row.name): (row.pk, row.place_id) for row in PlannedDevice.objects.filter(**mine)}
        self._vlans = {(row.place_id, row.vid): row.pk for row in PlannedVlan.objects.filter(**mine)}
        ids = [device_id for device_id, _type, _place in inventory.carriers(municipality_id)]
        seen = inventory.devices(ids).values()
        self._seen = {folded(device.name): device for device in seen} | {
            folded(device.serial): device for device in seen if device.serial
        }
        self._carriers: dict[str, tuple[int | None, int | None]] = {}

    def resolve(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with references as ids (`place_id` and so on); BadInput names the column where one leads nowhere."""
        found = dict(values)
        if "place" in found:
            found["place_id"] = self._place(found.pop("place"))
        for field in ("device", "a", "b"):
            if field in found:
                column = {"device": "device", "a": "side_a_device", "b": "side_b_device"}[field]
                found[f"{field}_id"], place_id = self._device(found.pop(field), column)
                if field != "b":
                    found["place_id"] = place_id
        for field, known, column in (("room", self._rooms, "location"), ("rack", self._racks, "rack")):
            if field in found:
                found[f"{field}_id"] = _named(known, found.get("place_id"), found.pop(field), column)
        if "vlan" in found:
            found["vlan_id"] = self._vlan(found.get("place_id"), found.pop("vlan"))
        return found

    def shared_with(self, name: str, role: str) -> dict[str, int | None]:
        """Who besides the municipality sees a statement: whoever runs that device, or devices of that kind."""
        seen = self._seen.get(folded(name)) if name else None
        if seen is not None:
            return {"supplier_id": seen.supplier_id, "agreement_id": seen.agreement_id}
        if role not in self._carriers:
            carrier = agreements.carrying(self.municipality_id, device_type=role or NETWORK)
            carrier = carrier or agreements.carrying(self.municipality_id, device_type=NETWORK)
            self._carriers[role] = (carrier.supplier_id, carrier.id) if carrier else (None, None)
        supplier_id, agreement_id = self._carriers[role]
        return {"supplier_id": supplier_id, "agreement_id": agreement_id}

    def seen(self, name: str) -> DeviceRow | None:
        """The device of this name or serial number as discovery found it."""
        return self._seen.get(folded(name))

    def note(self, row: object) -> None:
        """Learn of a row that has just been written."""
        if isinstance(row, Room):
            self._rooms[(row.place_id, folded(row.name))] = row.pk
        elif isinstance(row, Rack):
            self._racks[(row.place_id, folded(row.name))] = row.pk
        elif isinstance(row, PlannedDevice):
            self._devices[folded(row.name)] = (row.pk, row.place_id)
        elif isinstance(row, PlannedVlan):
            self._vlans[(row.place_id, row.vid)] = row.pk

    def _place(self, name: str) -> int | None:
        if not name:
            return None
        place_id = self._places.get(folded(name))
        if place_id is None:
            raise BadInput(
                _("There is no place called «%(name)s».") % {"name": name[:60]},
                where="site",
                remedy=_("Write its name as it stands in the list of places."),
            )
        return place_id

    def _device(self, name: str, column: str) -> tuple[int | None, int | None]:
        if not name:
            return None, None
        found = self._devices.get(folded(name))
        if found is None:
            raise BadInput(
                _("The plan has no device called «%(name)s».") % {"name": name[:60]},
                where=column,
                remedy=_("Import the devices first."),
            )
        return found

    def _vlan(self, place_id: int | None, vid: int | None) -> int | None:
        if vid is None:
            return None
        found = self._vlans.get((place_id, vid)) or self._vlans.get((None, vid))
        if found is None:
            raise BadInput(
                _("The plan has no VLAN %(vid)s.") % {"vid": vid}, where="vlan", remedy=_("Import the VLANs first.")
            )
        return found


def _named(known: dict[tuple[int | None, str], int], place_id: int | None, name: str, column: str) -> int | None:
    if not name:
        return None
    found = known.get((place_id, folded(name)))
    if found is None:
        raise BadInput(
            _("There is none called «%(name)s» at that place.") % {"name": name[:60]},
            where=column,
            remedy=_("Import the rooms and racks first."),
        )
    return found
