# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A municipality's network as one reckoning: what hangs below what, with its places and people. Read anew for each question."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samdrift.engines.foresight import Cable, Ground, Part, ground_of
from samdrift.inventory import facade as inventory
from samdrift.inventory.facade import CableInfo
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF

GONE_LATELY = timedelta(days=90)
"""A spare way that was taken away longer ago is the network as it is."""


@dataclass(frozen=True)
class Network:
    """Cables that are there in `live`; `broken` ones are down, switched off, or were taken away lately."""

    municipality_id: int
    place_of: dict[int, int | None]
    type_of: dict[int, str]
    places: dict[int, PlaceInfo]
    live: dict[int, CableInfo]
    broken: dict[int, CableInfo]
    entrance: int | None
    ground: Ground = field(init=False)
    at: dict[int, list[int]] = field(init=False)
    """Place -> its devices."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ground", self.without())
        at: dict[int, list[int]] = {}
        for device, place in self.place_of.items():
            if place is not None:
                at.setdefault(place, []).append(device)
        object.__setattr__(self, "at", at)

    def without(self, cables: Collection[int] = (), devices: Collection[int] = ()) -> Ground:
        """The network without these."""
        left = [Cable(c.id, c.a.device_id, c.b.device_id) for c in self.live.values() if c.id not in cables]
        roots = [] if self.entrance is None else [self.entrance]
        return ground_of((d for d in self.place_of if d not in devices), left, roots)

    def whole(self) -> Ground:
        """The network as it would be with every broken cable mended."""
        rows = [*self.live.values(), *self.broken.values()]
        roots = [] if self.entrance is None else [self.entrance]
        return ground_of(self.place_of, [Cable(c.id, c.a.device_id, c.b.device_id) for c in rows], roots)

    def common(self, ground: Ground, place_id: int) -> Part | None:
        """The nearest thing that alone cuts off the whole place."""
        reached = [device for device in self.at.get(place_id, ()) if ("device", device) in ground.above]
        return ground.common(reached) if reached else None


def cities_of(actor: Actor) -> list[int]:
    """The municipalities whose network the actor may look at, in part or whole."""
    return sorted(actor.municipalities_as(*STAFF) | actor.customers)


def read_network(municipality_id: int, *, now: datetime) -> Network:
    """As far as it is there for the caller (platform.scope)."""
    carriers = inventory.carriers(municipality_id)
    place_of = {device: place for device, _, place in carriers}
    cables = inventory.cables(municipality_id)
    live = {c.id: c for c in cables if c.gone_at is None and "down" not in {c.a.oper, c.b.oper}}
    taken = {(end.device_id, end.if_index) for c in live.values() for end in (c.a, c.b)}
    broken = {
        c.id: c
        for c in cables
        if c.id not in live
        and (c.gone_at is None or c.gone_at > now - GONE_LATELY)
        and not {(end.device_id, end.if_index) for end in (c.a, c.b)} & taken
    }
    ids = {place for place in place_of.values() if place is not None}
    return Network(
        municipality_id=municipality_id,
        place_of=place_of,
        type_of={device: kind for device, kind, _ in carriers},
        places=parties.places(ids),
        live=live,
        broken=broken,
        entrance=_entrance(municipality_id, place_of, live.values()),
    )


def _entrance(municipality_id: int, place_of: dict[int, int | None], live: Iterable[CableInfo]) -> int | None:
    """Where the network is entered: the first seed's device, else the one joined to most other places."""
    found = inventory.vantage(municipality_id)
    if found in place_of:
        return found
    joined: dict[int, set[int | None]] = {}
    for cable in live:
        for here, there in ((cable.a, cable.b), (cable.b, cable.a)):
            joined.setdefault(here.device_id, set()).add(place_of.get(there.device_id))
    return max(joined, key=lambda device: (len(joined[device]), -device), default=None)


def cable_name(cable: CableInfo, names: dict[int, str]) -> str:
    """«dist1 ge5 – acc3 ge1»."""
    return f"{names.get(cable.a.device_id, '?')} {cable.a.port} – {names.get(cable.b.device_id, '?')} {cable.b.port}"
