# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is sent to people, as records. No Django."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person. `message_id` is the same at every try (RFC 5322), so that a receiver can tell a repeat."""

    to: str
    subject: str
    body: str
    language: str
    message_id: str
    in_reply_to: str = ""
    """The first letter about the same thing, so that mail programs keep them together."""


@dataclass(frozen=True, slots=True)
class NoticeInfo:
    """One notice as its receiver, or the desk, may read it. `state`: queued, sent, refused."""

    id: int
    case_id: int
    recipient_id: int
    subject: str
    body: str
    state: str
    queued_at: datetime
    sent_at: datetime | None
    error: str
