# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The desk's own memory in one SQLite file. A change is on disk before it is answered, so a killed process forgets nothing
that it has said yes to. One process, one connection: the event loop is the only writer.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from samdrift.kernel.errors import BadInput
from samdrift.partner.servicenow.query import Query, order_sql, where_sql
from samdrift.partner.servicenow.tables import TABLES, Row, Table

FIRST_NUMBER = 10001


class Store:
    """Rows of the desk's tables. Table and column names come from `tables`, so they may stand in SQL."""

    def __init__(self, folder: Path) -> None:
        """Open or create the file in `folder`. Raises BadInput where the folder cannot be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / "desk.sqlite3", isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            remedy = "give a folder this process may write with --data"
            raise BadInput(f"cannot keep the desk's data here: {error}", where=str(folder), remedy=remedy) from error

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on disk when it ends."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def insert(self, table: Table, row: Row) -> None:
        marks = ", ".join("?" for _ in row)
        self._db.execute(f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608

    def update(self, table: Table, sys_id: str, changes: Row) -> None:
        setters = ", ".join(f"{name} = ?" for name in changes)
        statement = f"UPDATE {table.name} SET {setters} WHERE sys_id = ?"  # noqa: S608
        self._db.execute(statement, [*changes.values(), sys_id])

    def delete(self, table: Table, sys_id: str) -> bool:
        """True if a row went."""
        return self._db.execute(f"DELETE FROM {table.name} WHERE sys_id = ?", [sys_id]).rowcount == 1  # noqa: S608

    def get(self, table: Table, sys_id: str) -> Row | None:
        return self.get_by(table, "sys_id", sys_id)

    def get_by(self, table: Table, field: str, value: str) -> Row | None:
        found = self._db.execute(f"SELECT * FROM {table.name} WHERE {field} = ? LIMIT 1", [value]).fetchone()  # noqa: S608
        return dict(found) if found else None

    def select(self, table: Table, query: Query, *, limit: int, offset: int = 0) -> list[Row]:
        where, parameters = where_sql(query, table)
        statement = f"SELECT * FROM {table.name} WHERE {where} ORDER BY {order_sql(query)} LIMIT ? OFFSET ?"  # noqa: S608
        return [dict(row) for row in self._db.execute(statement, [*parameters, limit, offset])]

    def count(self, table: Table, query: Query) -> int:
        where, parameters = where_sql(query, table)
        counted = self._db.execute(f"SELECT count(*) FROM {table.name} WHERE {where}", parameters)  # noqa: S608
        return int(counted.fetchone()[0])

    def next_number(self, table: Table) -> str:
        """The next number for people, such as INC0010001. Call it within the transaction that uses it."""
        statement = """INSERT INTO next_numbers (prefix, next) VALUES (?, ?)
                       ON CONFLICT (prefix) DO UPDATE SET next = next + 1 RETURNING next"""
        taken = self._db.execute(statement, [table.number_prefix, FIRST_NUMBER]).fetchone()[0]
        return f"{table.number_prefix}{taken:07d}"

    def _prepare(self) -> None:
        with self.transaction():
            self._db.execute("CREATE TABLE IF NOT EXISTS next_numbers (prefix TEXT PRIMARY KEY, next INTEGER NOT NULL)")
            for table in TABLES.values():
                self._db.execute(f"CREATE TABLE IF NOT EXISTS {table.name} (sys_id TEXT PRIMARY KEY)")
                known = {row["name"] for row in self._db.execute(f"PRAGMA table_info({table.name})")}
                for name in table.fields.keys() - known:
                    self._db.execute(f"ALTER TABLE {table.name} ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")
            for table_name, columns in _INDEXES:
                index = f"{table_name}_{'_'.join(columns)}"
                self._db.execute(f"CREATE INDEX IF NOT EXISTS {index} ON {table_name} ({', '.join(columns)})")


_INDEXES: Sequence[tuple[str, tuple[str, ...]]] = (
    ("incident", ("sys_updated_on", "sys_id")),
    ("incident", ("number",)),
    ("sys_journal_field", ("element_id",)),
)
