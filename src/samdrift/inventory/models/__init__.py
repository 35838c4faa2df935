# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The tables of inventory."""

from samdrift.inventory.models.dhcp import AddressPool, Lease
from samdrift.inventory.models.finding import AddressRange, WorkItem
from samdrift.inventory.models.network import Contact, Credential, Device, DeviceKey, Interface, Link, Seed
from samdrift.inventory.models.told import JournalNote, Telling
from samdrift.inventory.models.whereabouts import NameTail, Pairing, Sighting, StationName, TableReading

__all__ = [
    "AddressPool",
    "AddressRange",
    "Contact",
    "Credential",
    "Device",
    "DeviceKey",
    "Interface",
    "JournalNote",
    "Lease",
    "Link",
    "NameTail",
    "Pairing",
    "Seed",
    "Sighting",
    "StationName",
    "TableReading",
    "Telling",
    "WorkItem",
]
