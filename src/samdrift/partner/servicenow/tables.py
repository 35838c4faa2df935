# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The tables a bridge meets at a ServiceNow desk: fields, labels and choices, as the incident application ships them.
Field names are ServiceNow's; every stored value is text, as in its answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["string", "integer", "boolean", "choice", "reference", "datetime", "journal"]
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `max_length` cuts silently, as the real desk does; `journal` can be written and answers empty."""

    name: str
    label: str
    kind: Kind = "string"
    max_length: int = 40
    default: str = ""
    target: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`number_prefix` is set where records carry a number for people; `api_writable` where the Table API may write."""

    name: str
    fields: Mapping[str, Field]
    number_prefix: str = ""
    api_writable: bool = False


STATES = {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled"}
HOLD_REASONS = {"1": "Awaiting Caller", "3": "Awaiting Problem", "4": "Awaiting Vendor", "5": "Awaiting Change"}
CLOSE_CODES = {
    code: code
    for code in (
        "Duplicate",
        "Known error",
        "No resolution provided",
        "Resolved by caller",
        "Resolved by change",
        "Resolved by problem",
        "Resolved by request",
        "Solution provided",
        "User error",
        "Workaround provided",
    )
}
LEVELS = {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"}
PRIORITIES = {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning"}


def _table(name: str, *fields: Field, number_prefix: str = "", api_writable: bool = False) -> Table:
    system = (
        Field("sys_id", "Sys ID", max_length=32, writable=False),
        Field("sys_created_on", "Created", "datetime", writable=False),
        Field("sys_created_by", "Created by", writable=False),
        Field("sys_updated_on", "Updated", "datetime", writable=False),
        Field("sys_updated_by", "Updated by", writable=False),
        Field("sys_mod_count", "Updates", "integer", default="0", writable=False),
        Field("sys_tags", "Tags", writable=False),
    )
    return Table(name, {each.name: each for each in (*system, *fields)}, number_prefix, api_writable)


def _reference(name: str, label: str, target: str = "sys_user") -> Field:
    return Field(name, label, "reference", max_length=32, target=target)


INCIDENT = _table(
    "incident",
    Field("number", "Number"),
    Field("sys_class_name", "Task type", default="incident", writable=False),
    Field("active", "Active", "boolean", default="true"),
    Field("short_description", "Short description", max_length=160),
    Field("description", "Description", max_length=4000),
    Field("state", "State", "choice", default="1", choices=STATES),
    Field("incident_state", "Incident state", "choice", default="1", choices=STATES),
    Field("hold_reason", "On hold reason", "choice", choices=HOLD_REASONS),
    Field("impact", "Impact", "choice", default="3", choices=LEVELS),
    Field("urgency", "Urgency", "choice", default="3", choices=LEVELS),
    Field("priority", "Priority", "choice", default="5", choices=PRIORITIES, writable=False),
    Field("severity", "Severity", "choice", default="3", choices=LEVELS),
    Field("category", "Category", default="inquiry"),
    Field("subcategory", "Subcategory"),
    Field("contact_type", "Channel"),
    _reference("caller_id", "Caller"),
    _reference("opened_by", "Opened by"),
    Field("opened_at", "Opened", "datetime"),
    _reference("assignment_group", "Assignment group", "sys_user_group"),
    _reference("assigned_to", "Assigned to"),
    _reference("resolved_by", "Resolved by"),
    Field("resolved_at", "Resolved", "datetime"),
    _reference("closed_by", "Closed by"),
    Field("closed_at", "Closed", "datetime"),
    Field("close_code", "Resolution code", "choice", choices=CLOSE_CODES),
    Field("close_notes", "Resolution notes", max_length=4000),
    Field("correlation_id", "Correlation ID", max_length=100),
    Field("correlation_display", "Correlation display", max_length=100),
    Field("reopen_count", "Reopen count", "integer", default="0"),
    Field("due_date", "Due date", "datetime"),
    Field("comments", "Additional comments", "journal", max_length=4000),
    Field("work_notes", "Work notes", "journal", max_length=4000),
    number_prefix="INC",
    api_writable=True,
)
JOURNAL = _table(
    "sys_journal_field",
    Field("name", "Name", max_length=80),
    Field("element", "Element", max_length=80),
    Field("element_id", "Element ID", max_length=32),
    Field("value", "Value", max_length=4000),
)
USER = _table(
    "sys_user",
    Field("user_name", "User ID"),
    Field("name", "Name", max_length=151),
    Field("email", "Email", max_length=100),
    Field("active", "Active", "boolean", default="true"),
)
GROUP = _table(
    "sys_user_group", Field("name", "Name", max_length=80), Field("description", "Description", max_length=1000)
)

TABLES: Mapping[str, Table] = {table.name: table for table in (INCIDENT, JOURNAL, USER, GROUP)}
JOURNAL_FIELDS = ("comments", "work_notes")


def display_name_field(table: Table) -> str:
    """The field that stands for a record where a reference shows it by name."""
    return "number" if table.number_prefix else "name"
