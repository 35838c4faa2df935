# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The Break-something page: anybody in the demo may break the invented network here, and is told what to watch then.

Outside demo mode these addresses do not exist. The twin is a process of its own and may be away for a moment: then the
page says so and everything else on it still works.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samdrift.demo.breaking import (
    KINDS,
    Broken,
    Place,
    broken_now,
    kind_named,
    place_named,
    places_to_break,
    target_of,
)
from samdrift.demo.municipality import load_municipality
from samdrift.kernel.errors import BadInput, NotFound, NotNow
from samdrift.twin.client import TwinClient

ANSWER_WITHIN_S = 3.0
View = Callable[[HttpRequest], HttpResponse]


def in_the_demo_only(view: View) -> View:
    """Signed in, and in demo mode; elsewhere the address is unknown."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if settings.SAMDRIFT_MODE != "demo":
            raise Http404
        return view(request)

    return guarded


@dataclass(frozen=True, slots=True)
class Town:
    """The twin as the page needs it; `away` True (and the rest empty) while it does not answer."""

    places: tuple[Place, ...] = ()
    broken: tuple[Broken, ...] = ()
    away: bool = False


def _town() -> Town:
    try:
        with _twin() as twin:
            topology = twin.topology()
            return Town(places_to_break(topology), tuple(broken_now(twin.faults(), topology)))
    except NotNow:
        return Town(away=True)


def _twin() -> TwinClient:
    return TwinClient(settings.CONFIG.twin_control, timeout_s=ANSWER_WITHIN_S)


@require_safe
@in_the_demo_only
def break_page(request: HttpRequest) -> HttpResponse:
    """What one can break, where; what is broken; what to watch."""
    return _page(request)


@require_safe
@in_the_demo_only
def faults_part(request: HttpRequest) -> HttpResponse:
    """What is broken, drawn anew: the command line may break things too, and no fact tells of it."""
    return render(request, "demo/faults_part.html", {"town": _town()})


@require_POST
@in_the_demo_only
def break_something(request: HttpRequest) -> HttpResponse:
    """Break what was chosen; the same thing twice stays broken once."""
    chosen = {"kind": request.POST.get("kind", ""), "place": request.POST.get("place", "")}
    try:
        with _twin() as twin:
            kind = kind_named(chosen["kind"])
            place = place_named(places_to_break(twin.topology()), chosen["place"])
            target = target_of(kind, place)
            if any((fault.kind, fault.target) == (kind.key, target) for fault in twin.faults()):
                messages.info(request, _("That is broken already."))
            else:
                twin.break_something(target, kind=kind.key)
                messages.success(request, _("Broken: %(what)s, %(where)s.") % {"what": kind.name, "where": place.name})
    except BadInput:
        return _page(request, chosen=chosen, wrong=True)
    except NotNow:
        messages.error(request, _away())
    return redirect("demo-break")


@require_POST
@in_the_demo_only
def heal(request: HttpRequest) -> HttpResponse:
    """Mend one fault, or all of them."""
    wanted = request.POST.get("fault", "")
    try:
        with _twin() as twin:
            if wanted == "all":
                twin.heal_all()
            elif wanted.isdecimal() and len(wanted) < 10:
                twin.heal(int(wanted))
        messages.success(request, _("Mended. Watch how everything comes back."))
    except NotFound:
        messages.info(request, _("Somebody had mended that already."))
    except NotNow:
        messages.error(request, _away())
    return redirect("demo-break")


def _away() -> str:
    return _(
        "The demo's network does not answer at the moment. It is started again by itself; try again in some seconds."
    )


def _page(request: HttpRequest, *, chosen: dict[str, str] | None = None, wrong: bool = False) -> HttpResponse:
    people = {person.persona: person for person in load_municipality().people if person.persona}
    home = people["secretary"].place
    context: dict[str, Any] = {
        "town": _town(),
        "kinds": KINDS,
        "chosen": chosen or {"kind": KINDS[0].key, "place": home},
        "wrong": wrong,
        "people": people,
        "home": next((place.name for place in load_municipality().places if place.slug == home), ""),
        "partner_url": settings.CONFIG.partner_url,
        "mail_page_url": settings.CONFIG.mail_page_url,
    }
    return render(request, "demo/break.html", context, status=422 if wrong else 200)
