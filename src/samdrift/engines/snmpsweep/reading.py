# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One answer read plainly: what it says of the cells asked for, and what must still be asked. For whatever is out of step.

Every value is looked up by its name among the names asked, so truncated, reordered, doubled and invented answers cost a
value, never a wrong one. Asking again ends, because each new question wants fewer rows, or the same rows by name.
"""

from dataclasses import dataclass
from enum import Enum

from samdrift.engines.snmpsweep.columns import Column
from samdrift.engines.snmpsweep.questions import Question, Target, ask_rows, asked_names
from samdrift.engines.snmpwire import ErrorStatus, Message

MOST = 2**64 - 1


class Trouble(Enum):
    """Why an answer was out of step, where the device should be asked otherwise from now on."""

    NONE = "none"
    SHORTENED = "shortened"
    JUMPED = "jumped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Plain:
    """`found`: cell of the device -> value. `again`: questions for what is left. `whole_rows` from the start of the answer.

    `trouble` REFUSED where nothing more can be got this way.
    """

    found: dict[int, int]
    again: tuple[Question, ...]
    trouble: Trouble
    whole_rows: int = 0


def read_plainly(message: Message, target: Target, columns: tuple[Column, ...], question: Question) -> Plain:
    """What this answer to `question` brought, cell by cell."""
    if message.error_status:
        return _after_error(message, target, columns, question)
    names = asked_names(target, columns, question)
    found: dict[int, int] = {}
    told: set[int] = set()
    strangers = False
    for name, value in message.varbinds:
        cell = names.get(name)
        if cell is None:
            strangers = True
            continue
        told.add(cell)
        number = value.as_int()
        if number is not None and 0 <= number <= MOST:
            found[cell] = number
    missing = sorted(cell for cell in names.values() if cell not in told)
    if not missing:
        return Plain(found, (), Trouble.NONE, question.rows)
    width = len(columns)
    first_left = (max(missing[0], 1) - 1) // width
    whole_rows = first_left - question.first
    if question.bulk and strangers:
        again = _by_name(target, columns, question)
        return Plain(found, again, Trouble.JUMPED, whole_rows)
    if whole_rows <= 0:
        if question.rows > 1:
            return Plain(found, halves(target, columns, question), Trouble.SHORTENED, max(1, question.rows // 2))
        again = _by_name(target, columns, question) if question.bulk else ()
        return Plain(found, again, Trouble.JUMPED if again else Trouble.REFUSED)
    left = question.first + question.rows - first_left
    again = tuple(
        ask_rows(target, columns, first, min(whole_rows, first_left + left - first), bulk=question.bulk)
        for first in range(first_left, first_left + left, whole_rows)
    )
    return Plain(found, again, Trouble.SHORTENED, whole_rows)


def _after_error(message: Message, target: Target, columns: tuple[Column, ...], question: Question) -> Plain:
    if message.error_status == ErrorStatus.TOO_BIG and question.rows > 1:
        return Plain({}, halves(target, columns, question), Trouble.SHORTENED, question.rows // 2)
    if question.bulk and question.rows:
        again = _by_name(target, columns, question)
        return Plain({}, again, Trouble.JUMPED)
    return Plain({}, (), Trouble.REFUSED)


def _by_name(target: Target, columns: tuple[Column, ...], question: Question) -> tuple[Question, ...]:
    return (ask_rows(target, columns, question.first, question.rows, bulk=False),)


def halves(target: Target, columns: tuple[Column, ...], question: Question) -> tuple[Question, ...]:
    """The same rows in two questions; none where there is but one row."""
    if question.rows < 2:
        return ()
    half = (question.rows + 1) // 2
    return (
        ask_rows(target, columns, question.first, half, bulk=question.bulk),
        ask_rows(target, columns, question.first + half, question.rows - half, bulk=question.bulk),
    )
