# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A dossier as sections of a document: a heading, a sentence, a table of text. In the active language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from samdrift.documentation import labels
from samdrift.documentation.dossier_types import DeviceLine, Dossier
from samdrift.documentation.types import Said
from samdrift.ui.formatting import LOCALES, bit_rate_words, time_words

NONE = "–"


@dataclass(frozen=True, slots=True)
class Words:
    """How times read in this document; `now` decides whether the year is written."""

    language: str
    zone: tzinfo
    now: datetime

    def when(self, at: datetime) -> str:
        """Day and time."""
        return time_words(at, language=self.language, zone=self.zone, now=self.now).replace(" ", "\u00a0")

    def said(self, said: Said | None) -> str:
        """Who says so and when it was last found true."""
        if said is None:
            return NONE
        who = f" ({said.detail})" if said.detail else ""
        return f"{labels.source_words(said.source)}{who}, {self.when(said.verified_at)}"


def sections_of(dossier: Dossier, words: Words) -> list[dict[str, Any]]:
    """Every section in the order of the page; one without rows says so by `empty`."""
    return [*_in_short(dossier, words), *_things(dossier, words), *_people(dossier, words)]


def _section(
    title: str, columns: str, headers: Iterable[str], rows: Iterable[Iterable[str]], *, empty: str, note: str = ""
) -> dict[str, Any]:
    return {
        "title": title,
        "columns": columns.split(),
        "headers": list(headers),
        "rows": [[cell or NONE for cell in row] for row in rows],
        "empty": empty,
        "note": note,
    }


def _in_short(dossier: Dossier, words: Words) -> Iterable[dict[str, Any]]:
    yield _section(
        _("In figures"),
        "1fr auto 2fr",
        (_("What"), _("Count"), _("Who says so, and when it was last found true")),
        ([labels.words_of("figure", f.slug), str(f.value), words.said(f.said)] for f in dossier.figures),
        empty=_("Nothing is known yet."),
    )
    yield _section(
        _("How complete this is"),
        "2fr auto 2fr",
        (_("Question"), _("Answered"), _("Missing")),
        ([labels.words_of("question", a.slug), f"{a.have} / {a.want}", missing_words(a)] for a in dossier.answers),
        empty=_("Nothing is known yet."),
        note=_("The dossier is %(percent)s %% complete: the mean of these questions.") % {"percent": dossier.percent},
    )
    yield _section(
        _("Open faults"),
        "1fr auto",
        (_("Fault"), _("Since")),
        ([fault.words, words.when(fault.since)] for fault in dossier.faults),
        empty=_("None that is known."),
    )
    yield _section(
        _("What one failure takes down"),
        "auto 1fr auto",
        (_("If this fails"), _("Name"), _("Devices cut off")),
        ([labels.words_of("cut", c.kind), c.name, f"{c.taken} / {c.of}"] for c in dossier.cuts),
        empty=_("No single failure takes down more than itself, as far as the cables are known."),
    )
    yield _section(
        _("Differences between plan and network"),
        "auto 1fr 1fr 1fr",
        (_("Difference"), _("What"), _("Plan"), _("Network")),
        (
            [
                labels.what_words(d.what) + (f": {labels.field_words(d.field)}" if d.field else ""),
                d.subject,
                d.intended,
                d.observed,
            ]
            for d in dossier.differences
        ),
        empty=_("Plan and network agree."),
    )


def missing_words(answer: Any) -> str:
    """Some of what is missing, and how many more there are."""
    named = ", ".join(answer.missing)
    return named + (" " + _("and %(count)s more") % {"count": answer.more} if answer.more else "")


def _things(dossier: Dossier, words: Words) -> Iterable[dict[str, Any]]:
    yield _section(
        _("Devices"),
        "1.1fr 1fr auto 1.2fr 1fr",
        (_("Name"), _("Type and model"), _("Address"), _("Serial number and version"), _("Stands, owner, contract")),
        (
            [
                d.name,
                ", ".join(filter(None, (labels.words_of("type", d.type), d.model))),
                d.address,
                ", ".join(filter(None, (d.serial, d.version))),
                ", ".join(filter(None, (_stands(d.rack, d.position), d.owner, d.contract, _warranty(d, words)))),
            ]
            for d in dossier.devices
        ),
        empty=_("No device is known here."),
    )
    yield _section(
        _("Who says so of the devices"),
        "1fr 1.2fr 1.2fr",
        (_("Name"), _("Network"), _("Plan")),
        ([d.name, words.said(d.seen), words.said(d.planned)] for d in dossier.devices),
        empty=_("No device is known here."),
    )
    for rack in dossier.racks:
        yield _section(
            _("Rack %(name)s") % {"name": rack.name},
            "auto 1fr auto",
            (_("Height unit"), _("Device"), _("Takes")),
            ([str(unit), name or _("free"), f"{units} U"] for unit, name, units in rack.slots),
            empty=_("Nothing is planned in it."),
            note=", ".join(filter(None, (rack.room, words.said(rack.said)))),
        )
    yield _section(
        _("Cables"),
        "1fr auto 1fr auto 1.2fr",
        (_("From"), _("Port"), _("To"), _("Port"), _("Plan or network")),
        ([c.a, c.a_port, c.b, c.b_port, _known_by(c, words)] for c in dossier.cables),
        empty=_("No cable is known here."),
    )
    yield _section(
        _("Ports in use"),
        "1fr auto 1.2fr 1.2fr auto",
        (_("Device"), _("Port"), _("Purpose"), _("Leads to"), _("Speed")),
        (
            [
                p.device,
                p.port,
                p.purpose,
                p.far,
                bit_rate_words(p.speed_bps, language=words.language) if p.speed_bps else "",
            ]
            for p in dossier.ports
        ),
        empty=_("No port has a cable or a purpose that is known."),
    )
    yield _section(
        _("VLANs"),
        "auto 1fr 1.4fr 1.4fr",
        (_("Number"), _("Name"), _("Purpose"), _("Who says so")),
        ([str(v.vid), v.name, v.purpose, words.said(v.said)] for v in dossier.vlans),
        empty=_("No VLAN is planned here."),
    )
    yield _section(
        _("Addresses"),
        "auto 1fr auto auto 1.3fr",
        (_("Prefix"), _("Purpose"), _("Gateway"), _("Used"), _("Who says so")),
        (
            [p.prefix, ", ".join(filter(None, (p.purpose, p.vlan))), p.gateway, _used(p), words.said(p.said)]
            for p in dossier.prefixes
        ),
        empty=_("No prefix is planned here."),
    )


def _warranty(device: DeviceLine, words: Words) -> str:
    if device.warranty_until is None:
        return ""
    return _("warranty until %(day)s") % {"day": _day(device.warranty_until, words.language)}


def _stands(rack: str, position: int | None) -> str:
    return f"{rack} U{position}" if rack and position else rack


def _known_by(cable: Any, words: Words) -> str:
    if cable.seen is None:
        return _("Planned, not found")
    both = _("Planned and found") if cable.planned is not None else _("Found, not planned")
    return f"{both}, {words.when(cable.seen.verified_at)}"


def _used(prefix: Any) -> str:
    return f"{prefix.usage.used} / {prefix.usage.usable}" if prefix.usage is not None else ""


def _day(day: date | None, language: str) -> str:
    return str(format_date(day, "long", locale=LOCALES[language])) if day is not None else _("open-ended")


def _people(dossier: Dossier, words: Words) -> Iterable[dict[str, Any]]:
    yield _section(
        _("Contacts"),
        "1fr 1.4fr 1.4fr",
        (_("Role"), _("Name"), _("How to reach them")),
        ([labels.words_of("role", c.role), c.name, c.detail] for c in dossier.contacts),
        empty=_("Nobody is named."),
    )
    yield _section(
        _("Agreements"),
        "1.6fr 1fr auto",
        (_("Agreement"), _("Supplier"), _("Valid until")),
        ([name, supplier, _day(until, words.language)] for name, supplier, until in dossier.agreements),
        empty=_("No agreement covers the devices here."),
    )
    yield _section(
        _("Changes"),
        "auto auto 1fr auto",
        (_("When"), _("What"), _("Which"), _("Who")),
        ([words.when(c.at), labels.words_of("change", c.what), c.subject, c.who] for c in dossier.changes),
        empty=_("Nothing has changed."),
        note=_("Since %(since)s.") % {"since": words.when(dossier.since)},
    )
