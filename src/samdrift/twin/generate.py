# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builds the twin's network from the municipality: two cores, fibre rings, a tree of switches in each building.

Pure: the same municipality, size and seed give the same devices, serial numbers, addresses and cables, to the byte.
"""

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from itertools import pairwise
from random import Random

from samdrift.demo.types import DeviceRole, Municipality, Place
from samdrift.kernel.errors import BadInput
from samdrift.twin import makes
from samdrift.twin.sizing import PlaceNeed, access_point_turn, parent_turn, size_places
from samdrift.twin.types import Device, End, Link, Model, Port, Topology

BASE = "127.30.0.0"
_PER_BLOCK = 250
_PATCHED_SHARE = 0.55
_SWITCHED_OFF_SHARE = 0.05
_ROOMS = ("Krydsfelt A.1", "Krydsfelt A.2", "Krydsfelt B.1", "Krydsfelt B.2", "Teknikskab gang 3", "Teknikskab loft")
_SPOTS = ("Gang", "Fællesrum", "Lokale 4", "Lokale 11", "Mødelokale", "Kontor", "Kantine", "Personalestue")
_OUTLETS = ("Kontor", "Lokale", "Printer", "Infoskærm", "Telefon", "Adgangskontrol", "Kasse", "Varmestyring")


@dataclass(slots=True)
class _Draft:
    """A device being built: which of its ports already have a cable."""

    id: str
    role: DeviceRole
    model: Model
    place: Place
    room: str
    backed_by: str = ""
    cabled: dict[int, str] = field(default_factory=dict)

    def free_port(self, *, fibre: bool) -> int:
        """The next free port: fibre from its first, copper from its last; copper where fibre has run out."""
        kinds = [g.fibre for g in self.model.groups for _ in range(g.count)]
        wanted = [n for n, is_fibre in enumerate(kinds, 1) if is_fibre == fibre and n not in self.cabled]
        if wanted:
            return wanted[0] if fibre else wanted[-1]
        others = [n for n in range(1, len(kinds) + 1) if n not in self.cabled]
        if not others:
            raise BadInput(f"{self.id} has no free port", where="--devices", remedy="choose another size")
        return others[-1]


class _Builder:
    def __init__(self, whole: Municipality, needs: dict[str, PlaceNeed], seed: int) -> None:
        self.whole = whole
        self.needs = needs
        self.seed = seed
        self.places = {p.slug: p for p in whole.places}
        self.drafts: dict[str, _Draft] = {}
        self.links: list[Link] = []

    def add(self, name: str, role: DeviceRole, model: Model, place: str, room: str, backed_by: str = "") -> None:
        self.drafts[name] = _Draft(name, role, model, self.places[place], room, backed_by)

    def cable(self, upper: str, lower: str, *, fibre: bool = True) -> None:
        """A cable from `upper` (nearer the core) to `lower`."""
        one, other = self.drafts[upper], self.drafts[lower]
        a = End(upper, one.free_port(fibre=fibre))
        b = End(lower, other.free_port(fibre=fibre))
        one.cabled[a.port], other.cabled[b.port] = lower, upper
        self.links.append(Link(f"{upper}:{a.port}--{lower}:{b.port}", a, b))

    def dice(self, name: str) -> Random:
        return Random(f"{self.seed}/{name}")  # noqa: S311 - a reproducible town, nothing secret


def build_topology(
    whole: Municipality, *, devices: int = 260, ports: int | None = None, base: str = BASE, seed: int = 1
) -> Topology:
    """The network of `whole`; addresses from `base` (one block of 256 a place). BadInput where it does not fit."""
    needs = size_places(whole, devices, ports)
    builder = _Builder(whole, needs, seed)
    ring_of = _backbone(builder)
    for need in needs.values():
        _boxes(builder, need, ring_of)
    # The cables between buildings come first: they are fibre, and indoors there is copper when fibre ports run out.
    for need in needs.values():
        _ways_out(builder, need.place, ring_of)
    for need in needs.values():
        _indoors(builder, need)
    return _finish(builder, base)


def _ups(place: str) -> str:
    return f"{place}-ups1"


def _backbone(builder: _Builder) -> dict[str, str]:
    """Cores, what stands beside them, and the rings; gives the distribution switch by its place."""
    cores = builder.whole.fibre.cores
    for n, place in enumerate(cores, 1):
        room = "Maskinstue, kælder"
        builder.add(f"core{n}", "core", makes.CORE, place, room, _ups(place))
        builder.add(f"rt{n}", "router", makes.ROUTER, place, room, _ups(place))
        builder.add(f"fw{n}", "firewall", makes.FIREWALL, place, room, _ups(place))
        builder.cable(f"core{n}", f"rt{n}")
        builder.cable(f"core{n}", f"fw{n}")
    builder.cable("core1", "core2")
    ring_of: dict[str, str] = {}
    for ring in builder.whole.fibre.rings:
        for place in ring:
            name = f"dist{len(ring_of) + 1}"
            model = makes.DISTRIBUTION[len(ring_of) % len(makes.DISTRIBUTION)]
            builder.add(name, "distribution", model, place, "Fiberrum", _ups(place))
            ring_of[place] = name
        for one, other in pairwise(("core1", *(ring_of[p] for p in ring), "core2")):
            builder.cable(one, other)
    return ring_of


def _boxes(builder: _Builder, need: PlaceNeed, ring_of: dict[str, str]) -> None:
    """Switches, access points and the UPS of one place."""
    slug = need.place.slug
    dice = builder.dice(slug)
    backed_by = _ups(slug) if need.has_ups else ""
    for switch in need.switches:
        model, main = dice.choice(makes.SWITCH_SIZES[switch.size]), switch.turn == 1
        room = "Hovedkrydsfelt" if main else _ROOMS[(switch.turn - 2) % len(_ROOMS)]
        builder.add(f"{slug}-sw{switch.turn}", "switch", model, slug, room, backed_by if main else "")
    for number in range(1, need.access_points + 1):
        model = makes.TWO_PORT_AP if number <= need.two_port_access_points else makes.ONE_PORT_AP
        builder.add(f"{slug}-ap{number}", "access_point", model, slug, f"{dice.choice(_SPOTS)} {number}")
    if need.has_ups:
        model = makes.UPS[0] if slug in ring_of or slug in builder.whole.fibre.cores else dice.choice(makes.UPS)
        builder.add(_ups(slug), "ups", model, slug, "Hovedkrydsfelt", _ups(slug))


def _indoors(builder: _Builder, need: PlaceNeed) -> None:
    """The cables within one place."""
    slug = need.place.slug
    for switch in need.switches[1:]:
        builder.cable(f"{slug}-sw{parent_turn(switch.turn)}", f"{slug}-sw{switch.turn}")
    for number in range(1, need.access_points + 1):
        turn = access_point_turn(number, len(need.switches))
        builder.cable(f"{slug}-sw{turn}", f"{slug}-ap{number}", fibre=False)
    if need.has_ups:
        builder.cable(f"{slug}-sw1", _ups(slug), fibre=False)


def _ways_out(builder: _Builder, place: Place, ring_of: dict[str, str]) -> None:
    """The place's cables towards the core: through its own ring switch, a neighbour, or the nearest ring places."""
    fibre, main = builder.whole.fibre, f"{place.slug}-sw1"
    if place.slug in fibre.cores:
        builder.cable(f"core{fibre.cores.index(place.slug) + 1}", main)
    elif place.slug in ring_of:
        builder.cable(ring_of[place.slug], main)
    elif place.slug in fibre.fed_through:
        builder.cable(f"{fibre.fed_through[place.slug]}-sw1", main)
    else:
        near = sorted(ring_of, key=lambda s: (_distance(builder.places[s], place), s))
        for slug in near[: 2 if place.slug in fibre.two_ways else 1]:
            builder.cable(ring_of[slug], main)


def _distance(one: Place, other: Place) -> int:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2


def _finish(builder: _Builder, base: str) -> Topology:
    numbers = {slug: n for n, slug in enumerate(builder.places, 1)}
    seen = dict.fromkeys(builder.places, 0)
    devices: dict[str, Device] = {}
    for index, draft in enumerate(builder.drafts.values(), 1):
        slug = draft.place.slug
        block, low = divmod(seen[slug], _PER_BLOCK)
        third = numbers[slug] + block * len(numbers)
        seen[slug] += 1
        if third > 255:
            raise BadInput("more devices than addresses at one place", where="--devices", remedy="ask for fewer")
        mac = bytes((0x02, 0x5D)) + index.to_bytes(3, "big")
        dice = builder.dice(draft.id)
        devices[draft.id] = Device(
            id=draft.id,
            role=draft.role,
            model=draft.model,
            place=draft.place,
            room=draft.room,
            address=str(IPv4Address(base) + (third << 8) + low + 1),
            serial=draft.model.serial_number(dice),
            mac=mac + b"\0",
            ports=_ports(draft, mac, dice),
            backed_by=draft.backed_by,
        )
    for link in builder.links:
        _agree_on_speed(link, devices)
    links = (_named(link, devices) for link in builder.links)
    return Topology("core1", devices, {link.id: link for link in links})


def _agree_on_speed(link: Link, devices: dict[str, Device]) -> None:
    """Both ends of a cable run at the slower one's speed."""
    ends = (link.a, link.b)
    speed = min(devices[end.device].ports[end.port - 1].speed_bps for end in ends)
    for end in ends:
        device = devices[end.device]
        ports = (replace(p, speed_bps=speed) if p.number == end.port else p for p in device.ports)
        devices[end.device] = replace(device, ports=tuple(ports))


def _ports(draft: _Draft, mac: bytes, dice: Random) -> tuple[Port, ...]:
    ports: list[Port] = []
    for group in draft.model.groups:
        for n in range(group.first, group.first + group.count):
            number = len(ports) + 1
            name = group.name.format(n=n)
            port = Port(
                number=number,
                name=name,
                descr=group.descr.format(n=n) if group.descr else name,
                alias="",
                speed_bps=group.speed_bps,
                mac=mac + bytes((number,)),
                patched=number in draft.cabled,
            )
            ports.append(_with_neighbour(port, draft, dice, fibre=group.fibre))
    return tuple(ports)


def _with_neighbour(port: Port, draft: _Draft, dice: Random, *, fibre: bool) -> Port:
    lot = dice.random()
    if port.patched:
        told = draft.role in ("core", "distribution") or lot < 0.6
        return replace(port, alias=f"til {draft.cabled[port.number]}" if told else "")
    if fibre or draft.role in ("access_point", "ups"):
        return port
    if lot < _PATCHED_SHARE:
        alias = f"{dice.choice(_OUTLETS)} {dice.randrange(1, 60)}" if lot < 0.25 else ""
        return replace(port, alias=alias, patched=True)
    return replace(port, admin_up=lot < 1 - _SWITCHED_OFF_SHARE)


def _named(link: Link, devices: dict[str, Device]) -> Link:
    """The cable with the id people read: both devices and port names."""
    a, b = (f"{end.device} {devices[end.device].ports[end.port - 1].name}" for end in (link.a, link.b))
    return replace(link, id=f"{a} -- {b}")
