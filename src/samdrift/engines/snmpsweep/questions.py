# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Requests made once and sent many times: only the four octets of the request id change from sweep to sweep.

Cells: a device with n ports and C columns has 1 + n * C of them, sysUpTime first, then port by port. An answer that
follows the order of its question fills neighbouring cells, which is what lets a thousand answers be read side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from samdrift.engines.snmpsweep.columns import SYS_UPTIME, Column
from samdrift.engines.snmpwire import ObjectId, encode_message, get, get_bulk

FIRST_ID = 0x40000000
"""Request ids have this bit, so that every agent writes them in four octets."""
_MARK = 0x40414243
_MARK_OCTETS = bytes((2, 4)) + _MARK.to_bytes(4, "big")
MOST_IF_INDEX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Target:
    """One device as the sweep sees it: `address` an IPv4 address as a number, `if_indexes` the ports wanted."""

    device_id: int
    address: int
    port: int
    community: bytes
    if_indexes: tuple[int, ...]

    @property
    def peer(self) -> int:
        """Address and port in one number."""
        return self.address << 16 | self.port


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One request to one device: rows `first` to `first + rows` of its ports, and sysUpTime before them where `uptime`.

    `octets` with the request id at `id_at`; `cell` is the device's cell that the first answered name belongs to and
    `count` how many names must come. `bulk`: by GETBULK, else by GET.
    """

    octets: bytes
    id_at: int
    cell: int
    count: int
    first: int
    rows: int
    uptime: bool
    bulk: bool

    def with_id(self, request_id: int) -> bytes:
        """The datagram under this request id."""
        return self.octets[: self.id_at] + request_id.to_bytes(4, "big") + self.octets[self.id_at + 4 :]


def ask_rows(target: Target, columns: Sequence[Column], first: int, rows: int, *, bulk: bool) -> Question:
    """The question for these rows; sysUpTime comes along with the first row, or alone where a device has no ports."""
    uptime = first == 0
    ports = target.if_indexes[first : first + rows]
    if bulk:
        before: list[ObjectId] = [SYS_UPTIME[:-1]] if uptime else []
        # The name right before the first row wanted; a column alone where that row has ifIndex 1.
        after = (ports[0] - 1,) if ports and ports[0] > 1 else ()
        names = [*before, *((*column.object_id, *after) for column in columns if ports)]
        message = get_bulk(
            *names,
            community=target.community,
            request_id=_MARK,
            max_repetitions=len(ports),
            non_repeaters=len(before),
        )
    else:
        message = get(
            *([SYS_UPTIME] if uptime else []),
            *((*column.object_id, port) for port in ports for column in columns),
            community=target.community,
            request_id=_MARK,
        )
    octets = encode_message(message)
    id_at = octets.index(_MARK_OCTETS, 7 + len(target.community)) + 2
    cell = 0 if uptime else 1 + first * len(columns)
    count = int(uptime) + len(ports) * len(columns)
    return Question(octets, id_at, cell, count, first, len(ports), uptime, bulk)


def ask_all(target: Target, columns: Sequence[Column], rows: int, *, bulk: bool) -> tuple[Question, ...]:
    """Every row of the device in questions of at most `rows`; at least one question, for sysUpTime."""
    starts = range(0, len(target.if_indexes), rows) or range(1)
    return tuple(ask_rows(target, columns, first, rows, bulk=bulk) for first in starts)


def asked_names(target: Target, columns: Sequence[Column], question: Question) -> dict[ObjectId, int]:
    """Each name the question wants answered, and the device's cell for it."""
    ports = target.if_indexes[question.first : question.first + question.rows]
    names: list[ObjectId] = [SYS_UPTIME] if question.uptime else []
    names += [(*column.object_id, port) for port in ports for column in columns]
    return {name: question.cell + number for number, name in enumerate(names)}


def fits(if_indexes: Sequence[int]) -> bool:
    """Whether these can be rows of a sweep: each a possible ifIndex, ascending, none twice."""
    return all(0 < port <= MOST_IF_INDEX for port in if_indexes) and all(a < b for a, b in pairwise(if_indexes))
