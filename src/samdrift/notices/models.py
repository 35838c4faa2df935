# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The ledger of what was told to whom: has the user heard?"""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class Notice(TenantModel):
    """One change told to one person once. `supplier` stays empty: whom a city tells is its own affair.

    Personal data: receiver and what they were told. Purpose: to inform. Retention: as the case.
    """

    audited: ClassVar[bool] = False
    recipient_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    change = models.CharField(max_length=80)
    """What is told: `case:12:opened`, `entry:34`, `case:12:resolved`."""
    channel = models.CharField(max_length=10, default="mail")
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    state = models.CharField(max_length=10, default="queued")
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    """Why it has not gone out, in words."""
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient_id", "change", "channel"], name="told_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient_id", "queued_at"]),
            models.Index(fields=["case_id", "queued_at"]),
        ]
