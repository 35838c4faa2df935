# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The one port through which every partner's ticket system is spoken to. Errors are kernel.errors: NotNow (try again,
with retry_after_s when told), Refused (a person must act: wrong password, wrong mapping), BadInput (our request is wrong).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from samdrift.ticketbridge.types import PartnerComment, PartnerTicket, TicketChange, TicketDraft


class TicketSystem(Protocol):
    """A partner's ticket system. Every call has a time-out; none retries by itself: the bridge decides that."""

    def find(self, correlation_id: str) -> PartnerTicket | None:
        """The ticket that carries our id, to look before sending again."""
        ...

    def create(self, draft: TicketDraft) -> PartnerTicket: ...
    def change(self, ref: str, change: TicketChange) -> PartnerTicket: ...
    def read(self, ref: str) -> PartnerTicket | None: ...

    def changed_since(self, since: datetime) -> Sequence[PartnerTicket]:
        """All our tickets changed at or after `since` (UTC, whole seconds), oldest first, every page read."""
        ...

    def comments(self, ref: str) -> Sequence[PartnerComment]:
        """The whole journal of one ticket, oldest first, visible and internal."""
        ...
