# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the real desk's own rules do to an incident when somebody writes to it: pure, so each trap can be read and tested.
Times are text in UTC with whole seconds («2026-11-21 08:15:00»), as ServiceNow stores them; several rows share one second.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from samdrift.partner.servicenow.tables import INCIDENT, JOURNAL_FIELDS, Row

NEW, IN_PROGRESS, ON_HOLD, RESOLVED, CLOSED, CANCELLED = "1", "2", "3", "6", "7", "8"
_PRIORITY = {
    ("1", "1"): "1",
    ("1", "2"): "2",
    ("1", "3"): "3",
    ("2", "1"): "2",
    ("2", "2"): "3",
    ("2", "3"): "4",
    ("3", "1"): "3",
    ("3", "2"): "4",
    ("3", "3"): "5",
}


class DataPolicyError(Exception):
    """The desk demands fields that the write lacks; the message is what the real desk says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`changes` are the columns that differ after the write; `journal` the new entries as (element, text)."""

    changes: Row
    journal: tuple[tuple[str, str], ...]


def stamp(at: datetime) -> str:
    """`at` as the desk stores times: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def writable_values(body: Row) -> Row:
    """What of a request counts: fields the table has and lets one write, cut to length. The rest is ignored in silence."""
    fields = INCIDENT.fields
    return {
        name: value[: fields[name].max_length]
        for name, value in body.items()
        if name in fields and fields[name].writable
    }


def opened(values: Row, *, actor_id: str, at: str) -> Row:
    """A new incident's columns before the rules of `written`."""
    row = {name: field.default for name, field in INCIDENT.fields.items()}
    row |= {"opened_by": actor_id, "opened_at": at}
    return row | {name: value for name, value in values.items() if name == "number" and value}


def written(before: Row, values: Row, *, actor_id: str, at: str) -> Outcome:
    """The outcome of writing `values` (see `writable_values`) to `before`. Raises DataPolicyError."""
    journal = tuple((element, values[element]) for element in JOURNAL_FIELDS if values.get(element, "").strip())
    after = before | {name: value for name, value in values.items() if name not in JOURNAL_FIELDS}
    _agree_on_state(before, after, values)
    if _caller_answers(before, values, journal, actor_id):
        # the trap: a write as the caller takes the ticket off hold, so a bridge must never write as the caller
        after |= {"state": IN_PROGRESS, "incident_state": IN_PROGRESS}
    _require_resolution(before, after)
    _follow_state(before, after, actor_id=actor_id, at=at)
    after["priority"] = _PRIORITY.get((after["impact"], after["urgency"]), "5")
    return Outcome({name: value for name, value in after.items() if before.get(name) != value}, journal)


def _agree_on_state(before: Row, after: Row, values: Row) -> None:
    if "state" not in values and values.get("incident_state", before["incident_state"]) != before["incident_state"]:
        after["state"] = values["incident_state"]
    after["incident_state"] = after["state"]


def _caller_answers(before: Row, values: Row, journal: tuple[tuple[str, str], ...], actor_id: str) -> bool:
    speaks = any(element == "comments" for element, _ in journal)
    return before["state"] == ON_HOLD and speaks and actor_id == before["caller_id"] and "state" not in values


def _require_resolution(before: Row, after: Row) -> None:
    if after["state"] not in {RESOLVED, CLOSED} or after["state"] == before["state"]:
        return
    missing = [INCIDENT.fields[name].label for name in ("close_code", "close_notes") if not after[name].strip()]
    if missing:
        raise DataPolicyError(f"Data Policy Exception: The following fields are mandatory: {', '.join(missing)}")


def _follow_state(before: Row, after: Row, *, actor_id: str, at: str) -> None:
    if after["state"] == before["state"]:
        return
    if after["state"] != ON_HOLD:
        after["hold_reason"] = ""
    if after["state"] == RESOLVED or (after["state"] == CLOSED and not after["resolved_at"]):
        after |= {"resolved_at": at, "resolved_by": actor_id}
    if after["state"] in {CLOSED, CANCELLED}:
        after |= {"closed_at": at, "closed_by": actor_id}
    if before["state"] in {RESOLVED, CLOSED} and after["state"] in {NEW, IN_PROGRESS, ON_HOLD}:
        after["reopen_count"] = str(int(after["reopen_count"] or "0") + 1)
        after |= {"resolved_at": "", "resolved_by": "", "closed_at": "", "closed_by": ""}
    after["active"] = "false" if after["state"] in {CLOSED, CANCELLED} else "true"
