# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Connections to suppliers' ticket systems, the tickets linked over them, and what waits to be sent or has been taken in."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class Connection(TenantModel):
    """How to speak to one supplier's ticket system for one municipality. `sealed_secret` opens with platform.sealed alone."""

    kind = models.CharField(max_length=20, default="servicenow")
    base_url = models.CharField(max_length=300)
    user_name = models.CharField(max_length=120)
    client_id = models.CharField(max_length=120, blank=True)
    sealed_secret = models.TextField()
    name = models.CharField(max_length=100)
    """Whose tickets these are, written on each of them."""
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "supplier"], name="one_connection_a_supplier"),
            models.CheckConstraint(name="connection_has_supplier", condition=models.Q(supplier__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.base_url}"


class ConnectionHealth(TenantModel):
    """How a connection does: rewritten at every round, so it stands apart from the set-up and its audit trail."""

    audited: ClassVar[bool] = False
    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    seen_until = models.DateTimeField()
    """The newest change of a ticket that was seen, by the partner's clock."""


class LinkedTicket(TenantModel):
    """A case's ticket at a supplier. `correlation_id` is ours and stands on the partner's ticket; `ref` is theirs."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+")
    case_id = models.BigIntegerField()
    correlation_id = models.CharField(max_length=100, unique=True)
    ref = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=15, blank=True)
    """The partner's state that has had its effect here, or that we asked for."""
    held_by_us = models.BooleanField(default=False)
    """We asked the partner to wait, so it is for us to ask it to go on."""
    given_back = models.BooleanField(default=False)
    """The case went elsewhere; what the partner says from then on changes nothing here."""
    read_version = models.IntegerField(default=-1)
    """The partner's version whose journal has been read; -1 for none."""
    read_again_at = models.DateTimeField(null=True)
    """A journal entry may show a little after its ticket's change: read the journal once more then."""
    read_problem = models.CharField(max_length=500, blank=True)
    read_tries = models.PositiveIntegerField(default=0)
    """How often in a row its journal could not be taken in; then `read_again_at` says when the next try is."""
    problem = models.CharField(max_length=500, blank=True)
    """Why its sends wait, in words."""
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    linked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "case_id"], name="one_ticket_a_case")]
        indexes: ClassVar = [models.Index(fields=["case_id"])]

    def __str__(self) -> str:
        return self.number or self.correlation_id


class Send(TenantModel):
    """One thing to tell a partner, in the order of its id. Written in the transaction of what it tells; kept as the record.

    `begun_at` is on disk before the first try, so after a crash we look at the partner before sending again. The words of
    an entry are not copied here: they are asked for when it goes out.
    """

    audited: ClassVar[bool] = False
    ticket = models.ForeignKey(LinkedTicket, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    """create, comment, work_note, state, give_back or duplicate."""
    origin = models.CharField(max_length=80)
    """Our stable key of it: a repeated reaction writes no second row, and the partner's entry carries it."""
    entry_id = models.BigIntegerField(null=True)
    target_ref = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the text as sent, to know our own entry again."""
    queued_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    """sent, found (it had arrived already) or needless."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "origin"], name="one_send_an_origin")]
        indexes: ClassVar = [
            models.Index(fields=["ticket", "id"], condition=models.Q(done_at__isnull=True), name="sends_waiting")
        ]


class TakenEntry(TenantModel):
    """A partner's journal entry that has been dealt with: each exactly once, whatever is told twice."""

    audited: ClassVar[bool] = False
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(LinkedTicket, on_delete=models.CASCADE, related_name="+")
    ref = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20)
    """taken, own (we wrote it), empty or late (the case had gone elsewhere)."""
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["connection", "ref"], name="one_taking_an_entry")]
