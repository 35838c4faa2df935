# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What hangs on the wall: few figures, what is worst, and how each kind of place stands. Most urgent first, nothing rotates."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from samdrift.incidents.overview import Trouble, Watch, open_troubles, watch_state
from samdrift.incidents.places import IN_TROUBLE, PlaceState, place_states
from samdrift.platform.actor import Actor

MOST_SHOWN = 6
"""As many as fit a screen in letters that are read from five metres; the rest are counted."""


@dataclass(frozen=True, slots=True)
class KindState:
    """One kind of place: how many there are, how many are in trouble, how many of those are down."""

    kind: str
    places: int
    trouble: int
    down: int


@dataclass(frozen=True, slots=True)
class Wallboard:
    """Everything on the wall."""

    outages: int
    quiet: int
    late: int
    people: int
    places_hit: int
    places: int
    shown: tuple[Trouble, ...]
    more: int
    kinds: tuple[KindState, ...]
    watch: Watch


def wallboard(actor: Actor, *, now: datetime) -> Wallboard:
    """All of it in a dozen queries."""
    troubles = open_troubles(actor)
    uneasy = {place for trouble in troubles for place in trouble.info.place_ids}
    states = place_states(actor, uneasy=uneasy)
    outages = [one for one in troubles if one.info.outage]
    hit = {place.id: place.people for one in outages for place in one.places}
    ordered = sorted(troubles, key=lambda one: _urgency(one, now=now))
    return Wallboard(
        outages=len(outages),
        quiet=len(troubles) - len(outages),
        late=sum(_is_late(one, now=now) for one in troubles),
        people=sum(hit.values()),
        places_hit=len(hit),
        places=len(states),
        shown=tuple(ordered[:MOST_SHOWN]),
        more=len(ordered[MOST_SHOWN:]),
        kinds=tuple(_by_kind(states)),
        watch=watch_state(now=now),
    )


def _is_late(one: Trouble, *, now: datetime) -> bool:
    return one.case is not None and one.case.due_at is not None and one.case.due_at < now


def _urgency(one: Trouble, *, now: datetime) -> tuple[object, ...]:
    """Outages before quiet faults, by priority, then what nobody has, then what is due first, then the most people."""
    priority = one.case.priority or 9 if one.case is not None else 0
    due_at = one.case.due_at if one.case is not None else None
    left = (due_at - now).total_seconds() if due_at is not None else float("inf")
    return (not one.info.outage, priority, left, -one.people, one.info.id)


def _by_kind(states: list[PlaceState]) -> list[KindState]:
    """Kinds in trouble first, then the most common."""
    count, trouble, down = Counter[str](), Counter[str](), Counter[str]()
    for one in states:
        count[one.place.kind] += 1
        trouble[one.place.kind] += one.state in IN_TROUBLE
        down[one.place.kind] += one.state == "down"
    found = [KindState(kind, count[kind], trouble[kind], down[kind]) for kind in count]
    return sorted(found, key=lambda one: (-one.down, -one.trouble, -one.places, one.kind))
