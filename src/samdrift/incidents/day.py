# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One day of an actor's places, read for the day view: every place and service hour by hour, beside the same weekday before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from samdrift.agreements import facade as agreements
from samdrift.incidents.dayrules import (
    Hour,
    Spell,
    Weather,
    bounds_of,
    hours_of,
    people_hours,
    weather_at,
    weather_over,
)
from samdrift.incidents.models import Affected
from samdrift.incidents.places import PlaceFilter
from samdrift.incidents.queries import run_by
from samdrift.inventory import facade as inventory
from samdrift.parties import facade as parties
from samdrift.parties.types import MunicipalityInfo, PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.visible import STAFF

WEEKS_BEFORE = 4
LONGEST_PAST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class DayRow:
    """A place or a service through the day. `lost`: people-hours; `incidents`: ids, the first first."""

    name: str
    place: PlaceInfo | None
    weather: tuple[Weather, ...]
    lost: float
    incidents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """Everything on the page. `usual_*`: the mean of the same weekday in the four weeks before; None where nothing is known."""

    day: date
    city: MunicipalityInfo | None
    hours: tuple[Hour, ...]
    whole: DayRow
    services: tuple[DayRow, ...]
    places: tuple[DayRow, ...]
    calm: int
    begun: int
    lost: float
    lost_each: tuple[float, ...]
    usual_begun: float | None
    usual_lost: float | None


def city_of(actor: Actor) -> MunicipalityInfo | None:
    """Whose clock counts: the actor's own municipality, for a supplier's person the first it works for."""
    mine = sorted(actor.municipalities_as(*STAFF)) or sorted(actor.customers)
    return parties.municipality(mine[0]) if mine else None


def day_of(actor: Actor, day: date, asked: PlaceFilter, *, now: datetime, language: str) -> Day:
    """The day in the municipality's own hours."""
    city = city_of(actor)
    zone = ZoneInfo(city.time_zone if city is not None else "UTC")
    hours = hours_of(day, zone)
    at_places = inventory.devices_by_place()
    places = _places_of(actor, at_places, asked)
    earlier = [bounds_of(day - timedelta(weeks=n), zone) for n in range(1, WEEKS_BEFORE + 1)]
    today = (hours[0].start, hours[-1].end)
    spells, begun, devices = _spells(actor, [today, *earlier], at_places, places, now=now)
    mine = _within(spells, today)
    people = {place.id: place.people for place in places.values()}
    lost_each = people_hours(hours, mine, people)
    rows = [_place_row(places[place], hours, found, now=now) for place, found in mine.items()]
    before = [sum(people_hours([Hour(*window, 0, again=False)], _within(spells, window), people)) for window in earlier]
    known = [n for n, window in enumerate(earlier) if any(at < window[1] for at in begun)]
    return Day(
        day=day,
        city=city,
        hours=tuple(hours),
        whole=_over("", hours, mine, list(places.values()), now=now),
        services=tuple(_services(city, hours, mine, places, devices, language=language, now=now)),
        places=tuple(sorted(rows, key=lambda row: (-row.lost, row.name))),
        calm=len(places) - len(rows),
        begun=_count(begun, today),
        lost=sum(lost_each),
        lost_each=tuple(lost_each),
        usual_begun=sum(_count(begun, earlier[n]) for n in known) / len(known) if known else None,
        usual_lost=sum(before[n] for n in known) / len(known) if known else None,
    )


def _spells(
    actor: Actor,
    windows: Sequence[tuple[datetime, datetime]],
    at_places: Mapping[int, Sequence[int]],
    places: Mapping[int, PlaceInfo],
    *,
    now: datetime,
) -> tuple[list[Spell], list[datetime], dict[tuple[int, int], set[int]]]:
    """What was wrong at these places in any window; when outages began; which devices by (incident, place)."""
    touching = Q()
    for start, end in windows:
        touching |= Q(fault_at__lt=end) & (Q(closed_at__isnull=True) | Q(closed_at__gt=start))
    found = list(run_by(actor).filter(touching).values_list("pk", "place_id", "outage", "fault_at", "closed_at"))
    hit = Affected.objects.filter(incident__in=[row[0] for row in found], place_id__isnull=False)
    spells: list[Spell] = []
    devices: dict[tuple[int, int], set[int]] = {}
    for incident, place, device, since, until in hit.values_list(
        "incident_id", "place_id", "device_id", "since", "until"
    ):
        if place in places:
            share = 1 / max(1, len(at_places.get(place, ())))
            spells.append(Spell(incident, place, since, until or now, share))
            devices.setdefault((incident, place), set()).add(device)
    outages = {incident for incident, _place in devices}
    begun: list[datetime] = []
    for incident, place, outage, fault_at, closed_at in found:
        if place in places and incident not in outages:
            spells.append(Spell(incident, place, fault_at, closed_at or now, 0.0))
        if outage and (incident in outages or place in places):
            begun.append(fault_at)
    return spells, begun, devices


def _within(spells: Iterable[Spell], window: tuple[datetime, datetime]) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = {}
    for spell in spells:
        if spell.start < window[1] and spell.end > window[0]:
            found.setdefault(spell.place_id, []).append(spell)
    return found


def _count(moments: Iterable[datetime], window: tuple[datetime, datetime]) -> int:
    return sum(window[0] <= at < window[1] for at in moments)


def _place_row(place: PlaceInfo, hours: Sequence[Hour], spells: list[Spell], *, now: datetime) -> DayRow:
    return DayRow(
        name=place.name,
        place=place,
        weather=tuple(weather_at(hour, spells, now=now) for hour in hours),
        lost=sum(people_hours(hours, {place.id: spells}, {place.id: place.people})),
        incidents=_ids(spells),
    )


def _over(
    name: str, hours: Sequence[Hour], spells: Mapping[int, list[Spell]], places: Sequence[PlaceInfo], *, now: datetime
) -> DayRow:
    """Many places as one row."""
    people = {place.id: place.people for place in places}
    mine = {place: found for place, found in spells.items() if place in people}
    lost = people_hours(hours, mine, people)
    every = [spell for found in mine.values() for spell in found]
    weather = [
        weather_over(
            hour,
            lost[n],
            sum(people.values()),
            troubled=any(s.start < hour.end and s.end > hour.start for s in every),
            now=now,
        )
        for n, hour in enumerate(hours)
    ]
    return DayRow(name, None, tuple(weather), sum(lost), _ids(every))


def _services(
    city: MunicipalityInfo | None,
    hours: Sequence[Hour],
    spells: Mapping[int, list[Spell]],
    places: Mapping[int, PlaceInfo],
    devices: Mapping[tuple[int, int], set[int]],
    *,
    language: str,
    now: datetime,
) -> list[DayRow]:
    """Each service over the places that use it, hit where a device that carries it was silent."""
    hit = {device for found in devices.values() for device in found}
    types = {device.id: device.type for device in inventory.wired_devices(hit).values()} if hit else {}
    rows = []
    for service in agreements.services_of(city.id) if city is not None else ():
        using = [place for place in places.values() if service.used_at(place.kind)]
        carried = {
            place.id: [
                spell
                for spell in spells.get(place.id, ())
                if any(types.get(d) in service.device_types for d in devices.get((spell.incident_id, place.id), ()))
            ]
            for place in using
        }
        if service.device_types and using:
            carried = {place: found for place, found in carried.items() if found}
            rows.append(_over(service.name_in(language), hours, carried, using, now=now))
    return sorted(rows, key=lambda row: (-row.lost, row.name))


def _ids(spells: Iterable[Spell]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(spell.incident_id for spell in sorted(spells, key=lambda s: s.start)))


def _places_of(actor: Actor, with_devices: Iterable[int], asked: PlaceFilter) -> dict[int, PlaceInfo]:
    found = {p.id: p for city in sorted(actor.municipalities_as(*STAFF)) for p in parties.places_of(city)}
    missing = [i for i in with_devices if i not in found]
    found |= parties.places(missing) if missing else {}
    return {place.id: place for place in found.values() if asked.takes_place(place)}
