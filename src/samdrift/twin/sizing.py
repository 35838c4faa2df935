# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How much network each place gets: so many switches and access points by its people, so many ports by their cables.

Pure and deterministic. The whole adds up to the number of devices asked for and, where it fits, of ports.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from samdrift.demo.types import Municipality, Place
from samdrift.kernel.errors import BadInput
from samdrift.twin import makes

UPS_KINDS = ("school", "care_home", "health_house")
_APPETITE = {"kindergarten": 0.4, "school": 0.9}
_SWITCH_TURNS = (0, 3)  # of every five boxes a place gets, these are switches and the others access points
PORTS_PER_DEVICE = 2400 / 260


@dataclass(slots=True)
class SwitchNeed:
    """One access switch to be: its place and turn there (1 is the main one), cables it must take, people on it."""

    place: str
    turn: int
    cables: int
    load: float
    size: int = 0
    """Index into makes.SWITCH_SIZES."""


@dataclass(slots=True)
class PlaceNeed:
    """What one place gets."""

    place: Place
    switches: list[SwitchNeed] = field(default_factory=list)
    access_points: int = 0
    two_port_access_points: int = 0
    has_ups: bool = False


def size_places(whole: Municipality, devices: int, ports: int | None = None) -> dict[str, PlaceNeed]:
    """Needs by place slug, `devices` in all with the backbone. `ports` physical ports exactly, or about 9 a device."""
    needs = {p.slug: PlaceNeed(p, has_ups=_has_ups(whole, p)) for p in whole.places}
    backbone = 6 + sum(map(len, whole.fibre.rings))
    spare = devices - backbone - sum(n.has_ups for n in needs.values())
    if spare < 2 * len(needs):
        least = devices - spare + 2 * len(needs)
        raise BadInput(f"{devices} devices are too few", where="--devices", remedy=f"give at least {least}")
    turns = _share_out(needs, spare)
    for slug, need in needs.items():
        kinds = [turn % 5 in _SWITCH_TURNS for turn in range(turns[slug])]
        need.access_points = kinds.count(False)
        need.switches = _switches(whole, need, kinds.count(True))
    _give_ports(whole, needs, ports or round(devices * PORTS_PER_DEVICE), exact=ports is not None)
    return needs


def parent_turn(turn: int) -> int:
    """The switch on which the place's switch number `turn` hangs: three on the main one, the rest in daisy chains."""
    return 1 if turn <= 4 else turn - 3


def access_point_turn(number: int, switches: int) -> int:
    """The switch that access point `number` (from 1) of a place hangs on."""
    return (number - 1) % switches + 1


def _has_ups(whole: Municipality, place: Place) -> bool:
    ring_places = {slug for ring in whole.fibre.rings for slug in ring}
    return place.kind in UPS_KINDS or place.slug in ring_places or place.slug in whole.fibre.cores


def _share_out(needs: dict[str, PlaceNeed], spare: int) -> dict[str, int]:
    turns = dict.fromkeys(needs, 2)
    queue: list[tuple[float, str]] = []
    for slug, need in needs.items():
        heappush(queue, (-_weight(need.place) / 3, slug))
    for _ in range(spare - 2 * len(needs)):
        _, slug = heappop(queue)
        turns[slug] += 1
        heappush(queue, (-_weight(needs[slug].place) / (turns[slug] + 1), slug))
    return turns


def _weight(place: Place) -> float:
    return place.people * _APPETITE.get(place.kind, 1.0) + 20


def _switches(whole: Municipality, need: PlaceNeed, count: int) -> list[SwitchNeed]:
    slug = need.place.slug
    cables = dict.fromkeys(range(1, count + 1), 1)
    cables[1] += need.has_ups + (slug in whole.fibre.two_ways)
    cables[1] += sum(1 for by in whole.fibre.fed_through.values() if by == slug)
    for turn in range(2, count + 1):
        cables[parent_turn(turn)] += 1
    for number in range(1, need.access_points + 1):
        cables[access_point_turn(number, count)] += 1
    return [SwitchNeed(slug, turn, cables[turn], need.place.people / count) for turn in cables]


_WISHES: tuple[tuple[int, Callable[[SwitchNeed, Place], bool]], ...] = (
    (3, lambda switch, place: switch.turn == 1 and place.people >= 400),
    (2, lambda switch, place: switch.turn == 1 and place.people >= 100),
    (2, lambda switch, _place: switch.turn % 3 == 2),
    (1, lambda switch, _place: switch.turn % 3 == 1),
)
"""Who gets which size, most urgent first, while there are ports to give."""


def _ports(size: int) -> int:
    return makes.SWITCH_SIZES[size][0].ports


def _give_ports(whole: Municipality, needs: dict[str, PlaceNeed], ports: int, *, exact: bool) -> None:
    switches = sorted((s for n in needs.values() for s in n.switches), key=lambda s: (-s.load, s.place, s.turn))
    for switch in switches:
        switch.size = next(size for size in range(4) if _ports(size) >= switch.cables + 2 * (switch.turn == 1))
    left = ports - sum(_ports(s.size) for s in switches) - _ports_elsewhere(whole, needs)
    for size, wants in _WISHES:
        for switch in switches:
            more = _ports(size) - _ports(switch.size)
            if 0 < more <= left and wants(switch, needs[switch.place].place):
                switch.size, left = size, left - more
    for switch in switches:
        for size in (3, 2, 1):
            more = _ports(size) - _ports(switch.size)
            if 0 < more <= left:
                switch.size, left = size, left - more
    for need in sorted(needs.values(), key=lambda n: -n.place.people):
        need.two_port_access_points = max(0, min(left, need.access_points))
        left -= need.two_port_access_points
    if exact and left:
        raise BadInput(f"{ports} ports do not fit so many devices", where="ports", remedy=f"ask for {ports - left}")


def _ports_elsewhere(whole: Municipality, needs: dict[str, PlaceNeed]) -> int:
    rings = sum(makes.DISTRIBUTION[0].ports for ring in whole.fibre.rings for _ in ring)
    fixed = 2 * (makes.CORE.ports + makes.FIREWALL.ports + makes.ROUTER.ports) + rings
    return fixed + sum(n.has_ups + n.access_points for n in needs.values())
