# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The TicketSystem of the bridge, spoken to ServiceNow. Polling with overlap is the truth: pages are cut by key, not by
offset (rows shift), several rows share one second, and an unknown field in a query brings MORE rows, so every row is checked.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import httpx

from samdrift.adapters.servicenow import mapping as words
from samdrift.adapters.servicenow.auth import Auth
from samdrift.adapters.servicenow.http import Page, TableClient
from samdrift.adapters.servicenow.mapping import JOURNAL_FIELDS, TICKET_FIELDS, FieldMapping
from samdrift.kernel.errors import BadInput, NotNow, Refused
from samdrift.ticketbridge.types import PartnerComment, PartnerTicket, TicketChange, TicketDraft

_TICKET = {"sysparm_fields": TICKET_FIELDS}
_MOST_ROWS = 10_000_000


class ServiceNowSystem:
    """One supplier's instance, as the integration user of `auth`. `correlation_display` names us there: tickets that carry it
    are ours, so give each municipality its own.
    """

    def __init__(
        self,
        base_url: str,
        auth: Auth,
        timeout_s: float = 10,
        table: str = "incident",
        *,
        correlation_display: str = "Samdrift",
        mapping: FieldMapping | None = None,
        page_size: int = 200,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Raises BadInput for an address or a name that cannot be used. No call is made yet."""
        words.require_plain("correlation_display", correlation_display)
        if not table.replace("_", "").isalnum() or not table.isascii():
            raise BadInput(f"{table!r} is no table name", where="table", remedy="use a name like incident")
        self._client = TableClient(base_url, auth, timeout_s=timeout_s, transport=transport)
        self._where = self._client.where
        self._table = table
        self._ours = correlation_display
        self._mapping = mapping or FieldMapping()
        self._page_size = page_size

    def close(self) -> None:
        """Let go of open connections."""
        self._client.close()

    def find(self, correlation_id: str) -> PartnerTicket | None:
        """The ticket that carries our id; of several (a send carried out twice) always the one made first."""
        words.require_plain("correlation id", correlation_id)
        query = f"correlation_id={correlation_id}^correlation_display={self._ours}^ORDERBYsys_created_on^ORDERBYnumber"
        page = self._seen_page(self._table, {**_TICKET, "sysparm_query": query}, limit=20)
        for row in page.rows:
            self._require_ours(row)
            self._require_filtered("correlation_id", str(row.get("correlation_id", "")), correlation_id)
        exact = [row for row in page.rows if row["correlation_id"] == correlation_id]
        return self._ticket(exact[0]) if exact else None

    def create(self, draft: TicketDraft) -> PartnerTicket:
        """Make the ticket. Sends once: after NotNow look with `find` before sending again."""
        row = self._client.post(self._table, _TICKET, self._mapping.draft(draft, correlation_display=self._ours))
        if row is None:
            raise NotNow(
                "there is no such table", where=f"{self._where}, table {self._table}", remedy="check the connection"
            )
        self._require_ours(row)
        if row.get("correlation_id") != draft.correlation_id:
            raise Refused("made a ticket without our id in it", where=self._where, remedy=_FIELDS_REMEDY)
        return self._ticket(row)

    def change(self, ref: str, change: TicketChange) -> PartnerTicket:
        """Change the ticket. The answer names no journal entry: after NotNow look for the origin's mark in `comments`."""
        body = self._mapping.change(change)
        row = self._client.patch(self._table, _checked_ref(ref), _TICKET, body)
        if row is None:
            remedy = "it was deleted or hidden from us; ask the supplier"
            raise BadInput(f"there is no ticket {ref}", where=self._where, remedy=remedy)
        return self._ticket(row)

    def read(self, ref: str) -> PartnerTicket | None:
        row = self._client.get(self._table, _checked_ref(ref), _TICKET)
        return None if row is None else self._ticket(row)

    def changed_since(self, since: datetime) -> Sequence[PartnerTicket]:
        """Our tickets changed at or after `since`, oldest first, each once in its newest version seen. Rows become visible
        a little after their time, so ask again with an overlap of a minute or two.
        """
        newest: dict[str, PartnerTicket] = {}
        mine = f"correlation_display={self._ours}"
        for row in self._walk(self._table, TICKET_FIELDS, mine, "sys_updated_on", since):
            self._require_ours(row)
            ticket = self._ticket(row)
            if ticket.ref not in newest or newest[ticket.ref].version <= ticket.version:
                newest[ticket.ref] = ticket
        return sorted(newest.values(), key=lambda each: (each.updated_at, each.ref))

    def comments(self, ref: str) -> Sequence[PartnerComment]:
        """The journal from sys_journal_field. Entries of one second come in no order: the instance keeps none."""
        terms = f"element_id={_checked_ref(ref)}^elementINcomments,work_notes"
        entries: dict[str, PartnerComment] = {}
        for row in self._walk("sys_journal_field", JOURNAL_FIELDS, terms, "sys_created_on", None):
            self._require_filtered("element_id", str(row.get("element_id", "")), ref)
            entry = words.comment(row, where=self._where)
            entries[entry.ref] = entry
        return sorted(entries.values(), key=lambda each: (each.at, each.ref))

    def _walk(
        self, table: str, fields: str, terms: str, time_field: str, since: datetime | None
    ) -> Iterator[dict[str, Any]]:
        """All rows that fit `terms`, by key: a page, then the rest of its last second by sys_id, then what is later."""
        start = "" if since is None else f"^{time_field}>={words.query_time(since)}"
        while True:
            previous = start if ">=" not in start else ""
            query = f"{terms}{start}^ORDERBY{time_field}^ORDERBYsys_id"
            page = self._seen_page(table, {"sysparm_fields": fields, "sysparm_query": query})
            yield from page.rows
            if not page.rows or not page.more:
                return
            second, last = str(page.rows[-1].get(time_field)), str(page.rows[-1].get("sys_id"))
            yield from self._rest_of_second(table, fields, f"{terms}^{time_field}={second}", last)
            start = f"^{time_field}>{second}"
            if start <= previous:
                raise self._stuck()

    def _rest_of_second(self, table: str, fields: str, terms: str, last: str) -> Iterator[dict[str, Any]]:
        while True:
            query = f"{terms}^sys_id>{last}^ORDERBYsys_id"
            page = self._seen_page(table, {"sysparm_fields": fields, "sysparm_query": query})
            yield from page.rows
            if not page.rows or not page.more:
                return
            before, last = last, str(page.rows[-1].get("sys_id"))
            if last <= before:
                raise self._stuck()

    def _seen_page(self, table: str, params: dict[str, str], *, limit: int | None = None) -> Page:
        """The first page with a row in it: the instance cuts pages before it hides rows, so an empty page is not the end."""
        limit, offset = limit or self._page_size, 0
        while True:
            page = self._client.list(table, params, limit=limit, offset=offset)
            if page.rows or not page.more:
                return page
            offset += limit
            if offset > _MOST_ROWS:
                raise self._stuck()

    def _stuck(self) -> NotNow:
        return NotNow("gives the same page again and again", where=self._where, remedy="tell the supplier")

    def _ticket(self, row: dict[str, Any]) -> PartnerTicket:
        return self._mapping.ticket(row, where=self._where)

    def _require_ours(self, row: dict[str, Any]) -> None:
        if "correlation_id" not in row or "correlation_display" not in row:
            raise Refused("has no field correlation_id or hides it", where=self._where, remedy=_FIELDS_REMEDY)
        self._require_filtered("correlation_display", str(row["correlation_display"]), self._ours)

    def _require_filtered(self, field: str, value: str, asked: str) -> None:
        # a field that the table lacks is left out of the query in silence, and everybody's rows come back
        if value.casefold() != asked.casefold():
            raise Refused(
                f"brings rows we did not ask for: it does not filter by {field}",
                where=self._where,
                remedy=_FIELDS_REMEDY,
            )


_FIELDS_REMEDY = "ask the supplier to let the integration user read and write correlation_id and correlation_display"


def _checked_ref(ref: str) -> str:
    if not words.is_sys_id(ref):
        raise BadInput(
            f"{ref!r} is no sys_id", where="ticket reference", remedy="use the ref of a ticket that was read"
        )
    return ref
