# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How watched things stand, how they got there, and their samples."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samdrift.monitoring.gauge_models import CapacityOutlook, GaugeChunk, GaugeReading, GaugeSeries
from samdrift.platform.tenancy import TenantModel

__all__ = [
    "CapacityOutlook",
    "DeviceStanding",
    "GaugeChunk",
    "GaugeReading",
    "GaugeSeries",
    "MetricBlock",
    "MetricChunk",
    "MetricMember",
    "MetricSweep",
    "MetricTop",
    "ReceivedNotification",
    "StateChange",
]


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
    uptime_at = models.DateTimeField(null=True)
    """When `uptime_ticks` was read: a reading that arrives late is told from a restart by it."""
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


class MetricBlock(TenantModel):
    """A group of devices of one party whose samples are stored together; about 64 ports."""

    audited = False
    ports = models.PositiveIntegerField(default=0)
    """As many as were known when devices were put here."""
    foreseen_until = models.DateTimeField(null=True)
    """Up to when its ports' trends are reckoned (foreseeing)."""


class MetricMember(TenantModel):
    """In which block a device's samples are. One that changes hands has a second block, and its past stays in the first."""

    audited = False
    block = models.ForeignKey(MetricBlock, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["block", "device"], name="metric_member_once")]
        indexes: ClassVar = [models.Index(fields=["device"])]


class MetricSweep(TenantModel):
    """The journal: what one batch of sweeps brought of one party's devices within one period, until it is kept in chunks."""

    audited = False
    key = models.CharField(max_length=64)
    """A digest of who was read when: the same batch again is the same row."""
    period = models.DateTimeField()
    """Beginning of the period (monitoring.periods) that holds every reading of the row."""
    at = models.DateTimeField()
    until = models.DateTimeField()
    kept = models.BooleanField(default=False)
    """Its samples are in chunks; the row lies here a little longer, for the rates across the end of the period."""
    devices = ArrayField(models.BigIntegerField(), null=True)
    """Which devices, where they are few; None: many, look into the segments."""
    firsts = ArrayField(models.BigIntegerField(), default=list)
    offsets = ArrayField(models.IntegerField(), default=list)
    body = models.BinaryField()
    """engines.columnstore.Journal, with `firsts` and `offsets`."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "supplier", "period", "key"], name="metric_sweep_once", nulls_distinct=False
            )
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "at"])]


class MetricChunk(TenantModel):
    """Samples of one block over one span (tier 0), or steps with mean, least and most (tier 1: 5 minutes, tier 2: an hour)."""

    audited = False
    block = models.ForeignKey(MetricBlock, on_delete=models.CASCADE, related_name="+")
    tier = models.PositiveSmallIntegerField()
    start = models.DateTimeField()
    span_s = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    """A large device's ports lie in several parts, each from `if_low` to `if_high`."""
    if_low = models.BigIntegerField(default=0)
    if_high = models.BigIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    """Bytes of the body."""
    body = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["block", "tier", "start", "span_s", "part"], name="metric_chunk_once")
        ]
        indexes: ClassVar = [models.Index(fields=["tier", "start"])]


class MetricTop(TenantModel):
    """The busiest ports of one party's devices now, written by the process that takes sweeps."""

    audited = False
    at = models.DateTimeField()
    ports = models.JSONField(default=list)
    """[device id, ifIndex, bit/s in, bit/s out, ms since 1970], busiest first."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "supplier"], name="metric_top_once", nulls_distinct=False)
        ]
