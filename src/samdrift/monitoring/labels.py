# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What was seen at a device, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samdrift.monitoring.types import Happening

TONES = {"yes": "success", "no": "danger", "up": "success", "down": "danger"}
TRAP_TONES = {"linkDown": "warning", "linkUp": "success", "onBattery": "warning", "offBattery": "success"}


def words_for(seen: Happening) -> str:
    """One short sentence; the device's name stands beside it."""
    if seen.what == "trap":
        return _trap(seen)
    if seen.what == "oper":
        return _("Port %(port)s: %(before)s → %(after)s") % {
            "port": seen.port,
            "before": seen.before or "–",
            "after": seen.after,
        }
    if seen.what == "restarted":
        return _("Restarted")
    words = {
        ("reachable", "yes"): _("Answers"),
        ("reachable", "no"): _("Does not answer"),
        ("agent", "yes"): _("Its SNMP agent answers"),
        ("agent", "no"): _("Its SNMP agent does not answer"),
    }
    return words.get((seen.what, seen.after), pgettext("standing of a device", "Not known"))


def tone_of(seen: Happening) -> str:
    """The tone it is shown in."""
    if seen.what == "trap":
        return TRAP_TONES.get(seen.after, "info")
    return "info" if seen.what == "restarted" else TONES.get(seen.after, "neutral")


def _trap(seen: Happening) -> str:
    names = {
        "linkDown": _("Told that port %(port)s went down"),
        "linkUp": _("Told that port %(port)s came up"),
        "coldStart": _("Told that it started anew"),
        "warmStart": _("Told that it started anew with the same settings"),
        "onBattery": _("Told that it runs on battery"),
        "offBattery": _("Told that its power is back"),
        "lldpRemTablesChange": _("Told that its neighbours changed"),
    }
    words = names.get(seen.after, _("Told: %(trap)s"))
    return words % {"port": seen.port or "?", "trap": seen.after}
