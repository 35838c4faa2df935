# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The wallboard: signed in, or by a link for a screen that cannot sign in; and the page where such links are made."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samdrift.incidents import displays
from samdrift.incidents.displays import Display
from samdrift.incidents.impact import people_words
from samdrift.incidents.wallboard import wallboard as wallboard_of
from samdrift.incidents.web import open_line, staff_on
from samdrift.inventory.facade import place_kind
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.scope import acting_as

MOST_KINDS = 8
DAYS = (7, 30, 90, 365)


@require_safe
@login_required
def wallboard(request: HttpRequest) -> HttpResponse:
    """The whole screen, as whoever is signed in sees it."""
    actor = staff_on(request)
    names = [name for _city, _supplier, name in displays.parties_to_show(actor)]
    names = names or [city.name for city in parties.municipalities() if city.id in actor.municipalities]
    frame = {"party": " · ".join(names), "part": reverse("wallboard-part"), "stream": "/live/stream", "signed_in": True}
    return render(request, "incidents/wallboard.html", _wall(actor) | frame)


@require_safe
@login_required
def wallboard_part(request: HttpRequest) -> HttpResponse:
    """What hangs there, drawn anew."""
    return render(request, "incidents/wallboard_part.html", _wall(staff_on(request)))


@require_safe
@never_cache
def display(request: HttpRequest, token: str) -> HttpResponse:
    """The same by a link, without signing in."""
    screen = _screen(request, token)
    frame = {
        "party": screen.party,
        "part": reverse("display-part", args=[token]),
        "stream": f"/live/stream?display={token}",
        "signed_in": False,
    }
    with acting_as(screen.actor), translation.override(screen.language):
        return render(request, "incidents/wallboard.html", _wall(screen.actor) | frame)


@require_safe
@never_cache
def display_part(request: HttpRequest, token: str) -> HttpResponse:
    """What hangs there, drawn anew; not there once the link is withdrawn or over."""
    screen = _screen(request, token)
    with acting_as(screen.actor), translation.override(screen.language):
        return render(request, "incidents/wallboard_part.html", _wall(screen.actor))


@login_required
def display_links(request: HttpRequest) -> HttpResponse:
    """The links that work; POST makes one, whose address is shown this once."""
    actor, now = staff_on(request), utc_now()
    choices = displays.parties_to_show(actor)
    if not choices:
        raise NotFound("there is no such page", where=request.path)
    context: dict[str, Any] = {"choices": [(_key(c, s), name) for c, s, name in choices], "days": DAYS}
    status = 200
    if request.method == "POST":
        chosen = next((c for c in choices if _key(c[0], c[1]) == request.POST.get("party", "")), choices[0])
        days = request.POST.get("days", "")
        try:
            secret = displays.make_display_link(
                name=request.POST.get("name", ""),
                municipality_id=chosen[0],
                supplier_id=chosen[1],
                days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 90,
                actor=actor,
                at=now,
            )
            context["made"] = request.build_absolute_uri(reverse("display", args=[secret]))
        except BadInput:
            status = 422
            context["error"] = _("Write where the screen hangs.")
    return render(
        request,
        "incidents/display_links.html",
        context | {"links": displays.display_links(actor, at=now)},
        status=status,
    )


@require_POST
@login_required
def display_withdraw(request: HttpRequest, link_id: int) -> HttpResponse:
    """The link stops working."""
    displays.withdraw_display_link(link_id=link_id, actor=staff_on(request), at=utc_now())
    messages.success(request, _("The link has been withdrawn; its screen goes dark within a quarter of a minute."))
    return HttpResponseRedirect(reverse("display-links"))


def _screen(request: HttpRequest, token: str) -> Display:
    screen = displays.open_display(token, at=utc_now())
    if screen is None:
        raise NotFound("there is no such page", where=request.path.replace(token, "…"))
    return screen


def _key(municipality_id: int, supplier_id: int | None) -> str:
    return f"s:{supplier_id}" if supplier_id is not None else f"m:{municipality_id}"


def _wall(actor: Actor) -> dict[str, object]:
    now = utc_now()
    seen = wallboard_of(actor, now=now)
    return {
        "seen": seen,
        "now": now,
        "people": people_words(seen.people),
        "lines": [open_line(one, now=now) for one in seen.shown],
        "kinds": [(one, place_kind(one.kind)) for one in seen.kinds[:MOST_KINDS]],
    }
