# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What states, types and witnesses are called on pages, and the tone each is shown in."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STANDINGS = {
    "down": pgettext_lazy("standing of a device", "Silent"),
    "agent": pgettext_lazy("standing of a device", "Agent hangs"),
    "up": pgettext_lazy("standing of a device", "Answers"),
    "unknown": pgettext_lazy("standing of a device", "Not known"),
}
STANDING_TONES = {"down": "danger", "agent": "warning", "up": "success", "unknown": "unknown"}
TYPES = {
    "network": _("Switch or router"),
    "wireless": _("Access point"),
    "firewall": _("Firewall"),
    "power": _("Power supply (UPS)"),
    "server": _("Server"),
    "printer": _("Printer"),
}
WITNESSES = {
    "both": _("Both ends tell of it"),
    "this": _("Only this device tells of it"),
    "other": _("Only the other end tells of it"),
    "told": _("This device names it; it is not found"),
}
CONTACTS = {
    "found": pgettext_lazy("outcome of discovery", "Found"),
    "silent": pgettext_lazy("outcome of discovery", "No answer"),
    "refused": pgettext_lazy("outcome of discovery", "Turned us down"),
    "waiting": pgettext_lazy("outcome of discovery", "Waiting its turn"),
}
CONTACT_TONES = {"found": "success", "silent": "warning", "refused": "danger", "waiting": "neutral"}
CONTACT_HELP = {
    "silent": _(
        "It answered with none of the keys. Check the address, that SNMP is allowed from here, and the community: "
        "a wrong community is met with silence."
    ),
    "refused": _("It answered, but the user, the authentication key or the privacy key of SNMPv3 is wrong."),
    "waiting": _("It has been heard of and is asked soon."),
}
WORK_KINDS = {
    "new": pgettext_lazy("worklist", "New device"),
    "changed": pgettext_lazy("worklist", "Changed"),
    "replaced": pgettext_lazy("worklist", "Replaced by another box"),
    "silent": pgettext_lazy("worklist", "Not seen for a day"),
    "unanswered": pgettext_lazy("worklist", "A neighbour that does not answer"),
    "same_address": pgettext_lazy("worklist", "One address, two devices"),
    "same_serial": pgettext_lazy("worklist", "One serial number, two devices"),
    "same_engine": pgettext_lazy("worklist", "One SNMP engine id, several devices"),
    "back": pgettext_lazy("worklist", "Back again"),
}
WORK_DECISIONS = {
    "accepted": pgettext_lazy("worklist", "Accept"),
    "ignored": pgettext_lazy("worklist", "Ignore"),
    "merged": pgettext_lazy("worklist", "They are one: merge"),
    "gone": pgettext_lazy("worklist", "It is gone: take it off"),
}
WORK_DECIDED = {
    "accepted": pgettext_lazy("worklist", "Accepted"),
    "ignored": pgettext_lazy("worklist", "Ignored"),
    "merged": pgettext_lazy("worklist", "Merged"),
    "gone": pgettext_lazy("worklist", "Taken off"),
    "cleared": pgettext_lazy("worklist", "No longer so"),
}
FACTS = {
    "name": _("Name"),
    "address": _("Address"),
    "hardware": _("Model"),
    "version": _("Version"),
    "serial": _("Serial number"),
    "chassis_id": _("Chassis"),
}
RANGE_STATES = {
    "waiting": pgettext_lazy("range of addresses", "Waiting its turn"),
    "asking": pgettext_lazy("range of addresses", "Being asked"),
    "done": pgettext_lazy("range of addresses", "Looked through"),
    "cancelled": pgettext_lazy("range of addresses", "Stopped"),
}
RANGE_TONES = {"waiting": "neutral", "asking": "info", "done": "success", "cancelled": "neutral"}
PORT_KINDS = {
    "edge": _("At the edge"),
    "access_point": _("Behind an access point"),
    "shared": _("Shared port"),
    "uplink": _("On the way"),
}
PORT_KIND_TONES = {"edge": "success", "access_point": "success", "shared": "warning", "uplink": "neutral"}
PORT_KIND_HELP = {
    "edge": _("No other switch is behind this port."),
    "access_point": _("It reaches the network without a cable, through the access point at this port."),
    "shared": _("Several are seen here: a small switch or a telephone we do not know stands in between."),
    "uplink": _("Another switch is behind this port; it has learned the address on its way."),
}
PLACE_KINDS = {
    "town_hall": _("Town hall"),
    "fire_station": _("Fire station"),
    "school": _("School"),
    "kindergarten": _("Kindergarten"),
    "care_home": _("Care home"),
    "library": _("Library"),
    "depot": _("Depot"),
    "health_house": _("Health house"),
    "job_centre": _("Job centre"),
    "music_school": _("Music school"),
    "sports_centre": _("Sports centre"),
    "harbour_office": _("Harbour office"),
    "youth_centre": _("Youth centre"),
}


def standing_words(state: str) -> str:
    """How a device stands, in a word; one we have no word for as it is."""
    return str(STANDINGS.get(state, state))


def standing_tone(state: str) -> str:
    """The tone in which a device's standing is shown."""
    return STANDING_TONES.get(state, "unknown")


def type_name(device_type: str) -> str:
    """A device type in words; one we have no word for as it is."""
    return str(TYPES.get(device_type, device_type))


def place_kind(kind: str) -> str:
    """A kind of place in words; one we have no word for as it is."""
    return str(PLACE_KINDS.get(kind, kind.replace("_", " ").capitalize()))
