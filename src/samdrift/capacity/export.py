# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Lists of capacity as CSV (RFC 4180, UTF-8). Times are UTC; a cell that a spreadsheet would reckon with is put in quotes."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from samdrift.capacity.types import CutRow, LostSpare, PlaceThreads, Row, WhatIf

OUTLOOK = (
    "device",
    "kind",
    "what",
    "place",
    "unit",
    "size",
    "busy_level",
    "share_percent",
    "change_a_day",
    "change_low",
    "change_high",
    "days_known",
    "looked_at_until",
    "full_at",
    "earliest",
    "latest",
)
CUTS = ("kind", "name", "devices", "places", "people")
PLACES = ("place", "people", "devices", "single_points", "without_a_way")
SPARES = ("cable", "why", "places", "incident")
WHAT_IF = ("kind", "name", "place", "unit", "size", "now", "then", "share_now_percent", "share_then_percent")


def table(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Columns and lines as CSV."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(columns)
    rows.writerows([_cell(value) for value in line] for line in lines)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return "" if value is None else value


def outlook_line(row: Row) -> Sequence[object]:
    """One line or pool."""
    one, trend = row.outlook, row.outlook.trend
    told = (trend.level, trend.slope, trend.slope_low, trend.slope_high) if trend is not None else (None,) * 4
    return (
        row.device,
        one.kind,
        row.what,
        row.place,
        one.unit,
        one.size,
        told[0],
        row.percent,
        *told[1:],
        one.days,
        one.until,
        row.full_at,
        row.earliest,
        row.latest,
    )


def cut_line(row: CutRow) -> Sequence[object]:
    """One cable or device."""
    return (row.kind, row.name, row.devices, row.places, row.people)


def place_line(row: PlaceThreads) -> Sequence[object]:
    """One place."""
    return (
        row.name,
        row.people,
        row.devices,
        "; ".join(point.name for point in row.points),
        "yes" if row.apart else "",
    )


def spare_line(row: LostSpare) -> Sequence[object]:
    """One lost spare."""
    return (row.name, row.why, "; ".join(name for _, name in row.places), row.incident)


def what_if_line(row: WhatIf) -> Sequence[object]:
    """One line or access point."""
    shares = (row.share_now * 100, row.share * 100)
    return (row.kind, row.name, row.place, row.unit, row.size, row.now, row.then, *shares)
