# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The month as the PDF wants it: the same figures, each with its address in the product."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from samdrift.platform.site import page_address
from samdrift.reporting.types import MonthReport, Outage

REQUIRED_PERCENT = 100
"""Until agreements carry a share of their own, every clock is to be met."""


def document(report: MonthReport, *, language: str, now: datetime) -> dict[str, Any]:
    """The shape reporting.pdf.report.ServiceReport closes; minutes are rounded down."""

    def at(name: str, *parts: object) -> str:
        return page_address(reverse(name, args=[report.agreement_id, report.month, *parts]))

    return {
        "language": language,
        "tz": report.time_zone,
        "municipality": report.municipality,
        "supplier": report.supplier,
        "agreement": f"{report.number} {report.agreement}",
        "month": report.month,
        "generated_at": now.isoformat(),
        "url": at("service-report"),
        "availability": [
            {
                "service": row.name,
                "target_percent": str(row.target),
                "actual_percent": None if row.percent is None else str(row.percent),
                "service_minutes": row.open_seconds // 60,
                "down_minutes": row.down_seconds // 60,
                "url": at("report-service", row.slug),
            }
            for row in report.availability
        ],
        "targets": [
            {
                "kind": row.kind,
                "priority": row.priority,
                "target_minutes": row.target_minutes,
                "required_percent": str(REQUIRED_PERCENT),
                "cases": row.cases,
                "met": row.met,
                "url": at("report-clocks", row.kind, row.priority),
            }
            for row in report.targets
        ],
        "incidents": [_incident(outage) for outage in _incidents(report)],
    }


def _incidents(report: MonthReport) -> list[Outage]:
    rows: dict[tuple[int, int], Outage] = {}
    for service in report.availability:
        for outage in service.outages:
            rows.setdefault((outage.incident_id, outage.place_id), outage)
    return sorted(rows.values(), key=lambda outage: (outage.since, outage.incident_id, outage.place_id))


def _incident(outage: Outage) -> dict[str, Any]:
    return {
        "number": str(outage.incident_id),
        "title": outage.cause,
        "place": outage.place,
        "opened_at": outage.since.isoformat(),
        "closed_at": None if outage.still else outage.until.isoformat(),
        "down_minutes": outage.seconds // 60,
        "url": page_address(f"/incidents/{outage.incident_id}/"),
    }
