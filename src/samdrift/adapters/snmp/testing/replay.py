# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A recorded device as an agent in memory: as snmpsim would answer, without a network, a hundred times faster."""

from bisect import bisect_left
from collections.abc import Iterable

from samdrift.adapters.snmp.decode import Index, SnmpValue, oid_arcs
from samdrift.adapters.snmp.session import Agent, Column, Table
from samdrift.adapters.snmp.testing.recordings import Recording

_NUMBERS = {"2", "65", "66", "67", "70"}


class ReplayedAgent(Agent):
    """Answers `get`, `table`, `column` and `holds` from a recording."""

    def __init__(self, recording: Recording) -> None:
        self.problems, self.silent = [], False
        read = {oid_arcs(oid): _value(tag, octets) for oid, (tag, octets) in recording.values.items()}
        self._values: dict[Index, SnmpValue] = {arcs: value for arcs, value in read.items() if value is not None}
        self._order = sorted(self._values)

    def get(self, oids: Iterable[str]) -> dict[str, SnmpValue]:
        """Scalars by OID; those the recording lacks are left out."""
        return {oid: self._values[arcs] for oid in oids if (arcs := oid_arcs(oid)) in self._values}

    def table(self, entry: str, columns: tuple[int, ...] = ()) -> Table:  # noqa: ARG002 - as Agent
        """The whole table; `columns` is of no use here."""
        table = Table()
        for arcs, value in self._below(entry).items():
            if len(arcs) > 1:
                table.setdefault(arcs[0], Column())[arcs[1:]] = value
        return table

    def column(self, oid: str, *, most_rows: int = 0) -> Column:  # noqa: ARG002 - as Agent
        """One column by its OID, whole."""
        return Column(self._below(oid))

    def holds(self, root: str) -> bool:
        """Whether anything stands below `root`."""
        return bool(self._below(root))

    def _below(self, root: str) -> dict[Index, SnmpValue]:
        start = oid_arcs(root)
        end = (*start[:-1], start[-1] + 1)
        found = self._order[bisect_left(self._order, start) : bisect_left(self._order, end)]
        return {arcs[len(start) :]: self._values[arcs] for arcs in found if len(arcs) > len(start)}


def _value(tag: str, octets: bytes) -> SnmpValue:
    kind = tag.rstrip("xe")
    words = octets.decode("latin-1")
    if kind in _NUMBERS:
        return int(words) if words.lstrip("-").isdigit() else None
    if kind == "4":
        return words.encode("latin-1").decode("unicode_escape").encode("latin-1") if tag.endswith("e") else octets
    if kind == "64":
        return ".".join(map(str, octets)) if tag.endswith("x") else words
    return words.lstrip(".") if kind == "6" else None
