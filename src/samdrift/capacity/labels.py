# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Words for what fills up and what hangs by a thread, in the reader's language."""

from datetime import datetime, tzinfo

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from samdrift.capacity.types import Row
from samdrift.ui.formatting import LOCALES, bit_rate_words, decimal_words

KINDS: dict[str, Promise] = {
    "link": gettext_lazy("Line"),
    "poe": gettext_lazy("Power over Ethernet"),
    "ups_load": gettext_lazy("Load of the UPS"),
    "clients": gettext_lazy("Wireless clients"),
    "dhcp": gettext_lazy("Address pool (DHCP)"),
    "nat": gettext_lazy("Translations (NAT)"),
    "sessions": gettext_lazy("Sessions"),
    "vpn": gettext_lazy("VPN connections"),
    "memory": gettext_lazy("Memory"),
    "processor": gettext_lazy("Processor"),
    "storage": gettext_lazy("Disk"),
}
STATES: dict[str, Promise] = {
    "full": pgettext_lazy("capacity", "Full now"),
    "soon": pgettext_lazy("capacity", "Full within a year"),
    "later": pgettext_lazy("capacity", "Full within three years"),
    "never": pgettext_lazy("capacity", "Not within three years"),
    "unknown": pgettext_lazy("capacity", "Too little known"),
}
TONES = {"full": "danger", "soon": "warning", "later": "info", "never": "success", "unknown": "unknown"}
WHYS: dict[str, Promise] = {
    "gone": pgettext_lazy("a spare cable", "Taken away"),
    "down": pgettext_lazy("a spare cable", "No light"),
    "off": pgettext_lazy("a spare cable", "Switched off"),
    "slow": pgettext_lazy("a spare cable", "Slower than its twin"),
}


def kind_words(kind: str) -> str:
    """A kind in words; one we have no word for as it is."""
    return str(KINDS.get(kind, kind))


def part_words(kind: str) -> str:
    """Cable or device."""
    return (
        pgettext("a part of the network", "Cable") if kind == "cable" else pgettext("a part of the network", "Device")
    )


def month_words(at: datetime, *, language: str, zone: tzinfo) -> str:
    """«March 2027»."""
    locale = LOCALES.get(language, LOCALES["en"])
    return str(format_date(at.astimezone(zone).date(), "LLLL y", locale=locale))


def when_words(row: Row, *, language: str, zone: tzinfo) -> str:
    """When 80 % is reached, with what the days behind it allow: «March 2027, between January 2027 and June 2027»."""
    if row.found is None:
        told = {"days": row.outlook.days, "wanted": row.outlook.days_wanted}
        return _("Too little known: %(days)s of %(wanted)s days") % told
    return dates_words(
        row.full_at,
        row.earliest,
        row.latest,
        now=row.found.days == 0,
        earliest_now=row.found.earliest == 0,
        language=language,
        zone=zone,
    )


def dates_words(
    full_at: datetime | None,
    earliest_at: datetime | None,
    latest_at: datetime | None,
    *,
    now: bool,
    earliest_now: bool,
    language: str,
    zone: tzinfo,
) -> str:
    """The same of dates; `now`: reached already, `earliest_now`: it may be."""
    if now:
        return _("Reached already")

    def month(at: datetime | None) -> str:
        return month_words(at, language=language, zone=zone) if at is not None else ""

    full, latest = month(full_at), month(latest_at)
    earliest = pgettext("the earliest date", "now") if earliest_now else month(earliest_at)
    if not full:
        if not earliest:
            return _("Not within three years")
        return _("Not within three years, %(earliest)s at the earliest") % {"earliest": earliest}
    if not latest:
        return _("%(full)s, %(earliest)s at the earliest") % {"full": full, "earliest": earliest}
    if earliest == latest:
        return full
    return _("%(full)s, between %(earliest)s and %(latest)s") % {"full": full, "earliest": earliest, "latest": latest}


def amount_words(value: float | None, unit: str, *, language: str) -> str:
    """A value with its unit."""
    if value is None:
        return "–"
    if unit == "bit/s":
        return bit_rate_words(value, language=language)
    return f"{decimal_words(round(value, 1), language=language)} {unit}".strip()
