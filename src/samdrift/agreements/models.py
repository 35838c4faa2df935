# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreements and what they promise. Minutes are counted in the named calendar; percentages are Decimal."""

from decimal import Decimal
from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class ServiceCalendar(TenantModel):
    """One version of a calendar. `weekly` {mon: [["08:00","16:00"], ...], ...}, `closed` [ISO dates], `overrides` {date: [...]}.

    Local wall-clock in `time_zone`; the shape engines.slaclock reads. A change makes a new version; cases keep theirs.
    """

    tenant_rule = "reference"
    slug = models.SlugField()
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60)
    weekly = models.JSONField()
    closed = models.JSONField(default=list)
    overrides = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "slug", "version"], name="calendar_version")
        ]


class Service(TenantModel):
    """What people use, in their own words: «Network at schools», in three languages."""

    tenant_rule = "reference"
    slug = models.SlugField()
    names = models.JSONField()
    """{"da": ..., "nb": ..., "en": ...}"""
    place_kinds = models.JSONField(default=list)
    """Kinds of places that use it; empty: all."""
    device_types = models.JSONField(default=list)
    """Types of devices (network, wireless, power ...) that carry it; empty: none, people report it."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "slug"], name="service_slug")]

    def name_in(self, language: str) -> str:
        """The service's name in a language, else in Danish."""
        return str(self.names.get(language[:2]) or self.names.get("da") or self.slug)


class ResolverGroup(TenantModel):
    """Those who solve: an in-house group (no supplier) or a supplier's."""

    tenant_rule = "reference"
    slug = models.SlugField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "slug"], name="group_slug")]

    def __str__(self) -> str:
        return self.name


class Agreement(TenantModel):
    """One contract: with a supplier, or with ourselves (no supplier). `valid_to` exclusive, None is open-ended."""

    number = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    group = models.ForeignKey(ResolverGroup, on_delete=models.PROTECT, related_name="+")
    service_hours = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "number"], name="agreement_number")]

    def __str__(self) -> str:
        return self.name


class CoveredService(TenantModel):
    """A service under an agreement, and the availability promised for it within service hours."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    availability_percent = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal("99.8"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "service"], name="covered_once")]


class ServiceLevel(TenantModel):
    """Response and resolution for one priority, in minutes of `calendar`."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    priority = models.PositiveSmallIntegerField()
    response_minutes = models.PositiveIntegerField()
    resolution_minutes = models.PositiveIntegerField()
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "priority"], name="level_once")]
