# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The year's capacity report as a page, a document and a file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.capacity import export
from samdrift.capacity.pdf import render_report
from samdrift.capacity.report import YearData, kept_years, year_report
from samdrift.capacity.sections import in_short, sections_of
from samdrift.capacity.web import city_on, csv_answer, language, staff_on
from samdrift.kernel.clock import utc_now

COLUMNS = (
    "what",
    "device",
    "kind",
    "place",
    "unit",
    "size",
    "busy_level",
    "change_a_year",
    "full_at",
    "earliest",
    "latest",
)


def _report(request: HttpRequest, year: int) -> YearData:
    actor = staff_on(request)
    return year_report(actor, municipality_id=city_on(request, actor), year=year, now=utc_now())


@require_safe
@login_required
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The page."""
    actor = staff_on(request)
    data = _report(request, year)
    now = utc_now()
    context = {
        "data": data,
        "short": in_short(data),
        "sections": sections_of(data, language=language()),
        "years": sorted({now.year, *kept_years(actor, city_on(request, actor))}, reverse=True),
        "query": request.GET.urlencode(),
    }
    return render(request, "capacity/report.html", context)


@require_safe
@login_required
def report_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The same as an accessible PDF (PDF/UA-1)."""
    data = _report(request, year)
    answer = HttpResponse(render_report(data, language=language()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="samdrift-capacity-{year}.pdf"'
    return answer


@require_safe
@login_required
def report_csv(request: HttpRequest, year: int) -> HttpResponse:
    """What fills up, as CSV."""
    lines = [
        (r.what, r.device, r.kind, r.place, r.unit, r.size, r.level, r.a_year, r.full_at, r.earliest, r.latest)
        for r in _report(request, year).filling
    ]
    return csv_answer(export.table(COLUMNS, lines), f"capacity-{year}")
