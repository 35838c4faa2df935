# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Turns the tables devices serve (forwarding table, ARP) into stays: who was where, from when to when.

A stay is written when it begins and when it ends, not at each reading: a table that says the same again costs nothing.
Switches forget a silent station after minutes, so one that is not told of is only quiet; its stay goes on when it speaks
again at the same port. It has ended when it is told of somewhere else, or after a long silence.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

GOES_ON_WITHIN = timedelta(days=7)
"""A station back at the same port within this time never left: weekends and school holidays' beginnings are no moves."""
KEPT = timedelta(days=365)
"""How long a stay that is over is kept. It tells where somebody's computer was: personal data, so not for longer."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Stay(Generic[Key, Value]):
    """One stored stay that has not ended. `quiet_since`: when it was last told of, None while it is."""

    id: int
    key: Key
    value: Value
    quiet_since: datetime | None = None


@dataclass(slots=True)
class Changes(Generic[Key, Value]):
    """What a reading changes: stays that begin, that go on after a silence, that fall quiet, and that have ended."""

    begun: list[tuple[Key, Value]] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    quiet: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.begun or self.back or self.quiet or self.ended)


def read_again(
    known: Iterable[Stay[Key, Value]], told: Mapping[Key, Value], at: datetime, *, whole: bool = True
) -> Changes[Key, Value]:
    """What changes when a device tells `told` at `at`; `known`: its stays that have not ended, at most one a key.

    `whole` False: the table was not read to its end, so whoever is not in it may still be there.
    """
    changes: Changes[Key, Value] = Changes()
    by_key = {stay.key: stay for stay in known}
    for key, value in told.items():
        stay = by_key.get(key)
        if stay is None:
            changes.begun.append((key, value))
        elif stay.value != value or _long_gone(stay.quiet_since, at):
            changes.ended.append(stay.id)
            changes.begun.append((key, value))
        elif stay.quiet_since is not None:
            changes.back.append(stay.id)
    if whole:
        changes.quiet += [stay.id for key, stay in by_key.items() if key not in told and stay.quiet_since is None]
    return changes


def _long_gone(quiet_since: datetime | None, at: datetime) -> bool:
    return quiet_since is not None and at - quiet_since > GOES_ON_WITHIN
