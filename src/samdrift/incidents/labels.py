# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Faults in the words of those who mend them: what broke, how sure we are, and what that rests on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from samdrift.incidents.types import IncidentInfo

KINDS = {
    "device": gettext_lazy("Device does not answer"),
    "link": gettext_lazy("Cable is broken"),
    "place": gettext_lazy("Power is gone"),
    "redundancy": gettext_lazy("Spare way is lost"),
    "agent": gettext_lazy("Management agent hangs"),
    "degraded": gettext_lazy("Line loses packets"),
    "flapping": gettext_lazy("Port goes up and down"),
}
QUIET_HELP = {
    "redundancy": gettext_lazy("People can work: another way carries the traffic. One more fault and they cannot."),
    "agent": gettext_lazy("People can work: the device forwards traffic, but it can be neither read nor managed."),
    "degraded": gettext_lazy("People can work, slowly: some packets do not come through."),
    "flapping": gettext_lazy("People may notice short breaks each time the port changes."),
}
ICONS = {
    "device": "router",
    "link": "link-broken",
    "place": "lightning",
    "redundancy": "branching",
    "agent": "cpu",
    "degraded": "trend-down",
    "flapping": "arrows-circlepath",
}
STATES = {True: pgettext_lazy("state of an incident", "Open"), False: pgettext_lazy("state of an incident", "Over")}


def kind_words(kind: str) -> str:
    """What kind of fault it is; one we have no word for as it is."""
    return str(KINDS.get(kind, kind))


def cause_words(label: str, cause_key: str) -> str:
    """The cause as stored («cable a ge1 - b ge2», «power at North school») in the reader's language."""
    if cause_key.startswith("link:"):
        return _("Cable %(ends)s") % {"ends": label.removeprefix("cable ").replace(" - ", " – ")}
    if cause_key.startswith("place:"):
        return label.removeprefix("power at ")
    return label


def tone_of(info: IncidentInfo) -> str:
    """Red for what hinders people, amber for what does not yet, green when it is over."""
    if info.closed_at is not None:
        return "success"
    return "danger" if info.outage else "warning"


def reasons(info: IncidentInfo, *, may_name: Callable[[str], bool]) -> list[str]:
    """Why the cause is believed to be what it is, one sentence each. `may_name`: whether the reader may read that device."""
    said = info.explanation
    found = [_rule(said)] if said.get("rule") else []
    ports = [p for p in said.get("down_ports", ()) if may_name(str(p.get("device", "")))]
    found += [
        _("%(device)s answers and says that its port %(port)s has no link.")
        % {"device": port.get("device", ""), "port": port.get("port", "")}
        for port in ports
    ]
    hidden = len(said.get("down_ports", ())) - len(ports)
    if hidden:
        found.append(
            ngettext(
                "A port of somebody else's device says so too.",
                "%(count)d ports of somebody else's devices say so too.",
                hidden,
            )
            % {"count": hidden}
        )
    if said.get("after_work"):
        found.append(_("It fell silent during agreed work and did not come back in the time that was allowed for it."))
    silent = len(said.get("silent", ()))
    if silent:
        found.append(
            ngettext("%(count)d device was silent then.", "%(count)d devices were silent then.", silent)
            % {"count": silent}
        )
    entries = [name for name in said.get("entries", ()) if may_name(str(name))]
    if entries and said.get("silent"):
        found.append(_("The fault is over when this answers again: %(names)s.") % {"names": ", ".join(entries)})
    return found


def _rule(said: dict[str, Any]) -> str:
    rules = {
        "only-way-in-is-down": _(
            "Only one cable leads to what fell silent, and its near end has no light. The cable is the likeliest "
            "cause, the device at its far end the next."
        ),
        "all-its-uplinks-went-down": _(
            "All ways to the device went down together. Several cables seldom break at once, so it is the device."
        ),
        "power-notice-then-silence": _(
            "A power supply at the place told that it runs on battery; then the whole place fell silent."
        ),
        "whole-place-went-dark": _(
            "Everything at the place fell silent at once, and all ways to it went down: it has lost its power."
        ),
        "some-uplinks-went-down": _(
            "A way to the device went down, and its other ways did not take over: the device, or that way."
        ),
        "place-went-dark-bit-by-bit": _(
            "Several things at the place fell silent soon after each other, until nothing there answered: it has lost its power."
        ),
        "no-answer": _("It does not answer, and no port towards it could be read."),
        "those-behind-it-answer": _(
            "Devices that can only be reached through it answer: it works, only its agent has stopped answering."
        ),
        "many-silent-no-dead-port": _(
            "Very much fell silent at once, and no port went down: the fault lies where we look at the network from, or before it."
        ),
        "vantage-silent": _(
            "The device through which we look at the network does not answer; what is behind it cannot be seen."
        ),
        "light-but-no-answer": _(
            "The cable has light, yet nothing answers, and no other way took over: the device itself has stopped."
        ),
        "port-has-light-agent-silent": _(
            "The cable has light, and only SNMP was ever asked here: the agent hangs, the device may well work."
        ),
        "link-down-both-ends-answer": _(
            "The cable has no light, yet the devices at both ends answer: another way carries the traffic."
        ),
        "ping-answers-agent-silent": _("It answers pings, but its SNMP agent has stopped answering."),
        "loss-behind-one-way": _(
            "Packets are lost towards this part of the network and nowhere else: it is the way into that part."
        ),
        "port-changes-again-and-again": _("The port has gone up and down many times in a short while."),
    }
    return rules.get(str(said.get("rule")), str(said.get("rule")))


def ruled_out(info: IncidentInfo) -> list[str]:
    """What was considered and is not the cause, one sentence each with the reason. Labels left empty are nobody's to read."""
    whys = {
        "others-there-answer": _("others there answer"),
        "others-there-fell-too": _("others there fell silent too"),
        "it-has-light": _("it has light"),
        "other-ways-went-down-too": _("other ways went down with it"),
        "it-answers": _("it answers"),
    }
    found = []
    for one in info.explanation.get("ruled_out", ()):
        kind, why = str(one.get("type", "")), whys.get(str(one.get("why", "")), "")
        label = cause_words(str(one.get("label", "")), f"{kind}:{one.get('id', '')}")
        if one.get("label") and why:
            name = _("Power at %(place)s") % {"place": label} if kind == "place" else label
            found.append(_("%(cause)s: no, %(why)s.") % {"cause": name, "why": why})
    return found


def earlier(info: IncidentInfo) -> list[tuple[datetime, str]]:
    """What it was taken for before, oldest first: (until when, the sentence with its reason)."""
    found = []
    for one in info.earlier:
        rule = _rule(one["explanation"]) if one.get("explanation", {}).get("rule") else ""
        taken = f"{kind_words(one['kind'])}: {cause_words(one['cause_label'], one['cause_key'])}"
        if not one["cause_label"]:
            taken = kind_words(one["kind"])
        words = _("First taken for «%(taken)s».") % {"taken": taken}
        found.append((datetime.fromisoformat(one["until"]), f"{words} {rule}".strip()))
    return found
