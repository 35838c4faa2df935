# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How every place stands, for map, tree, table and wallboard: a handful of queries for a thousand places."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from samdrift.incidents.models import Affected
from samdrift.incidents.queries import run_by
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import StandingState
from samdrift.monitoring import facade as monitoring
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF

STATES = ("down", "something", "ok", "unknown")
"""Worst first: everything there is silent, something is wrong, all right, nothing there was ever heard."""
IN_TROUBLE = ("down", "something")


@dataclass(frozen=True, slots=True)
class PlaceState:
    """How one place stands: ok, something, down, or unknown where nothing there was ever heard."""

    place: PlaceInfo
    state: str
    devices: int
    silent: int


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What an address asks for of places; empty parts narrow nothing."""

    state: str = ""
    kind: str = ""
    agency: int | None = None
    words: str = ""

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> "PlaceFilter":
        """Read tolerantly: what makes no sense does not narrow, so an old bookmark still opens."""
        state, agency = asked.get("state", ""), asked.get("agency", "")
        return cls(
            state=state if state in (*STATES, "trouble") else "",
            kind=asked.get("kind", "").replace("\x00", "")[:30],
            agency=int(agency) if agency.isascii() and agency.isdigit() and len(agency) < 19 else None,
            words=asked.get("q", "").replace("\x00", "").strip()[:100],
        )

    def address(self, **changes: Any) -> str:
        """The query string of this filter with some parts changed; what narrows nothing is left out."""
        wanted = replace(self, **changes)
        parts = {"state": wanted.state, "kind": wanted.kind, "agency": wanted.agency or "", "q": wanted.words}
        return urlencode({name: value for name, value in parts.items() if value})

    def takes(self, one: PlaceState) -> bool:
        """Whether this place is among what is asked for."""
        wanted = IN_TROUBLE if self.state == "trouble" else (self.state,)
        return (not self.state or one.state in wanted) and self.takes_place(one.place)

    def takes_place(self, place: PlaceInfo) -> bool:
        """The same for a place of which we do not know how it stands."""
        return (
            (not self.kind or place.kind == self.kind)
            and (self.agency is None or place.agency_id == self.agency)
            and self.words.casefold() in f"{place.name} {place.address}".casefold()
        )


def place_states(actor: Actor, *, uneasy: Collection[int] | None = None) -> list[PlaceState]:
    """Every place of the actor's, by name. `uneasy`: places with an open incident, where the caller has read them already."""
    at_places = inventory.devices_by_place()
    states = monitoring.states()
    troubled = set(places_with_incidents(actor) if uneasy is None else uneasy)
    places = _places_of(actor, at_places)
    found = [state_of(place, at_places.get(place.id, ()), states, troubled) for place in places.values()]
    return sorted(found, key=lambda one: (one.place.name, one.place.id))


def places_with_incidents(actor: Actor) -> set[int]:
    """Where an incident of the actor's is open."""
    open_now = run_by(actor).filter(closed_at__isnull=True)
    hit = Affected.objects.filter(incident__in=open_now, place_id__isnull=False)
    own = open_now.filter(place_id__isnull=False).values_list("place_id", flat=True)
    return {*hit.values_list("place_id", flat=True), *own} - {None}


def state_of(
    place: PlaceInfo, devices: Collection[int], states: Mapping[int, StandingState], uneasy: Collection[int]
) -> PlaceState:
    """How a place stands by its devices, and whether an incident is open there."""
    known = [found for device in devices if (found := states.get(device, "unknown")) != "unknown"]
    silent = known.count("down")
    if not known:
        state = "something" if place.id in uneasy else "unknown"
    elif silent == len(known):
        state = "down"
    else:
        state = "something" if silent or "agent" in known or place.id in uneasy else "ok"
    return PlaceState(place=place, state=state, devices=len(devices), silent=silent)


def worst_first(states: Iterable[PlaceState]) -> list[PlaceState]:
    """Those in trouble before the others, then by name."""
    return sorted(states, key=lambda one: (STATES.index(one.state), one.place.name, one.place.id))


def _places_of(actor: Actor, with_devices: Iterable[int]) -> dict[int, PlaceInfo]:
    """All places of the actor's own city, and elsewhere those where a device of theirs stands."""
    found = {p.id: p for city in sorted(actor.municipalities_as(*STAFF)) for p in parties.places_of(city)}
    missing = [i for i in with_devices if i not in found]
    return found | parties.places(missing) if missing else found
