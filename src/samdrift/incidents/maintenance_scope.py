# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a window is about, and who may agree it: the city for all that is its own, a supplier for its own devices alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import ServiceInfo
from samdrift.incidents.maintenance_rules import Unfit
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor, Role

MAY_PLAN: tuple[Role, ...] = ("agent", "engineer", "administrator")


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing to work on. `supplier_id`: the one whose devices alone are there; `by_supplier`: that one agrees it."""

    kind: str
    id: int
    label: str
    municipality_id: int
    supplier_id: int | None
    by_supplier: bool
    places: tuple[int, ...]


def may_plan_for_city(actor: Actor, municipality_id: int) -> bool:
    """Those who run the city's network, and our own processes."""
    return actor.system or municipality_id in actor.municipalities_as(*MAY_PLAN)


def scope_of(kind: str, scope_id: int, actor: Actor) -> Scope:
    """The thing, as far as this actor may have it worked on; Unfit where there is no such thing, or none of theirs."""
    if kind == "place":
        place = parties.place(scope_id)
        if place is None:
            raise Unfit("no_place", "there is no such place", where="scope_id")
        there = inventory.devices(inventory.devices_by_place().get(place.id, []))
        return _scope("place", place.id, place.name, place.municipality_id, there.values(), actor, places=(place.id,))
    if kind == "device":
        device = inventory.devices([scope_id]).get(scope_id)
        if device is None:
            raise Unfit("no_device", "there is no such device", where="scope_id")
        return _scope("device", device.id, device.name, device.municipality_id, [device], actor)
    if kind == "link":
        cable = inventory.link(scope_id)
        if cable is None or cable.gone_at is not None:
            raise Unfit("no_cable", "there is no such cable", where="scope_id")
        ends = inventory.devices([cable.a_device_id, cable.b_device_id])
        if len(ends) < 2 and not actor.system:
            raise Unfit("half_cable", "one end of this cable is not yours to work on", where="scope_id")
        label = " – ".join(ends[end].name for end in (cable.a_device_id, cable.b_device_id) if end in ends)
        first = next(iter(ends.values()))
        return _scope("link", cable.id, label, first.municipality_id, ends.values(), actor)
    municipality_id, service = _service(scope_id, actor)
    carrying = [device for device, its, _ in inventory.carriers(municipality_id) if its in service.device_types]
    return _scope("service", service.id, service.slug, municipality_id, inventory.devices(carrying).values(), actor)


def _service(service_id: int, actor: Actor) -> tuple[int, ServiceInfo]:
    for city in sorted(actor.municipalities_as(*MAY_PLAN) | actor.customers):
        for service in agreements.services_of(city):
            if service.id == service_id:
                return city, service
    raise Unfit("no_service", "there is no such service", where="scope_id")


def _scope(
    kind: str,
    scope_id: int,
    label: str,
    municipality_id: int,
    devices: Iterable[DeviceRow],
    actor: Actor,
    *,
    places: tuple[int, ...] = (),
) -> Scope:
    rows = list(devices)
    owners = {device.supplier_id for device in rows}
    by_supplier = not may_plan_for_city(actor, municipality_id)
    if by_supplier:
        if not actor.has("engineer"):
            raise NotFound("there is nothing here to plan", where="maintenance")
        owners &= actor.suppliers
        rows = [device for device in rows if device.supplier_id in owners]
    if not rows:
        raise Unfit("nothing", "nothing that we watch there is yours to work on", where="scope_id")
    if by_supplier and len(owners) != 1:
        raise Unfit(
            "several", "devices of several suppliers are there", where="scope_id", remedy="plan each device by itself"
        )
    hit = places or tuple(sorted({device.place_id for device in rows if device.place_id is not None}))
    return Scope(
        kind, scope_id, label[:200], municipality_id, next(iter(owners)) if len(owners) == 1 else None, by_supplier, hit
    )
