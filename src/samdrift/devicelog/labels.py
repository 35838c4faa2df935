# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samdrift.devicelog.types import MessageRow

TONES = ("danger", "danger", "danger", "danger", "warning", "info", "neutral", "neutral")
CLOCK_IS_RIGHT_S = 120
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def severity_words() -> tuple[str, ...]:
    """By number."""
    return (
        pgettext("severity of a message", "Emergency"),
        pgettext("severity of a message", "Alert"),
        pgettext("severity of a message", "Critical"),
        pgettext("severity of a message", "Error"),
        pgettext("severity of a message", "Warning"),
        pgettext("severity of a message", "Notice"),
        pgettext("severity of a message", "Information"),
        pgettext("severity of a message", "Debugging"),
    )


def clock_words(row: MessageRow) -> str:
    """What is wrong with the device's clock; "" where nothing is."""
    if not row.clock_set:
        return _("Its clock was not set")
    if row.clock_off_s is None or abs(row.clock_off_s) < CLOCK_IS_RIGHT_S:
        return ""
    words = _span(abs(row.clock_off_s))
    ahead = row.clock_off_s > 0
    return (_("Its clock is %(time)s ahead") if ahead else _("Its clock is %(time)s behind")) % {"time": words}


def _span(seconds: float) -> str:
    if seconds < _HOUR:
        number = round(seconds / _MINUTE)
        return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": number}
    if seconds < 2 * _DAY:
        number = round(seconds / _HOUR)
        return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}
    number = round(seconds / _DAY)
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}
