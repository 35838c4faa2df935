# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The columns a sweep reads of every port (IF-MIB, RFC 2863), in the order they stand in a matrix."""

from dataclasses import dataclass

from samdrift.engines.snmpwire import ObjectId

_IF_ENTRY: ObjectId = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IF_X_ENTRY: ObjectId = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
SYS_UPTIME: ObjectId = (1, 3, 6, 1, 2, 1, 1, 3, 0)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: our name for it, the object's identifier without the ifIndex, and how many bits its values have."""

    name: str
    object_id: ObjectId
    bits: int


COLUMNS: tuple[Column, ...] = (
    Column("in_octets", (*_IF_X_ENTRY, 6), 64),
    Column("out_octets", (*_IF_X_ENTRY, 10), 64),
    Column("in_packets", (*_IF_X_ENTRY, 7), 64),
    Column("out_packets", (*_IF_X_ENTRY, 11), 64),
    Column("high_speed", (*_IF_X_ENTRY, 15), 32),
    Column("in_errors", (*_IF_ENTRY, 14), 32),
    Column("out_errors", (*_IF_ENTRY, 20), 32),
    Column("in_discards", (*_IF_ENTRY, 13), 32),
    Column("out_discards", (*_IF_ENTRY, 19), 32),
    Column("oper", (*_IF_ENTRY, 8), 32),
    Column("admin", (*_IF_ENTRY, 7), 32),
)
"""Octets; unicast packets; ifHighSpeed in Mbit/s; errors and discards in packets; ifOperStatus and ifAdminStatus as
the numbers of RFC 2863."""

STATUS_COLUMNS: tuple[Column, ...] = COLUMNS[-2:]
"""What a quick look at the ports' status reads."""

NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
