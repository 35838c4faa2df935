# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One agent's objects in lexicographic order, encoded once: what never changes is copied to the wire, the rest computed.

A walk of the whole municipality is some hundred thousand variables; encoding each only once is what lets one process be
260 devices.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from samdrift.engines.snmpwire import ObjectId, Value
from samdrift.engines.snmpwire.ber import SEQUENCE, encode_oid, encode_value, tlv

Live = Callable[[float], Value]
"""A value that depends on the time (epoch seconds)."""
Row = tuple[ObjectId, ObjectId, Value | Live]
"""The object's (column's) name, the instance's arcs after it, and the value."""

_name_of = encode_oid.__wrapped__  # the shared cache of names is for those who ask; here each name is encoded once
_shared: dict[
    ObjectId, ObjectId
] = {}  # devices of a make have the same names; keeping one of each saves half the memory


class OidTable:
    """The objects of one agent. Positions count from 0 in lexicographic order; `len` is the end of the MIB view."""

    __slots__ = ("_cells", "_names", "_objects")

    def __init__(self, rows: Iterable[Row]) -> None:
        cells: dict[ObjectId, bytes | tuple[bytes, Live]] = {}
        self._objects: set[ObjectId] = set()
        for column, instance, value in rows:
            name = _shared.setdefault(column + instance, column + instance)
            if name in cells:
                raise ValueError(f"{'.'.join(map(str, name))} is given twice")
            self._objects.add(column)
            encoded = _name_of(name)
            if isinstance(value, Value):
                cells[name] = tlv(SEQUENCE, encoded + encode_value(value))
            else:
                cells[name] = (encoded, value)
        self._names = sorted(cells)
        self._cells = [cells[name] for name in self._names]

    def __len__(self) -> int:
        return len(self._names)

    def name(self, position: int) -> ObjectId:
        """The full name at `position`."""
        return self._names[position]

    def position(self, name: ObjectId) -> int | None:
        """Where `name` itself stands, or None."""
        position = bisect_left(self._names, name)
        return position if position < len(self._names) and self._names[position] == name else None

    def after(self, name: ObjectId) -> int:
        """The position of the first object after `name`; `len(self)` where there is none."""
        return bisect_right(self._names, name)

    def knows_object(self, name: ObjectId) -> bool:
        """Whether `name` lies under an object that is here, so that only the instance is missing."""
        return any(name[:length] in self._objects for length in range(len(name), 1, -1))

    def varbind(self, position: int, at: float) -> bytes:
        """The whole variable binding at `position` as it goes on the wire, at the time `at`."""
        cell = self._cells[position]
        if isinstance(cell, bytes):
            return cell
        name, value = cell
        return tlv(SEQUENCE, name + encode_value(value(at)))
