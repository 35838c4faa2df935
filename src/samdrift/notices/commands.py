# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Queue what shall be told, and carry it; each person hears each change once."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from samdrift.kernel.errors import NotNow, Refused
from samdrift.notices.models import Notice
from samdrift.notices.ports import Mailer
from samdrift.notices.types import Letter
from samdrift.parties import facade as parties
from samdrift.parties.types import PersonInfo
from samdrift.platform import jobs
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce
from samdrift.servicedesk.types import Audience

Wording = Callable[[PersonInfo], tuple[str, str]]


def tell(
    *,
    audience: Audience,
    change: str,
    wording: Wording,
    actor: Actor,
    at: datetime,
    only_place_id: int | None = None,
    but: int | None = None,
) -> int:
    """Queue one letter per person who shall hear of `change`; how many were new. `but` is the person who made the change."""
    del actor
    places = audience.places if only_place_id is None else audience.places & {only_place_id}
    people = {person.id: person for person in parties.people_at_places(places)}
    for person_id in audience.people:
        person = parties.person(person_id)
        if person is not None:
            people[person.id] = person
    queued = 0
    with transaction.atomic():
        for person in people.values():
            if person.id == but or not person.email:
                continue
            subject, body = wording(person)
            row, new = Notice.objects.get_or_create(
                recipient_id=person.id,
                change=change,
                channel="mail",
                defaults={
                    "municipality_id": audience.municipality_id,
                    "case_id": audience.case_id,
                    "language": person.language,
                    "subject": subject[:250],
                    "body": body,
                    "queued_at": at,
                },
            )
            if new:
                queued += 1
                jobs.defer("send_notice", notice_id=row.pk)
        announce("notices", municipality_id=audience.municipality_id, supplier_id=None)
    return queued


def send(*, notice_id: int, mailer: Mailer, actor: Actor, at: datetime) -> bool:
    """Carry one letter; False when it went before or never will. NotNow when the server is down: it stays queued, saying why."""
    del actor
    with transaction.atomic():
        row = Notice.objects.select_for_update().filter(pk=notice_id, state="queued").first()
        if row is None:
            return False
        person = parties.person(row.recipient_id)
        if person is None or not person.email:
            return _end(row, state="refused", error="the person has left or has no address")
        row.tries += 1
        letter = Letter(person.email, row.subject, row.body, row.language, _message_id(row), _thread(row))
        try:
            mailer.send(letter)
        except Refused as error:
            return _end(row, state="refused", error=error.sentence())
        except NotNow as error:
            later = error
        else:
            row.sent_at = at
            return _end(row, state="sent", error="")
    Notice.objects.filter(pk=row.pk).update(error=later.sentence()[:300], tries=row.tries)
    announce("notices", municipality_id=row.municipality_id, supplier_id=None)
    raise later


def _end(row: Notice, *, state: str, error: str) -> bool:
    row.state, row.error = state, error[:300]
    row.save(update_fields=["state", "error", "tries", "sent_at"])
    announce("notices", municipality_id=row.municipality_id, supplier_id=None)
    return state == "sent"


def _message_id(row: Notice) -> str:
    return f"<notice-{row.pk}.case-{row.case_id}@samdrift>"


def _thread(row: Notice) -> str:
    first = Notice.objects.filter(recipient_id=row.recipient_id, case_id=row.case_id).order_by("pk").first()
    return _message_id(first) if first is not None and first.pk != row.pk else ""
