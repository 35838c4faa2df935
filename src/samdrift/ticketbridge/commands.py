# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What we want told to partners, and how their connections are set up. Sending is done by the rounds (see rounds.py)."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from samdrift.kernel.errors import BadInput
from samdrift.parties import facade as parties
from samdrift.platform import jobs
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce
from samdrift.platform.sealed import seal, unseal
from samdrift.servicedesk.types import CaseInfo, EntryInfo
from samdrift.ticketbridge.models import Connection, ConnectionHealth, LinkedTicket, Send
from samdrift.ticketbridge.types import ConnectionDetails

TOPIC = "tickets"
ORIGIN_PREFIX = "bridge-"
_SENT_AS = {"customer": "comment", "supplier": "work_note"}


def connect(*, municipality_id: int, supplier_id: int, details: ConnectionDetails, actor: Actor, at: datetime) -> int:
    """Set up, or change, the way to a supplier's system; its id. Safe to repeat. BadInput where something is missing."""
    del actor
    for name in ("base_url", "user_name", "secret", "name"):
        if not getattr(details, name).strip():
            raise BadInput("is empty", where=name, remedy="the supplier knows it")
    if supplier_id not in parties.supplier_names([supplier_id]):
        raise BadInput("there is no such supplier", where="supplier")
    plain = {name: getattr(details, name) for name in ("kind", "base_url", "user_name", "client_id", "name")}
    with transaction.atomic():
        row, new = Connection.objects.select_for_update().get_or_create(
            municipality_id=municipality_id,
            supplier_id=supplier_id,
            defaults={**plain, "sealed_secret": seal(details.secret), "created_at": at},
        )
        health, _new = ConnectionHealth.objects.get_or_create(
            connection=row,
            defaults={"municipality_id": municipality_id, "supplier_id": supplier_id, "seen_until": at},
        )
        if not new:
            for name, value in plain.items():
                setattr(row, name, value)
            if unseal(row.sealed_secret) != details.secret:
                row.sealed_secret = seal(details.secret)
            row.active = True
            row.save()
            health.next_try_at = None
            health.save(update_fields=["next_try_at"])
    return row.pk


def hand_case_to_partner(*, case: CaseInfo, entries: list[EntryInfo], actor: Actor, at: datetime) -> int | None:
    """Queue a ticket for a case, with what has been said so far; the link's id, or None where its supplier has no system."""
    del actor
    if case.supplier_id is None:
        return None
    there = Connection.objects.filter(municipality_id=case.municipality_id, supplier_id=case.supplier_id, active=True)
    connection = there.first()
    if connection is None:
        return None
    with transaction.atomic():
        ticket, _new = LinkedTicket.objects.select_for_update().get_or_create(
            connection=connection,
            case_id=case.id,
            defaults={
                "municipality_id": case.municipality_id,
                "supplier_id": connection.supplier_id,
                "correlation_id": f"{case.number}-{uuid4().hex[:12]}",
                "linked_at": at,
            },
        )
        if ticket.given_back:
            ticket.given_back = False
            ticket.save(update_fields=["given_back"])
        _queue(ticket, kind="create", origin="create", at=at)
        for entry in entries:
            queue_entry(ticket=ticket, entry=entry, at=at)
    return ticket.pk


def queue_entry(*, ticket: LinkedTicket, entry: EntryInfo, at: datetime) -> bool:
    """Queue what somebody wrote; False where it is not for the partner, came from there, or is queued already."""
    kind = _SENT_AS.get(entry.visibility)
    if kind is None or entry.kind != "message" or _came_from_partner(ticket, entry):
        return False
    return _queue(ticket, kind=kind, origin=f"e{entry.id}", at=at, entry_id=entry.id)


def queue_state(*, ticket: LinkedTicket, cause: str, at: datetime) -> bool:
    """Queue a look whether the partner's state still fits the case; `cause` is the stable key of why."""
    return _queue(ticket, kind="state", origin=f"s{cause}", at=at)


def give_back(*, ticket: LinkedTicket, cause: str, at: datetime) -> bool:
    """The case goes elsewhere: queue the end of this ticket; from now on nothing is taken from it."""
    with transaction.atomic():
        LinkedTicket.objects.filter(pk=ticket.pk).update(given_back=True)
        return _queue(ticket, kind="give_back", origin=f"b{cause}", at=at)


def queue_duplicate(*, ticket: LinkedTicket, ref: str, at: datetime) -> bool:
    """A second ticket carries our id (a send that was carried out twice): queue its end."""
    return _queue(ticket, kind="duplicate", origin=f"d{ref}", at=at, target_ref=ref)


def wake(connection_id: int) -> None:
    """Ask for a round soon; one that waits already is enough."""
    key = f"bridge/{connection_id}"
    jobs.defer("bridge_round", queueing_lock=key, lock=key, connection_id=connection_id)


def _queue(ticket: LinkedTicket, *, kind: str, origin: str, at: datetime, **more: int | str) -> bool:
    _row, new = Send.objects.get_or_create(
        ticket=ticket,
        origin=origin,
        defaults={
            "municipality_id": ticket.municipality_id,
            "supplier_id": ticket.supplier_id,
            "kind": kind,
            "queued_at": at,
            **more,
        },
    )
    if new:
        announce(TOPIC, municipality_id=ticket.municipality_id, supplier_id=ticket.supplier_id)
        wake(ticket.connection_id)
    return new


def _came_from_partner(ticket: LinkedTicket, entry: EntryInfo) -> bool:
    # one supplier's work notes are never told to another; what everybody may read, the next one may read as well
    return entry.origin.startswith(
        ORIGIN_PREFIX if entry.visibility != "customer" else origin_prefix(ticket.connection_id)
    )


def origin_prefix(connection_id: int) -> str:
    """How the keys begin under which the desk keeps what came over a connection."""
    return f"{ORIGIN_PREFIX}{connection_id}:"
