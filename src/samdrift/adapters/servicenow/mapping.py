# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Words in, words out: our states, priorities and texts as ServiceNow's fields, and its rows as our records. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from samdrift.kernel.errors import BadInput, NotNow
from samdrift.ticketbridge.types import (
    PartnerComment,
    PartnerTicket,
    TicketChange,
    TicketDraft,
    TicketState,
    origin_mark,
)

TICKET_FIELDS = "sys_id,number,correlation_id,correlation_display,state,short_description,sys_updated_on,sys_mod_count"
JOURNAL_FIELDS = "sys_id,element_id,element,value,sys_created_by,sys_created_on"
SHORT_DESCRIPTION_LENGTH = 160
DESCRIPTION_LENGTH = 4000
ENTRY_LENGTH = 60_000
_VISIBLE = {"comments": True, "work_notes": False}
_TIME = "%Y-%m-%d %H:%M:%S"
_SYS_ID = re.compile(r"[0-9a-f]{32}")
_BASELINE_STATES: Mapping[str, TicketState] = {
    "1": "new",
    "2": "in_progress",
    "3": "on_hold",
    "6": "resolved",
    "7": "closed",
    "8": "cancelled",
}
# impact and urgency; the instance works the priority out of them and ignores a priority that one writes
_LEVELS = {1: ("1", "1"), 2: ("1", "2"), 3: ("2", "2"), 4: ("2", "3"), 5: ("3", "3")}


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """What differs between instances. `states` maps theirs to ours, one to one; the rest are the values that their data
    policies demand when we set a ticket on hold or resolve it.
    """

    states: Mapping[str, TicketState] = field(default_factory=lambda: dict(_BASELINE_STATES))
    hold_reason: str = "1"
    close_code: str = "Solution provided"
    close_notes: str = "Resolved."

    def __post_init__(self) -> None:
        if len(set(self.states.values())) != len(self.states) or "unknown" in self.states.values():
            remedy = "map each of their states to a state of its own"
            raise BadInput(
                "two states would become one and could not be sent back", where="state mapping", remedy=remedy
            )

    def draft(self, draft: TicketDraft, *, correlation_display: str) -> dict[str, str]:
        """The body that creates a ticket. No caller is named: the integration user must never count as the caller."""
        if draft.priority not in _LEVELS:
            raise BadInput(f"priority {draft.priority} does not exist", where="ticket draft", remedy="use 1 to 5")
        require_plain("correlation id", draft.correlation_id)
        impact, urgency = _LEVELS[draft.priority]
        cut = len(draft.short_description) > SHORT_DESCRIPTION_LENGTH
        description = f"{draft.short_description}\n\n{draft.description}" if cut else draft.description
        return {
            "short_description": _fit(draft.short_description, SHORT_DESCRIPTION_LENGTH),
            "description": _fit(description, DESCRIPTION_LENGTH),
            "impact": impact,
            "urgency": urgency,
            "correlation_id": draft.correlation_id,
            "correlation_display": correlation_display,
        }

    def change(self, change: TicketChange) -> dict[str, str]:
        """The body that changes a ticket."""
        body: dict[str, str] = {}
        if change.state is not None:
            body |= self._state(change.state, change.close_notes)
        if change.comment:
            body["comments"] = _marked(change.comment, change.origin)
        if change.work_note:
            body["work_notes"] = _marked(change.work_note, change.origin)
        return body

    def ticket(self, row: dict[str, Any], *, where: str) -> PartnerTicket:
        """A row of the table as our record. Raises NotNow where the row is no ticket."""
        try:
            return PartnerTicket(
                ref=_read_sys_id(row["sys_id"]),
                number=str(row["number"]),
                correlation_id=str(row.get("correlation_id") or ""),
                state=self.states.get(str(row["state"]), "unknown"),
                short_description=str(row.get("short_description") or ""),
                updated_at=_read_time(row["sys_updated_on"]),
                version=int(row["sys_mod_count"]),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise _not_a("ticket", error, where) from error

    def _state(self, state: TicketState, close_notes: str | None) -> dict[str, str]:
        theirs = next((code for code, ours in self.states.items() if ours == state), None)
        if theirs is None:
            remedy = "add it to the state mapping of this connection"
            raise BadInput(f"the partner has no state for {state!r}", where="state mapping", remedy=remedy)
        body = {"state": theirs}
        if state == "on_hold":
            body["hold_reason"] = self.hold_reason
        if state in {"resolved", "closed"}:
            body |= {
                "close_code": self.close_code,
                "close_notes": _fit(close_notes or self.close_notes, DESCRIPTION_LENGTH),
            }
        return body


def comment(row: dict[str, Any], *, where: str) -> PartnerComment:
    """A row of sys_journal_field as our record. Raises NotNow where the row is no journal entry."""
    try:
        return PartnerComment(
            ref=str(row["sys_id"]),
            ticket_ref=str(row["element_id"]),
            visible=_VISIBLE[row["element"]],
            text=str(row["value"]),
            author=str(row["sys_created_by"]),
            at=_read_time(row["sys_created_on"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _not_a("journal entry", error, where) from error


def query_time(at: datetime) -> str:
    """`at` as an encoded query compares it: UTC, its fraction of a second cut off."""
    return at.astimezone(UTC).strftime(_TIME)


def is_sys_id(text: object) -> bool:
    """Whether `text` can be a sys_id (32 lower-case hex digits); nothing else may enter a path or a query."""
    return isinstance(text, str) and _SYS_ID.fullmatch(text) is not None


def require_plain(what: str, text: str) -> None:
    """Refuse a value that an encoded query would read as more than a value."""
    if not text or "^" in text or text.lower().startswith("javascript:") or not text.isprintable() or len(text) > 100:
        remedy = "use 1 to 100 printable characters without ^"
        raise BadInput(f"{text!r} cannot be looked up", where=what, remedy=remedy)


def _read_sys_id(text: Any) -> str:
    if not is_sys_id(text):
        raise ValueError(text)
    return str(text)


def _read_time(text: Any) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)


def _marked(text: str, origin: str) -> str:
    mark = f"\n\n{origin_mark(origin)}" if origin else ""
    return _fit(text, ENTRY_LENGTH - len(mark)) + mark


def _fit(text: str, length: int) -> str:
    # the instance cuts without a sign; we cut with one
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _not_a(what: str, error: Exception, where: str) -> NotNow:
    remedy = "check with the supplier that the integration user may read these fields"
    return NotNow(
        f"answered with a row that is no {what} ({type(error).__name__}: {error})", where=where, remedy=remedy
    )
