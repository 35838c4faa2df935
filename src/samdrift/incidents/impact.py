# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whom a fault hits and who has it, in the words of a municipality: «2 schools, 1 care home · 1,340 people»."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samdrift.incidents.overview import Trouble
from samdrift.ui.formatting import decimal_words, duration_words

FIRST = ("hospital", "care_home", "health_house", "fire_station", "school", "kindergarten")
"""Told before others: where somebody may come to harm, then where children are."""
Count = Callable[[int], str]
KINDS: dict[str, Count] = {
    "care_home": lambda n: ngettext("%(n)d care home", "%(n)d care homes", n),
    "health_house": lambda n: ngettext("%(n)d health house", "%(n)d health houses", n),
    "fire_station": lambda n: ngettext("%(n)d fire station", "%(n)d fire stations", n),
    "school": lambda n: ngettext("%(n)d school", "%(n)d schools", n),
    "kindergarten": lambda n: ngettext("%(n)d kindergarten", "%(n)d kindergartens", n),
    "library": lambda n: ngettext("%(n)d library", "%(n)d libraries", n),
    "town_hall": lambda n: ngettext("%(n)d town hall", "%(n)d town halls", n),
}


def places_words(kinds: Iterable[tuple[str, int]]) -> str:
    """«2 schools, 1 care home and 3 other places», those that matter most first; empty for none."""
    counts = dict(kinds)
    named = [kind for kind in (*FIRST, *KINDS) if kind in counts and kind in KINDS]
    parts = [KINDS[kind](counts[kind]) % {"n": counts[kind]} for kind in dict.fromkeys(named)]
    rest = sum(count for kind, count in counts.items() if kind not in KINDS)
    if rest:
        other = (
            ngettext("%(n)d other place", "%(n)d other places", rest)
            if parts
            else ngettext("%(n)d place", "%(n)d places", rest)
        )
        parts.append(other % {"n": rest})
    return ", ".join(parts)


def people_words(people: int) -> str:
    """«1,340 people» in the reader's way of writing figures; empty for none."""
    if not people:
        return ""
    return ngettext("%(people)s person", "%(people)s people", people) % {
        "people": decimal_words(people, language=_language())
    }


def impact_words(trouble: Trouble) -> str:
    """Whom it hits: places by kind, and how many people work or learn there."""
    return " · ".join(filter(None, (places_words(trouble.kinds), people_words(trouble.people))))


def who_words(trouble: Trouble) -> str:
    """Who has it: the group, and its supplier where the name does not say; a sentence where nobody has."""
    case = trouble.case
    if case is None:
        return _("Nobody yet")
    names = [case.group or "", case.supplier if case.supplier not in case.group else ""]
    return " · ".join(filter(None, names)) or _("The service desk")


def clock_words(due_at: datetime | None, *, now: datetime) -> str:
    """What is left of the clock: «42 min left», «5 min late»; empty where none runs."""
    if due_at is None:
        return ""
    left = due_at - now
    span = duration_words(timedelta(minutes=abs(left) // timedelta(minutes=1)), language=_language())
    return (_("%(span)s left") if left >= timedelta(0) else _("%(span)s late")) % {"span": span}


def clock_tone(due_at: datetime | None, *, now: datetime) -> str:
    """Red when late, amber in the last half hour."""
    if due_at is None:
        return "neutral"
    left = due_at - now
    return "danger" if left < timedelta(0) else "warning" if left < timedelta(minutes=30) else "info"


def _language() -> str:
    return (get_language() or "en").split("-")[0]
