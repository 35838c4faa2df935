# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A case handed to the cast's supplier, whose ticket system stands in memory, and a clock that tests turn by hand."""

from datetime import datetime, timedelta

import pytest

from samdrift.agreements.testing import make_agreement
from samdrift.parties.testing import BUILDER, actor_of
from samdrift.platform.facts import react
from samdrift.platform.models import Fact
from samdrift.platform.scope import acting_as
from samdrift.servicedesk import commands as desk_commands
from samdrift.servicedesk.models import Case, CaseEntry
from samdrift.servicedesk.testing import MONDAY_NINE, open_incident_case, seen_incident
from samdrift.ticketbridge import commands
from samdrift.ticketbridge.models import ConnectionHealth, LinkedTicket, Send
from samdrift.ticketbridge.rounds import run_round
from samdrift.ticketbridge.testing import OUR_USER, MemoryTicketSystem
from samdrift.ticketbridge.types import ConnectionDetails

REACTIONS = {
    "servicedesk.case.handed_over.v1": "hand_over",
    "servicedesk.case.entry_added.v1": "send_entry",
    "servicedesk.case.updated.v1": "send_state",
    "servicedesk.case.resolved.v1": "send_state",
}
DETAILS = ConnectionDetails(
    kind="servicenow", base_url="http://127.0.0.1:1", user_name=OUR_USER, secret="secret", name="Samdrift test"
)


class World:
    """The desk on one side, the supplier on the other, and what stands between them."""

    def __init__(self, cast) -> None:
        self.cast = cast
        self.now = MONDAY_NINE
        self.system = MemoryTicketSystem(lambda: self.now)
        self.agreement = make_agreement(cast.city, cast.supplier)
        self.in_house = make_agreement(cast.city)
        self.connection_id = self.connect(cast.supplier)
        self.case_id = self.open_case().pk

    def connect(self, supplier) -> int:
        with acting_as(BUILDER):
            return commands.connect(
                municipality_id=self.cast.city.pk, supplier_id=supplier.pk, details=DETAILS, actor=BUILDER, at=self.now
            )

    def open_case(self) -> Case:
        return open_incident_case(seen_incident(self.cast.city, self.cast.place, agreement=self.agreement), at=self.now)

    # what people do

    def writes(self, text: str, *, person=None, visibility=None, case_id: int | None = None) -> int:
        actor = actor_of(person or self.cast.owner)
        with acting_as(actor):
            return desk_commands.add_entry(
                case_id=case_id or self.case_id, actor=actor, text=text, at=self.now, visibility=visibility
            )

    def moves(self, state: str, message: str = "") -> None:
        actor = actor_of(self.cast.owner)
        with acting_as(actor):
            desk_commands.change_state(case_id=self.case_id, state=state, actor=actor, at=self.now, message=message)

    def hands_over(self, agreement) -> None:
        actor = actor_of(self.cast.owner)
        with acting_as(actor):
            desk_commands.hand_over(case_id=self.case_id, agreement_id=agreement.pk, actor=actor, at=self.now)

    # what the worker does

    def hear(self, times: int = 1) -> None:
        """Run the bridge's reactions to all facts so far."""
        with acting_as(BUILDER):
            facts = list(Fact.objects.filter(name__in=REACTIONS).order_by("pk").values_list("pk", "name"))
        for _ in range(times):
            for pk, name in facts:
                react(pk, f"ticketbridge.reactions.{REACTIONS[name]}")

    def round(self, *, after: float = 3, system=None) -> bool:
        """One round over the connection, some seconds later."""
        self.now += timedelta(seconds=after)
        with acting_as(BUILDER):
            return run_round(
                connection_id=self.connection_id,
                open_system=lambda _details: system or self.system,
                actor=BUILDER,
                now=lambda: self.now,
            )

    def work(self, *, after: float = 3) -> None:
        """Hear and send."""
        self.hear()
        self.round(after=after)

    # what stands there

    @property
    def ticket(self) -> LinkedTicket:
        with acting_as(BUILDER):
            return LinkedTicket.objects.get(case_id=self.case_id, connection_id=self.connection_id)

    @property
    def case(self) -> Case:
        with acting_as(BUILDER):
            return Case.objects.get(pk=self.case_id)

    @property
    def health(self) -> ConnectionHealth:
        with acting_as(BUILDER):
            return ConnectionHealth.objects.get(connection_id=self.connection_id)

    def entries(self, **filters) -> list[CaseEntry]:
        with acting_as(BUILDER):
            return list(CaseEntry.objects.filter(case_id=self.case_id, kind="message", **filters).order_by("at", "pk"))

    def waiting(self) -> list[str]:
        with acting_as(BUILDER):
            return list(Send.objects.filter(done_at__isnull=True).order_by("pk").values_list("kind", flat=True))

    def outcomes(self) -> list[tuple[str, str]]:
        with acting_as(BUILDER):
            return list(Send.objects.order_by("pk").values_list("kind", "outcome"))

    def partners(self):
        """The partner's ticket as it stands there, and its journal as (visible, text)."""
        ticket = self.system.find(self.ticket.correlation_id)
        journal = [(entry.visible, entry.text) for entry in self.system.comments(ticket.ref)]
        self.system.calls.clear()
        return ticket, journal

    def supplier(self, text: str = "", **more) -> None:
        self.system.supplier_answers(self.ticket.ref, text, **more)

    def at(self, seconds: float) -> datetime:
        return MONDAY_NINE + timedelta(seconds=seconds)


@pytest.fixture
def world(cast):
    return World(cast)


@pytest.fixture
def linked(world):
    """The case has its ticket; nothing waits."""
    world.work()
    world.round(after=60)
    world.system.calls.clear()
    return world
