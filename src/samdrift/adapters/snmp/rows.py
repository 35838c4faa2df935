# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Rows of the tables that vendor files name: each column asked once, and words put together from a row.

A template such as "{2} of {port}" takes what stands in braces from the row: a number is a column of the same table, an
object identifier a column of another table (with @2 by the first two arcs of the index, with @-1 by the last); `port`
and `part` are the name of the interface or part with that number, `n` is a running number. `index` is the index:
{index:1} its first arc, {index:-1} its last, {index:2-} from the second on, {index:text} its arcs as text, {index:hex}
as hex digits, {index:hexhead} a MAC address and the rest.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from samdrift.adapters.snmp.decode import Index, SnmpValue, label, mac, object_identifier, text
from samdrift.adapters.snmp.knowledge import Rows
from samdrift.adapters.snmp.session import Agent, Column
from samdrift.inventory.types import InterfaceFacts

_TOKEN = re.compile(r"\{([^{}]*)\}")
_SCALARS_IN_ONE_QUESTION = 16
_NOTHING = Column()
NO_WORDS: Mapping[str, Mapping[str, str]] = {}


class Device:
    """What vendor files are read against: an agent asked once per column, and the names of ports and parts."""

    def __init__(
        self, agent: Agent, interfaces: Mapping[int, InterfaceFacts], entities: Iterable[dict[str, Any]]
    ) -> None:
        self._agent = agent
        self._columns: dict[str, Column] = {}
        self._entries: dict[str, bool] = {}
        self._scalars: dict[str, SnmpValue] = {}
        self._ports = {at: port.name or port.descr for at, port in interfaces.items()}
        self._parts = {part["index"]: part["name"] or part["descr"] for part in entities}

    def ask_scalars(self, oids: Iterable[str]) -> None:
        """Fetch scalars together, before they are read one by one."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._scalars]
        for start in range(0, len(wanted), _SCALARS_IN_ONE_QUESTION):
            some = wanted[start : start + _SCALARS_IN_ONE_QUESTION]
            told = self._agent.get(some)
            self._scalars |= {oid: told.get(oid) for oid in some}

    def column(self, oid: str) -> Column:
        """Index to value; a scalar is a column with one row of index (0,)."""
        if oid.endswith(".0"):
            self.ask_scalars([oid])
            value = self._scalars[oid]
            return Column({(0,): value}) if value is not None else _NOTHING
        if oid not in self._columns:
            entry = oid.rpartition(".")[0]
            if entry not in self._entries:
                self._entries[entry] = self._agent.holds(entry)
            self._columns[oid] = self._agent.column(oid) if self._entries[entry] else _NOTHING
        return self._columns[oid]

    def keep(self, rows: Rows, entry: str, index: Index) -> bool:
        """Whether the row counts by all that the vendor file says of rows."""
        if rows.index_length is not None and len(index) != rows.index_length:
            return False
        if any(_of_index(index, arc) not in map(str, wanted) for arc, wanted in rows.index_where.items()):
            return False
        for column, pattern in rows.matching.items():
            if not re.search(pattern, text(self.cell(column, entry, index)) or ""):
                return False
        for columns, wanted in ((rows.where, True), (rows.where_not, False)):
            for column, values in columns.items():
                found = text(self.cell(column, entry, index))
                if (found in {str(value) for value in values}) is not wanted:
                    return False
        return True

    def cell(self, column: str, entry: str, index: Index) -> SnmpValue:
        """One value: `column` is a number in the table `entry`, or an identifier with an optional @arcs."""
        if "." not in column:
            return self.column(f"{entry}.{column}").get(index)
        oid, _, arcs = column.partition("@")
        key = index
        if arcs:
            count = int(arcs)
            key = index[:count] if count > 0 else index[count:]
        found = self.column(_whole(oid))
        return found.get((0,)) if oid.endswith(".0") else found.get(key)

    def fill(
        self,
        template: str,
        entry: str,
        index: Index,
        running: int = 1,
        words: Mapping[str, Mapping[str, str]] = NO_WORDS,
    ) -> str:
        """The template with its braces filled from the row; what the device does not say is left out.

        `words` says for a column what its values are called.
        """

        def word(match: re.Match[str]) -> str:
            token = match.group(1)
            said = self._word(token, entry, index, running) or ""
            return words[token].get(said, said) if token in words else said

        return re.sub(r"  +", " ", _TOKEN.sub(word, template)).strip()

    def _word(self, wanted: str, entry: str, index: Index, running: int) -> str | None:
        kind, _, which = wanted.partition(":")
        if kind == "index":
            return _of_index(index, which)
        if kind in {"port", "part"}:
            number = _of_index(index, which or "1")
            names = self._ports if kind == "port" else self._parts
            return names.get(int(number)) or number if number.isdigit() else None
        if wanted == "n":
            return str(running)
        return _readable(self.cell(wanted, entry, index))


def _whole(oid: str) -> str:
    return oid if oid.startswith(("1.0.", "1.2.", "1.3.")) else f"1.3.6.1.4.1.{oid}"


def _readable(value: SnmpValue) -> str | None:
    if isinstance(value, bytes) and len(value) == 6 and not (text(value) or "").isprintable():
        return mac(value)
    return label(value)


def _of_index(index: Index, which: str) -> str:
    form, _, arcs = which.partition("@")
    if form == "hexhead":
        return f"{bytes(arc & 255 for arc in index[:6]).hex()}.{'.'.join(map(str, index[6:]))}"
    if form in {"text", "hex"}:
        part = index[int(arcs) :] if arcs else index
        if len(part) > 1 and part[0] == len(part) - 1:
            part = part[1:]
        octets = bytes(arc for arc in part if arc < 256)
        return octets.hex() if form == "hex" else (label(octets) or "")
    if not which:
        return ".".join(map(str, index))
    if which.endswith("-"):
        return ".".join(map(str, index[int(which[:-1]) - 1 :]))
    at = int(which)
    if not index or abs(at) > len(index) or at == 0:
        return ""
    return str(index[at - 1 if at > 0 else at])


def entry_of(oid: str) -> str:
    """The entry that a column belongs to; a scalar stands for itself."""
    return object_identifier(oid.rpartition(".")[0]) or oid
