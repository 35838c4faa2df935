# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is said to a device and what its answers mean (RFC 3418 sysUpTime; RFC 2863 ifTable and ifXTable).

Only what was truly answered is believed: every name is looked up among the names asked, so truncated, reordered, doubled
and invented answers cost a value, never a wrong one. Every conversation ends: each round must bring something new.
"""

from collections import deque
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

ObjectId = tuple[int, ...]
Result = TypeVar("Result")

SYS_UPTIME: ObjectId = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_IF_ENTRY: ObjectId = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IF_X_ENTRY: ObjectId = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
IF_NAME: ObjectId = (*_IF_X_ENTRY, 1)
IF_DESCR: ObjectId = (*_IF_ENTRY, 2)

COLUMNS: dict[str, ObjectId] = {
    "oper": (*_IF_ENTRY, 8),
    "admin": (*_IF_ENTRY, 7),
    "in_octets": (*_IF_X_ENTRY, 6),
    "out_octets": (*_IF_X_ENTRY, 10),
    "in_errors": (*_IF_ENTRY, 14),
    "out_errors": (*_IF_ENTRY, 20),
    "in_discards": (*_IF_ENTRY, 13),
    "out_discards": (*_IF_ENTRY, 19),
    "high_speed": (*_IF_X_ENTRY, 15),
}
"""ifHighSpeed is in Mbit/s; all others are counts or the enumerations of RFC 2863."""

PORTS_PER_ASK = 6  # nine columns of six ports and sysUpTime answer in under 1,472 octets, one frame
ROWS_PER_BULK = 25
MOST_ROWS = 4096
TOO_BIG = 1
TICKS = 2**32


@dataclass(frozen=True, slots=True)
class Ask:
    """GET these names; with `repetitions`, GETBULK that many rows after the one name."""

    names: tuple[ObjectId, ...]
    repetitions: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, in order; None where the agent says the name does not exist. `whole`: nothing more follows."""

    values: Sequence[tuple[ObjectId, int | bytes | None]]
    error_status: int = 0
    error_index: int = 0
    whole: bool = False


Talk = Generator[Ask, Reply | None, Result]

PortValues = Mapping[str, int]
"""Column (a key of COLUMNS) to value, those that were answered."""


@dataclass(slots=True)
class Sweep:
    """What a sweep learned. `answered` False: not one answer came; `cut_short`: the device fell silent before the end.

    `complete`: all that was asked for was answered. `unasked` counts values nobody asked for.
    """

    uptime_ticks: int | None = None
    ports: dict[int, dict[str, int]] = field(default_factory=dict)
    answered: bool = False
    cut_short: bool = False
    complete: bool = True
    unasked: int = 0


def sweep(if_indexes: Sequence[int]) -> Talk[Sweep]:
    """Status and counters of these ports and sysUpTime, in as few questions as fit a frame each."""
    found = Sweep()
    todo: deque[tuple[ObjectId, ...]] = deque(_chunks(if_indexes)) or deque([()])
    while todo:
        names = todo.popleft()
        reply = yield Ask((SYS_UPTIME, *names))
        if reply is None:
            found.complete, found.cut_short = False, True
            return found
        found.answered = True
        if reply.error_status:
            todo.extendleft(_after_error(names, reply))
            found.complete = False
            continue
        todo.extendleft(_after_answer(names, reply, found))
    return found


def _chunks(if_indexes: Sequence[int]) -> Iterable[tuple[ObjectId, ...]]:
    for start in range(0, len(if_indexes), PORTS_PER_ASK):
        ports = if_indexes[start : start + PORTS_PER_ASK]
        yield tuple((*column, port) for port in ports for column in COLUMNS.values())


def _after_error(names: tuple[ObjectId, ...], reply: Reply) -> list[tuple[ObjectId, ...]]:
    """What to ask instead: halves after tooBig, the others where one name was refused, else nothing."""
    if reply.error_status == TOO_BIG and len(names) > 1:
        half = len(names) // 2
        return [names[half:], names[:half]]
    at = reply.error_index - 2  # counted from one, and sysUpTime stands first
    rest = names[:at] + names[at + 1 :] if 0 <= at < len(names) else ()
    return [rest] if rest else []


def _after_answer(names: tuple[ObjectId, ...], reply: Reply, found: Sweep) -> list[tuple[ObjectId, ...]]:
    """Keep what was asked for; ask again for what a shortened answer left out, as long as each answer brings some."""
    left = dict.fromkeys(names)
    for name, value in reply.values:
        if name == SYS_UPTIME:
            found.uptime_ticks = value if isinstance(value, int) and 0 <= value < TICKS else found.uptime_ticks
        elif name in left:
            del left[name]
            if isinstance(value, int):
                found.ports.setdefault(name[-1], {})[_COLUMN_OF[name[:-1]]] = value
        else:
            found.unasked += 1
    if left and len(left) < len(names):
        return [tuple(left)]
    found.complete = found.complete and not left
    return []


def read_names() -> Talk[dict[int, str]]:
    """Port names by ifIndex: ifName, else ifDescr; empty where an agent has neither or falls silent at once."""
    names = yield from _read_column(IF_NAME)
    return names or (yield from _read_column(IF_DESCR))


def _read_column(column: ObjectId) -> Talk[dict[int, str]]:
    found: dict[int, str] = {}
    last = column
    while len(found) < MOST_ROWS:
        reply = yield Ask((last,), ROWS_PER_BULK)
        if reply is None or reply.error_status:
            return found
        before = last
        for name, value in reply.values:
            if name <= last or name[:-1] != column:  # a loop, or the end of the column
                return found
            last = name
            if isinstance(value, bytes):
                found[name[-1]] = value.rstrip(b"\0 ").decode("utf-8", "replace")
        if reply.whole or last == before:
            return found
    return found


def restarted(before_ticks: int, after_ticks: int, elapsed_s: float, *, jitter_s: float = 3.0) -> bool:
    """Whether the agent began anew between two readings of sysUpTime `elapsed_s` seconds apart.

    It did when it has been up clearly less than it should; a count that merely went round (after 497 days) has not.
    `jitter_s`: how far the times of the readings may be from when the agent looked at its clock.
    """
    expected = before_ticks + elapsed_s * 100
    slack = 100 * jitter_s + elapsed_s  # and one per cent
    if after_ticks + slack >= expected:
        return False
    return abs(after_ticks - (expected - TICKS)) > slack


_COLUMN_OF = {column: name for name, column in COLUMNS.items()}
