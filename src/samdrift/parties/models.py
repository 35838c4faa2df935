# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Municipalities, agencies, places, suppliers, people, and the roles that tie people to them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from samdrift.platform.tenancy import TenantModel


class Municipality(models.Model):
    """A city that runs Samdrift. The tenant."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, default="Europe/Copenhagen")
    language = models.CharField(max_length=5, default="da")

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    """A company that runs something for municipalities by agreement."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Agency(TenantModel):
    """A part of the municipality: schools, care, culture ..."""

    tenant_rule = "reference"
    slug = models.SlugField()
    name = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "slug"], name="agency_slug")]

    def __str__(self) -> str:
        return self.name


class Place(TenantModel):
    """A building people work in. `x`, `y` are on the municipality's own map, 0-1000; `power_feed` names its electricity."""

    tenant_rule = "reference"
    slug = models.SlugField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    address = models.CharField(max_length=160, blank=True)
    people = models.PositiveIntegerField(default=0)
    x = models.FloatField(default=0)
    y = models.FloatField(default=0)
    power_feed = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "slug"], name="place_slug")]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person. Personal data: name, e-mail, language. Purpose: access and notices. Retention: while employed, then one year."""

    language = models.CharField(max_length=5, default="da")
    persona = models.CharField(max_length=40, blank=True)
    """Demo mode only: the button this person stands behind; empty for everyone else."""

    def display_name(self) -> str:
        return self.get_full_name() or self.username


class RoleAssignment(models.Model):
    """A role for one person: at a municipality or for a supplier, maybe only at one place or for one agreement."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=30)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    agreement_id = models.BigIntegerField(null=True, blank=True)
    granted_by = models.CharField(max_length=80)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_at_one_party",
                condition=models.Q(municipality__isnull=False, supplier__isnull=True)
                | models.Q(municipality__isnull=True, supplier__isnull=False),
            )
        ]


class FederatedIdentity(models.Model):
    """A person at an identity provider, keyed on issuer + sub (OpenID Connect Core 1.0 §5.7), never on e-mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_person_a_subject")]


class Customership(models.Model):
    """A supplier works for a municipality: kept with the agreements, read when an actor is built (before any wall is open)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "supplier"], name="one_customership")]


class SetupLink(models.Model):
    """The link on which the first administrator is made: once, within its time. Only the token's SHA-256 is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A person's key to the REST API; it may do what the person may. Only its SHA-256 is kept.

    Personal data: whose it is and when it was used last. Purpose: access. Retention: until withdrawn, then one year.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    """None: until withdrawn."""
    withdrawn_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    """The last day it was used, UTC; a day, so that a busy program does not write at every request."""
