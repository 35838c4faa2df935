# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Whether a municipality gives its counts away, and the counts that are given. Nothing below the floor is ever in here."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class OpenDataTerms(TenantModel):
    """One municipality's decision. Without a row, or with `on` False, nothing is published and nothing answered."""

    on = models.BooleanField(default=False)
    floor = models.PositiveIntegerField(default=10)
    rounding = models.PositiveIntegerField(default=5)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality"], name="opendata_terms_once")]


class PublishedHour(TenantModel):
    """About how many people were at a place in an hour: rounded, at or above the floor. Written once, never changed.

    No personal data: a count of ten or more, of devices nobody is named by.
    """

    audited = False
    place = models.ForeignKey("parties.Place", on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    about = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "hour"], name="opendata_hour_once")]
        indexes: ClassVar = [models.Index(fields=["municipality", "hour"])]
