# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Opening hours: every calendar, its versions, the days it may lack, and the form that puts a new version in force."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samdrift.agreements import calendar_words as words
from samdrift.agreements.commands import may_write, publish_calendar
from samdrift.agreements.facade import calendar_snapshot
from samdrift.agreements.models import ServiceCalendar
from samdrift.agreements.queries import calendar_versions, calendars_for
from samdrift.engines.slaclock import calendar_from_json
from samdrift.engines.slaclock.calendar_json import WEEKDAYS
from samdrift.engines.slaclock.proposals import Country, ProposedDay, propose_days
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput, NotFound, NotNow
from samdrift.parties import facade as parties
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

COUNTRIES: dict[str, Country] = {"da": "DK", "nb": "NO"}
DAY_NAMES = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}


@require_safe
@login_required
def calendars(request: HttpRequest) -> HttpResponse:
    """The version in force of each calendar."""
    rows = [(row, _week(row)) for row in calendars_for(_staff_on(request))]
    return render(request, "agreements/calendars.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """One version with the others beside it; POST from the newest puts a new one in force."""
    actor = _staff_on(request)
    versions = calendar_versions(actor, calendar_id)
    row = next(version for version in versions if version.pk == calendar_id)
    if request.method != "POST":
        return _page(request, actor, row, versions)
    try:
        hours = words.calendar_from_form(request.POST.dict(), WEEKDAYS)
        for told in request.POST.getlist("accept"):
            _accept(hours, told)
        new = publish_calendar(
            calendar_id=row.pk,
            hours=hours,
            reason=request.POST.get("reason", ""),
            redate=request.POST.get("redate") == "yes",
            actor=actor,
            at=utc_now(),
        )
    except (BadInput, NotNow) as error:
        return _page(request, actor, row, versions, error=error)
    messages.success(request, _("The new version is in force."))
    return HttpResponseRedirect(reverse("calendar", args=[new]))


def _page(
    request: HttpRequest,
    actor: Actor,
    row: ServiceCalendar,
    versions: list[ServiceCalendar],
    *,
    error: BadInput | NotNow | None = None,
) -> HttpResponse:
    newest = row.pk == versions[0].pk
    writes = newest and may_write(actor, row.municipality_id)
    typed = request.POST if error is not None else None
    context = {
        "row": row,
        "versions": versions,
        "newest": newest,
        "writes": writes,
        "week": [(day, name, typed.get(day, "") if typed else hours) for day, name, hours in _week(row)],
        "closed": typed.get("closed", "") if typed else "\n".join(row.closed),
        "overrides": typed.get("overrides", "") if typed else words.days_to_words(row.overrides),
        "time_zone": typed.get("time_zone", "") if typed else row.time_zone,
        "reason": typed.get("reason", "") if typed else "",
        "proposed": [_proposal(one) for one in _proposed(row)] if writes else [],
        "error": error,
    }
    return render(request, "agreements/calendar.html", context, status=422 if error is not None else 200)


def _week(row: ServiceCalendar) -> list[tuple[str, object, str]]:
    return [(day, DAY_NAMES[day], words.hours_to_words(row.weekly.get(day, []))) for day in WEEKDAYS]


def _proposed(row: ServiceCalendar) -> list[ProposedDay]:
    """Days of this year and the next that the calendar may lack; none where we know no country's customs."""
    city = parties.municipality(row.municipality_id)
    country = COUNTRIES.get(city.language if city is not None else "")
    if country is None:
        return []
    today = utc_now().date()
    found = propose_days(calendar_from_json(calendar_snapshot(row), row.slug), country, (today.year, today.year + 1))
    return [one for one in found if one.day >= today - timedelta(days=1)]


def _proposal(one: ProposedDay) -> tuple[str, ProposedDay, str]:
    hours = words.hours_to_words([[_clock(opens), _clock(closes)] for opens, closes in one.hours])
    return f"{one.day.isoformat()} {hours or words.CLOSED}", one, hours


def _accept(hours: dict[str, Any], told: str) -> None:
    """Put a proposed day that somebody ticked into the hours; the box says what it would do, as a line of the form does."""
    for day, spans in words.days_from_words(told, "accept").items():
        if spans:
            hours["overrides"][day] = spans
        else:
            hours["closed"] = sorted({*hours["closed"], day})


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _staff_on(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor
