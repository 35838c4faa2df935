# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Who was learned where: forwarding tables and ARP as stays, and what people call a station."""

from typing import ClassVar

from django.db import models

from samdrift.inventory.models.network import Device, Interface
from samdrift.platform.tenancy import TenantModel


class TableReading(TenantModel):
    """When a device's forwarding table and ARP were read last, and what came: open stays are as old as this."""

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    stations = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    audited = False


class Sighting(TenantModel):
    """A stay of one MAC at one port in one VLAN (0: not told), as a forwarding table tells it.

    Personal data: where somebody's computer is plugged in. Purpose: to find it and mend it. Kept rules.stays.KEPT.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    interface = models.ForeignKey(Interface, on_delete=models.SET_NULL, null=True, related_name="+")
    mac = models.CharField(max_length=12)
    vlan = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField(null=True)
    """None: it stood in the table at the device's last reading."""
    ended_at = models.DateTimeField(null=True)
    """When it was seen at another port of the device, or long after it fell quiet."""

    audited = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "mac", "vlan"], condition=models.Q(ended_at__isnull=True), name="sighting_now"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["mac"]),
            models.Index(fields=["last_seen"], condition=models.Q(last_seen__isnull=False), name="sighting_over"),
        ]


class Pairing(TenantModel):
    """A stay of one IP address at one MAC, as a router's ARP or neighbour table tells it. Personal data as Sighting."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    interface = models.ForeignKey(Interface, on_delete=models.SET_NULL, null=True, related_name="+")
    address = models.GenericIPAddressField()
    mac = models.CharField(max_length=12)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    audited = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "address", "interface"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="pairing_now",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["mac"]),
            models.Index(fields=["address"]),
            models.Index(fields=["last_seen"], condition=models.Q(last_seen__isnull=False), name="pairing_over"),
        ]


class StationName(TenantModel):
    """What people call a station, or whose it is: «reception printer», «laptop of ...». One name a MAC and city.

    Personal data where it names a person. Purpose: to find it and mend it. Deleted with the name's removal.
    """

    mac = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=20, default="person")
    """person, or the program that told it: dhcp, wireless."""
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "mac"], name="station_name_once")]


class NameTail(TenantModel):
    """A station's name or an outlet's description from one of its words on, as rules.tails says: by this it is found.

    Written by the database whenever the name or description is (migration 0007), never by us. Personal data as StationName.
    """

    tail = models.CharField(max_length=60, db_collation="C")
    station = models.ForeignKey(StationName, on_delete=models.CASCADE, null=True, related_name="+")
    interface = models.ForeignKey(Interface, on_delete=models.CASCADE, null=True, related_name="+")

    audited = False

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["tail", "station"], condition=models.Q(station__isnull=False), name="tail_of_station"),
            models.Index(
                fields=["tail", "interface"], condition=models.Q(interface__isnull=False), name="tail_of_outlet"
            ),
        ]
