# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What may be agreed: pure decisions, in words that say what is wrong and what to do instead."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from samdrift.incidents.maintenance_types import SCOPE_KINDS, WindowDraft, WindowInfo
from samdrift.kernel.errors import BadInput

LONGEST = timedelta(days=31)
FARTHEST = timedelta(days=2 * 366)
LONGEST_GRACE_MIN = 240
BEGAN_JUST_NOW = timedelta(minutes=5)
LONGEST_REASON, LONGEST_REFERENCE = 300, 80


class Unfit(BadInput):
    """A window that cannot be; `why` names the rule, so that pages say it in the reader's language."""

    def __init__(self, why: str, what: str, *, where: str, remedy: str = "") -> None:
        self.why = why
        super().__init__(what, where=where, remedy=remedy)


def check_draft(draft: WindowDraft, *, now: datetime) -> None:
    """BadInput names the field: an end before the beginning, a time that is over, ten years, no reason."""
    if draft.scope_kind not in SCOPE_KINDS:
        raise Unfit("kind", "it must be a place, a device, a cable or a service", where="scope_kind")
    if not draft.reason.strip():
        raise Unfit("no_reason", "write what is done and why: others read it", where="reason")
    if len(draft.reason) > LONGEST_REASON:
        raise Unfit(
            "long_reason",
            f"the reason has {len(draft.reason)} characters; at most {LONGEST_REASON} fit",
            where="reason",
        )
    if len(draft.reference) > LONGEST_REFERENCE:
        raise Unfit(
            "long_reference",
            f"the change's number has {len(draft.reference)} characters; at most {LONGEST_REFERENCE} fit",
            where="reference",
        )
    if not 0 <= draft.grace_minutes <= LONGEST_GRACE_MIN:
        raise Unfit("grace", f"the time to start again is 0 to {LONGEST_GRACE_MIN} minutes", where="grace_minutes")
    check_times(draft.starts_at, draft.ends_at, now=now)
    if draft.starts_at < now - BEGAN_JUST_NOW:
        raise Unfit(
            "past_begin",
            "it begins in the past; what was silent then has been told already",
            where="starts_at",
            remedy="let it begin now",
        )


def check_times(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    """The end comes after the beginning, is still to come, and is not absurdly far away."""
    if ends_at <= starts_at:
        raise Unfit("end_first", "it ends before it begins", where="ends_at", remedy="give a later end")
    if ends_at <= now:
        raise Unfit("past_end", "it would be over already", where="ends_at", remedy="give an end that is still to come")
    if ends_at - starts_at > LONGEST:
        raise Unfit(
            "too_long",
            f"it would last more than {LONGEST.days} days, and nothing there would be watched so long",
            where="ends_at",
            remedy="plan a shorter window and prolong it, or take the device out of what is watched",
        )
    if starts_at - now > FARTHEST:
        raise Unfit(
            "too_far",
            "it begins more than two years from now",
            where="starts_at",
            remedy="plan it when it comes nearer",
        )


def check_overlap(draft_id: int | None, starts_at: datetime, ends_at: datetime, others: Iterable[WindowInfo]) -> None:
    """`others`: of the same scope. Two windows for one thing at one time would be one too many to end."""
    for other in others:
        apart = ends_at <= other.starts_at or starts_at >= other.ends_at
        if other.id != draft_id and other.cancelled_at is None and not apart:
            raise Unfit(
                "overlap",
                f"window {other.id} covers this already, {other.starts_at:%Y-%m-%d %H:%M} to {other.ends_at:%Y-%m-%d %H:%M} UTC",
                where="starts_at",
                remedy="prolong that one instead",
            )
