# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""All places of a city and how they stand: as a map, a tree or a table, narrowed by the address; the same as CSV."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.incidents.places import STATES, PlaceFilter, PlaceState, place_states, worst_first
from samdrift.incidents.presenting import PLACE_TONES, kinds_of, legend, place_map, place_tree, place_word
from samdrift.incidents.spreadsheet import csv_answer
from samdrift.incidents.web import MOST_NAMED, staff_on
from samdrift.inventory import facade as inventory
from samdrift.inventory.facade import place_kind
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor

PAGE = 200
VIEWS = ("map", "tree", "table")
COLUMNS = ("id", "name", "kind", "department", "address", "people", "state", "devices", "silent_devices", "x", "y")


@require_safe
@login_required
def places(request: HttpRequest) -> HttpResponse:
    """The places; `view` map, tree or table, the rest of the address narrows."""
    return render(request, "incidents/places.html", _places(request, staff_on(request)))


@require_safe
@login_required
def places_part(request: HttpRequest) -> HttpResponse:
    """The drawing or list alone, drawn anew when something changed."""
    return render(request, "incidents/places_part.html", _places(request, staff_on(request)))


@require_safe
@login_required
def places_csv(request: HttpRequest) -> HttpResponse:
    """Every place that the address asks for, worst first."""
    actor, asked = staff_on(request), PlaceFilter.from_address(request.GET.dict())
    rows = worst_first(one for one in place_states(actor) if asked.takes(one))
    agencies = _agencies(rows)
    return csv_answer("places", COLUMNS, (_cells(one, agencies) for one in rows))


def _places(request: HttpRequest, actor: Actor) -> dict[str, object]:
    asked = PlaceFilter.from_address(request.GET.dict())
    view = request.GET.get("view", "map")
    view = view if view in VIEWS else "map"
    every = place_states(actor)
    chosen = [one for one in every if asked.takes(one)]
    agencies = _agencies(every)
    address = asked.address()
    drawn = _drawing(request, view, chosen, address)
    return {
        "asked": asked,
        "view": view,
        "address": address,
        "query": f"view={view}{'&' + address if address else ''}",
        "views": [(name, f"view={name}{'&' + address if address else ''}") for name in VIEWS],
        "total": len(every),
        "shown": len(chosen),
        "counts": [
            (place_word(state), count, PLACE_TONES[state] if count else "neutral", asked.address(state=state))
            for state in STATES
            if (count := sum(one.state == state for one in every)) or state in ("down", "ok")
        ],
        "states": [("trouble", ""), *((state, place_word(state)) for state in STATES)],
        "kinds": kinds_of(every),
        "agencies": sorted(agencies.items(), key=lambda item: item[1]),
    } | drawn


def _drawing(request: HttpRequest, view: str, chosen: list[PlaceState], address: str) -> dict[str, object]:
    if view == "tree":
        return {"tree": place_tree(chosen)}
    if view == "map":
        ids = {one.place.id for one in chosen}
        lines = [pair for pair in sorted(inventory.lines_between_places()) if set(pair) <= ids]
        whole = len(chosen) <= MOST_NAMED
        return {"map": place_map(chosen, lines, whole=whole), "whole": whole, "legend": legend()}
    rows = worst_first(chosen)
    after = request.GET.get("after", "")
    start = next((n for n, one in enumerate(rows, 1) if str(one.place.id) == after), 0)
    shown, rest = rows[start : start + PAGE], rows[start + PAGE :]
    agencies = _agencies(shown)
    base = f"view=table{'&' + address if address else ''}"
    return {
        "rows": [
            (one, PLACE_TONES[one.state], place_word(one.state), place_kind(one.place.kind), _agency(one, agencies))
            for one in shown
        ],
        "first": base if start else "",
        "next": f"{base}&after={shown[-1].place.id}" if rest else "",
    }


def _agencies(rows: list[PlaceState]) -> dict[int, str]:
    return parties.agency_names(one.place.agency_id for one in rows if one.place.agency_id is not None)


def _agency(one: PlaceState, names: dict[int, str]) -> str:
    return names.get(one.place.agency_id or 0, "")


def _cells(one: PlaceState, agencies: dict[int, str]) -> tuple[object, ...]:
    place = one.place
    return (
        place.id,
        place.name,
        place.kind,
        _agency(one, agencies),
        place.address,
        place.people,
        one.state,
        one.devices,
        one.silent,
        place.x,
        place.y,
    )
