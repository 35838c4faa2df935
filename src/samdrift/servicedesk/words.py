# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the desk says by itself, in words a school secretary understands, in every language of the product at once.

A case is read by people of different languages, so the words are made in all of them when the thing happens.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from samdrift.ui.formatting import clock_words

LANGUAGES = ("da", "nb", "en")


def in_all_languages(say: Callable[[str], str]) -> dict[str, str]:
    """{language: words}; `say` is called once a language, with that language active."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = say(language)
    return said


def at_places(names: Sequence[str]) -> str:
    """«Nordskolen», «Nordskolen and Sydskolen», «Nordskolen and 3 other places»; in the active language."""
    if len(names) <= 1:
        return names[0] if names else ""
    if len(names) == 2:
        return _("%(one)s and %(two)s") % {"one": names[0], "two": names[1]}
    others = len(names) - 1
    return ngettext("%(place)s and %(count)d other place", "%(place)s and %(count)d other places", others) % {
        "place": names[0],
        "count": others,
    }


def incident_title(kind: str, *, outage: bool, wireless: bool, part: bool, places: Sequence[str]) -> str:
    """The case's title in the active language."""
    if not places:
        return _("A part of the network is not working") if outage else _("A part of the network needs a look")
    where = {"place": at_places(places)}
    if kind == "place" and outage:
        return _("No power at %(place)s, and so no network") % where
    if outage and wireless:
        return _("A part of the wireless network at %(place)s is not working") % where
    if outage and part:
        return _("A part of the network at %(place)s is not working") % where
    if outage:
        return _("The network at %(place)s is not working") % where
    if kind == "redundancy":
        return _("The spare connection at %(place)s is lost; everything still works") % where
    if kind == "agent":
        return _("We cannot read the equipment at %(place)s; everything still works") % where
    if kind == "flapping":
        return _("A connection at %(place)s comes and goes") % where
    return _("The network at %(place)s is slow or unsteady") % where


def incident_description(
    *,
    outage: bool,
    services: Sequence[str],
    people: int,
    places: Sequence[str],
    fault_at: datetime,
    zone: ZoneInfo,
    language: str,
) -> str:
    """What it means for people, in the active language (`language` is its code, for times)."""
    seen = _("We saw it ourselves at %(time)s; nobody has to report it.") % {
        "time": clock_words(fault_at, language=language, zone=zone)
    }
    if not outage:
        nothing = _("You do not have to do anything.")
        return f"{seen} {nothing}"
    lines = [seen]
    if people and places:
        hit = ngettext(
            "About %(people)d people at %(count)d place are hit.",
            "About %(people)d people at %(count)d places are hit.",
            len(places),
        )
        lines.append(hit % {"people": people, "count": len(places)})
    if services:
        lines.append(_("What does not work: %(services)s.") % {"services": ", ".join(services)})
    lines.append(_("We are working on it and write here as soon as we know more."))
    return " ".join(lines)


def technical_cause(cause: str) -> str:
    """For the desk and the supplier, not for users."""
    return _("Cause as judged from the network: %(cause)s.") % {"cause": cause}


def renamed(former: str, now: str) -> str:
    """Told when the network shows another kind of fault than it seemed first; `former` and `now` are kinds of incident."""
    if former == now:
        return _("We now know more exactly where the fault is.")
    kinds = {
        "device": _("equipment that has stopped"),
        "link": _("a broken cable"),
        "place": _("missing power"),
        "redundancy": _("a lost spare connection"),
        "agent": _("equipment that we cannot read"),
        "degraded": _("a line that loses data"),
        "flapping": _("a connection that comes and goes"),
    }
    return _("At first it looked like %(former)s. Now we know more: it is %(now)s.") % {
        "former": kinds.get(former, former),
        "now": kinds.get(now, now),
    }


def same_fault(number: str) -> str:
    """Told on a case that is closed because case `number` is about the same fault."""
    return _(
        "This is the same fault as case %(number)s. We close this case and go on there; you need not do anything."
    ) % {"number": number}


def took_in(number: str) -> str:
    """Told on the case that goes on, for those who solve it."""
    return _("Case %(number)s was about the same fault and has been closed into this one.") % {"number": number}


def more_places(names: Sequence[str]) -> str:
    """Told when an incident grows."""
    return _("It now also hits %(places)s.") % {"places": at_places(names)}


def network_is_back(*, at: datetime, zone: ZoneInfo, language: str, outage: bool, ask: bool) -> str:
    """Told when the incident closed; `ask` where people reported it themselves."""
    time = {"time": clock_words(at, language=language, zone=zone)}
    told = _("It works again since %(time)s.") % time if outage else _("It is in order again since %(time)s.") % time
    asked = _("Write here if it still does not work for you.")
    return f"{told} {asked}" if ask else told


def handed_over(to: str) -> str:
    return _("We have asked %(name)s to solve it.") % {"name": to}


def taken_back_from(name: str) -> str:
    return _("%(name)s has sent it back; we are looking for another way.") % {"name": name}


def state_told(state: str, *, reopened: bool) -> str:
    """What a change of state means to users, in the active language; empty where it means nothing to them."""
    if state == "resolved":
        return _("We believe this is solved. Write here if it is not.")
    if state == "waiting":
        return _("We need an answer from you before we can go on.")
    if state == "closed":
        return _("The case is closed.")
    if reopened:
        return _("We have taken the case up again.")
    return _("Somebody has begun to work on it.") if state == "open" else ""
