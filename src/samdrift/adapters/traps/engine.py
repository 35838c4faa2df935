# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Our SNMPv3 engine: who may tell us something, and how we answer (RFC 3414 section 3, RFC 3412 section 7).

For a trap the sender's engine is authoritative: we learn its boots and time and refuse what is older. For an inform
ours is: the sender asks for our engine id, boots and time, and gets them in reports.
"""

import hmac
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from samdrift.adapters.traps.secured import (
    AUTH,
    PRIV,
    REPORTABLE,
    Secured,
    decode_scoped,
    encode_scoped,
    encode_secured,
)
from samdrift.adapters.traps.usm import DIGESTS, UserKeys, keys_for
from samdrift.engines import snmpwire as wire
from samdrift.inventory.types import SnmpCredential

WINDOW_S = 150
LAST_BOOTS = 2**31 - 1
MOST_ENGINES = 20_000
_USM_STATS: wire.ObjectId = (1, 3, 6, 1, 6, 3, 15, 1, 1)
UNSUPPORTED_LEVEL, NOT_IN_WINDOW, UNKNOWN_USER, UNKNOWN_ENGINE, WRONG_DIGEST, DECRYPTION_ERROR = range(1, 7)


class NotTrusted(Exception):  # noqa: N818 - reads as what happened
    """`statistic` is the usmStats column that says it to the sender; `report` the datagram, where the sender wants one."""

    def __init__(self, statistic: int, sentence: str, report: bytes | None) -> None:
        self.statistic = statistic
        self.report = report
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Trusted:
    """A verified message: its PDU, and all that is needed to answer it."""

    secured: Secured
    keys: UserKeys
    context_engine: bytes
    context_name: bytes
    plain: bytes
    message: wire.Message


class Engine:
    """`boots` must be higher after each start, and `time` is seconds since then: senders refuse an engine that goes back."""

    def __init__(self, engine_id: bytes, boots: int) -> None:
        self.engine_id = engine_id
        self.boots = boots
        self._users: dict[bytes, SnmpCredential] = {}
        self._others: OrderedDict[bytes, tuple[int, int, int]] = OrderedDict()
        self._counts = [0] * 7

    def set_users(self, credentials: Iterable[SnmpCredential]) -> None:
        """Those who may tell us something. A user without the keys its protocols need is left out."""
        self._users = {one.user.encode(): one for one in credentials if one.version == "3" and _usable(one)}

    def open(self, data: bytes, secured: Secured, now: int) -> Trusted:
        """Verify and decrypt; `now` is seconds since we started. NotTrusted, or WireError inside the encrypted part."""
        if not secured.engine_id or (secured.flags & REPORTABLE and secured.engine_id != self.engine_id):
            raise self._refuse(UNKNOWN_ENGINE, "asked for our engine id", secured, now)
        credential = self._users.get(secured.user)
        if credential is None:
            raise self._refuse(UNKNOWN_USER, f"unknown user {secured.user.decode('utf-8', 'replace')!r}", secured, now)
        level = (AUTH if credential.auth_protocol else 0) | (PRIV if credential.priv_protocol else 0)
        if secured.flags & (AUTH | PRIV) != level:
            raise self._refuse(UNSUPPORTED_LEVEL, "not secured as agreed for this user", secured, now)
        keys = keys_for(credential, secured.engine_id)
        if level & AUTH:
            self._check_digest(data, secured, keys, now)
            self._check_time(secured, keys, now)
        try:
            plain = (
                keys.decrypt(secured.payload, secured.salt, secured.boots, secured.time)
                if level & PRIV
                else secured.payload
            )
            context_engine, context_name, message = decode_scoped(plain)
        except ValueError as error:
            raise self._refuse(DECRYPTION_ERROR, f"cannot be decrypted or read: {error}", secured, now) from error
        return Trusted(secured, keys, context_engine, context_name, plain, message)

    def _check_digest(self, data: bytes, secured: Secured, keys: UserKeys, now: int) -> None:
        end = secured.digest_at + len(secured.digest)
        blank = data[: secured.digest_at] + bytes(len(secured.digest)) + data[end:]
        if len(secured.digest) != keys.digest_length or not hmac.compare_digest(secured.digest, keys.digest(blank)):
            raise self._refuse(WRONG_DIGEST, "wrong authentication key or protocol", secured, now)

    def _check_time(self, secured: Secured, keys: UserKeys, now: int) -> None:
        """Only after the digest: so nobody without the key moves what we believe of an engine's time."""
        if secured.engine_id == self.engine_id:
            if secured.boots != self.boots or abs(secured.time - now) > WINDOW_S:
                raise self._refuse(NOT_IN_WINDOW, "not in the time window", secured, now, keys)
            return
        if secured.boots >= LAST_BOOTS:
            raise self._refuse(NOT_IN_WINDOW, "an engine that has used up its boots", secured, now)
        boots, time, heard_at = self._others.get(secured.engine_id, (0, 0, now))
        expected = time + now - heard_at
        if secured.boots < boots or (secured.boots == boots and secured.time < expected - WINDOW_S):
            raise self._refuse(
                NOT_IN_WINDOW, "older than the time window: a replay, or a clock gone wrong", secured, now
            )
        if (secured.boots, secured.time) > (boots, time) or secured.engine_id not in self._others:
            self._others[secured.engine_id] = (secured.boots, secured.time, now)
            self._others.move_to_end(secured.engine_id)
            if len(self._others) > MOST_ENGINES:
                self._others.popitem(last=False)

    def _refuse(
        self, statistic: int, sentence: str, secured: Secured, now: int, keys: UserKeys | None = None
    ) -> NotTrusted:
        """With a report where the sender asked for reports; signed where its only fault is the time."""
        self._counts[statistic] += 1
        if not secured.flags & REPORTABLE:
            return NotTrusted(statistic, sentence, None)
        request_id = 0
        if not secured.flags & PRIV:
            try:
                request_id = decode_scoped(secured.payload)[2].request_id
            except wire.WireError:
                request_id = 0
        count = wire.counter32(self._counts[statistic] % 2**32)
        report = wire.Message(wire.V3, b"", wire.PduType.REPORT, request_id, (((*_USM_STATS, statistic, 0), count),))
        scoped = encode_scoped(self.engine_id, b"", report)
        return NotTrusted(statistic, sentence, self._seal(scoped, secured, now, keys, AUTH if keys else 0))

    def answer(self, trusted: Trusted, message: wire.Message, now: int) -> bytes:
        """The datagram that answers a trusted one, secured the same way."""
        scoped = encode_scoped(trusted.context_engine, trusted.context_name, message)
        return self._seal(scoped, trusted.secured, now, trusted.keys, trusted.secured.flags & (AUTH | PRIV))

    def _seal(self, scoped: bytes, asked: Secured, now: int, keys: UserKeys | None, level: int) -> bytes:
        salt = b""
        if keys is not None and level & PRIV:
            scoped, salt = keys.encrypt(scoped, self.boots, now)
        blank = Secured(
            message_id=asked.message_id,
            flags=level,
            engine_id=self.engine_id,
            boots=self.boots,
            time=now,
            user=asked.user,
            digest=bytes(keys.digest_length) if keys is not None and level & AUTH else b"",
            salt=salt,
            payload=scoped,
        )
        data = encode_secured(blank)
        if keys is None or not level & AUTH:
            return data
        return encode_secured(replace(blank, digest=keys.digest(data)))


def _usable(one: SnmpCredential) -> bool:
    auth = one.auth_protocol in DIGESTS and bool(one.auth_key)
    priv = one.priv_protocol in ("DES", "AES") and bool(one.priv_key)
    return (auth or not one.auth_protocol) and (not one.priv_protocol or (auth and priv))
