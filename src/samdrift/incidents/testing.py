# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A whole town in a few bulk inserts: places, devices, ports, cables, standings and incidents, of any size.

For tests that compare how much a page asks at two sizes, and for the bench that fills a city of 5,500 devices.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from samdrift.incidents.models import Affected, Incident
from samdrift.inventory.models import Credential, Device, Interface, Link, Seed
from samdrift.monitoring.models import DeviceStanding
from samdrift.parties.models import Agency, Municipality, Place
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as

KINDS = ("school", "kindergarten", "care_home", "library", "town_hall", "depot", "sports_hall")
PEOPLE = {"school": 600, "kindergarten": 90, "care_home": 140, "library": 40, "town_hall": 800, "depot": 30}
HUB_EVERY = 30
"""One place of so many carries the others: its first switch leads to both cores."""


@dataclass(frozen=True)
class TownSize:
    """How large a town to make. `closed` incidents lie within the last `days`."""

    places: int
    devices: int
    ports: int
    open: int = 0
    closed: int = 0
    days: int = 90


AARHUS = TownSize(places=900, devices=5500, ports=35_000, open=60, closed=1500)


@dataclass(frozen=True)
class Town:
    """What was made, in the order of ids. The first place holds both cores."""

    places: tuple[Place, ...]
    devices: tuple[Device, ...]
    links: tuple[Link, ...]
    open: tuple[Incident, ...]
    closed: tuple[Incident, ...]


def make_town(
    city: Municipality,
    size: TownSize,
    *,
    at: datetime,
    supplier_id: int | None = None,
    agreement_id: int | None = None,
) -> Town:
    """Everything of one city; every device is the supplier's where one is given. Same size, same town."""
    dice = random.Random(size.devices)  # noqa: S311 - the same town every time
    shared: dict[str, Any] = {"municipality": city, "supplier_id": supplier_id}
    with acting_as(system_actor("test")):
        places = _places(city, size.places, dice)
        key, _ = Credential.objects.get_or_create(municipality=city, name="town")
        devices = _devices(shared, places, size, key, agreement_id, at)
        Seed.objects.get_or_create(municipality=city, address=devices[0].address)
        links = _links(shared, devices, _ports(shared, devices, size), at)
        opened = _incidents(
            shared, devices, agreement_id, dice, [at - timedelta(minutes=7 * n) for n in range(size.open)]
        )
        moments = [at - timedelta(days=size.days * dice.random(), hours=2) for _ in range(size.closed)]
        closed = _incidents(shared, devices, agreement_id, dice, moments, over=True)
        silent = {incident.cause_key for incident in opened if incident.outage}
        DeviceStanding.objects.bulk_create(
            DeviceStanding(
                **shared,
                device=device,
                reachable=f"device:{device.pk}" not in silent,
                agent=True,
                since=at,
                heard_at=at,
            )
            for device in devices
        )
    return Town(tuple(places), tuple(devices), tuple(links), tuple(opened), tuple(closed))


def _places(city: Municipality, count: int, dice: random.Random) -> list[Place]:
    agencies = [
        Agency.objects.get_or_create(municipality=city, slug=slug, defaults={"name": slug.title()})[0]
        for slug in ("schools", "care", "culture")
    ]
    return Place.objects.bulk_create(
        Place(
            municipality=city,
            slug=f"town-{n}",
            name=f"{KINDS[n % len(KINDS)].replace('_', ' ').title()} {n:03}",
            kind=KINDS[n % len(KINDS)],
            people=PEOPLE.get(KINDS[n % len(KINDS)], 20),
            agency=agencies[n % len(agencies)],
            x=round(1000 * dice.random(), 1),
            y=round(1000 * dice.random(), 1),
        )
        for n in range(count)
    )


def _devices(
    shared: dict[str, Any],
    places: list[Place],
    size: TownSize,
    key: Credential,
    agreement_id: int | None,
    at: datetime,
) -> list[Device]:
    """Dealt round the places, so that device n stands at place n % places; the first two are the cores, both at the first."""
    per_place = len(places)
    return Device.objects.bulk_create(
        (
            Device(
                **shared,
                name=f"core{n + 1}" if n < 2 else f"{places[_spot(n, per_place)].slug}-{_name(n, per_place)}",
                address=f"10.{100 + n // 62500}.{n // 250 % 250}.{n % 250 + 1}",
                credential=key,
                place=places[_spot(n, per_place)],
                agreement_id=agreement_id,
                type="network" if n < 3 * per_place else "wireless",
                vendor="Aruba",
                serial=f"TWN{n:07}",
                first_seen=at,
                last_seen=at,
            )
            for n in range(size.devices)
        ),
        batch_size=2000,
    )


def _spot(n: int, places: int) -> int:
    return 0 if n < 2 else (n - 1) % places


def _name(n: int, places: int) -> str:
    return f"{'sw' if n < 3 * places else 'ap'}{(n - 1) // places + 1}"


def _ports(shared: dict[str, Any], devices: list[Device], size: TownSize) -> list[list[Interface]]:
    """As many each as the figure gives, the cores and hubs more: they need one for every cable."""
    each = max(4, size.ports // size.devices)
    more = 2 + size.places // HUB_EVERY + HUB_EVERY
    counts = [more if _is_core_or_hub(n, size.places) else each for n in range(len(devices))]
    made = Interface.objects.bulk_create(
        (
            Interface(
                **shared,
                device=device,
                if_index=port,
                name=f"ge{port}",
                speed_bps=10**9,
                admin="up",
                oper="up" if port < each else "down",
            )
            for device, count in zip(devices, counts, strict=True)
            for port in range(1, count + 1)
        ),
        batch_size=5000,
    )
    taken = iter(made)
    return [[next(taken) for _ in range(count)] for count in counts]


def _is_core_or_hub(n: int, places: int) -> bool:
    return n < 2 or (n - 1 < places and (n - 1) % HUB_EVERY == 0) or (n - 1) % places == 0


def _links(shared: dict[str, Any], devices: list[Device], ports: list[list[Interface]], at: datetime) -> list[Link]:
    """Hubs to both cores, the first switch of every place to its hub, everything else at a place to that switch."""
    places = len({device.place_id for device in devices})
    firsts: dict[int | None, int] = {}
    pairs = [(0, 1)]
    for n in range(2, len(devices)):
        spot = devices[n].place_id
        if spot not in firsts:
            firsts[spot] = n
            hub = (n - 1) // HUB_EVERY * HUB_EVERY + 1
            pairs += [(hub, n)] if hub != n and hub >= 2 and n - 1 < places else [(0, n), (1, n)]
        else:
            pairs.append((firsts[spot], n))
    free = [iter(mine) for mine in ports]
    ends = [(next(free[a], ports[a][-1]), next(free[b], ports[b][-1])) for a, b in pairs]
    return Link.objects.bulk_create(
        Link(
            **shared,
            a=a,
            b=b,
            a_device=a.device,
            b_device=b.device,
            witnesses={"a": at.isoformat(), "b": at.isoformat()},
            first_seen=at,
            last_seen=at,
        )
        for a, b in {(a.pk, b.pk): (a, b) for a, b in ends}.values()
    )


def _incidents(
    shared: dict[str, Any],
    devices: list[Device],
    agreement_id: int | None,
    dice: random.Random,
    moments: list[datetime],
    *,
    over: bool = False,
) -> list[Incident]:
    causes = [dice.choice(devices[2:]) for _ in moments] if over else dice.sample(devices[2:], len(moments))
    made = Incident.objects.bulk_create(
        Incident(
            **shared,
            kind="device" if n % 4 else "agent",
            cause_key=f"device:{device.pk}",
            cause_label=device.name,
            place_id=device.place_id,
            agreement_id=agreement_id,
            suspects=[{"type": "device", "id": device.pk, "label": device.name, "weight": 1.0}],
            fault_at=moment,
            opened_at=moment + timedelta(seconds=4),
            closed_at=moment + timedelta(minutes=dice.randrange(3, 90)) if over else None,
            outage=bool(n % 4),
        )
        for n, (device, moment) in enumerate(zip(causes, moments, strict=True))
    )
    Affected.objects.bulk_create(
        Affected(
            **shared,
            incident=incident,
            device=device,
            place_id=device.place_id,
            role="cause",
            since=incident.fault_at,
            until=incident.closed_at,
        )
        for incident, device in zip(made, causes, strict=True)
        if incident.outage
    )
    return made
