# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The contract manager's and the director's pages, the rows behind each figure, and the month as a document."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import NOBODY, Actor
from samdrift.reporting.document import document
from samdrift.reporting.overview import overview as read_overview
from samdrift.reporting.pdf import render_service_report
from samdrift.reporting.queries import MAY_READ, agreements_for, month_report
from samdrift.reporting.types import MonthReport

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MonthChoice:
    """One month one may look at."""

    value: str
    first_day: datetime
    chosen: bool


@require_safe
@login_required
def agreement(request: HttpRequest) -> HttpResponse:
    """Every agreement's month, side by side."""
    actor = _reader(request)
    month = _month(request)
    now = utc_now()
    reports = [
        month_report(actor, agreement_id=row.id, month=month, language=_language(), now=now)
        for row in agreements_for(actor)
    ]
    return render(
        request, "reporting/agreement.html", {"reports": reports, "month": month, "months": _months(month, now)}
    )


@require_safe
@login_required
def service_report(request: HttpRequest, agreement_id: int, month: str) -> HttpResponse:
    """One agreement's month, whole."""
    report = _report(request, agreement_id, month)
    return render(request, "reporting/service_report.html", {"report": report, "months": _months(month, utc_now())})


@require_safe
@login_required
def report_pdf(request: HttpRequest, agreement_id: int, month: str) -> HttpResponse:
    """The same as an accessible PDF (PDF/UA-1)."""
    report = _report(request, agreement_id, month)
    body = render_service_report(document(report, language=_language(), now=utc_now()))
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="samdrift-{report.number}-{report.month}.pdf"'
    return answer


@require_safe
@login_required
def report_service(request: HttpRequest, agreement_id: int, month: str, slug: str) -> HttpResponse:
    """The outages behind one service's availability."""
    report = _report(request, agreement_id, month)
    row = next((row for row in report.availability if row.slug == slug), None)
    if row is None:
        raise NotFound("no such service in this report", where=slug)
    return render(request, "reporting/report_service.html", {"report": report, "row": row})


@require_safe
@login_required
def report_clocks(request: HttpRequest, agreement_id: int, month: str, kind: str, priority: int) -> HttpResponse:
    """The cases behind one figure of response or resolution."""
    report = _report(request, agreement_id, month)
    rows = [row for row in report.targets if (row.kind, row.priority) == (kind, priority)]
    if not rows:
        raise NotFound("no such figure in this report", where=f"{kind} {priority}")
    return render(
        request, "reporting/report_clocks.html", {"report": report, "rows": rows, "kind": kind, "priority": priority}
    )


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The director's page."""
    return render(request, "reporting/overview.html", _overview(request))


@require_safe
@login_required
def overview_part(request: HttpRequest) -> HttpResponse:
    """What moves on it."""
    return render(request, "reporting/overview_part.html", _overview(request))


def _overview(request: HttpRequest) -> dict[str, object]:
    actor = _reader(request)
    now = utc_now()
    month = f"{now:%Y-%m}"
    title = _("Days with outages, the last 90 days")
    return {"seen": read_overview(actor, month=month, language=_language(), title=title, now=now), "month": month}


def _report(request: HttpRequest, agreement_id: int, month: str) -> MonthReport:
    return month_report(_reader(request), agreement_id=agreement_id, month=month, language=_language(), now=utc_now())


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.has(*MAY_READ):
        raise NotFound("there is no such page for you", where=request.path)
    return actor


def _month(request: HttpRequest) -> str:
    return request.GET.get("month") or f"{utc_now():%Y-%m}"


def _months(chosen: str, now: datetime) -> list[MonthChoice]:
    year, number = now.year, now.month
    months = []
    for _back in range(MONTHS_SHOWN):
        value = f"{year}-{number:02d}"
        months.append(MonthChoice(value, now.replace(year=year, month=number, day=1), value == chosen))
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
    return months


def _language() -> str:
    return (get_language() or "en").split("-")[0]
