# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Files as NetBox writes and reads them: CSV with its column names, and JSON as its API answers it. Pure.

JSON: a list, or an object with `results`; nested objects (`{"id": 7, "name": "acc1"}`) count by their name.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from samdrift.kernel.errors import BadInput

MOST_ROWS = 5000
MOST_BYTES = 5_000_000
_WORDS = ("value", "name", "model", "slug", "vid", "address", "prefix", "display")
"""What a nested object is called by, the first that it has."""
Row = tuple[int, dict[str, str]]


def read_rows(body: str, *, file: str) -> list[Row]:
    """The file's rows as words by column, each with its row as an editor counts; BadInput where it cannot be read at all."""
    text = body.removeprefix("\ufeff").strip("\n")
    rows = _json_rows(text, file) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(text, file)
    if len(rows) > MOST_ROWS:
        raise BadInput(f"it has more than {MOST_ROWS} rows", where=file, remedy="split it")
    if not rows:
        raise BadInput(
            "it has no rows", where=file, remedy="the first line names the columns, each further line is a row"
        )
    return rows


def _csv_rows(text: str, file: str) -> list[Row]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for row in reader:
            cells = {str(name).strip().lower(): value or "" for name, value in row.items() if name is not None}
            if None in row:
                raise BadInput(
                    "it has more cells than there are columns",
                    where=f"{file}, row {reader.line_num}",
                    remedy="quote commas",
                )
            if any(value.strip() for value in cells.values()):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise BadInput(
            f"it is not CSV: {error}", where=f"{file}, row {reader.line_num}", remedy="save it as CSV"
        ) from error
    return rows


def _json_rows(text: str, file: str) -> list[Row]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"it is not JSON: {error}"[:200], where=file, remedy="save it as NetBox' API gives it"
        ) from error
    rows = found.get("results") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput("it is no list of objects", where=file, remedy="save it as NetBox' API gives it")
    return [(number, _flat(row)) for number, row in enumerate(rows, 1)]


def _flat(row: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in row.items():
        if name == "custom_fields" and isinstance(value, dict):
            found |= {f"cf_{key}": _word(inner) for key, inner in value.items()}
        elif name in {"a_terminations", "b_terminations"} and isinstance(value, list):
            found |= _termination(name[0], value)
        elif name == "assigned_object" and isinstance(value, dict):
            found |= {"device": _word(value.get("device")), "interface": _word(value.get("name"))}
        else:
            found[name.lower()] = _word(value)
    return found


def _termination(side: str, ends: list[Any]) -> dict[str, str]:
    end = ends[0].get("object") if ends and isinstance(ends[0], dict) else None
    if not isinstance(end, dict):
        return {}
    return {f"side_{side}_device": _word(end.get("device")), f"side_{side}_name": _word(end.get("name"))}


def _word(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return next((str(value[name]) for name in _WORDS if value.get(name) not in {None, ""}), "")
    if isinstance(value, list):
        return ",".join(str(item.get("vid", "")) if isinstance(item, dict) else str(item) for item in value)
    return str(value)


def write_csv(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """CSV as NetBox' import takes it. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    names = list(columns)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_harmless(row.get(name, "")) for name in names])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return (
        f"'{cell}" if cell[:1] in {"=", "+", "@", "\t", "\r"} or (cell[:1] == "-" and not cell[1:2].isdigit()) else cell
    )


def write_json(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A list of objects that `read_rows` reads back; empty values as null."""
    names = list(columns)
    return json.dumps([{name: row.get(name) or None for name in names} for row in rows], ensure_ascii=False, indent=1)
