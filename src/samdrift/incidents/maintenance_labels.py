# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work in the words of those who plan it and of those who notice it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samdrift.incidents.maintenance_rules import LONGEST, Unfit

STATES = {
    "planned": pgettext_lazy("state of agreed work", "Planned"),
    "running": pgettext_lazy("state of agreed work", "Under way"),
    "starting_again": pgettext_lazy("state of agreed work", "Starting again"),
    "over": pgettext_lazy("state of agreed work", "Over"),
    "cancelled": pgettext_lazy("state of agreed work", "Called off"),
}
TONES = {
    "planned": "info",
    "running": "warning",
    "starting_again": "warning",
    "over": "neutral",
    "cancelled": "neutral",
}
SCOPES = {
    "place": gettext_lazy("A place"),
    "device": gettext_lazy("A device"),
    "link": gettext_lazy("A cable"),
    "service": gettext_lazy("All that carries a service"),
}


def refusal(error: Unfit) -> str:
    """Why it cannot be agreed, in the reader's language."""
    words = {
        "kind": _("Choose a place, a device, a cable or a service."),
        "no_reason": _("Write what is done and why; others read it."),
        "long_reason": _("The reason is too long."),
        "long_reference": _("The change's number is too long."),
        "grace": _("The time to start again is 0 to 240 minutes."),
        "past_begin": _("It begins in the past. What was silent then has been told already; let it begin now."),
        "end_first": _("It ends before it begins. Give a later end."),
        "past_end": _("It would be over already. Give an end that is still to come."),
        "too_long": _(
            "It lasts more than %(days)d days, and nothing there would be watched so long. Plan a shorter one and prolong it."
        )
        % {"days": LONGEST.days},
        "too_far": _("It begins more than two years from now. Plan it when it comes nearer."),
        "overlap": _("There is agreed work on it at that time already. Prolong that one instead."),
        "no_place": _("There is no place of that name."),
        "no_device": _("There is no device of that name, or it is not yours."),
        "no_cable": _("There is no such cable, or it is gone."),
        "half_cable": _("One end of this cable is not yours to work on."),
        "no_service": _("There is no service of that name."),
        "nothing": _("Nothing that we watch there is yours to work on."),
        "several": _("Devices of several suppliers are there. Plan each device by itself."),
        "over": _("It is over already. Plan a new one."),
        "not_later": _("The new end is not later than the old one."),
        "no_time": _("Write day and time, as 2026-11-24 20:00."),
        "no_hour": _("That hour does not exist that night: the clocks are changed."),
    }
    return words.get(error.why, error.what)
