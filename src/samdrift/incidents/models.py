# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Incidents and whom they affect."""

from typing import ClassVar

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
