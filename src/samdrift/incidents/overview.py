# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the page of operations shows: what is broken now, which places it hits, and whether we are still watching."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from samdrift.incidents.cases import cases_of
from samdrift.incidents.facade import records
from samdrift.incidents.models import Incident
from samdrift.incidents.queries import run_by
from samdrift.incidents.types import CaseRef, IncidentInfo
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import Standing
from samdrift.monitoring import facade as monitoring
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.models import ProcessPulse
from samdrift.platform.visible import STAFF

LATELY = timedelta(hours=24)
STALE = timedelta(seconds=30)
"""The watch tells every five seconds that it lives, the poller whenever something answered it."""
WATCHERS = ("watch", "poller")
SHOWN_CLOSED = 50


@dataclass(frozen=True, slots=True)
class Trouble:
    """One incident with what its line shows. `silent` devices are still out of `hit` that were."""

    info: IncidentInfo
    places: tuple[PlaceInfo, ...]
    case: CaseRef | None
    silent: int
    hit: int


@dataclass(frozen=True, slots=True)
class PlaceState:
    """How one place stands: ok, something, down, or unknown where nothing there was ever heard."""

    place: PlaceInfo
    state: str
    devices: int
    silent: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Whether the processes that watch are alive. `seen`: (process, last sign of life or None)."""

    seen: tuple[tuple[str, datetime | None], ...]
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page. Outages and quiet faults newest first; `lines` join places by cable."""

    outages: tuple[Trouble, ...]
    quiet: tuple[Trouble, ...]
    closed: tuple[Trouble, ...]
    places: tuple[PlaceState, ...]
    lines: tuple[tuple[PlaceInfo, PlaceInfo], ...]
    silent_devices: int

    @property
    def places_hit(self) -> int:
        return sum(place.state in ("down", "something") for place in self.places)


def overview(actor: Actor, *, now: datetime) -> Overview:
    """All of it in a dozen queries, however much is broken."""
    rows = run_by(actor)
    open_rows = list(rows.filter(closed_at__isnull=True).order_by("-fault_at", "-pk"))
    closed_rows = list(rows.filter(closed_at__gte=now - LATELY).order_by("-closed_at", "-pk")[:SHOWN_CLOSED])
    found = troubles(actor, open_rows + closed_rows)
    current, closed = found[: len(open_rows)], found[len(open_rows) :]
    at_places = inventory.devices_by_place()
    standings = monitoring.standings([device for devices in at_places.values() for device in devices])
    places = _places_of(actor, at_places)
    uneasy = {place for trouble in current for place in trouble.info.place_ids}
    states = [_state_of(places[i], at_places.get(i, ()), standings, uneasy) for i in places]
    lines = ((places[a], places[b]) for a, b in sorted(inventory.lines_between_places()) if {a, b} <= places.keys())
    return Overview(
        outages=tuple(t for t in current if t.info.outage),
        quiet=tuple(t for t in current if not t.info.outage),
        closed=tuple(closed),
        places=tuple(sorted(states, key=lambda s: s.place.name)),
        lines=tuple(lines),
        silent_devices=sum(s.state == "down" for s in standings.values()),
    )


def troubles(actor: Actor, rows: Iterable[Incident]) -> list[Trouble]:
    """These incidents with the names of their places and their cases, in their order."""
    infos = records(rows)
    places = parties.places(place for info in infos for place in info.place_ids)
    cases = cases_of(actor, [info.id for info in infos])
    return [
        Trouble(
            info=info,
            places=tuple(sorted((places[p] for p in info.place_ids if p in places), key=lambda p: p.name)),
            case=cases.get(info.id),
            silent=sum(a.until is None for a in info.affected),
            hit=len(info.affected),
        )
        for info in infos
    ]


def watch_state(*, now: datetime) -> Watch:
    """When those who watch were last heard of."""
    pulses = dict(ProcessPulse.objects.filter(name__in=WATCHERS).values_list("name", "at"))
    seen = tuple((name, pulses.get(name)) for name in WATCHERS)
    return Watch(seen=seen, stale=tuple(name for name, at in seen if at is None or now - at > STALE))


def _places_of(actor: Actor, with_devices: Iterable[int]) -> dict[int, PlaceInfo]:
    """All places of the actor's own city, and elsewhere those where a device of theirs stands."""
    found = {p.id: p for city in sorted(actor.municipalities_as(*STAFF)) for p in parties.places_of(city)}
    return found | parties.places(i for i in with_devices if i not in found)


def _state_of(place: PlaceInfo, devices: Iterable[int], standings: dict[int, Standing], uneasy: set[int]) -> PlaceState:
    heard = [standings[device].state for device in devices if device in standings]
    known = [state for state in heard if state != "unknown"]
    silent = known.count("down")
    if not known:
        state = "something" if place.id in uneasy else "unknown"
    elif silent == len(known):
        state = "down"
    else:
        state = "something" if silent or "agent" in known or place.id in uneasy else "ok"
    return PlaceState(place=place, state=state, devices=len(list(devices)), silent=silent)
