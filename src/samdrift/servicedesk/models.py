# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Cases, what they hit, their timeline and their clocks."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class Case(TenantModel):
    """What people and the desk see of something that is wrong or wanted. `supplier` is the one it is handed to.

    Personal data: reporter, assignee, what people write. Purpose: to help them. Retention: five years after closing.
    """

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, default="incident")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    texts = models.JSONField(default=dict)
    """For cases we word ourselves: {language: {"title": ..., "description": ...}}; empty for what a person wrote."""
    priority = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=15, default="new")
    language = models.CharField(max_length=5, default="da")
    group = models.ForeignKey("agreements.ResolverGroup", on_delete=models.PROTECT, null=True, related_name="+")
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, null=True, related_name="+")
    incident_id = models.BigIntegerField(null=True, unique=True)
    reporter_id = models.BigIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    """The earliest due time of its running clocks; None when none runs."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="case_number"),
            models.CheckConstraint(name="case_priority", condition=models.Q(priority__range=(1, 4))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "next_due_at"]),
            models.Index(fields=["supplier", "state", "next_due_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    def title_in(self, language: str) -> str:
        """The title in a language where we worded it ourselves, else as written."""
        return str(self.texts.get(language, {}).get("title") or self.title)

    def description_in(self, language: str) -> str:
        """The description in a language where we worded it ourselves, else as written."""
        return str(self.texts.get(language, {}).get("description") or self.description)


class CaseSeries(TenantModel):
    """The last number given out in a municipality and year."""

    audited: ClassVar[bool] = False
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "year"], name="one_series_a_year")]


class CasePlace(TenantModel):
    """A place the case hits."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("parties.Place", on_delete=models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "place"], name="place_hit_once")]


class CaseService(TenantModel):
    """A service the case hits."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey("agreements.Service", on_delete=models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "service"], name="service_hit_once")]


class CaseWatcher(TenantModel):
    """A person who reported the same thing and wants to hear how it goes. Personal data: as the case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    user_id = models.BigIntegerField()
    place = models.ForeignKey(
        "parties.Place", on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user_id"], name="watches_once")]


class CaseEntry(TenantModel):
    """One line of the timeline. `supplier` is set only where that supplier may read it: never on an internal one.

    Personal data: what people write, and who. Purpose: to help them. Retention: as the case.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    visibility = models.CharField(max_length=10)
    text = models.TextField()
    texts = models.JSONField(default=dict)
    """For entries we word ourselves: {language: text}."""
    author = models.CharField(max_length=160)
    """The name people read."""
    actor = models.CharField(max_length=80)
    """Who did it: `user:12`, `system:worker`."""
    origin = models.CharField(max_length=120, blank=True)
    """Makes a repeated send harmless: the partner's key of its entry, or the form's own; unique within the case."""
    only_place_id = models.BigIntegerField(null=True)
    """Set when users of other places on the same case shall not read it: what somebody at this place wrote."""
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "origin"], condition=~models.Q(origin=""), name="one_entry_an_origin"
            ),
            models.CheckConstraint(
                name="internal_stays_at_home",
                condition=~models.Q(visibility="internal") | models.Q(supplier__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "at", "id"])]

    def text_in(self, language: str) -> str:
        """The text in a language where we worded it ourselves, else as written."""
        return str(self.texts.get(language) or self.text)


class CaseHolder(TenantModel):
    """From `at` on the case lay with this holder: a group of ours, a supplier, the user who must answer, or nobody (solved).

    `supplier` is set where that supplier held it. Personal data: none.
    """

    audited: ClassVar[bool] = False
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    group = models.ForeignKey("agreements.ResolverGroup", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="holder_kind", condition=models.Q(kind__in=["desk", "supplier", "user", "nobody"])
            )
        ]
        indexes: ClassVar = [models.Index(fields=["case", "at", "id"], name="servicedesk_case_id_holder")]


class CaseClock(TenantModel):
    """A target of an agreement, running. `owner` is whose clock it is (slaclock.ClockOwner): one case may have three kinds.

    `calendar` (a whole copy, so that an old due time can still be explained), `target`, `unit`, `model` and `started_at`
    are what it began with; `changes` [{at, cause, policy, reason, solved_at, terms|null}, ...] what became of them;
    `priority` and `target_minutes` what holds now. `pauses` [[from, to|null], ...]; all times ISO 8601 UTC, pauses
    half-open. `due_at` None while paused. `met` None until it stops. Personal data: none.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    owner = models.CharField(max_length=8, default="user")
    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField()
    calendar = models.JSONField()
    target = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, default="minute")
    model = models.CharField(max_length=24, default="service_hours")
    target_minutes = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    pauses = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    met = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "agreement", "kind"], name="one_clock_a_kind"),
            models.CheckConstraint(
                name="stopped_clock_is_judged",
                condition=models.Q(stopped_at__isnull=True, met__isnull=True)
                | models.Q(stopped_at__isnull=False, met__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "stopped_at"])]
