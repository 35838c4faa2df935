# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Turns what queries answer into what templates draw: words, tones and sums. No access is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.utils.functional import Promise

from samdrift.servicedesk import labels
from samdrift.servicedesk.models import Case, CaseEntry
from samdrift.servicedesk.presenting_clocks import clock_card, hands_told
from samdrift.servicedesk.queries import CaseDetail
from samdrift.servicedesk.queue import QueueRow

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Tag:
    """A word with the tone it is shown in."""

    words: Text
    tone: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values in a form."""

    value: str
    words: Text
    hint: Text = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline."""

    id: int
    at: datetime
    who: str
    text: str
    tone: str
    icon: str
    internal: bool
    to_supplier: bool


def state_tag(state: str) -> Tag:
    return Tag(labels.STATES[state], labels.TONES[state])


def priority_tag(priority: int) -> Tag:
    return Tag(labels.PRIORITIES[priority], labels.PRIORITY_TONES[priority])


def queue_rows(rows: Iterable[QueueRow]) -> list[tuple[QueueRow, Tag, Tag]]:
    """Each row with its state and its priority."""
    return [(row, state_tag(row.state), priority_tag(row.priority)) for row in rows]


def moments(entries: Iterable[CaseEntry], language: str) -> list[Moment]:
    """The timeline, newest first."""
    return [_moment(entry, language) for entry in reversed(list(entries))]


def case_page(detail: CaseDetail, language: str, *, typed: str = "", error: str = "") -> dict[str, object]:
    """Everything the templates of one case draw from."""
    case = detail.case
    return {
        "case": case,
        "detail": detail,
        "state": state_tag(case.state),
        "priority": priority_tag(case.priority),
        "moments": moments(detail.entries, language),
        "clocks": [clock_card(view) for view in detail.clocks],
        "hands": hands_told(detail.turns),
        "services": [service.name_in(language) for service in detail.services],
        "steps": _steps(detail),
        "visibilities": [
            Choice(value, labels.VISIBILITIES[value], labels.VISIBILITY_HINTS[value], chosen=index == 0)
            for index, value in enumerate(detail.visibilities)
        ],
        "priorities": [Choice(str(p), words, chosen=p == case.priority) for p, words in labels.PRIORITIES.items()],
        "agreements": [deal for deal in detail.agreements if deal.id != case.agreement_id],
        "typed": typed,
        "error": error,
        "form_key": uuid4().hex,
    }


def short_case(case: Case, language: str, places: Iterable[str]) -> dict[str, object]:
    """A case as people at a place read it in a list."""
    return {
        "id": case.pk,
        "number": case.number,
        "title": case.title_in(language),
        "description": case.description_in(language) if case.texts else "",
        "state": state_tag(case.state),
        "opened_at": case.opened_at,
        "resolved_at": case.resolved_at,
        "places": list(places),
    }


def _steps(detail: CaseDetail) -> list[Choice]:
    """The steps that need no words; asking the user goes with the answer form."""
    return [Choice(state, labels.STEPS[state]) for state in detail.next_states if state != "waiting"]


def _moment(entry: CaseEntry, language: str) -> Moment:
    icons = {"message": "chat", "state": "arrow-right", "handover": "handshake", "system": "information-square"}
    tones = {"customer": "info", "internal": "neutral", "supplier": "neutral"}
    return Moment(
        id=entry.pk,
        at=entry.at,
        who=entry.author,
        text=entry.text_in(language),
        tone=tones[entry.visibility],
        icon="padlock-locked" if entry.visibility == "internal" else icons[entry.kind],
        internal=entry.visibility == "internal",
        to_supplier=entry.visibility == "supplier",
    )
