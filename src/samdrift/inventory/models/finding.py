# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Finding devices and deciding about what was found: the worklist, and ranges of addresses to be asked."""

from typing import ClassVar

from django.db import models

from samdrift.inventory.models.network import Device
from samdrift.platform.tenancy import TenantModel


class WorkItem(TenantModel):
    """Something found that a person should look at, once for each thing it is about; what was decided stays with it."""

    kind = models.CharField(max_length=20)
    """One of rules.worklist.KINDS."""
    key = models.CharField(max_length=160)
    """What it is about, so that it is not told twice: `device:12`, `address:10.20.0.1`, `serial:sn-77`."""
    device = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, related_name="+")
    other = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, related_name="+")
    detail = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    decision = models.CharField(max_length=20, blank=True)
    """Empty while it waits; accepted, ignored, merged, gone, or cleared (it is no longer so)."""
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "kind", "key"], name="work_item_once")]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "kind"], condition=models.Q(decision=""), name="work_item_open")
        ]


class AddressRange(TenantModel):
    """A range somebody asked to be looked through. `asked` of `size` addresses have been knocked at, `found` answered."""

    network = models.CharField(max_length=50)
    state = models.CharField(max_length=20, default="waiting")
    """waiting, asking, done, cancelled."""
    size = models.PositiveBigIntegerField(default=0)
    asked = models.PositiveBigIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    asked_by = models.CharField(max_length=80, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    audited = False  # its counters are rewritten while it runs; who asked for it stands in it
