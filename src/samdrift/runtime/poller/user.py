# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Asking by SNMP v3 (RFC 3414, RFC 3826) through gufo-snmp, one session a device.

A session that met any trouble is thrown away: a restarted agent has new boots and time, and an answer that comes late
would be taken for the next one's. Making a new one costs two datagrams.
"""

import asyncio
import contextlib
import time

from gufo.snmp import NoSuchInstance, SnmpDecodeError, SnmpError
from gufo.snmp.aio import SnmpSession
from gufo.snmp.policer import BasePolicer
from gufo.snmp.user import (
    Aes128Key,
    BaseAuthKey,
    BasePrivKey,
    DesKey,
    Md5Key,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    User,
)

from samdrift.engines.pollplan import Ask, Reply
from samdrift.inventory.types import SnmpCredential
from samdrift.monitoring.types import WatchTarget
from samdrift.runtime.poller.asking import Done, Outcome
from samdrift.runtime.poller.counts import Counts

AUTH: dict[str, type[BaseAuthKey]] = {
    "MD5": Md5Key,
    "SHA": Sha1Key,
    "SHA-224": Sha224Key,
    "SHA-256": Sha256Key,
    "SHA-384": Sha384Key,
    "SHA-512": Sha512Key,
}
PRIV: dict[str, type[BasePrivKey]] = {"DES": DesKey, "AES": Aes128Key}
NOT_READ = "SNMPv3: what came cannot be read"
NOT_TRUSTED = "SNMPv3: authentication failed: wrong user, authentication key or protocol"
MOST_ROWS = 4096
QUESTIONS_OF_A_WALK = 5
"""A walk asks several times, and is given so many times as long."""


class Pace(BasePolicer):
    """Keeps `gap_ns` between two questions to one device; 0: none. Outlives the device's sessions."""

    def __init__(self, gap_ns: int) -> None:
        self._gap_ns = gap_ns
        self._next = 0

    def get_timeout(self, ts: int) -> int | None:
        """How long to wait from `ts` (nanoseconds on gufo-snmp's clock) until the next question may go."""
        at = max(ts, self._next)
        self._next = at + self._gap_ns
        return at - ts or None


class UserAsker:
    """The same questions as over v2c, paced alike. Make it inside a running loop."""

    def __init__(self, counts: Counts, *, per_device: float = 0.0) -> None:
        self._counts = counts
        self._gap_ns = int(1e9 / per_device) if per_device else 0
        self._paces: dict[int, Pace] = {}
        self._sessions: dict[int, SnmpSession] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def ask(self, target: WatchTarget, ask: Ask, timeouts: tuple[float, ...], done: Done, *, first: bool) -> None:  # noqa: ARG002
        """Start the question; each device has a session of its own, so nothing waits for its turn."""
        task = asyncio.create_task(self._hold(target, ask, timeouts, done), name=f"snmp3-{target.device_id}")
        self._tasks[target.device_id] = task

    def forget(self, device_id: int) -> None:
        self._sessions.pop(device_id, None)
        self._paces.pop(device_id, None)
        task = self._tasks.pop(device_id, None)
        if task is not None:
            task.cancel()

    def close(self) -> None:
        for device_id in list(self._tasks):
            self.forget(device_id)
        self._sessions.clear()

    async def _hold(self, target: WatchTarget, ask: Ask, timeouts: tuple[float, ...], done: Done) -> None:
        begun = time.perf_counter()
        remark, reply, tries = "", None, 0
        for tries, timeout in enumerate(timeouts, 1):  # noqa: B007 - told in the outcome
            self._counts.add("asked")
            try:
                async with asyncio.timeout(timeout * QUESTIONS_OF_A_WALK if ask.repetitions else timeout):
                    reply = await self._once(target, ask)
                break
            except TimeoutError:
                pass
            except SnmpDecodeError as error:
                remark = f"{NOT_READ} ({error})"
                self._counts.add("garbage")
            except SnmpError as error:
                remark = NOT_TRUSTED if "auth" in str(error).lower() else f"SNMPv3: {error}"
            except Exception as error:  # noqa: BLE001 - whatever a foreign library meets, one device's trouble is its own
                remark = f"cannot be asked: {error or type(error).__name__}"
            self._sessions.pop(target.device_id, None)
        self._counts.add("silent" if reply is None else "answered")
        if self._tasks.get(target.device_id) is asyncio.current_task():
            del self._tasks[target.device_id]
        done(Outcome(reply, remark if reply is None else "", (time.perf_counter() - begun) * 1000, tries))

    async def _once(self, target: WatchTarget, ask: Ask) -> Reply:
        session = self._sessions.get(target.device_id)
        if session is None:
            pace = self._paces.setdefault(target.device_id, Pace(self._gap_ns))
            session = SnmpSession(target.address, target.credential.port, user=_user(target.credential), policer=pace)
            await pace.wait()  # asking for the engine's id and time goes by no policer
            await session.refresh()
            self._sessions[target.device_id] = session
        if ask.repetitions:
            rows: list[tuple[tuple[int, ...], int | bytes | None]] = []
            with contextlib.suppress(NoSuchInstance):
                async for oid, value in session.getbulk(_text(ask.names[0]), ask.repetitions):
                    rows.append((_arcs(oid), _plain(value)))
                    if len(rows) >= MOST_ROWS:
                        break
            return Reply(rows, whole=True)
        values = await session.get_many([_text(name) for name in ask.names])
        # gufo-snmp leaves out what the agent says does not exist
        missing = [(name, None) for name in ask.names if _text(name) not in values]
        return Reply([*((_arcs(oid), _plain(value)) for oid, value in values.items()), *missing])


def _user(credential: SnmpCredential) -> User:
    auth, priv = AUTH.get(credential.auth_protocol), PRIV.get(credential.priv_protocol)
    return User(
        credential.user,
        auth_key=auth(credential.auth_key.encode()) if auth else None,
        priv_key=priv(credential.priv_key.encode()) if auth and priv else None,
    )


def _text(name: tuple[int, ...]) -> str:
    return ".".join(map(str, name))


def _arcs(oid: str) -> tuple[int, ...]:
    return tuple(map(int, oid.split(".")))


def _plain(value: object) -> int | bytes | None:
    return value if isinstance(value, int | bytes) and not isinstance(value, bool) else None
