# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Knows devices and ports again: by what is built into them first, by where and what they are called last.

A device may be renamed, moved to another address, or get one of its stack members replaced; a port may get another
ifIndex at a restart or another name from new software. What was known of it must go on, and two things must never
become one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

PLACEHOLDERS = {"", "0", "none", "n/a", "na", "unknown", "default", "default string", "not available", "to be filled"}
"""What makes write where no serial number was burnt in: equal, but not the same."""
By = Literal["chassis", "serial", "address"]


@dataclass(frozen=True, slots=True)
class Known:
    """A stored device. `chassis` is its LLDP chassis id, `serials` its own serial and those of its stack members."""

    id: int
    address: str
    name: str = ""
    chassis: str = ""
    serials: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What answered at `address`. `own`: every address it says it has."""

    address: str
    name: str = ""
    chassis: str = ""
    serials: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Which stored device answered, None for a new one, and by what it was known.

    `address`: under which address it is kept. `replaced`: another box answers at the address of this one.
    `same_serial`: other devices that claim its serial. `holder`: another device that was known at the address it answered at.
    """

    id: int | None
    by: By | None
    address: str
    replaced: bool = False
    same_serial: tuple[int, ...] = ()
    holder: int | None = None


def real_serials(serials: Iterable[str | None]) -> frozenset[str]:
    """Serial numbers worth comparing: no placeholders, nothing of one repeated character, letters alike."""
    found = ((serial or "").strip().casefold() for serial in serials)
    return frozenset(s for s in found if len(s) >= 4 and s not in PLACEHOLDERS and len(set(re.sub(r"\W", "", s))) > 1)


def know_again(told: Told, known: Iterable[Known]) -> Match:
    """Which of the `known` devices answered. Each stored device has its own address."""
    rows = list(known)
    by_address = next((row for row in rows if row.address == told.address), None)
    found, by = _find(told, rows, by_address)
    sharing = tuple(sorted(r.id for r in rows if r.serials & told.serials and (found is None or r.id != found.id)))
    if found is None or by is None:
        holder = by_address.id if by_address is not None else None
        return Match(None, None, told.address, same_serial=sharing, holder=holder)
    holder = by_address.id if by_address is not None and by_address.id != found.id else None
    moved = bool(told.own) and found.address not in told.own and holder is None
    return Match(
        id=found.id,
        by=by,
        address=told.address if moved else found.address,
        replaced=by == "address" and _another_box(told, found),
        same_serial=sharing,
        holder=holder,
    )


def _find(told: Told, rows: list[Known], by_address: Known | None) -> tuple[Known | None, By | None]:
    if told.chassis:
        same = [row for row in rows if row.chassis == told.chassis]
        if same:
            return min(same, key=lambda row: (row.address != told.address, row.id)), "chassis"
    members = [row for row in rows if row.serials & told.serials and _may_be(told, row)]
    if len(members) == 1:
        return members[0], "serial"
    if by_address is not None:
        return by_address, "address"
    return None, None


def _may_be(told: Told, row: Known) -> bool:
    """Whether a shared serial makes them one: with two chassis ids they are one only under the same name or address."""
    if told.chassis and row.chassis and told.chassis != row.chassis:
        return row.address == told.address or (bool(told.name) and row.name == told.name)
    return True


def _another_box(told: Told, row: Known) -> bool:
    other_chassis = bool(told.chassis and row.chassis and told.chassis != row.chassis)
    other_serial = bool(told.serials and row.serials and not told.serials & row.serials)
    return other_chassis or other_serial


@dataclass(frozen=True, slots=True)
class Port:
    """A port by what it may be known again by. `number` is its row's id, or the ifIndex it has now."""

    number: int
    name: str
    descr: str = ""
    mac: str = ""


@dataclass(slots=True)
class _Pool:
    """Ports not yet paired, to be looked up by one property that is unique on both sides."""

    known: dict[int, Port]
    told: dict[int, Port]
    pairs: dict[int, int] = field(default_factory=dict)

    def pair_by(self, *parts: str) -> None:
        def keys(ports: dict[int, Port]) -> dict[tuple[str, ...], int]:
            of = {number: tuple(getattr(port, part) for part in parts) for number, port in ports.items()}
            times = Counter(of.values())
            return {key: number for number, key in of.items() if all(key) and times[key] == 1}

        ours, theirs = keys(self.known), keys(self.told)
        for key in ours.keys() & theirs.keys():
            self.pairs[theirs[key]] = ours[key]
            del self.known[ours[key]], self.told[theirs[key]]


def ports_again(known: Iterable[Port], told: Iterable[Port]) -> dict[int, int]:
    """Told number -> known number: by name first, then by description and MAC together, then by MAC alone.

    Only what is unique on both sides counts, so that no two ports become one.
    """
    pool = _Pool({port.number: port for port in known}, {port.number: port for port in told})
    pool.pair_by("name")
    pool.pair_by("descr", "mac")
    pool.pair_by("mac")
    return pool.pairs
