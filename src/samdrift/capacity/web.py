# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of what fills up: the list, and one line or pool with its past and what is foreseen."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.capacity import export, labels, queries
from samdrift.capacity.network import cities_of
from samdrift.capacity.queries import Asked
from samdrift.capacity.types import Row
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.monitoring import facade as monitoring
from samdrift.monitoring.facade import Past
from samdrift.parties import facade as parties
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF
from samdrift.ui.charts import Chart, Line

SHOWN = 100
SPARK_DAYS = 60
PAST = timedelta(days=28)
AHEAD_WEEKS, MOST_WEEKS_AHEAD = 12, 156


def staff_on(request: HttpRequest) -> Actor:
    """Who acts on this request; NotFound for everybody who runs nothing."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor


def number_in(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, or None."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def language() -> str:
    """The reader's language, da, nb or en."""
    return (get_language() or "en").split("-")[0]


def csv_answer(text: str, name: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def drawn(row: Row) -> dict[str, Any]:
    """A row with its words."""
    return {
        "row": row,
        "kind": labels.kind_words(row.outlook.kind),
        "size": labels.amount_words(row.outlook.size, row.outlook.unit, language=language()),
        "when": labels.when_words(row, language=language(), zone=timezone.get_current_timezone()),
        "tone": labels.TONES[row.state],
        "state": labels.STATES[row.state],
        "spark": row.outlook.levels[-SPARK_DAYS:],
    }


@require_safe
@login_required
def capacity(request: HttpRequest) -> HttpResponse:
    """What fills up, the soonest full first."""
    staff_on(request)
    asked = _asked(request)
    everything = queries.rows(Asked(kind=asked.kind, place=asked.place, words=asked.words))
    fitting = [row for row in everything if not asked.state or row.state == asked.state]
    first = min(number_in(request, "from") or 0, len(fitting))
    shown = fitting[first : first + SHOWN]
    told: dict[str, str | int] = {"kind": asked.kind, "place": asked.place or "", "q": asked.words}
    counts = {state: sum(row.state == state for row in everything) for state in queries.STATES}
    context = {
        "asked": asked,
        "rows": [drawn(row) for row in shown],
        "total": len(fitting),
        "first": first,
        "previous": _address(told | {"state": asked.state, "from": max(0, first - SHOWN)}) if first else "",
        "next": _address(told | {"state": asked.state, "from": first + SHOWN}) if first + SHOWN < len(fitting) else "",
        "counts": [
            (
                labels.STATES[state],
                count,
                _address(told | {"state": state}),
                labels.TONES[state] if count or state == "never" else "neutral",
            )
            for state, count in counts.items()
        ],
        "kinds": [(kind, words) for kind, words in labels.KINDS.items()],
        "states": list(labels.STATES.items()),
        "places": _places(),
        "csv": reverse("capacity-csv") + "?" + urlencode(told | {"state": asked.state}),
        "year": utc_now().year,
    }
    return render(request, "capacity/capacity.html", context)


def _places() -> list[tuple[int, str]]:
    found = {row.place_id: row.place for row in queries.rows() if row.place_id is not None}
    return sorted(found.items(), key=lambda one: one[1])


def _address(told: Mapping[str, str | int]) -> str:
    return "?" + urlencode({name: value for name, value in told.items() if value not in {"", 0}})


def _asked(request: HttpRequest) -> Asked:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    return Asked(
        kind=kind if kind in labels.KINDS else "",
        place=number_in(request, "place"),
        state=state if state in queries.STATES else "",
        words=request.GET.get("q", "")[:80].replace("\0", ""),
    )


@require_safe
@login_required
def capacity_csv(request: HttpRequest) -> HttpResponse:
    """The whole list."""
    staff_on(request)
    return csv_answer(export.table(export.OUTLOOK, map(export.outlook_line, queries.rows(_asked(request)))), "capacity")


@require_safe
@login_required
def outlook(request: HttpRequest, outlook_id: int) -> HttpResponse:
    """One line or pool."""
    staff_on(request)
    row = queries.row(outlook_id)
    now = utc_now().replace(minute=0, second=0, microsecond=0)
    past = monitoring.past_of(row.outlook, start=now - PAST, end=now + timedelta(hours=1))
    context = drawn(row) | {"days": _days_chart(row), "hours": _hours_chart(row, past)}
    context["level"] = labels.amount_words(_level(row), row.outlook.unit, language=language())
    trend = row.outlook.trend
    if trend is not None:
        a_month = [value * 30 for value in (trend.slope, trend.slope_low, trend.slope_high)]
        context["a_month"] = [labels.amount_words(v, row.outlook.unit, language=language()) for v in a_month]
    return render(request, "capacity/outlook.html", context)


def _level(row: Row) -> float | None:
    return None if row.outlook.share is None else row.outlook.share * row.outlook.size


def _days_chart(row: Row) -> Chart:
    """Each day's busy hours, the trend, and where it leads with its ends, until somewhat after it is full."""
    one, trend = row.outlook, row.outlook.trend
    days = len(one.levels)
    times = [one.until - timedelta(days=days - n) for n in range(days)]
    ahead = 0
    if trend is not None:
        reach = row.found.days if row.found is not None and row.found.days is not None else 0.0
        ahead = min(MOST_WEEKS_AHEAD, max(AHEAD_WEEKS, int(reach / 7) + 4))
        times += [one.until + timedelta(weeks=n) for n in range(1, ahead + 1)]
    lines = [Line(_("Busy hours of the day"), [*(_round(v) for v in one.levels), *[None] * ahead])]
    if trend is not None:
        past = [*[None] * max(0, days - 1), *([trend.level] if days else [])]
        for name, slope, error in (
            (_("Trend"), trend.slope, 0.0),
            (_("At most"), trend.slope_high, trend.level_error),
            (_("At least"), trend.slope_low, -trend.level_error),
        ):
            future = [max(0.0, trend.level + error + slope * 7 * n) for n in range(1, ahead + 1)]
            lines.append(Line(name, [_round(v) for v in (*past, *future)]))
    lines.append(Line(_("80 %"), [_round(one.full_at)] * len(times)))
    return Chart(
        id=f"capacity-days-{one.id}", title=_("Busy hours, day by day"), times=times, lines=lines, unit=one.unit
    )


def _hours_chart(row: Row, past: Past) -> Chart:
    times = [monitoring.hour_at(past, n) for n in range(len(past.mean))]
    lines = [Line(_("Mean"), [_round(v) for v in past.mean]), Line(_("Most"), [_round(v) for v in past.most])]
    title = _("Hour by hour, the last four weeks")
    return Chart(id=f"capacity-hours-{row.outlook.id}", title=title, times=times, lines=lines, unit=row.outlook.unit)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2) if abs(value) < 1000 else round(value)


def city_on(request: HttpRequest, actor: Actor) -> int:
    """The municipality whose network is asked about: the one named, else the first; NotFound where there is none."""
    mine, asked = cities_of(actor), number_in(request, "municipality")
    if asked in mine:
        return asked
    known = {city.id for city in parties.municipalities()}
    found = next((city for city in mine if city in known), None)
    if found is None or (asked is not None and asked not in mine):
        raise NotFound("there is no such municipality", where=str(asked or ""))
    return found
