# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The day view: a table of hours drawn like weather, so that the picture is its own twin; the same as CSV."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from samdrift.incidents.day import LONGEST_PAST, Day, DayRow, city_of, day_of
from samdrift.incidents.dayrules import Hour
from samdrift.incidents.places import PlaceFilter
from samdrift.incidents.spreadsheet import csv_answer
from samdrift.incidents.web import staff_on
from samdrift.inventory.facade import place_kind
from samdrift.kernel.clock import utc_now
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor

SHOWN = 100
"""Places with something to tell that are drawn; all are in the CSV."""
COLUMNS = ("what", "name", "place_id", "hour_begins", "hour_ends", "weather", "people_hours_lost_that_day", "incidents")


@require_safe
@login_required
def day(request: HttpRequest) -> HttpResponse:
    """One day; `date` in the municipality's calendar, today without."""
    actor = staff_on(request)
    seen, asked = _day(request, actor)
    today = _today(actor)
    address = asked.address()
    agencies = parties.agency_names(r.place.agency_id for r in seen.places if r.place and r.place.agency_id)
    context: dict[str, Any] = {
        "seen": seen,
        "asked": asked,
        "address": address,
        "today": today,
        "is_today": seen.day == today,
        "before": seen.day - timedelta(days=1),
        "after": seen.day + timedelta(days=1) if seen.day < today else None,
        "hours": [(hour, hour_words(hour)) for hour in seen.hours],
        "whole": drawn(seen.whole),
        "services": [(row, drawn(row)) for row in seen.services],
        "places": [(row, drawn(row)) for row in seen.places[:SHOWN]],
        "unshown": max(0, len(seen.places) - SHOWN),
        "legend": [(name, weather_words(name)) for name in ("clear", "cloud", "rain", "storm")],
        "bars": _bars(seen),
        "agencies": sorted(agencies.items(), key=lambda item: item[1]),
        "kinds": sorted({(r.place.kind, place_kind(r.place.kind)) for r in seen.places if r.place}),
        "odd": len(seen.hours) != 24,
    }
    return render(request, "incidents/day.html", context)


@require_safe
@login_required
def day_csv(request: HttpRequest) -> HttpResponse:
    """Every hour of every place with something to tell, and of every service."""
    seen, _asked = _day(request, staff_on(request))
    rows = [("city", seen.whole), *(("service", r) for r in seen.services), *(("place", r) for r in seen.places)]
    return csv_answer(
        f"day-{seen.day.isoformat()}",
        COLUMNS,
        (
            (
                what,
                row.name,
                row.place.id if row.place else "",
                hour.start,
                hour.end,
                row.weather[n],
                round(row.lost, 2),
                " ".join(map(str, row.incidents)),
            )
            for what, row in rows
            for n, hour in enumerate(seen.hours)
        ),
    )


def read_day(text: str, today: date) -> date:
    """The day an address names, read tolerantly: nonsense, the future and times before any record are today."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if today - LONGEST_PAST <= found <= today else today


def hour_words(hour: Hour) -> str:
    """What the clock shows; the hour that comes twice in autumn is told apart."""
    return f"{hour.label:02}" + ("*" if hour.again else "")


def weather_words(weather: str) -> str:
    """An hour's weather in the reader's language."""
    words = {
        "clear": pgettext("weather of an hour", "Clear: nothing was wrong"),
        "cloud": pgettext("weather of an hour", "Cloud: a fault that nobody noticed"),
        "rain": pgettext("weather of an hour", "Rain: some could not work"),
        "storm": pgettext("weather of an hour", "Storm: many could not work"),
        "later": pgettext("weather of an hour", "Not yet"),
    }
    return words[weather]


def drawn(row: DayRow) -> list[tuple[str, str]]:
    """(weather, the same in words) hour by hour."""
    words = {name: weather_words(name) for name in set(row.weather)}
    return [(weather, words[weather]) for weather in row.weather]


def _day(request: HttpRequest, actor: Actor) -> tuple[Day, PlaceFilter]:
    asked = PlaceFilter.from_address({k: v for k, v in request.GET.dict().items() if k != "state"})
    wanted = read_day(request.GET.get("date", ""), _today(actor))
    language = (get_language() or "en").split("-")[0]
    return day_of(actor, wanted, asked, now=utc_now(), language=language), asked


def _today(actor: Actor) -> date:
    city = city_of(actor)
    return utc_now().astimezone(ZoneInfo(city.time_zone if city is not None else "UTC")).date()


def _bars(seen: Day) -> list[tuple[float, float]]:
    """(people-hours, height of its bar from 0 to 40) of each hour."""
    most = max(seen.lost_each, default=0.0)
    return [(lost, round(40 * lost / most, 1) if most else 0.0) for lost in seen.lost_each]
