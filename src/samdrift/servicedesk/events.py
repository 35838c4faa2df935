# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Facts this context publishes; closed here, read tolerantly elsewhere. Subject is `case:<id>`.

No fact carries what people wrote: facts are kept for ever, a case is not. Ask the facade for the words.
"""

from typing import TypedDict

OPENED = "servicedesk.case.opened.v1"
UPDATED = "servicedesk.case.updated.v1"
ENTRY_ADDED = "servicedesk.case.entry_added.v1"
HANDED_OVER = "servicedesk.case.handed_over.v1"
RESOLVED = "servicedesk.case.resolved.v1"


class CaseFact(TypedDict):
    """Payload of opened, updated, handed_over and resolved: the case as it stands after the change."""

    case_id: int
    number: str
    kind: str
    state: str
    priority: int
    incident_id: int | None
    agreement_id: int | None
    supplier_id: int | None
    group_id: int | None
    places: list[int]
    origin: str
    """`partner` when the partner's system made the change, so that the bridge does not send it back; else empty."""


class EntryFact(TypedDict):
    """Payload of entry_added. `origin` is the partner's key when the entry came from there, else empty."""

    case_id: int
    entry_id: int
    kind: str
    visibility: str
    origin: str
    only_place_id: int | None
