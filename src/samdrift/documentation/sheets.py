# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Records as a workbook (XLSX, ISO/IEC 29500) for people who live in spreadsheets: out, as an empty form, and in again.

What people wrote is text in it, whatever it begins with: no cell is ever a formula, going out or coming in.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from samdrift.documentation.netbox import MOST_ROWS, write_csv
from samdrift.kernel.errors import BadInput

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNPACKED = 60_000_000
"""Bytes: a workbook is a ZIP, and a small one can hold a very large nothing."""
MOST_COLUMNS = 60
WIDTHS = (10, 48)
NOT_TEXT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
"""Signs that XML cannot hold."""
_HEAD, _GROUND = Font(bold=True), PatternFill("solid", fgColor="DCE6EE")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of record. `columns`: (name in files, label for people, whether it must be filled in)."""

    name: str
    columns: Sequence[tuple[str, str, bool]]
    rows: Iterable[Mapping[str, str]] = ()


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """One sheet for each kind: the columns' names in the first row (what an import reads), then the records.

    Labels for people stand in a sheet of their own at the end, so that each sheet can be imported as it is.
    """
    book = Workbook(write_only=True)
    known = list(sheets)
    for sheet in known:
        _write_sheet(book.create_sheet(sheet.name[:31]), sheet)
    _write_legend(book.create_sheet(_("Columns")[:31]), known)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(page: Any, sheet: Sheet) -> None:
    rows = [[_plain(row.get(name, "")) for name, _label, _must in sheet.columns] for row in sheet.rows]
    page.freeze_panes = "A2"
    for number, (name, _label, _must) in enumerate(sheet.columns, 1):
        longest = max([len(name), *(len(row[number - 1]) for row in rows[:500])])
        page.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, WIDTHS[0]), WIDTHS[1])
    page.append([_cell(page, name, head=True) for name, _label, _must in sheet.columns])
    for row in rows:
        page.append([_cell(page, value) for value in row])


def _write_legend(page: Any, sheets: Iterable[Sheet]) -> None:
    for number, width in enumerate((24, 24, 32, 16), 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_cell(page, word, head=True) for word in (_("Sheet"), _("Column"), _("What it holds"), _("Required"))])
    for sheet in sheets:
        for name, label, must in sheet.columns:
            page.append([_cell(page, word) for word in (sheet.name, name, label, _("yes") if must else "")])


def _cell(page: Any, text: str, *, head: bool = False) -> Any:
    cell: Any = WriteOnlyCell(page, value="")
    cell.value, cell.data_type = text, "s"  # after the value: openpyxl takes what begins with = for a formula
    cell.quotePrefix = text[:1] in {"=", "+", "-", "@"}  # stays text when somebody edits it
    cell.number_format = "@"
    if head:
        cell.font, cell.fill = _HEAD, _GROUND
    return cell


def _plain(text: str) -> str:
    return text.translate(NOT_TEXT)[:32_000]


def is_workbook(body: bytes) -> bool:
    """Whether this looks like an XLSX file: a ZIP."""
    return body[:4] == b"PK\x03\x04"


def as_csv(body: bytes, *, sheet: str, file: str) -> str:
    """The sheet of this name, else the first, as CSV; BadInput where the file is no workbook or has too much in it.

    Formulas are not worked out: a cell that holds one counts by the value the spreadsheet stored.
    """
    _check_size(body, file)
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        page = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
        lines = [
            [_words(value) for value in line]
            for line in page.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        ]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, TypeError) as error:
        raise BadInput(_("It is no workbook that can be read."), where=file, remedy=_("Save it as XLSX.")) from error
    lines = [line for line in lines if any(line)]
    if not lines:
        return ""
    head = [name.strip().lower() for name in lines[0]]
    rows = [dict(zip(head, line, strict=False)) for line in lines[1:]]
    return write_csv([name for name in head if name], rows)


def _check_size(body: bytes, file: str) -> None:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(body)).infolist())
    except zipfile.BadZipFile as error:
        raise BadInput(_("It is no workbook that can be read."), where=file, remedy=_("Save it as XLSX.")) from error
    if unpacked > MOST_UNPACKED:
        raise BadInput(_("It holds too much."), where=file, remedy=_("Split it."))


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
