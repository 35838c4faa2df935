# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The trail of changes and the facts that follow them."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class AuditEntry(TenantModel):
    """One change of one row, written by a database trigger; append-only.

    Personal data: whatever the changed row held (old, new). Purpose: accountability. Retention: that of the row's own kind.
    """

    audited: ClassVar[bool] = False
    municipality = models.ForeignKey(  # type: ignore[assignment] # some rows of the trail belong to no city
        "parties.Municipality", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    table_name = models.CharField(max_length=80)
    row_id = models.CharField(max_length=40, null=True)  # noqa: DJ001 - written by the trigger as the row has it
    operation = models.CharField(max_length=10)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["table_name", "row_id"]), models.Index(fields=["at"])]


class Fact(TenantModel):
    """Something that happened, named in the past tense and versioned; append-only. Written in the transaction of its change."""

    audited: ClassVar[bool] = False
    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    """What it is about, `case:12`: facts of one subject reach a reaction in order."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    payload = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "id"]), models.Index(fields=["subject", "id"])]


class HandledFact(models.Model):
    """The inbox: this reaction has done its work for this fact. Written in the transaction of that work."""

    fact_id = models.BigIntegerField()
    reaction = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["fact_id", "reaction"], name="once_a_reaction")]


class ProcessPulse(models.Model):
    """When each of our own processes last said it is well, for `doctor`, /readyz and /metrics. No personal data."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
