# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How time is cut in the metric store: periods of samples, steps of five minutes and an hour, and how long each is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from samdrift.kernel.errors import BadInput

PERIOD = timedelta(minutes=30)
"""Samples are kept in chunks of this span."""
LATE = timedelta(minutes=2)
"""A period is put into chunks when this much has passed since it ended."""
DAY, MONTH = timedelta(days=1), timedelta(days=30)
RAW, FINE, COARSE = 0, 1, 2
STEP = {FINE: timedelta(minutes=5), COARSE: timedelta(hours=1)}
MOST_STEPS = {FINE: DAY, COARSE: MONTH}
"""The span that steps of a tier are brought together in, in the end."""
GAP = timedelta(seconds=150)
"""Readings further apart say nothing of what lies between: two and a half of the longest usual interval, a minute."""
CLOSEST = timedelta(seconds=20)
"""While something is wrong ports are read every few seconds; later nobody needs more than one in this time."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long what is kept, and how much room it may take (0: as much as there is)."""

    raw: timedelta = timedelta(days=2)
    fine: timedelta = timedelta(days=90)
    coarse: timedelta = timedelta(days=3 * 365)
    budget_bytes: int = 0
    reserve_bytes: int = 1024**3
    """So much of the disk is left free for facts: below it the oldest samples go."""

    def of(self, tier: int) -> timedelta:
        """How long this tier is kept."""
        return (self.raw, self.fine, self.coarse)[tier]


def keeping_from(settings: Mapping[str, Any]) -> Keeping:
    """Days and megabytes of the settings as a Keeping. BadInput where a longer tier would end before a shorter one."""
    found = Keeping(
        raw=timedelta(days=settings["raw_days"]),
        fine=timedelta(days=settings["fine_days"]),
        coarse=timedelta(days=settings["coarse_days"]),
        budget_bytes=int(settings["budget_mb"]) * 1024**2,
        reserve_bytes=int(settings["reserve_mb"]) * 1024**2,
    )
    if not DAY <= found.raw <= found.fine <= found.coarse:
        raise BadInput(
            "samples must be kept for a day at least, and each coarser form as long as the finer one",
            where="SAMDRIFT_METRICS_KEEP_…",
            remedy="see docs/reference/settings",
        )
    return found


def floor(at: datetime, span: timedelta) -> datetime:
    """The beginning of the span that holds `at`; spans are counted from 1970, UTC."""
    return datetime.fromtimestamp(at.timestamp() // span.total_seconds() * span.total_seconds(), UTC)


def ms(at: datetime) -> int:
    """Milliseconds since 1970, UTC."""
    return round(at.timestamp() * 1000)


def when(at_ms: int) -> datetime:
    """The reverse of `ms`."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)
