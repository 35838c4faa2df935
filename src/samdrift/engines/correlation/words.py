# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Why an explanation was chosen, as one English sentence each: for replays, logs and the reader of a test."""

from samdrift.engines.correlation.records import Finding

SENTENCES = {
    "power-notice-then-silence": "A device there told of running on battery, then the place fell silent.",
    "whole-place-went-dark": "Every device of the place fell silent though they are connected by several ways.",
    "place-went-dark-bit-by-bit": "Several faults of one place within a minute, until all of it was dark: its power.",
    "only-way-in-is-down": "The neighbour that answers says the port of the only way in is down.",
    "all-its-uplinks-went-down": "The neighbours that answer say that every way into this device is down.",
    "some-uplinks-went-down": "A way into this device is down, and the others have not taken over.",
    "light-but-no-answer": "The way in has light, yet nothing answers.",
    "no-answer": "It does not answer, and nothing is known of the ports towards it.",
    "port-has-light-agent-silent": "The port towards it has light and it was only ever asked by SNMP: its agent is silent.",
    "those-behind-it-answer": "Devices that can only be reached through it answer: it forwards, its agent is silent.",
    "ping-answers-agent-silent": "It answers ICMP but not SNMP.",
    "many-silent-no-dead-port": "Very many fell silent at once without one dead port: the cause is at or before the vantage.",
    "link-down-both-ends-answer": "The link is down and both its ends answer: another way carries them.",
    "loss-behind-one-way": "Probes are lost behind this way and nowhere else, more than chance allows.",
    "port-changes-again-and-again": "The port went up and down again and again.",
}


def explained(finding: Finding) -> str:
    """The sentence, with the dead ports that show it."""
    ports = ", ".join(f"{device} {port}" for device, port in finding.down_ports)
    return SENTENCES.get(finding.rule, finding.rule) + (f" Down: {ports}." if ports else "")
