# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How watched things stand, how they got there, and their samples."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class DeviceStanding(TenantModel):
    """How one device stands now, as judged. Rewritten by the watch process."""

    audited = False
    device = models.OneToOneField("inventory.Device", on_delete=models.CASCADE, related_name="+")
    reachable = models.BooleanField(null=True)
    """None: never heard of yet."""
    agent = models.BooleanField(null=True)
    """Whether its SNMP agent answers; ICMP may answer while the agent hangs."""
    since = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    uptime_ticks = models.BigIntegerField(null=True)
    loss_percent = models.FloatField(default=0)
    reason = models.CharField(max_length=200, blank=True)


class StateChange(TenantModel):
    """One judged change, append-only: of a device's reachability or agent, or of a port's ifOperStatus."""

    audited = False
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    interface = models.ForeignKey("inventory.Interface", on_delete=models.CASCADE, null=True, related_name="+")
    what = models.CharField(max_length=20)
    """reachable, agent, oper, restarted."""
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "interface", "what", "after", "at"], name="change_once", nulls_distinct=False
            )
        ]
        indexes: ClassVar = [models.Index(fields=["device", "at"])]


class ReceivedNotification(TenantModel):
    """A trap or inform that was received, once each by `key`."""

    audited = False
    key = models.CharField(max_length=120, unique=True)
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, null=True, related_name="+")
    source = models.GenericIPAddressField()
    at = models.DateTimeField()
    trap = models.CharField(max_length=120)
    if_index = models.BigIntegerField(null=True)
    varbinds = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["device", "at"])]


class SampleChunk(TenantModel):
    """Samples of one device over one span, compressed column by column (monitoring.samples)."""

    audited = False
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField()
    sweeps = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["device", "start"])]
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "start"], name="chunk_start")]
