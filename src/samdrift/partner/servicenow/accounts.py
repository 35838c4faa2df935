# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who may call the desk's API: basic sign-in and OAuth client credentials, and how many calls an hour each may make."""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Account:
    """An integration user; `client_id` and `client_secret` are empty where OAuth is off, as on a fresh instance."""

    user_name: str
    password: str = field(repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


class Accounts:
    """Checks who calls. Tokens live in memory: after a restart the caller signs in again, as it must anyway when one ends."""

    def __init__(self, account: Account, *, token_lifetime_s: int = 1799) -> None:
        self.account = account
        self.token_lifetime_s = token_lifetime_s
        self._tokens: dict[str, datetime] = {}

    def user_of(self, authorization: str, at: datetime) -> str | None:
        """The user name that an Authorization header proves at `at`, or None."""
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() == "bearer":
            ends = self._tokens.get(value.strip())
            return self.account.user_name if ends is not None and at < ends else None
        if scheme.lower() != "basic":
            return None
        try:
            user_name, _, password = _text_of(base64.b64decode(value, validate=True)).partition(":")
        except binascii.Error:
            return None
        given, expected = (user_name, password), (self.account.user_name, self.account.password)
        return user_name if all(_same(one, other) for one, other in zip(given, expected, strict=True)) else None

    def token_for(self, form: dict[str, str], at: datetime) -> str | None:
        """A new token for a client-credentials or password grant, or None where it does not hold."""
        known = self.account
        client = bool(known.client_id) and _same(form.get("client_id", ""), known.client_id)
        if not (client and _same(form.get("client_secret", ""), known.client_secret)):
            return None
        grant = form.get("grant_type")
        person = _same(form.get("username", ""), known.user_name) and _same(form.get("password", ""), known.password)
        if grant != "client_credentials" and not (grant == "password" and person):
            return None
        token = secrets.token_urlsafe(48)
        self._tokens = {each: ends for each, ends in self._tokens.items() if at < ends}
        self._tokens[token] = at + timedelta(seconds=self.token_lifetime_s)
        return token


class RateLimit:
    """At most `per_hour` calls in each clock hour; 0 sets no limit."""

    def __init__(self, per_hour: int) -> None:
        self.per_hour = per_hour
        self._hour: datetime | None = None
        self._calls = 0

    def admit(self, at: datetime) -> tuple[bool, dict[str, str], int]:
        """Whether one more call may pass, the headers that tell of the limit, and the seconds until the next hour."""
        if not self.per_hour:
            return True, {}, 0
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._calls = hour, 0
        self._calls += 1
        next_hour = hour + timedelta(hours=1)
        headers = {
            "X-RateLimit-Limit": str(self.per_hour),
            "X-RateLimit-Reset": str(int(next_hour.timestamp())),
            "X-RateLimit-Rule": "incident - per user per hour",
        }
        return self._calls <= self.per_hour, headers, int((next_hour - at).total_seconds()) + 1


def _text_of(raw: bytes) -> str:
    # RFC 7617 leaves the letters open: some clients send UTF-8, others Latin-1
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
