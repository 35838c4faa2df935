# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Which messages say that a port went up or down. A table, so that another make is another line.

Such a message is a reason to read the port, never a state: it may be late, repeated, or about a port that is back.
"""

import re

SENTENCES: tuple[tuple[str, str], ...] = (
    ("Cisco IOS, IOS-XE; Arista EOS", r"%LINK-\d-(?:UPDOWN|CHANGED): Interface (\S+?),? .*changed state to"),
    ("Cisco IOS, IOS-XE; Arista EOS", r"%LINEPROTO-\d-UPDOWN: Line protocol on Interface (\S+?),? .*changed state to"),
    ("Cisco NX-OS", r"%ETHPORT-\d-IF_(?:DOWN|UP)\w*: Interface (\S+) is (?:up|down)"),
    ("Cisco ASA", r"%ASA-\d-411\d{3}: (?:Line protocol|Interface statistics) on [Ii]nterface (\S+?),? changed state"),
    ("Juniper Junos", r"SNMP_TRAP_LINK_(?:UP|DOWN): .*ifName (\S+)"),
    ("HPE ProCurve, ArubaOS-Switch", r"port (\S+) is now (?:on|off)-line"),
    ("Aruba CX", r"Link status for interface (\S+) is (?:up|down)"),
    ("HPE Comware, H3C", r"IFNET/\d/(?:PHY|LINK|PROTOCOL)_UPDOWN:.*?((?:\w*Ethernet|\w*GE|Bridge-Agg|Vlan)\S*\d)"),
    ("Huawei VRP", r"IFNET/\d/(?:IF_STATE|LINK_STATE|hwLinkDown|hwLinkUp).*?[Ii]nterface (\S+)"),
    ("Extreme EXOS", r"Port (\d\S*) link (?:up|down)"),
    ("Fortinet FortiOS", r"[Ii]nterface (\S+) (?:was )?turned (?:up|down)"),
    ("MikroTik RouterOS", r"\b(\S+) link (?:up|down)\b"),
    ("Linux", r"\b(\S+?): (?:NIC )?[Ll]ink is (?:[Uu]p|[Dd]own)"),
    ("Ubiquiti EdgeSwitch, Dell PowerConnect", r"Link (?:Up|Down): (\S+)"),
)
_PATTERNS = tuple(re.compile(pattern) for _, pattern in SENTENCES)
_HINT = re.compile(r"[Ll]ink|UPDOWN|IF_|IFNET|SNMP_TRAP_LINK|-line|changed state|turned")
LOOKED_AT = 1_000  # characters: they say it at their beginning


def about_a_link(text: str) -> str:
    """The name of the port that `text` says went up or down; "" where it is about something else."""
    text = text[:LOOKED_AT]
    if _HINT.search(text) is None:
        return ""
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found is not None:
            return found[1].rstrip(",.:")
    return ""
