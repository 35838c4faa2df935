# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What people and programs can do at the supplier's desk: one transaction each, on disk before it returns."""

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from samdrift.partner.servicenow import rules
from samdrift.partner.servicenow.query import parse
from samdrift.partner.servicenow.store import Store
from samdrift.partner.servicenow.tables import INCIDENT, JOURNAL, USER, Row, Table


class Desk:
    """The incidents of one supplier. `now` gives the time, aware; it is read once for each write."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self.store = store
        self.now = now

    def user(self, user_name: str, *, name: str = "") -> Row:
        """The account of `user_name`, made on first sight; its sys_id is the same at every start."""
        known = self.store.get_by(USER, "user_name", user_name)
        if known:
            return known
        sys_id = uuid5(NAMESPACE_URL, f"samdrift:partner:{user_name}").hex
        row = _blank(USER) | {"sys_id": sys_id, "user_name": user_name, "name": name or user_name}
        with self.store.transaction():
            self.store.insert(USER, row | _created(rules.stamp(self.now()), "system"))
        return row

    def open_incident(self, body: Row, *, actor: Row) -> Row:
        """A new incident as `actor` writes it. Raises DataPolicyError."""
        values = rules.writable_values(body)
        at = rules.stamp(self.now())
        blank = rules.opened(values, actor_id=actor["sys_id"], at=at)
        outcome = rules.written(blank, values, actor_id=actor["sys_id"], at=at)
        with self.store.transaction():
            row = blank | outcome.changes | _created(at, actor["user_name"]) | {"sys_id": secrets.token_hex(16)}
            row["number"] = row["number"] or self.store.next_number(INCIDENT)
            self.store.insert(INCIDENT, row)
            self._write_journal(row["sys_id"], outcome, at=at, author=actor["user_name"])
        return row

    def change_incident(self, sys_id: str, body: Row, *, actor: Row) -> Row | None:
        """Write to an incident; None if there is none. A write that changes nothing leaves no trace. Raises DataPolicyError."""
        at = rules.stamp(self.now())
        with self.store.transaction():
            before = self.store.get(INCIDENT, sys_id)
            if before is None:
                return None
            outcome = rules.written(before, rules.writable_values(body), actor_id=actor["sys_id"], at=at)
            if not outcome.changes and not outcome.journal:
                return before
            trace = {
                "sys_updated_on": at,
                "sys_updated_by": actor["user_name"],
                "sys_mod_count": str(int(before["sys_mod_count"]) + 1),
            }
            self.store.update(INCIDENT, sys_id, outcome.changes | trace)
            self._write_journal(sys_id, outcome, at=at, author=actor["user_name"])
            return before | outcome.changes | trace

    def delete_incident(self, sys_id: str) -> bool:
        """True if there was one. Its journal goes with it and no list tells of it afterwards."""
        with self.store.transaction():
            for entry in self.journal(sys_id):
                self.store.delete(JOURNAL, entry["sys_id"])
            return self.store.delete(INCIDENT, sys_id)

    def incident_by_number(self, number: str) -> Row | None:
        return self.store.get_by(INCIDENT, "number", number)

    def journal(self, sys_id: str) -> list[Row]:
        """The entries of one record, oldest first; within one second in no order, as on the real desk."""
        query = parse(f"element_id={sys_id}^ORDERBYsys_created_on^ORDERBYsys_id", JOURNAL)
        return self.store.select(JOURNAL, query, limit=10_000)

    def _write_journal(self, sys_id: str, outcome: rules.Outcome, *, at: str, author: str) -> None:
        for element, text in outcome.journal:
            entry = {"sys_id": secrets.token_hex(16), "name": INCIDENT.name, "element": element, "element_id": sys_id}
            self.store.insert(JOURNAL, _blank(JOURNAL) | entry | {"value": text} | _created(at, author))


def _blank(table: Table) -> Row:
    return {name: field.default for name, field in table.fields.items()}


def _created(at: str, author: str) -> Row:
    return {"sys_created_on": at, "sys_created_by": author, "sys_updated_on": at, "sys_updated_by": author}
