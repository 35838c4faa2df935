# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A partner's ticket system in memory, which passes the same suite as the real connectors. For tests of the bridge."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from samdrift.kernel.errors import BadInput, SamdriftError
from samdrift.ticketbridge.types import (
    PartnerComment,
    PartnerTicket,
    TicketChange,
    TicketDraft,
    TicketState,
    origin_mark,
)

Result = TypeVar("Result")

OUR_USER = "samdrift.integration"
SUPPLIERS_USER = "supplier.desk"


class MemoryTicketSystem:
    """Keeps tickets and journals in dictionaries. `now` gives the time; stored times are cut to whole seconds as a partner's
    are. `calls` lists every call by name, so that a test can assert silence.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tickets: dict[str, PartnerTicket] = {}
        self._journals: dict[str, list[PartnerComment]] = {}
        self._faults: list[tuple[SamdriftError, bool]] = []
        self._entries = 0
        self.calls: list[str] = []

    # what a test does to it

    def fail_next(self, error: SamdriftError, *, after_the_work: bool = False) -> None:
        """The next call raises `error`; with `after_the_work` it is carried out first, as when an answer is lost."""
        self._faults.append((error, after_the_work))

    def supplier_answers(
        self, ref: str, text: str = "", *, visible: bool = True, state: TicketState | None = None
    ) -> PartnerComment | None:
        """Write as the supplier: an entry, a new state, or both."""
        self._touch(ref, state)
        return self._write(ref, text, visible=visible, author=SUPPLIERS_USER) if text else None

    def forget(self, ref: str) -> None:
        """The supplier deletes the ticket; no list tells of it."""
        del self._tickets[ref], self._journals[ref]

    # the port

    def find(self, correlation_id: str) -> PartnerTicket | None:
        self._called("find")
        return self._end(next((each for each in self._tickets.values() if each.correlation_id == correlation_id), None))

    def create(self, draft: TicketDraft) -> PartnerTicket:
        self._called("create")
        order = len(self._tickets) + 1
        ticket = PartnerTicket(
            ref=f"{order:032x}",
            number=f"INC{10000 + order:07d}",
            correlation_id=draft.correlation_id,
            state="new",
            short_description=draft.short_description,
            updated_at=self._second(),
            version=0,
        )
        self._tickets[ticket.ref] = ticket
        self._journals[ticket.ref] = []
        return self._end(ticket)

    def change(self, ref: str, change: TicketChange) -> PartnerTicket:
        self._called("change")
        if ref not in self._tickets:
            raise BadInput(f"there is no ticket {ref}", where="partner")
        mark = f"\n\n{origin_mark(change.origin)}" if change.origin else ""
        for text, visible in ((change.comment, True), (change.work_note, False)):
            if text:
                self._write(ref, text + mark, visible=visible, author=OUR_USER)
        self._touch(ref, change.state)
        return self._end(self._tickets[ref])

    def read(self, ref: str) -> PartnerTicket | None:
        self._called("read")
        return self._end(self._tickets.get(ref))

    def changed_since(self, since: datetime) -> Sequence[PartnerTicket]:
        self._called("changed_since")
        start = since.replace(microsecond=0)
        changed = [each for each in self._tickets.values() if each.updated_at >= start]
        return self._end(sorted(changed, key=lambda each: (each.updated_at, each.ref)))

    def comments(self, ref: str) -> Sequence[PartnerComment]:
        self._called("comments")
        return self._end(list(self._journals.get(ref, [])))

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self._faults and not self._faults[0][1]:
            raise self._faults.pop(0)[0]

    def _end(self, result: Result) -> Result:
        if self._faults and self._faults[0][1]:
            raise self._faults.pop(0)[0]
        return result

    def _touch(self, ref: str, state: TicketState | None) -> None:
        before = self._tickets[ref]
        after = replace(before, state=state or before.state, updated_at=self._second(), version=before.version + 1)
        self._tickets[ref] = after

    def _write(self, ref: str, text: str, *, visible: bool, author: str) -> PartnerComment:
        self._entries += 1
        entry = PartnerComment(f"{self._entries:032x}", ref, visible, text, author, self._second())
        self._journals[ref].append(entry)
        return entry

    def _second(self) -> datetime:
        return self._now().replace(microsecond=0)
