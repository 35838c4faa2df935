# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The year's capacity report, kept as it was told when the year ended."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class YearReport(TenantModel):
    """One municipality's year. Never written again: later years measure themselves against what was said."""

    audited = False
    year = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    body = models.JSONField(default=dict)
    """capacity.report.YearData."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "year"], name="capacity_one_report_a_year")
        ]
