# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The one way to read the ledger, always for an actor."""

from dataclasses import dataclass

from samdrift.notices.models import Notice
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One letter as a page shows it."""

    id: int
    to: str
    subject: str
    body: str
    state: str
    error: str
    at: object


def my_notices(actor: Actor) -> list[Told]:
    """What this person was told, newest first; at most PAGE."""
    if actor.user_id is None:
        return []
    return _told(list(Notice.objects.filter(recipient_id=actor.user_id).order_by("-queued_at", "-pk")[:PAGE]))


def notices_about(actor: Actor, case_id: int) -> list[Told]:
    """Who was told what about a case: for the city's desk and those who answer for it, nobody else."""
    if not actor.has("agent", "contract_manager", "director"):
        return []
    return _told(list(Notice.objects.filter(case_id=case_id).order_by("queued_at", "pk")))


def _told(rows: list[Notice]) -> list[Told]:
    names = parties.people({row.recipient_id for row in rows})
    return [
        Told(
            id=row.pk,
            to=names[row.recipient_id].name if row.recipient_id in names else "",
            subject=row.subject,
            body=row.body,
            state=row.state,
            error=row.error,
            at=row.sent_at or row.queued_at,
        )
        for row in rows
    ]
