# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages as received. Append-only; forgotten after a set time."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class LoggedMessage(TenantModel):
    """One syslog message (RFC 5424, RFC 3164). May hold personal data, as user names: kept for SAMDRIFT_SYSLOG_KEEP_DAYS.

    `at` and `source` are the receiver's; everything else is the device's word. `device` None: no device has that address.
    """

    audited = False
    key = models.CharField(max_length=64, unique=True)
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, null=True, related_name="+")
    source = models.GenericIPAddressField()
    at = models.DateTimeField()
    facility = models.PositiveSmallIntegerField()
    severity = models.PositiveSmallIntegerField()
    host = models.CharField(max_length=255, blank=True)
    app = models.CharField(max_length=255, blank=True)
    proc_id = models.CharField(max_length=255, blank=True)
    msg_id = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    structured = models.TextField(blank=True)
    told = models.CharField(max_length=80, blank=True)
    """The device's own time, as it wrote it."""
    clock_off_s = models.FloatField(null=True)
    """Seconds by which the device's clock is ahead of ours; None where it wrote no time of day."""
    clock_set = models.BooleanField(default=True)
    port = models.CharField(max_length=120, blank=True)
    transport = models.CharField(max_length=4)
    cut = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["device", "-at"], name="devicelog_device_at"),
            models.Index(fields=["municipality", "-at"], name="devicelog_municipality_at"),
            models.Index(fields=["at"], name="devicelog_at"),
        ]
