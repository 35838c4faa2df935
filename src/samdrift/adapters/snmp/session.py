# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One conversation with one agent: asks carefully, survives what agents do badly, and keeps a list of it.

Nothing here raises once the device has answered: a loop, an endless table, a broken answer or a silence becomes an entry
in `problems`, and what was read until then is given back.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from gufo.snmp import SnmpError
from gufo.snmp.sync import SnmpSession

from samdrift.adapters.snmp.decode import Index, SnmpValue, oid_arcs
from samdrift.adapters.snmp.survey import Survey
from samdrift.adapters.snmp.tables import Column, Table, as_table
from samdrift.adapters.snmp.toll import Gate, Toll
from samdrift.engines.pollplan.manner import MOST_ROWS
from samdrift.inventory.types import Problem

__all__ = ["Agent", "Column", "Table", "WalkLimits"]

UNDECODABLE = "the answer could not be decoded"
Kind = Literal["", "hung", "loop", "endless", "garbled", "slow", "left_out"]
"""As in Problem."""

FEW_ROWS = 4
"""At once, where more have met trouble."""

SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
SYS_UP_TIME = "1.3.6.1.2.1.1.3.0"


@dataclass(frozen=True, slots=True)
class WalkLimits:
    """How much one device may cost: values per table, and seconds in all."""

    max_values: int = 60_000
    budget_s: float = 150.0


DEFAULT_LIMITS = WalkLimits()


@dataclass(slots=True)
class _Walk:
    """How one walk ended. `trouble` is None when the device said by itself that the table is over."""

    values: dict[Index, SnmpValue]
    trouble: str | None = None
    kind: Kind = ""

    @property
    def undecodable(self) -> bool:
        return self.kind == "garbled"


class Agent:
    """An agent that has answered once. Read it with `get` and `table`; what it serves badly gathers in `problems`.

    `toll` is the session's policer; `left_out` names object identifiers below which nothing is asked, and why. `survey`
    knows tables that the device lacks.
    """

    def __init__(
        self,
        session: SnmpSession,
        *,
        retries: int,
        limits: WalkLimits = DEFAULT_LIMITS,
        toll: Toll | None = None,
        left_out: Mapping[str, str] | None = None,
        survey: Survey | None = None,
    ) -> None:
        self._session = session
        self._retries = retries
        self._limits = limits
        self._deadline = time.monotonic() + limits.budget_s
        self._toll = toll or Toll(Gate(per_device=0), "")
        self._left_out = dict(left_out or {})
        self._survey = survey or Survey(None)
        self.problems: list[Problem] = []
        self.silent = False

    def complain(self, oid: str, reason: str, kind: Kind = "") -> None:
        """Note once what was served badly at `oid`."""
        problem = Problem(oid=oid, reason=reason, kind=kind)
        if problem not in self.problems:
            self.problems.append(problem)

    def get(self, oids: Iterable[str]) -> dict[str, SnmpValue]:
        """Scalars by OID; those the device lacks are left out. Asked together, then one by one if that fails."""
        wanted = [oid for oid in oids if not self._survey.lacks_object(oid)]
        if not wanted or self._over(wanted[0]) or self._is_left_out(wanted[0]):
            return {}
        together = self._get_or_complain(wanted)
        if together or len(wanted) == 1 or self.silent:
            return together
        found: dict[str, SnmpValue] = {}
        for oid in wanted:
            if not self._over(oid):
                found.update(self._get_or_complain([oid]))
        return found

    def table(self, entry: str, columns: tuple[int, ...] = ()) -> Table:
        """The table whose entry is `entry`: whole, then by column where that went wrong or stopped before `columns`."""
        if self._is_left_out(entry):
            return Table()
        if any(f"{entry}.{column}" in self._left_out for column in columns):
            return self._by_column(entry, columns)
        walk = self._walk_with_smaller_steps(entry, essential=bool(columns))
        table = as_table(walk.values)
        again = self._columns_to_read_again(table, columns, walk)
        for column in again:
            found = self.column(f"{entry}.{column}", most_rows=FEW_ROWS)
            if len(found) > len(table[column]):
                table[column] = found
        if walk.trouble:  # where columns were read again, each of them says for itself what to leave out
            self.complain(entry, walk.trouble, "" if again else walk.kind)
        return table

    def _by_column(self, entry: str, columns: tuple[int, ...]) -> Table:
        found = {column: self.column(f"{entry}.{column}") for column in columns}
        return Table({column: values for column, values in found.items() if values})

    def column(self, oid: str, *, most_rows: int = MOST_ROWS) -> Column:
        """One column by its OID; no more than `most_rows` at once."""
        if self._is_left_out(oid):
            return Column()
        walk = self._walk_with_smaller_steps(oid, essential=False, most_rows=most_rows)
        if walk.trouble:
            self.complain(oid, walk.trouble, walk.kind)
        return Column(walk.values)

    def holds(self, root: str) -> bool:
        """Whether anything stands below `root`: one question, to spare a device the columns of tables it lacks."""
        if self._over(root) or self._is_left_out(root):
            return False
        known = self._survey.holds(root)
        if known is not None:
            return known
        for _ in range(self._retries + 1):
            try:
                next(self._session.getnext(root))
            except StopIteration:
                self._toll.answered()
                return False
            except (TimeoutError, BlockingIOError):
                self._toll.met_silence()
                continue
            except (SnmpError, OSError):
                return True  # let the walk find out what is wrong
            else:
                self._toll.answered()
                return True
        return False

    def look_for_tables(self) -> None:
        """Learn which of the standard tables it has at all."""
        if not self._over(SYS_OBJECT_ID):
            self._survey.look_for()

    def _is_left_out(self, oid: str) -> bool:
        for root, why in self._left_out.items():
            if oid == root or oid.startswith(f"{root}."):
                self.complain(root, why, "left_out")
                return True
        return False

    def _columns_to_read_again(self, table: Table, columns: tuple[int, ...], walk: _Walk) -> list[int]:
        if self.silent or walk.kind == "hung" or not columns or (not table and not walk.trouble):
            return []
        last = max(table, default=0)
        rows = max((len(column) for column in table.values()), default=0)
        return [column for column in columns if column > last or (column == last and len(table[last]) < rows)]

    def _over(self, oid: str) -> bool:
        if self.silent:
            return True
        if time.monotonic() > self._deadline:
            self.silent = True
            self.complain(
                oid, f"not read: the device was too slow for the {self._limits.budget_s:.0f} s allowed", "slow"
            )
        return self.silent

    def _get_or_complain(self, oids: list[str]) -> dict[str, SnmpValue]:
        """What came; a failure to answer for one object is a problem, for several together a reason to ask singly."""
        try:
            return self._get_once(oids)
        except TimeoutError:
            reason = self._why_no_answer(oids[0])
        except (SnmpError, OSError):
            reason = UNDECODABLE
        if len(oids) == 1:
            self.complain(oids[0], reason)
        return {}

    def _get_once(self, oids: list[str]) -> dict[str, SnmpValue]:
        """Asked with retries. Raises TimeoutError on silence, SnmpError or OSError on an answer that is none."""
        for _ in range(self._retries + 1):
            try:
                answer = self._session.get_many(oids)
            except (TimeoutError, BlockingIOError):
                self._toll.met_silence()
                continue
            self._toll.answered()
            return {oid: answer[oid] for oid in oids if answer.get(oid) is not None}
        raise TimeoutError

    def _walk_with_smaller_steps(self, root: str, *, essential: bool, most_rows: int = MOST_ROWS) -> _Walk:
        walk = _Walk({})
        if self._survey.lacks(root):
            return walk
        best: dict[Index, SnmpValue] = {}
        too_many = 0
        rows = min(self._toll.manner.rows, most_rows)
        for repetitions in (*(step for step in (rows, min(FEW_ROWS, rows // 2)) if step > 1), 0):
            if self._over(root):
                break
            walk = self._walk(root, repetitions)
            if len(walk.values) > len(best):
                best = walk.values
                if too_many and not walk.undecodable:
                    self._toll.could_not_read(too_many)  # fewer rows at once are what it needed
            empty_answer_may_hide_an_error = essential and not walk.values
            if not walk.undecodable and not empty_answer_may_hide_an_error:
                break
            too_many = repetitions
        walk.values = best
        return walk

    def _walk(self, root: str, repetitions: int) -> _Walk:
        """One walk below `root`; 0 repetitions means GETNEXT."""
        walk = _Walk({})
        start = len(root) + 1
        last: Index = ()
        steps: Iterator[tuple[str, SnmpValue]] = (
            self._session.getbulk(root, max_repetitions=repetitions) if repetitions else self._session.getnext(root)
        )
        tries = 0
        while True:
            if self._over(root):
                return walk
            try:
                name, value = next(steps)
            except StopIteration:
                self._toll.answered()
                return walk
            except (TimeoutError, BlockingIOError):
                self._toll.met_silence()
                tries += 1
                if tries <= self._retries:
                    continue
                walk.trouble = self._why_no_answer(root)
                walk.kind = "slow" if self.silent else "hung"
                return walk
            except (SnmpError, OSError):
                walk.trouble, walk.kind = UNDECODABLE, "garbled"
                return walk
            self._toll.answered()
            tries = 0
            index = oid_arcs(name[start:])
            if index <= last:
                walk.trouble = f"went round in a loop: {name} came after {root}.{'.'.join(map(str, last))}"
                walk.kind = "loop"
                return walk
            if len(walk.values) >= self._limits.max_values:
                walk.trouble = f"did not end: reading stopped after {self._limits.max_values} values"
                walk.kind = "endless"
                return walk
            walk.values[index] = value
            last = index

    def _why_no_answer(self, root: str) -> str:
        """Does only this table hang, or has the device gone? Afterwards `silent` tells."""
        for oid in (SYS_UP_TIME, SYS_OBJECT_ID):
            try:
                self._get_once([oid])
            except TimeoutError:
                continue
            except (SnmpError, OSError):
                pass
            return "did not answer for this part, though it answers for others"
        self.silent = True
        self.complain(root, "stopped answering here; the rest was not read", "slow")
        return "stopped answering here; the rest was not read"
