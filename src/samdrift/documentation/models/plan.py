# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is meant, statement by statement, each with its source and when it was last found true."""

from ipaddress import ip_network
from typing import ClassVar

from django.db import models
from django.db.models import Q

from samdrift.documentation.ipam import Network
from samdrift.documentation.types import Said
from samdrift.platform.tenancy import TenantModel


class Statement(TenantModel):
    """The base of everything that is meant. `source` person, import or observed; `said_by` the person or the file.

    Personal data: the name of whoever wrote or checked it. Purpose: who to ask. Retention: as long as the statement.
    """

    agreement_id = models.BigIntegerField(null=True)
    place = models.ForeignKey("parties.Place", on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=10, default="person")
    said_by = models.CharField(max_length=160, blank=True)
    verified_at = models.DateTimeField()
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        abstract = True

    def said(self) -> Said:
        """Where it comes from and when it was last found true."""
        return Said(self.source, self.said_by, self.verified_at)  # type: ignore[arg-type]


class Room(Statement):
    """A room with network equipment."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "place", "name"], name="room_once")]

    def __str__(self) -> str:
        return self.name


class Rack(Statement):
    """A rack; height units count from 1 at the bottom (EIA-310)."""

    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    height_units = models.PositiveSmallIntegerField(default=42)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "place", "name"], name="rack_once")]

    def __str__(self) -> str:
        return self.name


class PlannedDevice(Statement):
    """A device as it is meant to be. `position`: its lowest height unit; `warranty_until` inclusive."""

    name = models.CharField(max_length=120)
    role = models.CharField(max_length=60, blank=True)
    vendor = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=120, blank=True)
    asset_tag = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=20, default="active")
    address = models.GenericIPAddressField(null=True)
    rack = models.ForeignKey(Rack, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(null=True)
    height_units = models.PositiveSmallIntegerField(default=1)
    owner = models.CharField(max_length=120, blank=True)
    contract = models.CharField(max_length=120, blank=True)
    warranty_until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "name"], name="planned_device_once")]

    def __str__(self) -> str:
        return self.name


class PlannedVlan(Statement):
    """A VLAN (IEEE 802.1Q); without a place it holds for the whole municipality."""

    vid = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "place", "vid"], name="vlan_once_a_place"),
            models.UniqueConstraint(
                fields=["municipality", "vid"], condition=Q(place__isnull=True), name="vlan_once_a_city"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vid} {self.name}"


class PlannedPort(Statement):
    """What one port is for. `tagged`: numbers of the VLANs that it carries tagged."""

    device = models.ForeignKey(PlannedDevice, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=255, blank=True)
    enabled = models.BooleanField(null=True)
    vlan = models.ForeignKey(PlannedVlan, on_delete=models.SET_NULL, null=True, related_name="+")
    tagged = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "name"], name="planned_port_once")]


class PlannedCable(Statement):
    """A cable between two ports. `a` is the device with the lower id, or the lower port name of one device."""

    a = models.ForeignKey(PlannedDevice, on_delete=models.CASCADE, related_name="+")
    a_port = models.CharField(max_length=120)
    b = models.ForeignKey(PlannedDevice, on_delete=models.CASCADE, related_name="+")
    b_port = models.CharField(max_length=120)
    medium = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["a", "a_port"], name="cable_a_once"),
            models.UniqueConstraint(fields=["b", "b_port"], name="cable_b_once"),
        ]


class PlannedPrefix(Statement):
    """A block of addresses. A container holds other prefixes; `may_overlap` says that somebody knows and means it."""

    network = models.GenericIPAddressField()
    length = models.PositiveSmallIntegerField()
    vlan = models.ForeignKey(PlannedVlan, on_delete=models.SET_NULL, null=True, related_name="+")
    gateway = models.GenericIPAddressField(null=True)
    purpose = models.CharField(max_length=255, blank=True)
    container = models.BooleanField(default=False)
    may_overlap = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "network", "length"], condition=Q(may_overlap=False), name="prefix_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}/{self.length}"

    def block(self) -> Network:
        """As something to calculate with."""
        return ip_network(f"{self.network}/{self.length}", strict=False)


class PlannedAddress(Statement):
    """One address given away, to a device and maybe a port of it."""

    address = models.GenericIPAddressField()
    length = models.PositiveSmallIntegerField()
    device = models.ForeignKey(PlannedDevice, on_delete=models.SET_NULL, null=True, related_name="+")
    port = models.CharField(max_length=120, blank=True)
    dns_name = models.CharField(max_length=255, blank=True)
    purpose = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "address"], name="planned_address_once")
        ]
