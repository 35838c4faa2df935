# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Lists as CSV (RFC 4180, UTF-8, times UTC in ISO 8601), safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpResponse


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A file `name`.csv to download."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(columns)
    sheet.writerows([_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _cell(cell: object) -> object:
    """Spreadsheets calculate what begins with = + - @: a device's name must stay a text."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
