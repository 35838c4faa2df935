# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The network's pages: devices, one place, and how discovery came out. For those who run things."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.inventory import commands, labels
from samdrift.inventory.contacts import STATES as CONTACT_STATES
from samdrift.inventory.contacts import discovery as discovery_for
from samdrift.inventory.listing import (
    DeviceFilter,
    count_states,
    list_devices,
    listed,
    types_and_places,
    visible_devices,
)
from samdrift.inventory.work_items import waiting
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

MAY_SEARCH = commands.MAY_SEARCH


def staff_on(request: HttpRequest) -> Actor:
    """Who acts on this request; NotFound for everybody who runs nothing."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor


@require_safe
@login_required
def network(request: HttpRequest) -> HttpResponse:
    """All devices, narrowed by the address."""
    actor = staff_on(request)
    types, places = types_and_places(actor)
    context = _list(request, actor) | {
        "types": [(name, labels.type_name(name)) for name in types],
        "places": places,
        "states": [(state, labels.STANDINGS[state]) for state in ("down", "agent", "up", "unknown")],
        "waiting": waiting(actor),
        "searches": bool(actor.municipalities_as(*STAFF)),
    }
    return render(request, "inventory/network.html", context)


@require_safe
@login_required
def network_part(request: HttpRequest) -> HttpResponse:
    """The list alone, drawn anew when something changed."""
    return render(request, "inventory/network_part.html", _list(request, staff_on(request)))


@require_safe
@login_required
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place with its devices."""
    return render(request, "inventory/place.html", _place(request, place_id))


@require_safe
@login_required
def place_part(request: HttpRequest, place_id: int) -> HttpResponse:
    """One place below its heading, drawn anew when something changed."""
    return render(request, "inventory/place_part.html", _place(request, place_id))


@login_required
def discovery(request: HttpRequest) -> HttpResponse:
    """How discovery came out; POST gives it one more address to begin from."""
    actor = staff_on(request)
    if request.method != "POST":
        return render(request, "inventory/discovery.html", _discovery(request, actor))
    address = request.POST.get("address", "").strip()
    try:
        commands.add_seed(municipality_id=city_of(request, actor), address=address, actor=actor)
    except BadInput as error:
        return discovery_again(request, actor, {"typed": address[:80], "error": _error_words(error)})
    messages.success(request, _("%(address)s is being asked. What comes of it turns up here.") % {"address": address})
    return HttpResponseRedirect(reverse("discovery"))


def discovery_again(request: HttpRequest, actor: Actor, said: dict[str, object]) -> HttpResponse:
    """The page with what was typed and what is wrong with it."""
    return render(request, "inventory/discovery.html", _discovery(request, actor) | said, status=422)


@require_safe
@login_required
def discovery_part(request: HttpRequest) -> HttpResponse:
    """Seeds and contacts, drawn anew when something changed."""
    return render(request, "inventory/discovery_part.html", _discovery(request, staff_on(request)))


def _list(request: HttpRequest, actor: Actor) -> dict[str, object]:
    asked = DeviceFilter.from_address(request.GET.dict())
    here = reverse("network")
    after = number_in(request, "after")
    found = list_devices(actor, asked, after=after)
    address = asked.address()
    counts = count_states(actor)
    return {
        "asked": asked,
        "rows": found.rows,
        "is_first": after is None,
        "first": f"{here}?{address}",
        "next": f"{here}?{address + '&' if address else ''}after={found.after}" if found.after else "",
        "total": sum(counts.values()),
        "counts": [
            (
                labels.STANDINGS[state],
                counts[state],
                _tone(state, counts[state]),
                f"{here}?{asked.address(state=state)}",
            )
            for state in ("down", "agent", "up", "unknown")
            if counts[state] or state in ("down", "up")
        ],
    }


def _tone(state: str, count: int) -> str:
    return labels.STANDING_TONES[state] if count or state == "up" else "neutral"


def _place(request: HttpRequest, place_id: int) -> dict[str, object]:
    actor = staff_on(request)
    found = parties.place(place_id)
    theirs = list(visible_devices(actor).filter(place_id=place_id).order_by("name", "pk")) if found else []
    runs_it = found is not None and found.municipality_id in actor.municipalities_as(*STAFF)
    if found is None or not (theirs or runs_it):
        raise NotFound("there is no such place", where=f"place {place_id}")
    rows = listed(theirs)
    silent = sum(row.standing.state == "down" for row in rows)
    return {"place": found, "kind": labels.place_kind(found.kind), "rows": rows, "silent": silent}


def _discovery(request: HttpRequest, actor: Actor) -> dict[str, object]:
    if not actor.municipalities_as(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    state = request.GET.get("state", "")
    state = state if state in CONTACT_STATES else ""
    found = discovery_for(actor, state=state, after=number_in(request, "after") or 0)
    here = reverse("discovery")
    cities = sorted(actor.municipalities_as(*MAY_SEARCH))
    names = {city.id: city.name for city in parties.municipalities()}
    return {
        "found": found,
        "state": state,
        "counts": [
            (labels.CONTACTS[name], found.counts[name], f"{here}?state={name}", name == state)
            for name in CONTACT_STATES
        ],
        "next": f"{here}?state={state}&after={found.after}" if found.after else "",
        "cities": [(city, names.get(city, "")) for city in cities],
        "query": request.GET.urlencode(),
    }


def city_of(request: HttpRequest, actor: Actor) -> int:
    """The municipality the form names, or the actor's only one; what the actor may do there decides the command."""
    mine = sorted(actor.municipalities_as(*MAY_SEARCH))
    named = request.POST.get("municipality", "")
    if named.isascii() and named.isdigit() and len(named) < 19:
        return int(named)
    if len(mine) != 1:
        raise NotFound("there is no such page", where=request.path)
    return mine[0]


def _error_words(error: BadInput) -> str:
    if error.where == "address":
        return _("Write the IP address of one device, such as 10.20.0.1.")
    return error.sentence()


def number_in(request: HttpRequest, name: str) -> int | None:
    """The number that stands in the address under this name; None for nonsense."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
