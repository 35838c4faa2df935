# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""From the month's figures to the PDF: every number becomes text in the report's language here, typst only sets it.

The data reaches typst as JSON and is set as text, never as markup, so no name in it can change the document.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from pydantic import ValidationError

from samdrift.kernel.errors import BadInput
from samdrift.reporting.pdf.report import AvailabilityRow, IncidentRow, Language, ServiceReport, TargetRow
from samdrift.reporting.pdf.words import WORDS, Words

TEMPLATE = Path(__file__).with_name("service_report.typ")
_NO_BREAK = "\u00a0"
_BABEL = {"da": "da_DK", "nb": "nb_NO", "en": "en_GB"}


def render_service_report(data: dict[str, Any]) -> bytes:
    """The report as PDF (1.7, tagged, PDF/UA-1). `data` has the shape of `report.ServiceReport`: `language`, `municipality`,
    `supplier`, `agreement`, `month` (YYYY-MM), `generated_at` and times aware, absolute `url`s. Raises BadInput by field.
    """
    try:
        report = ServiceReport.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "report"
        raise BadInput(first["msg"], where=f"service report: {field}") from error
    page = json.dumps(_page(report, WORDS[report.language]), ensure_ascii=False)
    made = int(report.generated_at.timestamp())
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"page": page},
        font_paths=_embedded_fonts(),
        pdf_standards=["ua-1"],
        timestamp=made,
    )


@lru_cache(maxsize=1)
def _embedded_fonts() -> typst.Fonts:
    """The fonts within typst alone: the same report on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _page(report: ServiceReport, words: Words) -> dict[str, Any]:
    month = format_date(report.first_day().date(), "LLLL y", locale=_BABEL[report.language])
    return {
        "language": report.language,
        "words": {name: getattr(words, name) for name in Words.__dataclass_fields__},
        "title": f"{words.title}, {report.municipality}, {month}",
        "month": month,
        "facts": [
            [words.municipality, report.municipality],
            [words.supplier, report.supplier],
            [words.agreement, report.agreement],
            [words.month, month],
            [words.made, _when(report.generated_at, report, year=True)],
        ],
        "author": report.municipality,
        "url": str(report.url),
        "in_short": list(_in_short(report, words)),
        "availability": [_availability(row, report.language, words) for row in report.availability],
        "targets": [_target(row, report.language, words) for row in report.targets],
        "incidents": [_incident(row, report, words) for row in report.incidents],
    }


def _in_short(report: ServiceReport, words: Words) -> Iterable[str]:
    measured = [row for row in report.availability if row.actual_percent is not None]
    if measured:
        yield words.services_met.format(met=sum(map(_availability_met, measured)), all=len(measured))
    else:
        yield words.services_none
    if not any(row.cases for row in report.targets):
        yield words.clocks_none
    for kind in ("response", "resolution"):
        rows = [row for row in report.targets if row.kind == kind]
        total = sum(row.cases for row in rows)
        if total:
            yield words.clocks_met[kind].format(met=sum(row.met for row in rows), all=total)
    yield words.incidents_count.format(count=len(report.incidents))


def _availability_met(row: AvailabilityRow) -> bool:
    return row.actual_percent is not None and row.actual_percent >= row.target_percent


def _availability(row: AvailabilityRow, language: Language, words: Words) -> dict[str, Any]:
    measured = row.actual_percent is not None
    return {
        "service": row.service,
        "target": _percent(row.target_percent, language, 3, least=1),
        "actual": _percent(row.actual_percent, language, 3) if row.actual_percent is not None else "–",
        "service_time": _duration(row.service_minutes, words),
        "down": _duration(row.down_minutes, words),
        "result": words.met if _availability_met(row) else words.missed if measured else words.not_measured,
        "met": _availability_met(row) if measured else None,
        "url": str(row.url),
    }


def _target(row: TargetRow, language: Language, words: Words) -> dict[str, Any]:
    share = Decimal(100) * row.met / row.cases if row.cases else None
    met = None if share is None else share >= row.required_percent
    return {
        "name": f"{words.kinds[row.kind]}, {words.priority.lower()} {row.priority}",
        "within": _duration(row.target_minutes, words),
        "cases": str(row.cases),
        "in_time": str(row.met),
        "share": "–" if share is None else _percent(share, language, 1),
        "required": _percent(row.required_percent, language, 1),
        "result": words.not_measured if met is None else words.met if met else words.missed,
        "met": met,
        "url": str(row.url),
    }


def _incident(row: IncidentRow, report: ServiceReport, words: Words) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "place": row.place,
        "opened": _when(row.opened_at, report),
        "closed": _when(row.closed_at, report) if row.closed_at else words.ongoing,
        "down": _duration(row.down_minutes, words),
        "url": str(row.url),
    }


def _percent(value: Decimal, language: Language, decimals: int, *, least: int | None = None) -> str:
    """Rounded down, so that a figure just below its target is never printed as the target."""
    floored = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_DOWN)
    least = decimals if least is None else least
    pattern = "0." + "0" * least + "#" * (decimals - least)
    number = format_decimal(floored, format=pattern, locale=_BABEL[language])
    return f"{number}%" if language == "en" else f"{number}{_NO_BREAK}%"


def _duration(minutes: int, words: Words) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [words.hours.format(n=hours)] if hours else []
    if rest or not hours:
        parts.append(words.minutes.format(n=rest))
    return " ".join(parts).replace(" ", _NO_BREAK)


def _when(at: datetime, report: ServiceReport, *, year: bool = False) -> str:
    dot = "" if report.language == "en" else "."
    local = at.astimezone(ZoneInfo(report.tz))
    text = format_datetime(local, f"d{dot} MMM{' y' if year else ''} HH:mm", locale=_BABEL[report.language])
    return text.replace(" ", _NO_BREAK)
