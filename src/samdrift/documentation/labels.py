# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What sources, differences and fields are called on pages and on paper."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samdrift.inventory import facade as inventory

SOURCES = {
    "person": pgettext_lazy("source of a statement", "Written by a person"),
    "import": pgettext_lazy("source of a statement", "Imported from a file"),
    "observed": pgettext_lazy("source of a statement", "Observed by discovery"),
}
WHATS = {
    "missing": pgettext_lazy("difference", "Planned, not found"),
    "unplanned": pgettext_lazy("difference", "Found, not planned"),
    "different": pgettext_lazy("difference", "Not as planned"),
}
WHAT_TONES = {"missing": "danger", "unplanned": "warning", "different": "info"}
KINDS = {
    "device": pgettext_lazy("kind of difference", "Device"),
    "port": pgettext_lazy("kind of difference", "Port"),
    "cable": pgettext_lazy("kind of difference", "Cable"),
    "address": pgettext_lazy("kind of difference", "Address"),
    "vlan": pgettext_lazy("kind of difference", "VLAN"),
    "wireless": pgettext_lazy("kind of difference", "Wireless"),
}
FIELDS = {
    "name": _("Name"),
    "serial": _("Serial number"),
    "address": _("Address"),
    "model": _("Model"),
    "place": _("Place"),
    "purpose": _("Purpose"),
    "enabled": _("Switched on"),
    "device": _("Device"),
    "vlan": _("VLAN"),
    "tagged": _("Tagged VLANs"),
    "access_points": _("Number of access points"),
    "warranty_until": _("Warranty ended"),
}


def source_words(source: str) -> str:
    """Who says so; one we have no word for as it is."""
    return str(SOURCES.get(source, source))


def what_words(what: str) -> str:
    """How plan and network differ."""
    return str(WHATS.get(what, what))


def field_words(field: str) -> str:
    """Which value differs."""
    return str(FIELDS.get(field, field))


QUESTIONS = {
    "planned": _("Is each device in the plan?"),
    "stands": _("Is it known in which rack each device stands?"),
    "owner": _("Is it known who owns each device?"),
    "contract": _("Does each device belong to a contract or an agreement?"),
    "serial": _("Is each serial number known?"),
    "cable": _("Is each cable in the plan?"),
    "purpose": _("Is it known what each port with a cable is for?"),
    "address": _("Does each address belong to a prefix of the plan?"),
    "fresh": _("Has each device been read in the last 24 hours?"),
    "checked": _("Has somebody checked the dossier in the last year?"),
}
FIGURES = {
    "devices": _("Devices"),
    "wireless": _("Wireless access points"),
    "cables": _("Cables"),
    "racks": _("Racks"),
    "vlans": _("VLANs"),
    "prefixes": _("Prefixes"),
}
CHANGES = {
    "device_found": _("New device found"),
    "cable_found": _("New cable found"),
    "cable_gone": _("Cable no longer there"),
    "plan_insert": _("Added to the plan"),
    "plan_update": _("Changed in the plan"),
    "plan_delete": _("Taken out of the plan"),
}
ROLES = {"requester": _("Works at the place"), "group": _("Solves faults")}
CUTS = {"device": pgettext_lazy("what fails", "Device"), "cable": pgettext_lazy("what fails", "Cable")}


def words_of(table: str, slug: str) -> str:
    """The word for `slug` in one of the tables above or of inventory's; one we have no word for as it is."""
    if table == "standing":
        return inventory.standing_words(slug)
    if table == "type":
        return inventory.type_name(slug)
    found: dict[str, object] = {
        "question": QUESTIONS,
        "figure": FIGURES,
        "change": CHANGES,
        "role": ROLES,
        "cut": CUTS,
    }[table]  # type: ignore[assignment]
    return str(found.get(slug, slug))
