# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""States, types and ports in words and tones, for the templates of the network's pages."""

from django import template
from django.utils.translation import pgettext

from samdrift.inventory import labels
from samdrift.inventory.detail import DevicePort
from samdrift.inventory.types import DeviceRow

register = template.Library()


@register.filter
def standing_words(state: str) -> str:
    """How a device stands, in a word."""
    return str(labels.STANDINGS.get(state, state))


@register.filter
def standing_tone(state: str) -> str:
    return labels.STANDING_TONES.get(state, "unknown")


@register.filter
def type_words(device_type: str) -> str:
    """What kind of device it is."""
    return labels.type_name(device_type)


@register.filter
def model_words(device: DeviceRow) -> str:
    """Make and model without saying the make twice: many devices name it in their model too."""
    make, model = (device.vendor or device.os).split(), device.hardware.split()
    shared = next((n for n in range(len(make), 0, -1) if _folded(make[-n:]) == _folded(model[:n])), 0)
    return " ".join(make + model[shared:])


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]


@register.filter
def witness_words(witness: str) -> str:
    """Who tells of a cable."""
    return str(labels.WITNESSES.get(witness, witness))


@register.filter
def contact_words(state: str) -> str:
    """How an address answered discovery."""
    return str(labels.CONTACTS.get(state, state))


@register.filter
def contact_tone(state: str) -> str:
    return labels.CONTACT_TONES.get(state, "neutral")


@register.filter
def contact_help(state: str) -> str:
    """What to do about it; empty where nothing needs doing."""
    return str(labels.CONTACT_HELP.get(state, ""))


@register.filter
def port_words(row: DevicePort) -> str:
    """What ifAdminStatus and ifOperStatus say in a word; one we have no word for as IF-MIB says it."""
    if row.port.admin == "down":
        return pgettext("state of a port", "Switched off")
    words = {"up": pgettext("state of a port", "Up"), "down": pgettext("state of a port", "Down")}
    return words.get(row.port.oper, row.port.oper or pgettext("state of a port", "Not known"))


@register.filter
def port_tone(row: DevicePort) -> str:
    """A port without link is only worth a colour where a neighbour is known to be plugged in."""
    if row.port.admin == "down":
        return "neutral"
    if row.port.oper == "up":
        return "success"
    return "danger" if row.neighbour is not None and row.port.oper == "down" else "neutral"


@register.filter
def mac_words(mac: str) -> str:
    """12 hex digits in pairs, as they are printed on the device."""
    return ":".join(mac[n : n + 2] for n in range(0, len(mac), 2)) if len(mac) == 12 else mac


@register.filter
def port_kind_words(kind: str) -> str:
    """What sort of port tells of a station."""
    return str(labels.PORT_KINDS.get(kind, kind))


@register.filter
def port_kind_tone(kind: str) -> str:
    return labels.PORT_KIND_TONES.get(kind, "unknown")


@register.filter
def port_kind_help(kind: str) -> str:
    return str(labels.PORT_KIND_HELP.get(kind, ""))


@register.filter
def work_words(kind: str) -> str:
    """What an entry of the worklist is about."""
    return str(labels.WORK_KINDS.get(kind, kind))


@register.filter
def decision_words(decision: str) -> str:
    """What a button of the worklist does."""
    return str(labels.WORK_DECISIONS.get(decision, decision))


@register.filter
def decided_words(decision: str) -> str:
    """What was decided."""
    return str(labels.WORK_DECIDED.get(decision, decision))


@register.filter
def fact_words(name: str) -> str:
    """What a fact of a device is called."""
    return str(labels.FACTS.get(name, name))


@register.filter
def range_words(state: str) -> str:
    """How far a range of addresses has been looked through."""
    return str(labels.RANGE_STATES.get(state, state))


@register.filter
def range_tone(state: str) -> str:
    return labels.RANGE_TONES.get(state, "neutral")
