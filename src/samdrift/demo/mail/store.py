# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Mails as files, so that nothing is lost by a kill and anybody can open one in a mail program."""

import itertools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

MOST_KEPT = 2_000
ENVELOPE = "X-Envelope-To"
_NAME = re.compile(r"\d{8}T\d{12}-\d{4}")


@dataclass(frozen=True)
class Mail:
    """One mail, as the page needs it. `at`: when it arrived, UTC. `to`: who really gets it (envelope)."""

    name: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    source: str


class Mailbox:
    """A folder of mails; the newest `MOST_KEPT` are kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counter = itertools.count()
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes, *, recipients: Sequence[str], at: datetime) -> str:
        """Store a mail; it is on disk when this returns. Its name."""
        name = f"{at:%Y%m%dT%H%M%S%f}-{next(self._counter) % 10_000:04}"
        header = f"{ENVELOPE}: {', '.join(_one_line(r) for r in recipients)}\r\n".encode()
        fresh = self._folder / f"{name}.new"
        with fresh.open("wb") as file:
            file.write(header + content)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self._folder / f"{name}.eml")
        for old in self._names()[MOST_KEPT:]:
            (self._folder / f"{old}.eml").unlink(missing_ok=True)
        return name

    def newest(self, most: int, *, to: str = "") -> list[Mail]:
        """The last mails, newest first; with `to`, only those to addresses that contain it."""
        mails = (mail for name in self._names() if (mail := self.find(name)) is not None)
        return list(itertools.islice((m for m in mails if to.casefold() in m.to.casefold()), most))

    def find(self, name: str) -> Mail | None:
        """The mail of that name, or None; a name that is none of ours never becomes a path."""
        if not _NAME.fullmatch(name):
            return None
        try:
            content = (self._folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return Mail(
            name=name,
            at=datetime.strptime(name[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
            sender=_header(message, "From"),
            to=_header(message, ENVELOPE),
            subject=_header(message, "Subject"),
            text=_text(message),
            source=content.decode("utf-8", errors="replace"),
        )

    def _names(self) -> list[str]:
        return sorted((file.stem for file in self._folder.glob("*.eml")), reverse=True)


def _one_line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ", text)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _one_line(str(message.get(name, "")))
    except (ValueError, IndexError, AttributeError):  # the parser stumbles over some malformed headers
        return ""


def _text(message: EmailMessage) -> str:
    try:
        body = message.get_body(("plain", "html"))
        return "" if body is None else str(body.get_content())
    except (LookupError, ValueError, KeyError, AttributeError):  # unknown character set, broken structure
        payload = message.get_payload(decode=True)
        return payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
