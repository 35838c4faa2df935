# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The network as a drawing: places as one node each, or the devices of some places, placed by engines.topologylayout."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from samdrift.engines.topologylayout import Drawing, Part, Tree, grow, lay_out
from samdrift.incidents.places import PlaceFilter, PlaceState, place_states
from samdrift.inventory import facade as inventory
from samdrift.inventory.facade import Wired
from samdrift.kernel.errors import NotFound
from samdrift.monitoring import facade as monitoring
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF

MOST_DEVICES = 400
"""So many devices are drawn at once; of more a person sees their places."""
NOWHERE = 0
"""The node of devices whose place is not known."""
FAR = 1_000_000
Detail = Literal["places", "devices"]


@dataclass(frozen=True, slots=True)
class TopologyFilter:
    """What the address asks for: some places, or one place's devices, or every device where there are few enough."""

    places: PlaceFilter = field(default_factory=PlaceFilter)
    place: int | None = None
    detail: Detail = "places"

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> "TopologyFilter":
        """Read tolerantly, as PlaceFilter."""
        place = asked.get("place", "")
        number = int(place) if place.isascii() and place.isdigit() and len(place) < 19 else None
        return cls(PlaceFilter.from_address(asked), number, "devices" if asked.get("detail") == "devices" else "places")

    def address(self) -> str:
        """The query string of this filter."""
        place = f"place={self.place}" if self.place is not None else ""
        detail = "detail=devices" if self.detail == "devices" else ""
        return "&".join(filter(None, (place, detail, self.places.address())))


@dataclass(frozen=True, slots=True)
class Node:
    """A place or a device in the drawing. `state`: ok, something, down, unknown; `aside`: only there to lead to the others."""

    id: int
    name: str
    state: str
    devices: int
    silent: int
    aside: bool


@dataclass(frozen=True, slots=True)
class Topology:
    """What is drawn. `whole`: how many devices the network has; `too_many`: devices were asked for and are too many.

    `narrowed`: not everything the actor has is there.
    """

    detail: Detail
    nodes: dict[int, Node]
    drawing: Drawing
    place: PlaceState | None
    whole: int
    too_many: bool
    narrowed: bool
    states: tuple[PlaceState, ...]


_OF_DEVICE = {"up": "ok", "agent": "something", "down": "down", "unknown": "unknown"}


def topology(actor: Actor, asked: TopologyFilter) -> Topology:
    """The drawing this address asks for; NotFound where the place is not there for the actor. A dozen queries."""
    devices = inventory.wired_devices()
    ends = [(a, b) for _, a, b in inventory.cable_ends() if a in devices and b in devices]
    states = place_states(actor)
    ranks = _steps_from(_entrance(actor, devices, ends), ends)
    if asked.place is not None:
        one = next((state for state in states if state.place.id == asked.place), None)
        if one is None:
            raise NotFound("there is no such place", where=f"place {asked.place}")
        wanted = {device.id for device in devices.values() if device.place_id == asked.place}
        return _of_devices(wanted, devices, ends, ranks, states, one)
    fits = {state.place.id for state in states if asked.places.takes(state)}
    if asked.detail == "devices":
        wanted = {device.id for device in devices.values() if not asked.places.address() or device.place_id in fits}
        if len(wanted) <= MOST_DEVICES:
            return _of_devices(wanted, devices, ends, ranks, states, None)
    return _of_places(asked, fits, devices, ends, ranks, states)


def _of_places(
    asked: TopologyFilter,
    fits: set[int],
    devices: Mapping[int, Wired],
    ends: Iterable[tuple[int, int]],
    ranks: Mapping[int, int],
    states: list[PlaceState],
) -> Topology:
    known = {state.place.id: state for state in states}
    lowest: dict[int, int] = {}
    counts: dict[int, int] = {}
    spots: dict[int, int] = {}
    for device in devices.values():
        spot = device.place_id if device.place_id in known else NOWHERE
        spots[device.id] = spot or NOWHERE
        lowest[spots[device.id]] = min(lowest.get(spots[device.id], FAR), ranks.get(device.id, FAR))
        counts[spots[device.id]] = counts.get(spots[device.id], 0) + 1
    lines = {(spots[a], spots[b]) for a, b in ends}
    tree = grow([Part(spot, lowest[spot]) for spot in sorted(lowest)], lines)
    wanted = {spot for spot in lowest if spot in fits or (spot == NOWHERE and not asked.places.address())}
    kept = tree.way_up(wanted)
    nodes = {}
    for spot in kept:
        state = known.get(spot)
        nodes[spot] = Node(
            id=spot,
            name=state.place.name if state else "",
            state=state.state if state else "unknown",
            devices=counts[spot],
            silent=state.silent if state else 0,
            aside=spot not in wanted,
        )
    drawing = _drawn(tree, kept, lowest, lines)
    return Topology(
        detail="places",
        nodes=nodes,
        drawing=drawing,
        place=None,
        whole=len(devices),
        too_many=asked.detail == "devices",
        narrowed=bool(asked.places.address()),
        states=tuple(states),
    )


def _of_devices(
    wanted: Collection[int],
    devices: Mapping[int, Wired],
    ends: Iterable[tuple[int, int]],
    ranks: Mapping[int, int],
    states: list[PlaceState],
    place: PlaceState | None,
) -> Topology:
    """These devices, and those elsewhere at the other end of their cables, which lead to them or hang from them."""
    kept = set(wanted)
    lines = [(a, b) for a, b in ends if a in kept or b in kept]
    drawn = kept.union(*lines)
    standing = monitoring.states(drawn)
    nodes = {
        key: Node(
            id=key,
            name=devices[key].name,
            state=_OF_DEVICE[standing.get(key, "unknown")],
            devices=1,
            silent=int(standing.get(key) == "down"),
            aside=key not in kept,
        )
        for key in sorted(drawn)
    }
    parts = [Part(key, ranks.get(key, FAR)) for key in sorted(drawn, key=lambda key: (key not in kept, key))]
    return Topology(
        detail="devices",
        nodes=nodes,
        drawing=lay_out(parts, lines),
        place=place,
        whole=len(devices),
        too_many=False,
        narrowed=len(kept) < len(devices),
        states=tuple(states),
    )


def _drawn(tree: Tree, kept: set[int], ranks: Mapping[int, int], lines: Iterable[tuple[int, int]]) -> Drawing:
    """The part of the network that is kept, hanging together as in the whole."""
    order = sorted(kept, key=lambda key: (tree.levels[key], key))
    return lay_out([Part(key, ranks[key]) for key in order], lines)


def _entrance(actor: Actor, devices: Mapping[int, Wired], ends: Iterable[tuple[int, int]]) -> list[int]:
    """Where the network is entered: the seed's device of each city; without one the device with most cables."""
    cities = sorted(actor.municipalities_as(*STAFF) | actor.customers)
    found = [device for city in cities if (device := inventory.vantage(city)) is not None]
    if found or not devices:
        return found
    cables: dict[int, int] = dict.fromkeys(devices, 0)
    for a, b in ends:
        cables[a] += 1
        cables[b] += 1
    return [max(cables, key=lambda key: (cables[key], -key))]


def _steps_from(entrances: Iterable[int], ends: Iterable[tuple[int, int]]) -> dict[int, int]:
    """How many cables lie between each device and the entrance; devices that cannot be reached are left out."""
    near: dict[int, list[int]] = {}
    for a, b in ends:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    steps = dict.fromkeys(entrances, 0)
    waiting = deque(steps)
    while waiting:
        device = waiting.popleft()
        for other in near.get(device, ()):
            if other not in steps:
                steps[other] = steps[device] + 1
                waiting.append(other)
    return steps
