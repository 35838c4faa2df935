# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The page that answers «where is it plugged in», the same as CSV, and the name people give a station."""

import csv
import io
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.inventory.dhcp import pools
from samdrift.inventory.queries import interface_for
from samdrift.inventory.sightings import MAY_NAME, name_station
from samdrift.inventory.types import SightingRow
from samdrift.inventory.web import number_in, staff_on
from samdrift.inventory.whereabouts import Found, at_port, where_is
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import Actor

MOST_EXPORTED = 500
COLUMNS = (
    "mac",
    "name",
    "addresses",
    "device",
    "place",
    "port",
    "description",
    "vlan",
    "kind",
    "neighbour",
    "stations_on_port",
    "present",
    "first_seen",
    "last_seen",
    "moved_on",
)


@require_safe
@login_required
def whereabouts(request: HttpRequest) -> HttpResponse:
    """A search, or the stations at one port (`port=ID`)."""
    actor = staff_on(request)
    return render(request, "inventory/whereabouts.html", _page(request, actor))


@require_safe
@login_required
def whereabouts_part(request: HttpRequest) -> HttpResponse:
    """What was found, drawn anew when something changed."""
    return render(request, "inventory/whereabouts_part.html", _page(request, staff_on(request)))


@require_safe
@login_required
def whereabouts_csv(request: HttpRequest) -> HttpResponse:
    """Every stay of what was found, as CSV (RFC 4180, UTF-8); times are UTC."""
    found = _found(request, staff_on(request), limit=MOST_EXPORTED)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for station in found.stations:
        rows.writerows(_line(stay) for stay in station.stays)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="whereabouts.csv"'
    return answer


@require_POST
@login_required
def whereabouts_name(request: HttpRequest) -> HttpResponse:
    """Give a station a name; an empty one takes it away."""
    actor = staff_on(request)
    cities = sorted(actor.municipalities_as(*MAY_NAME))
    named = request.POST.get("municipality", "")
    city = int(named) if named.isascii() and named.isdigit() and len(named) < 19 else cities[0] if cities else 0
    mac = request.POST.get("mac", "")[:40]
    name = request.POST.get("name", "")
    name_station(municipality_id=city, mac=mac, name=name, actor=actor, at=utc_now())
    messages.success(request, _("It is called so from now on."))
    return HttpResponseRedirect(f"{reverse('whereabouts')}?{urlencode({'q': mac})}")


def _page(request: HttpRequest, actor: Actor) -> dict[str, object]:
    found = _found(request, actor)
    port_id = number_in(request, "port")
    port = interface_for(actor, port_id) if port_id else None
    return {
        "typed": request.GET.get("q", "")[:80],
        "found": found,
        "only": found.stations[0] if len(found.stations) == 1 else None,
        "port": port,
        "query": request.GET.urlencode(),
        "asked": bool(port or found.wanted.kind != "nothing"),
        "pools": [] if port_id or found.wanted.kind != "nothing" else pools(actor),
        "cities": sorted(actor.municipalities_as(*MAY_NAME)),
    }


def _found(request: HttpRequest, actor: Actor, *, limit: int | None = None) -> Found:
    port_id = number_in(request, "port")
    if port_id is not None:
        if interface_for(actor, port_id) is None:
            raise NotFound("there is no such port", where=f"port {port_id}")
        return at_port(actor, port_id)
    typed = request.GET.get("q", "")[:80]
    return where_is(actor, typed, limit=limit) if limit else where_is(actor, typed)


def _line(stay: SightingRow) -> Iterable[object]:
    cells = (
        stay.mac,
        stay.name,
        " ".join(stay.addresses),
        stay.device,
        stay.place,
        stay.port,
        stay.description,
        stay.vlan or "",
        stay.kind,
        stay.neighbour,
        stay.stations,
        "yes" if stay.present else "no",
        stay.first_seen.isoformat(timespec="seconds"),
        stay.last_seen.isoformat(timespec="seconds"),
        stay.ended_at.isoformat(timespec="seconds") if stay.ended_at else "",
    )
    return (_no_formula(cell) for cell in cells)


def _no_formula(cell: object) -> object:
    """Spreadsheets calculate what begins with = + - @: a port's description must stay a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
