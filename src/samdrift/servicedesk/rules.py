# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The desk's decisions, pure: how urgent, which state may follow which, who may do what. Time is never asked for here."""

from collections.abc import Iterable

from samdrift.agreements.types import ServiceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF
from samdrift.servicedesk.types import LIVE_STATES, Impact, State, Visibility

CRITICAL_PLACES = frozenset({"care_home", "health_house", "fire_station", "hospital"})
"""Places where somebody may come to harm when the network is away."""
MANY_PEOPLE = 200
MANY_PLACES = 3

NEXT_STATES: dict[State, tuple[State, ...]] = {
    "new": ("open", "waiting", "with_supplier", "resolved"),
    "open": ("waiting", "with_supplier", "resolved"),
    "waiting": ("open", "with_supplier", "resolved"),
    "with_supplier": ("open", "waiting", "resolved"),
    "resolved": ("open", "closed"),
    "closed": (),
}


def priority_of(impact: Impact) -> int:
    """1 (whole places or many people without the network) to 4 (nobody notices), by the wording of the agreements.

    A lost redundancy counts as high: the next fault will be an outage.
    """
    if not impact.outage:
        return {"redundancy": 2, "degraded": 3, "flapping": 3}.get(impact.kind, 4)
    if impact.device_types and impact.device_types <= {"wireless"}:
        return 3
    many = impact.places >= MANY_PLACES or bool(impact.place_kinds & CRITICAL_PLACES)
    whole = impact.people >= MANY_PEOPLE if impact.whole_place is None else impact.whole_place
    return 1 if impact.kind == "place" or many or whole else 2


def whole_place_silent(carriers: Iterable[tuple[int, str, int | None]], silent: frozenset[int]) -> bool | None:
    """Whether at some place every device that carries the network is silent, given (device, type, place) of all devices.

    Power supplies do not carry it. None where no silent device stands at a known place.
    """
    at_place: dict[int, set[int]] = {}
    for device, kind, place in carriers:
        if place is not None and kind != "power":
            at_place.setdefault(place, set()).add(device)
    hit = [devices for devices in at_place.values() if devices & silent]
    return any(devices <= silent for devices in hit) if hit else None


def services_hit(
    services: Iterable[ServiceInfo], *, outage: bool, place_kinds: Iterable[str], device_types: frozenset[str]
) -> list[ServiceInfo]:
    """The services people lose: those used at one of these kinds of places and carried by a device of one of these types.

    Where the types are unknown every carried service counts. Without an outage nobody loses anything.
    """
    kinds = frozenset(place_kinds)
    return [
        service
        for service in services
        if outage
        and service.device_types
        and (not device_types or device_types & frozenset(service.device_types))
        and any(service.used_at(kind) for kind in kinds)
    ]


def may_follow(before: State, after: State) -> bool:
    """Whether a person may move a case from `before` to `after`."""
    return after in NEXT_STATES[before]


def is_live(state: str) -> bool:
    """Whether somebody still works on it."""
    return state in LIVE_STATES


def works_for_city(actor: Actor, municipality_id: int) -> bool:
    """An agent or administrator of the case's municipality, or one of our own processes."""
    return actor.system or municipality_id in actor.municipalities_as("agent", "administrator")


def works_for_supplier(actor: Actor, supplier_id: int | None) -> bool:
    """An engineer of the supplier that has the case."""
    return supplier_id is not None and supplier_id in actor.suppliers and actor.has("engineer")


def may_read_all(actor: Actor, municipality_id: int) -> bool:
    """Whether the actor reads everything of a case of this municipality: the city's own people who run things."""
    return actor.system or municipality_id in actor.municipalities_as(*STAFF)


def may_work_on(actor: Actor, *, municipality_id: int, supplier_id: int | None) -> bool:
    """Whether the actor may move the case on: the city's desk, or the supplier that has it."""
    return works_for_city(actor, municipality_id) or works_for_supplier(actor, supplier_id)


def visibilities_for(actor: Actor, *, municipality_id: int, supplier_id: int | None) -> tuple[Visibility, ...]:
    """What the actor may write, the usual one first. A user of the case writes to everybody on it."""
    if works_for_city(actor, municipality_id):
        return ("customer", "internal") if supplier_id is None else ("customer", "internal", "supplier")
    if works_for_supplier(actor, supplier_id):
        return ("customer", "supplier")
    return ("customer",)


def state_after_users_message(state: State) -> State:
    """A user's words bring back a case that waited for them or was thought resolved."""
    return "open" if state in {"waiting", "resolved"} else state


STATE_FROM_PARTNER: dict[str, State] = {
    "new": "with_supplier",
    "in_progress": "with_supplier",
    "on_hold": "with_supplier",
    "resolved": "resolved",
    "closed": "resolved",
    "cancelled": "open",
}
"""The partner closes its ticket; only our own user or desk closes the case. A cancelled ticket comes back to the desk."""


def short_title(text: str, longest: int = 80) -> str:
    """The first sentence of what a person wrote, cut between words."""
    first = " ".join(text.split("\n", 1)[0].split())
    for stop in (". ", "! ", "? "):
        first = first.split(stop, 1)[0]
    first = first.rstrip(" .")
    if len(first) <= longest:
        return first
    cut = first[: longest - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"
