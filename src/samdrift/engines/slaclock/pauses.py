# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Pauses: put in order, counted once where they overlap; and whose waiting is a pause at all on which clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from samdrift.engines.slaclock.instants import FOREVER, from_micros, to_micros
from samdrift.kernel.errors import BadInput

Pause = tuple[datetime, datetime | None]
"""Half-open [from, to), aware; None while it still runs."""

ClockOwner = Literal["user", "desk", "supplier"]
"""The user's service level, the desk's operational level, a supplier's underpinning contract."""

AwaitedParty = Literal["user", "desk", "supplier", "third_party"]

PAUSED_BY: Mapping[ClockOwner, frozenset[AwaitedParty]] = {
    "user": frozenset({"user"}),
    "desk": frozenset({"user", "supplier"}),
    "supplier": frozenset({"user", "desk"}),
}
"""Whom each clock waits for unless the agreement says otherwise: a supplier's work never stops the user's clock."""


@dataclass(frozen=True, slots=True)
class Wait:
    """From `since` to `until` (None: still) the case waits for `awaited`."""

    awaited: AwaitedParty
    since: datetime
    until: datetime | None


def pauses_of_waits(
    waits: Iterable[Wait], owner: ClockOwner, paused_by: Mapping[ClockOwner, frozenset[AwaitedParty]] = PAUSED_BY
) -> list[Pause]:
    """The waits that pause this owner's clock. An agreement that says otherwise hands in its own `paused_by`."""
    return [(wait.since, wait.until) for wait in waits if wait.awaited in paused_by[owner]]


def joined_pauses(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime | None]]:
    """The pauses in order, apart from each other, UTC. Raises BadInput where one ends before it begins."""
    return [
        (from_micros(begin), None if finish == FOREVER else from_micros(finish)) for begin, finish in halts_of(pauses)
    ]


def halts_of(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    """The pauses as ascending spans of microseconds, apart from each other; one without an end lasts `FOREVER`."""
    spans: list[tuple[int, int]] = []
    for begin, finish in sorted(_halt(pause) for pause in pauses):
        if begin == finish:
            continue
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(finish, spans[-1][1]))
        else:
            spans.append((begin, finish))
    return spans


def _halt(pause: Pause) -> tuple[int, int]:
    begin = to_micros(pause[0])
    finish = FOREVER if pause[1] is None else to_micros(pause[1])
    if finish < begin:
        raise BadInput(f"a pause from {pause[0].isoformat()} ends before it begins", where="pauses")
    return begin, finish
