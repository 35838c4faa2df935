# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The year's report as sections of a document: a heading, a note, a table of text. Page and PDF share it."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samdrift.capacity import labels
from samdrift.capacity.report import Filling, YearData


@dataclass(frozen=True, slots=True)
class Section:
    """One table. `columns`: widths as typst has them (auto, 1fr); `empty` stands there instead of no rows."""

    title: str
    columns: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    note: str = ""


def in_short(data: YearData) -> list[str]:
    """What the director reads."""
    full, soon = data.counts.get("full", 0), data.counts.get("soon", 0)
    told = [
        ngettext(
            "%(count)s line or pool is above 80 %% in its busy hours now.",
            "%(count)s lines and pools are above 80 %% in their busy hours now.",
            full,
        )
        % {"count": full},
        ngettext(
            "%(count)s more will be within a year if things go on as they did.",
            "%(count)s more will be within a year if things go on as they did.",
            soon,
        )
        % {"count": soon},
        ngettext(
            "%(count)s place is taken off the network by one single fault.",
            "%(count)s places are taken off the network by one single fault.",
            data.places_all,
        )
        % {"count": data.places_all},
    ]
    unnoticed = sum(not spare.told for spare in data.spares)
    if unnoticed:
        told.append(
            ngettext(
                "%(count)s spare way is lost, and nobody is told of it.",
                "%(count)s spare ways are lost, and nobody is told of them.",
                unnoticed,
            )
            % {"count": unnoticed}
        )
    return told


def sections_of(data: YearData, *, language: str) -> list[Section]:
    """Every table in the order of the page."""
    return [*_filling(data, language), *_cutting(data)]


def _filling(data: YearData, language: str) -> Iterable[Section]:
    yield Section(
        _("Kinds"),
        ("1fr", "auto", "auto"),
        (_("Kind"), _("Measured"), _("Full within a year")),
        tuple((labels.kind_words(kind), str(count[0]), str(count[1])) for kind, count in data.by_kind.items()),
        _("Nothing is measured yet."),
    )
    yield Section(
        _("What fills up"),
        ("1.6fr", "1fr", "1fr", "auto", "1.6fr"),
        (_("What"), _("Kind"), _("Place"), _("Busy hours"), _("80 % is reached")),
        tuple(_filling_line(row, data, language) for row in data.filling),
        _("Nothing is full within three years, as far as is known."),
        _("%(count)s more are full within three years.") % {"count": data.left_out} if data.left_out else "",
    )


def _filling_line(row: Filling, data: YearData, language: str) -> tuple[str, ...]:
    level = labels.amount_words(row.level, row.unit, language=language)
    size = labels.amount_words(row.size, row.unit, language=language)
    when = labels.dates_words(
        row.full_at,
        row.earliest,
        row.latest,
        now=row.found_now,
        earliest_now=row.earliest_now,
        language=language,
        zone=ZoneInfo(data.time_zone),
    )
    name = f"{row.device} {row.what}".strip()
    return (name, labels.kind_words(row.kind), row.place or "–", f"{level} / {size}", when)


def _cutting(data: YearData) -> Iterable[Section]:
    yield Section(
        _("What one fault takes down"),
        ("2fr", "auto", "auto", "auto", "auto"),
        (_("Name"), _("What is cut"), _("Devices"), _("Places"), _("People")),
        tuple(
            (row.name, labels.part_words(row.kind), str(row.devices), str(row.places), str(row.people))
            for row in data.cuts
        ),
        _("No single fault takes anybody off the network, as far as the cables are known."),
    )
    more = data.places_all - len(data.places)
    yield Section(
        _("Places that hang by one thread"),
        ("1fr", "auto", "2fr"),
        (_("Place"), _("People"), _("What alone cuts it off")),
        tuple((row.name, str(row.people), ", ".join(row.points)) for row in data.places),
        _("Every place has two ways."),
        _("%(count)s more places hang by one thread.") % {"count": more} if more else "",
    )
    yield Section(
        _("Lost spares"),
        ("2fr", "auto", "auto"),
        (_("Cable"), _("What is wrong"), _("Incident")),
        tuple(
            (
                row.name,
                str(labels.WHYS.get(row.why, row.why)),
                pgettext("state of an incident", "Open") if row.told else pgettext("no incident", "None"),
            )
            for row in data.spares
        ),
        _("Every spare way is there."),
    )
