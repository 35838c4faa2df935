# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The tables of a MIB as they were read: column number, index, value."""

from samdrift.adapters.snmp.decode import Index, SnmpValue


class Column(dict[Index, SnmpValue]):
    """One column of a table: index to value."""


class Table(dict[int, Column]):
    """One table: column number to column. A column the device lacks reads as empty."""

    def __missing__(self, column: int) -> Column:
        return Column()

    def indexes(self) -> list[Index]:
        """Every index any column holds, in order."""
        return sorted({index for column in self.values() for index in column})


def as_table(values: dict[Index, SnmpValue]) -> Table:
    """The objects below an entry, whose names begin with the column, as a table."""
    table = Table()
    for arcs, value in values.items():
        if len(arcs) > 1:
            if arcs[0] not in table:
                table[arcs[0]] = Column()
            table[arcs[0]][arcs[1:]] = value
    return table
