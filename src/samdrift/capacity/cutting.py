# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""«What if this is cut»: for every cable and device who falls silent; what hangs by a single thread; spares lost unnoticed."""

from collections.abc import Collection, Iterable
from typing import Any

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import ServiceInfo
from samdrift.capacity.network import Network, cable_name
from samdrift.capacity.types import CutDetail, CutRow, LostSpare, PlaceHit, PlaceThreads
from samdrift.engines.foresight import Ground, Part
from samdrift.incidents import facade as incidents
from samdrift.inventory import facade as inventory
from samdrift.inventory.facade import CableInfo
from samdrift.kernel.errors import NotFound

THREADS_SHOWN = 25
SLOWER = 0.5
"""A cable of a bundle that runs at so little of the fastest one's speed is told."""


def cut_rows(network: Network, *, kind: str = "", taking_any: bool = True) -> list[CutRow]:
    """Every cable and device, those that take most people first; with `taking_any` only what takes somebody with it."""
    counted = _counted(network, network.ground)
    parts: list[Part] = [("cable", number) for number in network.live]
    parts += [("device", number) for number in network.place_of]
    chosen = [
        part
        for part in parts
        if (not kind or part[0] == kind) and (not taking_any or _takes(part, counted.get(part, (0, 0, 0))))
    ]
    names = _names(network, chosen)
    rows = [CutRow(part, names[part], *counted.get(part, (0, 0, 0))) for part in chosen]
    return sorted(rows, key=lambda row: (-row.people, -row.devices, row.name))


def _takes(part: Part, counted: tuple[int, int, int]) -> bool:
    """A device alone is no news."""
    devices, places, _ = counted
    return devices > (1 if part[0] == "device" else 0) or places > 0


def _counted(network: Network, ground: Ground) -> dict[Part, tuple[int, int, int]]:
    """Devices, whole places and their people that each part takes with it."""
    places: dict[Part, float] = {}
    people: dict[Part, float] = {}
    for place_id in network.at:
        common = network.common(ground, place_id)
        if common is not None:
            places[common] = places.get(common, 0) + 1
            people[common] = people.get(common, 0) + _people(network, place_id)
    devices = ground.sums({part: 1.0 for part in ground.order if part[0] == "device"})
    all_places, all_people = ground.sums(places), ground.sums(people)
    return {part: (int(devices[part]), int(all_places[part]), int(all_people[part])) for part in ground.order}


def _people(network: Network, place_id: int) -> int:
    place = network.places.get(place_id)
    return place.people if place is not None else 0


def _names(network: Network, parts: Iterable[Part]) -> dict[Part, str]:
    parts = list(parts)
    ends = {number for kind, number in parts if kind == "device"}
    rows = {number: _cable(network, number) for kind, number in parts if kind == "cable"}
    ends |= {end.device_id for row in rows.values() for end in (row.a, row.b)}
    names = {device: row.name for device, row in inventory.devices(ends).items()}
    return {
        part: cable_name(rows[part[1]], names) if part[0] == "cable" else names.get(part[1], str(part[1]))
        for part in parts
    }


def _cable(network: Network, number: int) -> CableInfo:
    return network.live.get(number) or network.broken[number]


def cut_detail(network: Network, part: Part, *, language: str) -> CutDetail:
    """One cut with the places, people and services it takes. NotFound where there is no such cable or device."""
    if part[1] not in (network.live if part[0] == "cable" else network.place_of):
        raise NotFound("there is no such cable or device", where=f"{part[0]} {part[1]}")
    silent = network.ground.taken(part)
    counted = _counted(network, network.ground)
    left = network.without(cables=[part[1]]) if part[0] == "cable" else network.without(devices=[part[1]])
    threads = _new_threads(network, counted, left)
    names = _names(network, [part, *(("device", device) for device in silent), *(t for t, _ in threads)])
    return CutDetail(
        row=CutRow(part, names[part], *counted.get(part, (0, 0, 0))),
        hit=tuple(_hits(network, silent, language)),
        names=tuple(sorted(((d, names["device", d]) for d in silent), key=lambda one: one[1])),
        threads=tuple(CutRow(thread, names[thread], *told) for thread, told in threads),
    )


def _new_threads(
    network: Network, before: dict[Part, tuple[int, int, int]], left: Ground
) -> list[tuple[Part, tuple[int, int, int]]]:
    """What would take more devices with it than it does now, the worst first."""
    after = _counted(network, left)
    worse = [
        (part, told) for part, told in after.items() if _takes(part, told) and told[0] > before.get(part, (0, 0, 0))[0]
    ]
    return sorted(worse, key=lambda one: (-one[1][2], -one[1][0], one[0]))[:THREADS_SHOWN]


def _hits(network: Network, silent: Collection[int], language: str) -> list[PlaceHit]:
    gone: dict[int, list[int]] = {}
    for device in silent:
        at = network.place_of[device]
        if at is not None:
            gone.setdefault(at, []).append(device)
    services = agreements.services_of(network.municipality_id) if gone else []
    found = []
    for place_id, devices in gone.items():
        place = network.places.get(place_id)
        if place is None:
            continue
        stopped = _services(network, services, place.kind, devices, place_id, language)
        whole = len(network.at[place_id])
        found.append(PlaceHit(place_id, place.name, place.kind, place.people, len(devices), whole, stopped))
    return sorted(found, key=lambda hit: (not hit.whole, -hit.people, hit.name))


def _services(
    network: Network, services: list[ServiceInfo], kind: str, gone: list[int], place_id: int, language: str
) -> tuple[str, ...]:
    """Services of which every device that carries them there is silent."""
    left = {network.type_of[device] for device in network.at[place_id] if device not in gone}
    missing = {network.type_of[device] for device in gone}
    stopped = [
        service.name_in(language)
        for service in services
        if service.used_at(kind) and set(service.device_types) & missing and not set(service.device_types) & left
    ]
    return tuple(sorted(stopped))


def place_threads(network: Network) -> list[PlaceThreads]:
    """Each place with what alone cuts it off, those with most people first. The entrance itself is not named."""
    chains: dict[int, list[Part]] = {}
    for place_id in network.at:
        chains[place_id] = [
            part
            for part in network.ground.single_points(network.common(network.ground, place_id))
            if part != ("device", network.entrance)
        ]
    counted = _counted(network, network.ground)
    names = _names(network, {part for chain in chains.values() for part in chain})
    found = []
    for place_id, chain in chains.items():
        place = network.places.get(place_id)
        if place is None:
            continue
        devices = network.at[place_id]
        apart = not any(("device", device) in network.ground.above for device in devices)
        points = tuple(CutRow(part, names[part], *counted[part]) for part in chain)
        found.append(PlaceThreads(place_id, place.name, place.kind, place.people, len(devices), points, apart))
    return sorted(found, key=lambda one: (not one.points and not one.apart, -one.people, one.name))


def lost_spares(network: Network) -> list[LostSpare]:
    """Cables that are no way any more though another carries the traffic, those nobody is told of first."""
    whole = network.whole()
    told = {info.cause_key: info.id for info in incidents.open_incidents(network.municipality_id)}
    lost: list[tuple[CableInfo, str]] = []
    for cable in network.broken.values():
        joined = cable.a.device_id not in whole.apart and cable.b.device_id not in whole.apart
        if joined and ("cable", cable.id) not in whole.first:  # a bridge that is gone is an outage, not a spare
            lost.append((cable, _why(cable)))
    lost += [(cable, "slow") for cable in _slow(network)]
    names = {d: row.name for d, row in inventory.devices({e.device_id for c, _ in lost for e in (c.a, c.b)}).items()}
    rows = [_lost(network, cable, why, names, told) for cable, why in lost]
    return sorted(rows, key=lambda row: (row.incident is not None, row.name))


def _why(cable: CableInfo) -> str:
    if cable.gone_at is not None:
        return "gone"
    return "off" if "down" in {cable.a.admin, cable.b.admin} else "down"


def _slow(network: Network) -> list[CableInfo]:
    """Cables between the same two devices that run far slower than the fastest of them."""
    bundles: dict[tuple[int, int], list[CableInfo]] = {}
    for cable in network.live.values():
        bundles.setdefault((cable.a.device_id, cable.b.device_id), []).append(cable)
    found = []
    for cables in bundles.values():
        fastest = max((cable.speed_bps or 0 for cable in cables), default=0)
        found += [cable for cable in cables if cable.speed_bps and cable.speed_bps <= SLOWER * fastest]
    return found


def _lost(network: Network, cable: CableInfo, why: str, names: dict[int, str], told: dict[str, Any]) -> LostSpare:
    ends = dict.fromkeys(network.place_of.get(end.device_id) for end in (cable.a, cable.b))
    keys = (f"link:{cable.id}", f"device:{cable.a.device_id}", f"device:{cable.b.device_id}")
    return LostSpare(
        cable_id=cable.id,
        name=cable_name(cable, names),
        why=why,
        since=cable.gone_at,
        places=tuple((p, network.places[p].name) for p in ends if p is not None and p in network.places),
        incident=next((told[key] for key in keys if key in told), None),
    )
