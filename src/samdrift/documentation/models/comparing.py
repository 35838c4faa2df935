# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Where plan and network differ, and what is kept of the comparison and of those who looked for themselves."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samdrift.platform.tenancy import TenantModel


class Difference(TenantModel):
    """One difference between plan and network, on the worklist until it is gone. `way`: empty (nobody has decided),
    plan (the plan was made so) or network (the network is to be fixed, by `group`).

    Personal data: the name of whoever decided. Purpose: who to ask. Retention: with the municipality's records.
    """

    key = models.CharField(max_length=500)
    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=20)
    subject = models.CharField(max_length=300)
    field = models.CharField(max_length=40, blank=True)
    intended = models.CharField(max_length=300, blank=True)
    observed = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    place = models.ForeignKey("parties.Place", on_delete=models.SET_NULL, null=True, related_name="+")
    device_id = models.BigIntegerField(null=True)
    """Inventory's device, where there is one."""
    agreement_id = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, blank=True)
    group = models.CharField(max_length=120, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)
    case_id = models.BigIntegerField(null=True)
    """The desk's case that has it fixed, where one was asked for."""
    case_number = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "key"], condition=Q(ended_at__isnull=True), name="one_open_difference"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "ended_at", "found_at"])]


class Comparison(TenantModel):
    """When a municipality's plan and network were last compared, so that an empty worklist can be trusted."""

    audited = False  # rewritten every few minutes by the comparison itself
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality"], name="one_comparison_a_city")]


class ImportFile(TenantModel):
    """A file somebody gave, kept from the trial until it is taken in: what was tried is what is imported.

    Personal data: the name of whoever gave it, and whatever the file holds. Purpose: the source of statements.
    """

    audited = False  # each row it changes is audited by itself
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    body = models.TextField()
    given_by = models.CharField(max_length=160)
    given_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)


class PlaceCheck(TenantModel):
    """Somebody stood at the place and found the dossier true.

    Personal data: that person's name. Purpose: how far the dossier may be trusted. Retention: as long as the place.
    """

    agreement_id = models.BigIntegerField(null=True)
    place = models.ForeignKey("parties.Place", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=160)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["place", "at"])]


class PlaceFigure(TenantModel):
    """How complete a place's dossier was when it was last compared, in whole per cent, for the list of places."""

    audited = False  # rewritten by the comparison itself
    agreement_id = models.BigIntegerField(null=True)
    place = models.ForeignKey("parties.Place", on_delete=models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField()
    devices = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place"], name="one_figure_a_place")]
