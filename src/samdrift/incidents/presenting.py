# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Turns places and how they stand into what templates draw: marks of a map, branches of a tree, words. Decides no access."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext

from samdrift.incidents.placemap import PlaceMap, Spot, draw_map
from samdrift.incidents.places import IN_TROUBLE, STATES, PlaceState, worst_first
from samdrift.inventory.facade import place_kind

PLACE_TONES = {"ok": "success", "something": "warning", "down": "danger", "unknown": "unknown"}


def place_word(state: str) -> str:
    """How a place stands, in the reader's language."""
    words = {
        "ok": pgettext("state of a place", "All right"),
        "something": pgettext("state of a place", "Something is wrong"),
        "down": pgettext("state of a place", "Down"),
        "unknown": pgettext("state of a place", "Not watched"),
    }
    return words[state]


def legend() -> list[tuple[str, str, str]]:
    """(state, tone, words), best first, as below a map."""
    return [(state, PLACE_TONES[state], place_word(state)) for state in ("ok", "something", "down", "unknown")]


def kinds_of(states: Iterable[PlaceState]) -> list[tuple[str, str]]:
    """(kind, words) of these places, by words: what a list can be narrowed to."""
    return sorted({(one.place.kind, place_kind(one.place.kind)) for one in states}, key=lambda item: item[1].casefold())


def place_map(states: Iterable[PlaceState], lines: Collection[tuple[int, int]], *, whole: bool) -> PlaceMap | None:
    """The drawing; unless `whole`, places where all is well are dots without a name or a link of their own."""
    words = {state: place_word(state) for state in STATES}
    start = reverse("place", args=[0]).removesuffix("0/")
    spots = [
        Spot(
            id=one.place.id,
            name=one.place.name,
            state=one.state,
            words=f"{one.place.name}: {words[one.state]}",
            url=f"{start}{one.place.id}/",
            x=one.place.x,
            y=one.place.y,
        )
        for one in states
    ]
    return draw_map(spots, lines, whole=whole)


def place_tree(states: Iterable[PlaceState]) -> list[dict[str, Any]]:
    """The same as the map in words: kinds of places, each with its places, those in trouble first."""
    kinds: dict[str, list[PlaceState]] = {}
    for state in worst_first(states):
        kinds.setdefault(place_kind(state.place.kind), []).append(state)
    return [
        {
            "kind": kind,
            "places": [(p, PLACE_TONES[p.state], place_word(p.state)) for p in mine],
            "trouble": sum(p.state in IN_TROUBLE for p in mine),
        }
        for kind, mine in sorted(kinds.items(), key=lambda item: (item[1][0].state not in IN_TROUBLE, item[0]))
    ]
