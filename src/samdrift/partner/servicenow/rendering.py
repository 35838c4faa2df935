# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How a record looks in a Table API answer: plain values, display values, both, and references with or without links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from samdrift.partner.servicenow.desk import Desk
from samdrift.partner.servicenow.tables import TABLES, Field, Row, Table, display_name_field

Value = str | dict[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """What the caller asked for. `display` is "false", "true" or "all"; no `fields` means every field."""

    base_url: str
    zone: ZoneInfo
    display: str = "false"
    links: bool = True
    fields: tuple[str, ...] = ()


def render(row: Row, table: Table, view: View, desk: Desk) -> dict[str, Value]:
    """One record; fields the table lacks are left out in silence, and journal fields answer empty."""
    wanted: Sequence[str] = view.fields or tuple(table.fields)
    return {name: _value(row, table.fields[name], view, desk) for name in wanted if name in table.fields}


def _value(row: Row, field: Field, view: View, desk: Desk) -> Value:
    stored = "" if field.kind == "journal" else row.get(field.name, "")
    if view.display == "false" and field.kind != "reference":
        return stored
    shown = _display(row, field, stored, view, desk) if view.display != "false" else stored
    if field.kind == "reference":
        return _reference(field, stored, shown, view)
    return {"display_value": shown, "value": stored} if view.display == "all" else shown


def _reference(field: Field, stored: str, shown: str, view: View) -> Value:
    link = {"link": f"{view.base_url}/api/now/table/{field.target}/{stored}"} if view.links and stored else {}
    match view.display:
        case "all":
            return {"display_value": shown, "value": stored} | link
        case "true":
            return {"display_value": shown} | link if link else shown
        case _:
            return {"value": stored} | link if link else stored


def _display(row: Row, field: Field, stored: str, view: View, desk: Desk) -> str:
    match field.kind:
        case "choice":
            return field.choices.get(stored, stored)
        case "datetime":
            return local_time(stored, view.zone)
        case "reference":
            target = TABLES[field.target]
            found = desk.store.get(target, stored) if stored else None
            return found[display_name_field(target)] if found else ""
        case "journal":
            return _journal_text(row, field, view, desk)
        case _:
            return stored


def _journal_text(row: Row, field: Field, view: View, desk: Desk) -> str:
    entries = [entry for entry in reversed(desk.journal(row["sys_id"])) if entry["element"] == field.name]
    return "".join(
        f"{local_time(entry['sys_created_on'], view.zone)} - {entry['sys_created_by']} ({field.label})\n{entry['value']}\n\n"
        for entry in entries
    )


def local_time(stored: str, zone: ZoneInfo) -> str:
    """A stored time (UTC) in the desk's zone, without its offset, as the real desk shows it."""
    if not stored:
        return ""
    at = datetime.strptime(stored, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
