# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the page of operations shows: what is broken now, whom it hits, who has it, and whether we are still watching."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from samdrift.incidents.cases import cases_of
from samdrift.incidents.facade import records
from samdrift.incidents.models import Incident
from samdrift.incidents.places import PlaceFilter, PlaceState, place_states
from samdrift.incidents.queries import run_by
from samdrift.incidents.types import CaseRef, IncidentInfo
from samdrift.inventory import facade as inventory
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.platform.models import ProcessPulse

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

    @property
    def people(self) -> int:
        """How many work or learn at the places it hits; for a quiet fault how many would, should it get worse."""
        return sum(place.people for place in self.places)

    @property
    def kinds(self) -> tuple[tuple[str, int], ...]:
        """(kind of place, how many of them it hits), most first."""
        return tuple(Counter(place.kind for place in self.places).most_common())


@dataclass(frozen=True, slots=True)
class TroubleFilter:
    """What the address of operations asks for: by place, and by who has it (a resolver group, or 0 for nobody yet)."""

    places: PlaceFilter = field(default_factory=PlaceFilter)
    group: int | None = None

    @classmethod
    def from_address(cls, asked: Mapping[str, str]) -> "TroubleFilter":
        """Read tolerantly, as PlaceFilter; how places stand narrows nothing here."""
        group = asked.get("group", "")
        number = int(group) if group.isascii() and group.isdigit() and len(group) < 19 else None
        return cls(replace(PlaceFilter.from_address(asked), state=""), number)

    def address(self, **changes: Any) -> str:
        """The query string of this filter."""
        group = "" if self.group is None else urlencode({"group": self.group})
        return "&".join(filter(None, (self.places.address(**changes), group)))

    def takes(self, one: Trouble) -> bool:
        """Whether this incident is among what is asked for; words are sought in its cause, ticket and places."""
        has_it = one.case.group_id or 0 if one.case is not None else 0
        if self.group is not None and has_it != self.group:
            return False
        number = f"{one.case.number} {one.case.ticket}" if one.case is not None else ""
        named = self.places.words.casefold() in f"{one.info.cause_label} {number}".casefold()
        asked = replace(self.places, words="") if named else self.places
        return not asked.address() or any(asked.takes_place(place) for place in one.places)


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
    groups: tuple[tuple[int, str], ...]
    """(id, name) of those who have something of what is open now, by name."""
    agencies: tuple[tuple[int, str], ...]

    @property
    def places_hit(self) -> int:
        return sum(place.state in ("down", "something") for place in self.places)


def overview(actor: Actor, *, now: datetime, asked: TroubleFilter | None = None) -> Overview:
    """All of it in a dozen queries, however much is broken."""
    asked = asked or TroubleFilter()
    rows = run_by(actor)
    open_rows = list(rows.filter(closed_at__isnull=True).order_by("-fault_at", "-pk"))
    closed_rows = list(rows.filter(closed_at__gte=now - LATELY).order_by("-closed_at", "-pk")[:SHOWN_CLOSED])
    found = troubles(actor, open_rows + closed_rows)
    current, closed = found[: len(open_rows)], found[len(open_rows) :]
    uneasy = {place for trouble in current for place in trouble.info.place_ids}
    states = place_states(actor, uneasy=uneasy)
    places = {state.place.id: state.place for state in states}
    lines = ((places[a], places[b]) for a, b in sorted(inventory.lines_between_places()) if {a, b} <= places.keys())
    having = {t.case.group_id: t.case.group for t in current if t.case is not None and t.case.group_id and t.case.group}
    agencies = parties.agency_names(p.agency_id for p in places.values() if p.agency_id is not None)
    wanted = [t for t in current if asked.takes(t)]
    return Overview(
        outages=tuple(t for t in wanted if t.info.outage),
        quiet=tuple(t for t in wanted if not t.info.outage),
        closed=tuple(t for t in closed if asked.takes(t)),
        places=tuple(states),
        lines=tuple(lines),
        silent_devices=sum(state.silent for state in states),
        groups=tuple(sorted(having.items(), key=lambda item: item[1])),
        agencies=tuple(sorted(agencies.items(), key=lambda item: item[1])),
    )


def open_troubles(actor: Actor, asked: TroubleFilter | None = None) -> list[Trouble]:
    """What is broken now, outages first, newest first: for CSV, the API and the wallboard."""
    rows = run_by(actor).filter(closed_at__isnull=True).order_by("-outage", "-fault_at", "-pk")
    return [one for one in troubles(actor, rows) if asked is None or asked.takes(one)]


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
