# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The clock is read at the doors only; everything inside takes the time as an argument, aware and in UTC."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, aware, UTC. Call it in processes, views and command-line doors, never in rules or commands."""
    return datetime.now(UTC)


def require_aware(at: datetime) -> datetime:
    """`at` in UTC; a naive time is a programming error and raises ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"naive time {at.isoformat()}: every time inside Samdrift carries its zone")
    return at.astimezone(UTC)
