# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""When each device's configuration was read and what became of it; the configurations themselves lie in git (store)."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class ConfigState(TenantModel):
    """How a device stands: one row for each that was ever asked. `outcome` first, same, changed or failed."""

    audited = False  # rewritten at every reading
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    good_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device"], name="one_config_state")]


class ConfigVersion(TenantModel):
    """A configuration that differs from the one before. `commit`: 40 hexadecimal digits; lines counted after masking."""

    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    commit = models.CharField(max_length=40)
    added = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    """Bytes."""
    in_window = models.BooleanField(null=True)
    """Whether work on it was agreed when it changed; None for the first."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["device", "at"])]
