# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One round over one connection: take in what the partner changed, send what waits, write down how it went.

One writer per connection: an advisory lock of the database, which goes with the process that dies. A partner that cannot be
reached costs one call a round and a growing pause; a ticket that fails alone waits alone.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db import connection as database
from django.db.models import Q, QuerySet

from samdrift.kernel.errors import NotNow, SamdriftError
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce
from samdrift.platform.sealed import unseal
from samdrift.ticketbridge import rules, sending
from samdrift.ticketbridge.commands import TOPIC
from samdrift.ticketbridge.models import Connection, ConnectionHealth, LinkedTicket, Send
from samdrift.ticketbridge.ports import TicketSystem
from samdrift.ticketbridge.receiving import take_ticket
from samdrift.ticketbridge.types import ConnectionDetails, PartnerTicket

Open = Callable[[ConnectionDetails], TicketSystem]
Clock = Callable[[], datetime]
LOCK_CLASS = 0x54424B  # «TBK»: the bridge's share of the database's advisory locks
MOST_FAILURES = 2
MOST_AGAIN = 50
logger = logging.getLogger(__name__)


class Round:
    """The work of one round. `now` is read for each step, because a round may wait for the partner in between."""

    def __init__(self, connection: Connection, system: TicketSystem, *, actor: Actor, now: Clock) -> None:
        self.connection = connection
        self.system = system
        self.actor = actor
        self.now = now

    def take_in(self, since: datetime) -> datetime:
        """Everything changed at the partner; the newest change seen. Raises where the partner cannot be read."""
        newest, failures = since, 0
        for told in self.system.changed_since(since - rules.OVERLAP):
            newest = max(newest, told.updated_at)
            ticket = self._tickets().filter(correlation_id=told.correlation_id).first()
            if ticket is not None and self._is_news(ticket, told):
                failures = self._count(failures, self._read(ticket, told))
        # beside these, what could not be taken in before, and journals that may have been read a moment too early
        for ticket in self._tickets().filter(read_again_at__lte=self.now()).order_by("read_again_at")[:MOST_AGAIN]:
            failures = self._count(failures, self._read(ticket, None))
        return newest

    def send(self) -> None:
        """What waits, ticket by ticket. Stops where one after the other fails, or the partner asks us to wait."""
        failures = 0
        pending = Send.objects.filter(ticket__connection=self.connection, done_at__isnull=True).values("ticket_id")
        due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=self.now())
        for ticket in list(self._tickets().filter(due, pk__in=pending).order_by("tries", "pk")):
            error = self._send(ticket)
            if isinstance(error, NotNow) and error.retry_after_s is not None:
                raise error
            failures = self._count(failures, error)

    def _tickets(self) -> QuerySet[LinkedTicket]:
        return LinkedTicket.objects.filter(connection=self.connection)

    def _is_news(self, ticket: LinkedTicket, told: PartnerTicket) -> bool:
        if ticket.ref and ticket.ref != told.ref:
            return not Send.objects.filter(ticket=ticket, origin=f"d{told.ref}", done_at__isnull=False).exists()
        waits = ticket.read_tries > 0 and ticket.read_again_at is not None and ticket.read_again_at > self.now()
        return told.version != ticket.read_version and not waits

    def _read(self, ticket: LinkedTicket, told: PartnerTicket | None) -> SamdriftError | None:
        error = _tried(lambda: self._take(ticket, told))
        if error is not None:
            tries = ticket.read_tries + 1
            self._park(
                ticket, read_tries=tries, read_again_at=self._again_at(tries), read_problem=error.sentence()[:500]
            )
        return error

    def _take(self, ticket: LinkedTicket, told: PartnerTicket | None) -> None:
        if told is None:
            told = self.system.read(ticket.ref) if ticket.ref else self.system.find(ticket.correlation_id)
        if told is None:
            self._tickets().filter(pk=ticket.pk).update(read_again_at=None)
            return
        entries = self.system.comments(told.ref)
        our_user = self.connection.user_name
        take_ticket(ticket_id=ticket.pk, told=told, entries=entries, our_user=our_user, actor=self.actor, at=self.now())

    def _send(self, ticket: LinkedTicket) -> SamdriftError | None:
        our_user = self.connection.user_name
        error = _tried(lambda: sending.send_all(ticket=ticket, system=self.system, our_user=our_user, now=self.now))
        if error is not None:
            tries = ticket.tries + 1
            self._park(ticket, tries=tries, next_try_at=self._again_at(tries), problem=error.sentence()[:500])
        return error

    def _park(self, ticket: LinkedTicket, **changes: object) -> None:
        """What goes wrong with one ticket parks this ticket for a while and no other."""
        self._tickets().filter(pk=ticket.pk).update(**changes)
        announce(TOPIC, municipality_id=ticket.municipality_id, supplier_id=ticket.supplier_id)

    def _again_at(self, tries: int) -> datetime:
        return self.now() + timedelta(seconds=rules.wait_s(tries))

    def _count(self, failures: int, error: SamdriftError | None) -> int:
        """Failures in a row; raises the last one when there are so many that it is the partner, not the ticket."""
        if error is None:
            return 0
        if failures + 1 >= MOST_FAILURES:
            raise error
        return failures + 1


def _tried(step: Callable[[], object]) -> SamdriftError | None:
    """The error that one ticket's step ended in. The database's own trouble is not the ticket's: it is raised."""
    try:
        step()
    except SamdriftError as error:
        return error
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("the bridge failed on a ticket")
        return SamdriftError(
            f"our own mistake ({type(error).__name__})", remedy="it is tried again, and stands in the log"
        )
    return None


def run_round(*, connection_id: int, open_system: Open, actor: Actor, now: Clock) -> bool:
    """One round; False where another process is at it, the connection is off or its pause lasts. Never raises for the
    partner's faults: they stand in the connection's health, in words, and the next round goes on.
    """
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, connection_id])
        if not cursor.fetchone()[0]:
            return False
    try:
        row = Connection.objects.filter(pk=connection_id, active=True).first()
        health = ConnectionHealth.objects.filter(connection_id=connection_id).first()
        if row is None or health is None or (health.next_try_at is not None and health.next_try_at > now()):
            return False
        _worked_through(row, health, open_system, actor=actor, now=now)
    finally:
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, connection_id])
    return True


def _worked_through(row: Connection, health: ConnectionHealth, open_system: Open, *, actor: Actor, now: Clock) -> None:
    before = (health.error, health.failing_since)
    health.asked_at = now()
    try:
        work = Round(row, open_system(details_of(row)), actor=actor, now=now)
        health.seen_until = work.take_in(health.seen_until)
        work.send()
    except SamdriftError as error:
        _failed(health, error.sentence(), at=now(), told_s=error.retry_after_s if isinstance(error, NotNow) else None)
    else:
        health.last_ok_at, health.failing_since, health.error, health.tries = now(), None, "", 0
        health.next_try_at = None
    health.save()
    if before != (health.error, health.failing_since):
        announce(TOPIC, municipality_id=row.municipality_id, supplier_id=row.supplier_id)


def _failed(health: ConnectionHealth, problem: str, *, at: datetime, told_s: float | None) -> None:
    health.tries += 1
    health.error = problem[:500]
    health.failing_since = health.failing_since or at
    health.next_try_at = at + timedelta(seconds=rules.wait_s(health.tries, told_s))


def details_of(row: Connection) -> ConnectionDetails:
    """The connection as a connector needs it, its secret opened."""
    return ConnectionDetails(
        kind=row.kind,  # type: ignore[arg-type]  # the column holds Kinds
        base_url=row.base_url,
        user_name=row.user_name,
        secret=unseal(row.sealed_secret),
        name=row.name,
        client_id=row.client_id,
    )
