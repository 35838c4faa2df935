# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Values that go up and down, kept for three years, and what is foreseen of them and of lines."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samdrift.platform.tenancy import TenantModel


class GaugeSeries(TenantModel):
    """One value of one device over time, as inventory names it (kind and key stay the same from reading to reading)."""

    audited = False
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    size = models.FloatField(null=True)
    """What it can be at most, where the device says."""
    if_index = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "kind", "key"], name="monitoring_gauge_series_once")
        ]


class GaugeReading(TenantModel):
    """The journal: the values of one reading of one device, until they are kept as hours. Once each by device and time."""

    audited = False
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    series = ArrayField(models.BigIntegerField(), default=list)
    values = ArrayField(models.FloatField(), default=list)
    kept = models.BooleanField(default=False)
    """It is in the hours; the row stays a few days so that what comes late, or twice, changes nothing."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "at"], name="monitoring_gauge_reading_once")]
        indexes: ClassVar = [models.Index(fields=["kept", "at"])]


class GaugeChunk(TenantModel):
    """All gauges of one device over a span of thirty days, as hours or, after a year, as days with mean, least and most."""

    audited = False
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    start = models.DateTimeField()
    step_s = models.PositiveIntegerField()
    body = models.BinaryField()
    """engines.foresight.Hours; series by the id of GaugeSeries."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "start", "step_s"], name="monitoring_gauge_chunk_once")
        ]
        indexes: ClassVar = [models.Index(fields=["step_s", "start"])]


class CapacityOutlook(TenantModel):
    """How the busy hours of a line or a gauge develop, by the last half year. Rewritten once a day.

    `kind` link: `if_index` is the port, `size` its speed in bit/s. Else a kind of GaugeSeries. No `level`: too little known.
    """

    audited = False
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    if_index = models.BigIntegerField(null=True)
    size = models.FloatField(default=0)
    until = models.DateTimeField()
    """End of the last day that was looked at."""
    days = models.PositiveIntegerField(default=0)
    """Days known of those looked at."""
    level = models.FloatField(null=True)
    level_error = models.FloatField(default=0)
    slope = models.FloatField(default=0)
    """A day; `slope_low` and `slope_high` are the ends of its 90 % interval."""
    slope_low = models.FloatField(default=0)
    slope_high = models.FloatField(default=0)
    levels = ArrayField(models.FloatField(null=True), default=list)
    """The busy level of each of the last days, oldest first; null: not known."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "kind", "key"], name="monitoring_outlook_once")
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "kind"])]
