# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""States, types and ports in words and tones, for the templates of the network's pages.

Most filters look one word up in one table of `labels` or `told_labels`: they are registered from the list below.
"""

from collections.abc import Callable, Mapping

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samdrift.inventory import labels, told_labels
from samdrift.inventory.aspects import Limits, Pool
from samdrift.inventory.detail import DevicePort
from samdrift.inventory.device_page import PortGroup, state_of
from samdrift.inventory.rules.sections import Judged, in_runs
from samdrift.inventory.types import DeviceRow
from samdrift.ui.templatetags.ui import bit_rate, decimal, duration, measured

register = template.Library()
WORDS: Mapping[str, Mapping[str, object]] = {
    "standing_words": labels.STANDINGS,
    "type_words": labels.TYPES,
    "witness_words": labels.WITNESSES,
    "contact_words": labels.CONTACTS,
    "port_kind_words": labels.PORT_KINDS,
    "work_words": labels.WORK_KINDS,
    "decision_words": labels.WORK_DECISIONS,
    "decided_words": labels.WORK_DECIDED,
    "fact_words": labels.FACTS,
    "range_words": labels.RANGE_STATES,
    "part_words": told_labels.PARTS,
    "sensor_words": told_labels.SENSORS,
    "stp_role_words": told_labels.STP_ROLES,
    "stp_state_words": told_labels.STP_STATES,
    "poe_words": told_labels.POE,
    "pool_words": told_labels.POOLS,
    "firewall_words": told_labels.FIREWALL,
    "figure_words": told_labels.FIGURES,
}
"""A word we have none for stays as it is."""
TONES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "standing_tone": (labels.STANDING_TONES, "unknown"),
    "contact_tone": (labels.CONTACT_TONES, "neutral"),
    "port_kind_tone": (labels.PORT_KIND_TONES, "unknown"),
    "range_tone": (labels.RANGE_TONES, "neutral"),
    "stp_tone": (told_labels.STP_TONES, "neutral"),
    "poe_tone": (told_labels.POE_TONES, "neutral"),
}
HELP: Mapping[str, Mapping[str, object]] = {
    "contact_help": labels.CONTACT_HELP,
    "port_kind_help": labels.PORT_KIND_HELP,
}
"""What to do about it; empty where nothing needs doing."""


def _looks_up(table: Mapping[str, object], otherwise: str | None = None) -> Callable[[str], str]:
    return lambda slug: str(table.get(slug, slug if otherwise is None else otherwise))


for _name, _table in WORDS.items():
    register.filter(_name, _looks_up(_table))
for _name, (_tones, _otherwise) in TONES.items():
    register.filter(_name, _looks_up(_tones, _otherwise))
for _name, _table in HELP.items():
    register.filter(_name, _looks_up(_table, ""))


@register.filter
def model_words(device: DeviceRow) -> str:
    """Make and model without saying the make twice: many devices name it in their model too."""
    make, model = (device.vendor or device.os).split(), device.hardware.split()
    shared = next((n for n in range(len(make), 0, -1) if _folded(make[-n:]) == _folded(model[:n])), 0)
    return " ".join(make + model[shared:])


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]


@register.filter
def port_words(row: DevicePort) -> str:
    """What ifAdminStatus and ifOperStatus say in a word; one we have no word for as IF-MIB says it."""
    state = state_of(row)
    if state == "unknown":
        return row.port.oper or str(told_labels.SOCKETS["unknown"])
    return str(told_labels.SOCKETS["down" if state == "missed" else state])


@register.filter
def port_tone(row: DevicePort) -> str:
    """A port without link is only worth a colour where a neighbour is known to be plugged in."""
    return {"up": "success", "missed": "danger"}.get(state_of(row), "neutral")


@register.filter
def port_title(row: DevicePort) -> str:
    """All about a port in a line, for whoever points at it or hears it."""
    words = [row.port.name, str(told_labels.SOCKETS[state_of(row)])]
    if row.port.speed_bps and row.port.oper == "up":
        words.append(bit_rate(row.port.speed_bps))
    if row.neighbour is not None:
        words.append(_("to %(neighbour)s") % {"neighbour": f"{row.neighbour.name} {row.neighbour.far_port}".strip()})
    if row.lag:
        words.append(_("in %(aggregate)s") % {"aggregate": row.lag})
    if row.blocked:
        words.append(pgettext("spanning tree", "Blocked"))
    if row.feeds and row.poe is not None:
        words.append(_("gives power") if row.poe.watts is None else f"{decimal(row.poe.watts, 1)} W")
    return ", ".join([*words, row.port.alias]).rstrip(", ")


@register.filter
def vlan_words(row: DevicePort) -> str:
    """Untagged and tagged VLANs of a port in short: `20 + 30–34`."""
    if row.vlans is None:
        return "\N{EN DASH}"
    tagged = in_runs(str(vlan) for vlan in row.vlans.tagged)
    native = "" if row.vlans.native is None else str(row.vlans.native)
    return " + ".join(filter(None, (native, tagged))) or _("tagged")


@register.filter
def group_words(group: PortGroup) -> str:
    """What ports of one group have in common."""
    if group.unit is None:
        return _("VLANs, aggregates and other inner ports")
    return _("Unit %(unit)s, slot %(slot)s") % {"unit": group.unit, "slot": group.slot}


@register.filter
def mac_words(mac: str) -> str:
    """12 hex digits in pairs, as they are printed on the device."""
    return ":".join(mac[n : n + 2] for n in range(0, len(mac), 2)) if len(mac) == 12 else mac


@register.filter
def judged_words(row: Judged) -> str:
    """How a sensor stands: the device's own word, else by its limits, else nothing."""
    if row.sensor.status:
        return str(told_labels.STATUSES.get(row.sensor.status, row.sensor.status))
    return str(told_labels.TONE_WORDS.get(row.tone, ""))


@register.filter
def limit_words(limits: Limits) -> str:
    """From where to where a value is fine: `5 … 70 (80)`, what is critical in brackets."""
    low, high = limits.low_warning, limits.high_warning
    words = [
        f"({decimal(limits.low_critical)})" if limits.low_critical is not None else "",
        decimal(low) if low is not None else "",
        "\N{HORIZONTAL ELLIPSIS}",
        decimal(high) if high is not None else "",
        f"({decimal(limits.high_critical)})" if limits.high_critical is not None else "",
    ]
    return " ".join(filter(None, words)) if limits != Limits() else "\N{EN DASH}"


@register.filter
def pool_use(pool: Pool) -> str:
    """How much of a pool is used, in its unit: `1,2 of 2,0 GB`."""
    if pool.used is None:
        return "\N{EN DASH}"
    factor, unit = _large(pool)
    if pool.size is None:
        return measured(pool.used / factor, unit)
    return _("%(used)s of %(size)s") % {
        "used": decimal(round(pool.used / factor, 1)),
        "size": measured(round(pool.size / factor, 1), unit),
    }


def _large(pool: Pool) -> tuple[float, str]:
    """Bytes in the unit that leaves at most three digits (IEC 80000-13)."""
    if pool.unit != "B":
        return 1, {"sessions": "", "addresses": ""}.get(pool.unit, pool.unit)
    most = pool.size or pool.used or 0
    return next(((1024.0**n, unit) for n, unit in ((3, "GiB"), (2, "MiB"), (1, "KiB")) if most >= 1024.0**n), (1, "B"))


@register.filter
def minutes(value: float) -> str:
    """Minutes as hours and minutes."""
    return duration(value * 60)


@register.filter
def share_tone(share: float | None) -> str:
    """From 80 per cent on somebody should look, from 95 on at once."""
    if share is None:
        return "neutral"
    return "danger" if share >= 95 else "warning" if share >= 80 else "success"
