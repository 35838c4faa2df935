# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The page of a person at a place: is everything all right, what is known, and one sentence to say what is wrong."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.parties import facade as parties
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import Actor
from samdrift.servicedesk import presenting, reports
from samdrift.servicedesk.queries import cases_of_my_places, latest_news, outages_among, place_names_of
from samdrift.servicedesk.web import actor_on, language_on

SOLVED_SHOWN = 5


@require_safe
@login_required
def my_place(request: HttpRequest) -> HttpResponse:
    """The page a school secretary lands on."""
    actor = actor_on(request)
    if not actor.places:
        raise NotFound("there is no place of yours", where="my place")
    return render(request, "servicedesk/my_place.html", _place(actor) | _form(actor))


@require_safe
@login_required
def my_place_part(request: HttpRequest) -> HttpResponse:
    """What is known, drawn anew when it changed."""
    return render(request, "servicedesk/my_place_part.html", _place(actor_on(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_fault(request: HttpRequest) -> HttpResponse:
    """One sentence; after sending, the case's own page."""
    actor = actor_on(request)
    if not _choices(actor):
        raise NotFound("there is no place of yours to report for", where="report a fault")
    if request.method != "POST":
        return render(request, "servicedesk/report.html", _place(actor) | _form(actor))
    text, place = request.POST.get("text", ""), request.POST.get("place", "")
    try:
        told = reports.report_fault(
            text=text,
            actor=actor,
            at=utc_now(),
            place_id=int(place) if place.isdecimal() and len(place) < 19 else None,
            origin=f"form:{request.POST['key'][:60]}" if request.POST.get("key") else "",
        )
    except BadInput as error:
        context = _place(actor) | _form(actor, typed=text, place=place, error=error)
        return render(request, "servicedesk/report.html", context, status=422)
    if told.joined:
        words = _("We know about it already and work on it. You hear from us here, on case %(number)s.")
    else:
        words = _("Thank you. It is case %(number)s, and you hear from us here.")
    messages.success(request, words % {"number": told.number})
    return HttpResponseRedirect(reverse("case", args=[told.case_id]))


def _place(actor: Actor) -> dict[str, object]:
    language = language_on()
    live = cases_of_my_places(actor)
    solved = cases_of_my_places(actor, live=False, limit=SOLVED_SHOWN)
    places = place_names_of(case.pk for case in [*live, *solved])
    news = latest_news(actor, live)
    return {
        "places": [place.name for place in _choices(actor)][:5] if actor.places else [],
        "live": [
            presenting.short_case(case, language, places.get(case.pk, ()))
            | {"news": presenting.moments([news[case.pk]], language)[0] if case.pk in news else None}
            for case in live
        ],
        "solved": [presenting.short_case(case, language, places.get(case.pk, ())) for case in solved],
        "hindered": outages_among(live),
    }


def _form(actor: Actor, *, typed: str = "", place: str = "", error: BadInput | None = None) -> dict[str, object]:
    choices = _choices(actor)
    words = {
        "text": _("Write in a sentence what is wrong."),
        "place": _("Choose the place it is about."),
    }
    return {
        "choices": choices if len(choices) > 1 else [],
        "typed": typed,
        "chosen_place": place,
        "key": uuid4().hex,
        "text_error": words["text"] if error is not None and error.where == "text" else "",
        "place_error": words["place"] if error is not None and error.where == "place" else "",
    }


def _choices(actor: Actor) -> list[PlaceInfo]:
    """The places this person may report for: their own; the desk may for every place of its city."""
    whole = [p for city in sorted(actor.municipalities_as("agent", "administrator")) for p in parties.places_of(city)]
    return whole or sorted(parties.places(actor.places).values(), key=lambda place: place.name)
