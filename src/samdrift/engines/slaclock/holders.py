# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who held the case for how long, so that the parts always add up to the whole, minute by minute.

Parts that are rounded one by one do not. Here the whole is cut, not the parts rounded: each whole minute goes to the one
who held the case when that minute was full, so the sum is the whole for any number of moves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samdrift.engines.slaclock.calendar import ROUND_THE_CLOCK, Calendar
from samdrift.engines.slaclock.clock import counted_micros, duration, running_from
from samdrift.engines.slaclock.instants import MINUTE, from_micros, to_micros
from samdrift.engines.slaclock.pauses import Pause, halts_of
from samdrift.kernel.errors import BadInput

Move = tuple[datetime, str]
"""From this instant on the case lies with this holder."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One holder's turn [begin, finish), UTC: exactly `counted`, and the whole minutes that fall to it."""

    holder: str
    begin: datetime
    finish: datetime
    counted: timedelta
    minutes: int


def holdings(
    moves: Sequence[Move], until: datetime, calendar: Calendar = ROUND_THE_CLOCK, pauses: Iterable[Pause] = ()
) -> list[Holding]:
    """The turns from the first move to `until`, in order; the time counted is that of `calendar` without `pauses`.

    Without a calendar it is real time. Moves may come in any order; of two at one instant the later in the list holds, and
    what lies after `until` is left out. Raises BadInput without any move.
    """
    if not moves:
        raise BadInput("nobody held the case", where="moves", remedy="begin with the one who received it")
    ordered = sorted(((to_micros(at), holder) for at, holder in moves), key=lambda move: move[0])
    line, _ = running_from(calendar, from_micros(ordered[0][0]), "service_hours")
    halts, end = halts_of(pauses), to_micros(until)
    edges = [min(at, end) for at, _ in ordered] + [end]
    turns: list[Holding] = []
    passed = 0
    for (_, holder), since, finish in zip(ordered, edges, edges[1:], strict=False):
        if since == finish:
            continue
        counted = counted_micros(line, since, finish, halts)
        minutes = (passed + counted) // MINUTE - passed // MINUTE
        passed += counted
        turns.append(Holding(holder, from_micros(since), from_micros(finish), duration(counted), minutes))
    return turns


def minutes_by_holder(turns: Iterable[Holding]) -> dict[str, int]:
    """The whole minutes of each holder, first holder first; they add up to the whole minutes of all turns together."""
    sums: dict[str, int] = {}
    for turn in turns:
        sums[turn.holder] = sums.get(turn.holder, 0) + turn.minutes
    return sums
