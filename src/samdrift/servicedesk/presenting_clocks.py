# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Turns clocks and hands into what templates draw: words, tones, a small picture and its table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samdrift.engines.slaclock import Change, CountedStretch, PauseCost
from samdrift.engines.slaclock.picture import Words, picture
from samdrift.servicedesk import labels
from samdrift.servicedesk.clock_views import ClockView
from samdrift.servicedesk.holding import Turn, minutes_of

Text = str | Promise
NEARLY_USED = 0.75


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """One change of a clock in words."""

    at: datetime
    cause: Text
    policy: Text
    reason: str


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One clock as the panel shows it. `left` may be negative (late); None when stopped."""

    id: int
    name: Text
    owner: str
    whose: Text
    agreement: str
    due_at: datetime | None
    target: timedelta
    used: timedelta
    left: timedelta | None
    state: str
    """running, late, paused, kept or broken."""
    tone: str
    stopped_at: datetime | None
    calendar: str
    version: str
    newer: int | None
    model: Text
    stretches: tuple[CountedStretch, ...]
    pauses: tuple[PauseCost, ...]
    changes: tuple[ChangeTold, ...]
    picture: SafeString
    percent: int


@dataclass(frozen=True, slots=True)
class Hands:
    """How long one holder had the case, as a share of the whole."""

    name: Text
    tone: str
    time: timedelta
    percent: float


def clock_card(view: ClockView) -> ClockCard:
    """A clock with its sum laid open."""
    info, told = view.info, view.told
    running = info.stopped_at is None
    if not running:
        state, tone = ("kept", "success") if info.met else ("broken", "danger")
    elif info.due_at is None:
        state, tone = "paused", "neutral"
    elif view.late:
        state, tone = "late", "danger"
    else:
        state, tone = "running", "warning" if told.elapsed > told.target * NEARLY_USED else "info"
    return ClockCard(
        id=view.id,
        name=labels.CLOCKS[info.kind],
        owner=info.owner,
        whose=labels.OWNERS[info.owner],
        agreement=view.agreement,
        due_at=info.due_at,
        target=told.target,
        used=told.elapsed,
        left=told.left if running else None,
        state=state,
        tone=tone,
        stopped_at=info.stopped_at,
        calendar=told.calendar.name,
        version=told.calendar.version,
        newer=view.newer,
        model=labels.MODELS[told.model],
        stretches=told.stretches,
        pauses=told.pauses,
        changes=tuple(_change(change) for change in told.changes),
        # Drawn by our own engine, which escapes the words it is handed.
        picture=mark_safe(picture(told, _picture_words())),  # noqa: S308
        percent=min(100, round(100 * told.elapsed / told.target)) if told.target else 100,
    )


def hands_told(turns: Iterable[Turn]) -> list[Hands]:
    """Each holder once, the first holder first; the times add up to the whole, minute by minute."""
    sums = minutes_of(list(turns))
    whole = sum(sums.values())
    return [
        Hands(
            name=name or labels.HOLDERS[kind],
            tone=labels.HOLDER_TONES[kind],
            time=timedelta(minutes=minutes),
            percent=round(100 * minutes / whole, 1) if whole else 0.0,
        )
        for (kind, name), minutes in sums.items()
    ]


def _change(change: Change) -> ChangeTold:
    return ChangeTold(change.at, labels.CHANGES[change.cause], labels.POLICIES[change.policy], change.reason)


def _picture_words() -> Words:
    return Words(
        title=_("How the due time comes about"),
        open=_("open"),
        counted=_("counted"),
        paused=_("paused"),
        due=_("due {at}"),
        still_paused=_("paused: no due time"),
        more_days=_("{days} more open days"),
    )
