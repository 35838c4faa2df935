# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Open data: files for everybody where a municipality gave them away, and the administrator's page."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.opendata import dcat, queries
from samdrift.opendata.commands import decide
from samdrift.opendata.types import Cell, Terms
from samdrift.parties import facade as parties
from samdrift.parties.types import MunicipalityInfo
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.site import page_address

MOST_DAYS = 7
COLUMNS = ("place", "name", "kind", "hour", "people_about")
FRESH_S = 900


def _published(slug: str) -> tuple[MunicipalityInfo, Terms]:
    found = next(((city, terms) for city, terms in queries.published_cities() if city.slug == slug), None)
    if found is None:
        raise NotFound("there is no open data of that municipality", where=slug[:60])
    return found


def _span(request: HttpRequest) -> tuple[datetime, datetime]:
    """Whole days, UTC: `from` and `to` (inclusive) of the address, the last seven without; seven days at most."""
    today = utc_now().date()
    last = _day(request.GET.get("to", ""), today)
    first = _day(request.GET.get("from", ""), last - timedelta(days=MOST_DAYS - 1))
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise BadInput("that is no span of seven days at most", where="from, to", remedy="ask for a week at a time")
    start = datetime.combine(first, time(), tzinfo=UTC)
    return start, datetime.combine(last + timedelta(days=1), time(), tzinfo=UTC)


def _day(text: str, usual: date) -> date:
    if not text:
        return usual
    try:
        found = date.fromisoformat(text[:10])
    except ValueError as error:
        raise BadInput("that is no day", where="from, to", remedy="write one such as 2026-11-21") from error
    if not date(2000, 1, 1) <= found <= date(2100, 1, 1):
        raise BadInput("that day is too far away", where="from, to")
    return found


def _public(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = f"public, max-age={FRESH_S}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What is given away here, and under which terms. For everybody."""
    return render(request, "opendata/open_data.html", {"cities": queries.published_cities()})


@require_safe
def crowd_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts as CSV (RFC 4180, UTF-8)."""
    city, _terms = _published(slug)
    start, end = _span(request)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows(_line(cell) for cell in queries.cells(city.id, start=start, end=end))
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="crowd-{city.slug}-{start:%Y-%m-%d}.csv"'
    return _public(answer)


def _line(cell: Cell) -> tuple[object, ...]:
    return (cell.place, cell.name, cell.kind, f"{cell.hour:%Y-%m-%dT%H:%M:%SZ}", cell.about)


@require_safe
def crowd_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts as JSON, with the terms beside."""
    city, terms = _published(slug)
    start, end = _span(request)
    rows = [dict(zip(COLUMNS, _line(cell), strict=True)) for cell in queries.cells(city.id, start=start, end=end)]
    told = {"license": dcat.LICENCE, "left_out_below": terms.floor, "rounded_to": terms.rounding, "hours": rows}
    return _public(JsonResponse(told))


@require_safe
def catalogue(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - the shape of a view
    """The description for catalogues (DCAT-AP 3.0, JSON-LD)."""
    city, terms = _published(slug)
    told = dcat.catalogue(city, terms, address=_addresses(city), hours=queries.newest_and_oldest(city.id))
    return _public(JsonResponse(told, content_type="application/ld+json"))


def _addresses(city: MunicipalityInfo) -> Callable[[str], str]:
    here = page_address(reverse("open-data"))

    def address(name: str) -> str:
        return f"{here}{city.slug}/{name}"

    return address


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """The administrator's decision."""
    actor: Actor = getattr(request, "actor", NOBODY)
    cities = [city for city in parties.municipalities() if city.id in actor.municipalities_as("administrator")]
    if not cities:
        raise NotFound("there is no such page", where=request.path)
    asked = request.POST.get("municipality", "") or request.GET.get("municipality", "")
    city = next((city for city in cities if str(city.id) == asked), cities[0])
    if asked and str(city.id) != asked:
        raise NotFound("there is no such municipality", where=asked[:20])
    error = ""
    if request.method == "POST":
        terms = Terms(request.POST.get("on") == "1", _number(request, "floor"), _number(request, "rounding"))
        try:
            decide(municipality_id=city.id, terms=terms, actor=actor, at=utc_now())
        except BadInput as bad:
            error = bad.sentence()
        else:
            words = (
                _("The counts are open to everybody now.")
                if terms.on
                else _("The counts are closed, and those published are gone.")
            )
            messages.success(request, words)
            return HttpResponseRedirect(reverse("open-data-settings") + f"?municipality={city.id}")
    context = {
        "city": city,
        "cities": cities,
        "terms": queries.terms_of(city.id),
        "hours": queries.newest_and_oldest(city.id),
        "error": error,
    }
    return render(request, "opendata/settings.html", context, status=422 if error else 200)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1
