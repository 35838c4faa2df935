# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Incidents and whom they affect."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samdrift.platform.tenancy import TenantModel


class Incident(TenantModel):
    """One physical fault. `kind`: device, link, place, redundancy, agent, degraded, flapping.

    `cause_key` (`device:12`, `link:7`, `place:3`) is what it is named by; at most one open incident a kind and cause.
    """

    kind = models.CharField(max_length=20)
    cause_key = models.CharField(max_length=80)
    cause_label = models.CharField(max_length=200)
    """In the field's words: «cable dist1 ge5 - acc3 ge1», «device acc5», «power at School north»."""
    place = models.ForeignKey("parties.Place", on_delete=models.SET_NULL, null=True, related_name="+")
    agreement_id = models.BigIntegerField(null=True)
    suspects = models.JSONField(default=list)
    explanation = models.JSONField(default=dict)
    """What the judgement rests on: silent, still answering, ports down, power notices; device and link labels."""
    fault_at = models.DateTimeField()
    """When the first sign of it was seen."""
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outage = models.BooleanField()
    """True when something is unreachable for its users; False for redundancy, agent and degraded."""
    earlier = models.JSONField(default=list)
    """What it was taken for before, oldest first: [{"until", "by", "kind", "cause_key", "cause_label", "explanation"}]."""
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    """The incident it turned out to be the same fault as; it was closed with that."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "cause_key"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_a_cause",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "opened_at"]), models.Index(fields=["closed_at"])]

    def __str__(self) -> str:
        return self.cause_label


class Affected(TenantModel):
    """A device that fell silent because of an incident, and from when until when."""

    audited = False
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("parties.Place", on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=10)
    """cause or follow-on."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["incident", "device"], name="affected_once")]


class DisplayLink(TenantModel):
    """A link for a screen on a wall: shows the wallboard of one party to whoever has it. Only its SHA-256 is kept.

    Personal data: who made it. Purpose: to know whom to ask. Retention: until withdrawn or over, then one year.
    """

    name = models.CharField(max_length=80)
    """Where the screen hangs."""
    token_hash = models.CharField(max_length=64, unique=True)
    agreements = ArrayField(models.BigIntegerField(), default=list)
    """Where whoever made it is bound to some of a supplier's agreements, so is the screen."""
    language = models.CharField(max_length=5, default="da")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)
    """The last day it was shown, UTC; a day, so that a screen does not write at every drawing."""

    unaudited_columns: ClassVar[tuple[str, ...]] = ("used_on",)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="display_link_over")]

    def __str__(self) -> str:
        return self.name


class MaintenanceWindow(TenantModel):
    """Agreed work on a place, a device, a cable or what carries a service: what falls silent by it is no incident.

    `supplier` is the one whose devices alone it is about, and that may therefore see it. Personal data: who planned it.
    Purpose: to ask them. Retention: as the audit trail.
    """

    scope_kind = models.CharField(max_length=10)
    """place, device, link, service."""
    scope_id = models.BigIntegerField()
    scope_label = models.CharField(max_length=200)
    by_supplier = models.BooleanField(default=False)
    """Planned by the supplier: at a place or of a service it is about that supplier's devices alone."""
    place_ids = models.JSONField(default=list)
    """Places that notice it, as known when it was planned; its page and theirs announce it."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(default=10)
    """How long after the end things may take to start again before they are an incident."""
    reason = models.CharField(max_length=300)
    reference = models.CharField(max_length=80, blank=True)
    """The number of the change it belongs to, in whoever's system."""
    silent = models.BooleanField(default=False)
    """Not announced on the pages of the places; those who run things see it all the same."""
    planned_by = models.CharField(max_length=120)
    planner = models.CharField(max_length=60)
    """The actor's label."""
    planned_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """When the watch process found the time to start again over."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="window_ends_after_it_begins", condition=models.Q(ends_at__gte=models.F("starts_at"))
            )
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "ends_at"])]

    def __str__(self) -> str:
        return self.scope_label


class PlannedSilence(TenantModel):
    """A device that fell silent by agreed work; `incident` is set where it did not come back in time."""

    audited = False
    window = models.ForeignKey(MaintenanceWindow, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey("inventory.Device", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["window", "device"], name="silent_by_work_once")]
