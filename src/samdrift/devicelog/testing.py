# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builders for tests that need messages."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from samdrift.monitoring.types import LogMessage

AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def message(key: str, **more: Any) -> LogMessage:
    """A notice from 10.9.0.2."""
    return replace(
        LogMessage(key=key, at=AT, source="10.9.0.2", facility=23, severity=5, text=f"words of {key}"), **more
    )
