# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One conversation with one agent: asks carefully, survives what agents do badly, and keeps a list of it.

Nothing here raises once the device has answered: a loop, an endless table, a broken answer or a silence becomes an entry
in `problems`, and what was read until then is given back.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gufo.snmp import Aes128Key, DesKey, Md5Key, Sha1Key, Sha224Key, Sha256Key, Sha384Key, Sha512Key, SnmpError, User
from gufo.snmp.sync import SnmpSession

from samdrift.adapters.snmp.decode import Index, SnmpValue, oid_arcs
from samdrift.inventory.types import Problem, SnmpCredential
from samdrift.kernel.errors import BadInput

AUTH_KEYS = {
    "MD5": Md5Key,
    "SHA": Sha1Key,
    "SHA-224": Sha224Key,
    "SHA-256": Sha256Key,
    "SHA-384": Sha384Key,
    "SHA-512": Sha512Key,
}
PRIV_KEYS = {"DES": DesKey, "AES": Aes128Key}

UNDECODABLE = "the answer could not be decoded"

SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
SYS_UP_TIME = "1.3.6.1.2.1.1.3.0"


@dataclass(frozen=True, slots=True)
class WalkLimits:
    """How much one device may cost: values per table, and seconds in all."""

    max_values: int = 60_000
    budget_s: float = 150.0


DEFAULT_LIMITS = WalkLimits()


class Column(dict[Index, SnmpValue]):
    """One column of a table: index to value."""


class Table(dict[int, Column]):
    """One table: column number to column. A column the device lacks reads as empty."""

    def __missing__(self, column: int) -> Column:
        return Column()

    def indexes(self) -> list[Index]:
        """Every index any column holds, in order."""
        return sorted({index for column in self.values() for index in column})


@dataclass(slots=True)
class _Walk:
    """How one walk ended. `trouble` is None when the device said by itself that the table is over."""

    values: dict[Index, SnmpValue]
    trouble: str | None = None
    undecodable: bool = False
    hung: bool = False


def resolve(address: str) -> str:
    """The numeric address for a name or address; BadInput when it is neither."""
    try:
        return str(ipaddress.ip_address(address.strip("[]")))
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(address, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        raise BadInput(
            "is neither an IP address nor a name that can be looked up", where=address, remedy="check the spelling"
        ) from None
    found.sort(key=lambda each: each[0] != socket.AF_INET)  # where a name has both, devices manage by IPv4
    return str(found[0][4][0])


def gufo_user(credential: SnmpCredential) -> User:
    """The SNMPv3 user (RFC 3414) of a credential; BadInput when a part is missing or unknown."""
    if not credential.user:
        raise BadInput("SNMPv3 needs a user name", where="credential.user")
    auth = priv = None
    if credential.auth_protocol:
        if len(credential.auth_key) < 8:
            raise BadInput("an authentication key has at least 8 characters (RFC 3414)", where="credential.auth_key")
        auth = AUTH_KEYS[credential.auth_protocol](credential.auth_key.encode())
    if credential.priv_protocol:
        if auth is None:
            raise BadInput("privacy needs authentication too (RFC 3414)", where="credential.auth_protocol")
        if len(credential.priv_key) < 8:
            raise BadInput("a privacy key has at least 8 characters (RFC 3414)", where="credential.priv_key")
        priv = PRIV_KEYS[credential.priv_protocol](credential.priv_key.encode())
    return User(credential.user, auth_key=auth, priv_key=priv)


def open_gufo(address: str, credential: SnmpCredential, timeout_s: float) -> SnmpSession:
    """A gufo session, not yet spoken over. `address` is numeric."""
    if credential.version == "3":
        return SnmpSession(addr=address, port=credential.port, user=gufo_user(credential), timeout=timeout_s)
    return SnmpSession(addr=address, port=credential.port, community=credential.community, timeout=timeout_s)


class Agent:
    """An agent that has answered once. Read it with `get` and `table`; what it serves badly gathers in `problems`."""

    def __init__(self, session: SnmpSession, *, retries: int, limits: WalkLimits = DEFAULT_LIMITS) -> None:
        self._session = session
        self._retries = retries
        self._limits = limits
        self._deadline = time.monotonic() + limits.budget_s
        self.problems: list[Problem] = []
        self.silent = False

    def complain(self, oid: str, reason: str) -> None:
        """Note once what was served badly at `oid`."""
        problem = Problem(oid=oid, reason=reason)
        if problem not in self.problems:
            self.problems.append(problem)

    def get(self, oids: Iterable[str]) -> dict[str, SnmpValue]:
        """Scalars by OID; those the device lacks are left out. Asked together, then one by one if that fails."""
        wanted = list(oids)
        if self._over(wanted[0]):
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
        walk = self._walk_with_smaller_steps(entry, essential=bool(columns))
        table = _as_table(walk.values)
        for column in self._columns_to_read_again(table, columns, walk):
            again = self._walk_with_smaller_steps(f"{entry}.{column}", essential=False)
            if again.trouble:
                self.complain(f"{entry}.{column}", again.trouble)
            if len(again.values) > len(table[column]):
                table[column] = Column(again.values)
        if walk.trouble:
            self.complain(entry, walk.trouble)
        return table

    def column(self, oid: str) -> Column:
        """One column by its OID."""
        walk = self._walk_with_smaller_steps(oid, essential=False)
        if walk.trouble:
            self.complain(oid, walk.trouble)
        return Column(walk.values)

    def holds(self, root: str) -> bool:
        """Whether anything stands below `root`: one question, to spare a device the columns of tables it lacks."""
        if self._over(root):
            return False
        for _ in range(self._retries + 1):
            try:
                next(self._session.getnext(root))
            except StopIteration:
                return False
            except (TimeoutError, BlockingIOError):
                continue
            except (SnmpError, OSError):
                return True  # let the walk find out what is wrong
            else:
                return True
        return False

    def _columns_to_read_again(self, table: Table, columns: tuple[int, ...], walk: _Walk) -> list[int]:
        if self.silent or walk.hung or not columns or (not table and not walk.trouble):
            return []
        last = max(table, default=0)
        rows = max((len(column) for column in table.values()), default=0)
        return [column for column in columns if column > last or (column == last and len(table[last]) < rows)]

    def _over(self, oid: str) -> bool:
        if self.silent:
            return True
        if time.monotonic() > self._deadline:
            self.silent = True
            self.complain(oid, f"not read: the device was too slow for the {self._limits.budget_s:.0f} s allowed")
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
                continue
            return {oid: answer[oid] for oid in oids if answer.get(oid) is not None}
        raise TimeoutError

    def _walk_with_smaller_steps(self, root: str, *, essential: bool) -> _Walk:
        walk = _Walk({})
        best: dict[Index, SnmpValue] = {}
        for repetitions in (20, 4, 0):
            if self._over(root):
                break
            walk = self._walk(root, repetitions)
            if len(walk.values) > len(best):
                best = walk.values
            empty_answer_may_hide_an_error = essential and not walk.values
            if not walk.undecodable and not empty_answer_may_hide_an_error:
                break
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
                return walk
            except (TimeoutError, BlockingIOError):
                tries += 1
                if tries <= self._retries:
                    continue
                walk.hung = True
                walk.trouble = self._why_no_answer(root)
                return walk
            except (SnmpError, OSError):
                walk.undecodable = True
                walk.trouble = UNDECODABLE
                return walk
            tries = 0
            index = oid_arcs(name[start:])
            if index <= last:
                walk.trouble = f"went round in a loop: {name} came after {root}.{'.'.join(map(str, last))}"
                return walk
            if len(walk.values) >= self._limits.max_values:
                walk.trouble = f"did not end: reading stopped after {self._limits.max_values} values"
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
        self.complain(root, "stopped answering here; the rest was not read")
        return "stopped answering here; the rest was not read"


def _as_table(values: dict[Index, SnmpValue]) -> Table:
    table = Table()
    for arcs, value in values.items():
        if len(arcs) > 1:
            if arcs[0] not in table:
                table[arcs[0]] = Column()
            table[arcs[0]][arcs[1:]] = value
    return table
