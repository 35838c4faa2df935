# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreements and what they promise. Targets are counted in the named calendar; percentages are Decimal."""

from decimal import Decimal
from typing import ClassVar, get_args

from django.db import models

from samdrift.engines.slaclock import ClockModel, ClockOwner, TargetUnit
from samdrift.platform.tenancy import TenantModel

UNITS = get_args(TargetUnit)
MODELS = get_args(ClockModel)


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
    reason = models.CharField(max_length=500, blank=True)
    """Why this version took the former's place."""
    published_at = models.DateTimeField(null=True)
    """From when it holds; None for the first."""

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
    promise = models.CharField(max_length=8, blank=True)
    """Whose clock it is (slaclock.ClockOwner): `user`, `desk` (the desk's operational level) or `supplier`; empty: the usual."""
    paused_by = models.JSONField(null=True)
    """Whom a case may wait for without this clock running; None: as slaclock.PAUSED_BY has it."""
    policies = models.JSONField(default=dict)
    """{cause: "retroactive" | "from_change"} for priority, reopened, agreement, calendar; what is missing is retroactive."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="agreement_number"),
            models.CheckConstraint(
                name="promise_has_an_owner", condition=models.Q(promise__in=["", "user", "desk", "supplier"])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> ClockOwner:
        """Whose clock it is: a contract's is the supplier's, one with ourselves promises the users."""
        if self.promise in ("user", "desk", "supplier"):
            return self.promise  # type: ignore[return-value]  # just checked
        return "user" if self.supplier_id is None else "supplier"


class CoveredService(TenantModel):
    """A service under an agreement, and the availability promised for it within service hours."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    availability_percent = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal("99.8"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "service"], name="covered_once")]


class ServiceLevel(TenantModel):
    """Response and resolution for one priority, each in its unit, counted in `calendar` by `model` (slaclock.ClockModel)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    priority = models.PositiveSmallIntegerField()
    response = models.PositiveIntegerField()
    response_unit = models.CharField(max_length=12, default="minute")
    resolution = models.PositiveIntegerField()
    resolution_unit = models.CharField(max_length=12, default="minute")
    model = models.CharField(max_length=24, default="service_hours")
    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "priority"], name="level_once"),
            models.CheckConstraint(
                name="level_in_known_units",
                condition=models.Q(response_unit__in=UNITS, resolution_unit__in=UNITS, model__in=MODELS),
            ),
        ]
