# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What parts, sensors, roles and pools are called on the pages of devices and ports, and the tone each is shown in."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SOCKETS = {
    "up": pgettext_lazy("state of a port", "Up"),
    "down": pgettext_lazy("state of a port", "Down"),
    "missed": pgettext_lazy("state of a port", "Down, though a neighbour was plugged in"),
    "off": pgettext_lazy("state of a port", "Switched off"),
    "unknown": pgettext_lazy("state of a port", "Not known"),
}
PARTS = {
    "chassis": _("Chassis"),
    "powerSupply": _("Power supply"),
    "fan": _("Fan"),
    "module": _("Module"),
    "backplane": _("Backplane"),
    "battery": _("Battery"),
    "storageDrive": _("Storage"),
}
SENSORS = {
    "temperature": _("Temperature"),
    "voltage": _("Voltage"),
    "current": _("Current"),
    "power": pgettext_lazy("kind of sensor", "Power"),
    "power_consumed": _("Energy"),
    "dbm": _("Optical power"),
    "fanspeed": _("Fan speed"),
    "frequency": _("Frequency"),
    "humidity": _("Humidity"),
    "charge": _("Charge"),
    "load": _("Load"),
    "runtime": _("Runtime"),
    "state": pgettext_lazy("kind of sensor", "States"),
    "count": pgettext_lazy("kind of sensor", "Counts"),
    "percent": _("Shares"),
    "signal": _("Signal"),
    "snr": _("Signal to noise"),
    "airflow": _("Air flow"),
    "delay": _("Delay"),
    "loss": _("Loss"),
}
STATUSES = {
    "ok": pgettext_lazy("state of a sensor", "Fine"),
    "warning": pgettext_lazy("state of a sensor", "Warning"),
    "critical": pgettext_lazy("state of a sensor", "Critical"),
    "nonoperational": pgettext_lazy("state of a sensor", "Out of order"),
    "unavailable": pgettext_lazy("state of a sensor", "No value"),
    "unknown": pgettext_lazy("state of a sensor", "Not known"),
}
TONE_WORDS = {
    "success": pgettext_lazy("state of a sensor", "Within its limits"),
    "warning": pgettext_lazy("state of a sensor", "Warning"),
    "danger": pgettext_lazy("state of a sensor", "Critical"),
}
STP_ROLES = {
    "root": pgettext_lazy("spanning tree", "Towards the root"),
    "designated": pgettext_lazy("spanning tree", "Forwards"),
    "alternate": pgettext_lazy("spanning tree", "Waits: another way is in use"),
    "backup": pgettext_lazy("spanning tree", "Waits: another port of this switch is in use"),
    "disabled": pgettext_lazy("spanning tree", "Takes no part"),
}
STP_TONES = {
    "root": "info",
    "designated": "success",
    "alternate": "warning",
    "backup": "warning",
    "disabled": "neutral",
}
STP_STATES = {
    "disabled": pgettext_lazy("spanning tree", "Off"),
    "blocking": pgettext_lazy("spanning tree", "Blocked"),
    "listening": pgettext_lazy("spanning tree", "Listens"),
    "learning": pgettext_lazy("spanning tree", "Learns"),
    "forwarding": pgettext_lazy("spanning tree", "Forwards"),
    "broken": pgettext_lazy("spanning tree", "Broken"),
}
POE = {
    "disabled": pgettext_lazy("power over Ethernet", "Off"),
    "searching": pgettext_lazy("power over Ethernet", "Nobody takes power"),
    "delivering": pgettext_lazy("power over Ethernet", "Gives power"),
    "fault": pgettext_lazy("power over Ethernet", "Fault"),
    "otherFault": pgettext_lazy("power over Ethernet", "Fault"),
    "test": pgettext_lazy("power over Ethernet", "Tests itself"),
}
POE_TONES = {"delivering": "success", "fault": "danger", "otherFault": "danger", "test": "info"}
POOLS = {
    "processor": _("Processors"),
    "memory": _("Memory"),
    "storage": _("Storage"),
    "sessions": _("Sessions"),
    "vpn": _("VPN"),
    "nat": _("Address translation"),
    "dhcp": _("DHCP addresses"),
}
FIREWALL = {"sessions": _("Sessions"), "ha": _("High availability"), "vpn": _("VPN")}
FIGURES = {
    "clients": _("Wireless clients"),
    "access_points": _("Access points"),
    "sessions": _("Sessions"),
    "ups_charge": _("Battery charge"),
    "ups_runtime": _("Runs on battery for"),
    "ups_load": _("Load"),
    "poe": _("Power over Ethernet"),
}
