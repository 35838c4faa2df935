# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The bridge's decisions, pure: which state the partner must be asked for, which entry is our own, how long to wait."""

import hashlib
import re
from datetime import datetime, timedelta

from samdrift.ticketbridge.types import Health, PartnerComment, TicketState, origin_mark, origins_in

OVERLAP = timedelta(seconds=120)
"""Changes become visible a little after their time, and clocks differ: each poll looks this far back."""
SETTLING = timedelta(seconds=30)
LATE = timedelta(seconds=60)
"""Longer than this and something of ours counts as delayed."""
LONGEST_WAIT_S = 60.0
_ENDED: frozenset[TicketState] = frozenset({"resolved", "closed", "cancelled"})


def state_to_ask_for(case_state: str, partner_state: TicketState, *, held_by_us: bool) -> TicketState | None:
    """What the partner's ticket should become so that it fits our case; None when it fits already.

    Partner states that mean the same to us are left alone: only the partner knows whether it has begun. There and back
    it is stable: asking for the state this names makes it name None.
    """
    if partner_state == "unknown":
        return None
    match case_state:
        case "waiting":
            return "on_hold" if partner_state != "on_hold" else None
        case "with_supplier":
            taken_up = partner_state in {"new", "in_progress"} or (partner_state == "on_hold" and not held_by_us)
            return None if taken_up else "in_progress"
        case "resolved":
            return None if partner_state in _ENDED else "resolved"
        case "closed":
            return None if partner_state in {"closed", "cancelled"} else "closed"
        case _:
            return None


def state_when_given_back(partner_state: TicketState) -> TicketState | None:
    """A case that went elsewhere is cancelled at the partner, unless that ticket has ended already."""
    return None if partner_state in _ENDED else "cancelled"


def is_news(told: TicketState, *, before: str, case_state: str) -> bool:
    """Whether the partner's state says something to our case.

    A case that we have ended is taken up again only by a partner that had ended its ticket too; that it began its work a
    moment before our end reached it is no news.
    """
    if told == before:
        return False
    ended_here = case_state in {"resolved", "closed"}
    return not (ended_here and told not in _ENDED and before not in _ENDED)


def is_our_own(entry: PartnerComment, *, our_user: str, digests: dict[str, str]) -> bool:
    """Whether we wrote this journal entry. Not everything with our mark is ours: a supplier who answers may quote it.

    `digests` are those of what we sent on this ticket, by origin.
    """
    if our_user and entry.author.casefold() == our_user.casefold():
        return True
    return any(digests.get(origin) == digest_of(entry.text) for origin in origins_in(entry.text))


def digest_of(text: str) -> str:
    """SHA-256 of a text without its marks and blanks, which systems on the way change at will."""
    return hashlib.sha256("".join(without_marks(text).split()).encode()).hexdigest()


def without_marks(text: str) -> str:
    """The text as people shall read it."""
    for origin in origins_in(text):
        text = text.replace(origin_mark(origin), "")
    return re.sub(r"[ \t]+\n", "\n", text).strip()


def within(at: datetime, *, earliest: datetime, latest: datetime) -> datetime:
    """The partner's time, kept between the link and now: its clock may be wrong, and cuts fractions of a second."""
    return min(max(at, earliest), latest)


def wait_s(tries: int, told_s: float | None = None) -> float:
    """Seconds until the next try: as long as the partner told, else 3, 6, 12 ... at most a minute, for ever."""
    return told_s if told_s is not None else min(3.0 * 2.0 ** min(tries - 1, 10), LONGEST_WAIT_S)


def health_of(
    *,
    now: datetime,
    last_ok_at: datetime | None,
    failing: bool,
    oldest_waiting_at: datetime | None,
    created_at: datetime,
) -> Health:
    """Silence counts as delay even where nothing has failed: then our own worker stands still."""
    if failing:
        return "failing"
    silent = now - (last_ok_at or created_at) > LATE
    held_up = oldest_waiting_at is not None and now - oldest_waiting_at > LATE
    return "delayed" if silent or held_up else "ok"
