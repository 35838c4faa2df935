# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What devices say of themselves topic by topic, and what people write about them."""

from typing import ClassVar

from django.db import models

from samdrift.inventory.models.network import Device, Interface
from samdrift.platform.tenancy import TenantModel


class Telling(TenantModel):
    """The last reading of one topic of one device (aspects.TOPICS): its parts, sensors, VLANs, power over Ethernet."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20)
    source = models.CharField(max_length=20, default="snmp")
    body = models.JSONField(default=list)
    """Rows in the shape of `aspects`; nothing else is written here."""
    told_at = models.DateTimeField()
    """When the device last said so. Older than the device's last reading: it failed to serve this topic since."""
    changed_at = models.DateTimeField()

    audited = False  # machines rewrite it at every reading

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "topic"], name="telling_once")]
        indexes: ClassVar = [models.Index(fields=["topic"])]


class JournalNote(TenantModel):
    """What somebody wrote about a device or one of its ports. Never changed and never deleted: a mistake gets a note too.

    Personal data: who wrote it, and whom the words name. Purpose: that the next one who works there knows. Kept as long as
    the device.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    interface = models.ForeignKey(Interface, on_delete=models.SET_NULL, null=True, related_name="+")
    port = models.CharField(max_length=120, blank=True)
    """The port's name when it was written, should the port itself be gone."""
    text = models.TextField(max_length=2_000)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["device", "written_at"])]
