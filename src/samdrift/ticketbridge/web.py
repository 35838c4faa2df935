# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How the bridge shows: a card on the case's page, and a page of connections with what is held up and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF
from samdrift.servicedesk import facade as desk
from samdrift.ticketbridge import queries
from samdrift.ticketbridge.types import Health, TicketInfo

STATES: Mapping[str, tuple[str, Promise]] = {
    "": ("neutral", _("on its way")),
    "new": ("info", _("received")),
    "in_progress": ("info", _("being worked on")),
    "on_hold": ("warning", _("on hold")),
    "resolved": ("success", _("resolved")),
    "closed": ("neutral", _("closed")),
    "cancelled": ("neutral", _("cancelled")),
    "unknown": ("unknown", _("a state we do not know")),
}
HEALTHS: Mapping[Health, tuple[str, Promise]] = {
    "ok": ("success", _("works")),
    "delayed": ("warning", _("delayed")),
    "failing": ("danger", _("cannot be reached")),
}


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """A ticket with the words for its state."""

    info: TicketInfo
    tone: str
    state: Promise
    case_number: str = ""

    @property
    def held_up(self) -> bool:
        """Whether something of it waits longer than it should."""
        return bool(self.info.problem) or self.info.health != "ok"


@require_safe
@login_required
def connections(request: HttpRequest) -> HttpResponse:
    """Every connection with its health, and every ticket something is wrong with."""
    return render(request, "ticketbridge/connections.html", _overview(request))


@require_safe
@login_required
def connections_part(request: HttpRequest) -> HttpResponse:
    """The same alone, for when something changed."""
    return render(request, "ticketbridge/connections_part.html", _overview(request))


@require_safe
@login_required
def case_part(request: HttpRequest, case_id: int) -> HttpResponse:
    """The card of one case alone, for when something changed."""
    shown = _case_tickets(request, case_id)
    if not shown:
        raise NotFound("there is no ticket at a supplier", where=f"case {case_id}")
    return render(request, "ticketbridge/case_part.html", {"tickets": shown, "case_id": case_id})


def case_panel(request: HttpRequest, subject: Mapping[str, object]) -> dict[str, object] | None:
    """The card on the page of a case; None where the case has no ticket at a supplier, or none for this actor."""
    case_id = int(str(getattr(subject.get("case"), "pk", 0)))
    shown = _case_tickets(request, case_id)
    return {"tickets": shown, "case_id": case_id} if shown else None


def _case_tickets(request: HttpRequest, case_id: int) -> list[ShownTicket]:
    return [_shown(info) for info in queries.tickets_of_case(_actor(request), case_id, now=utc_now())]


def _overview(request: HttpRequest) -> dict[str, object]:
    actor, now = _actor(request), utc_now()
    if not actor.has(*STAFF):
        raise NotFound("there is no such page")
    rows = [(info, *HEALTHS[info.health]) for info in queries.connections(actor, now=now)]
    held_up = []
    for info in queries.held_up(actor, now=now):
        case = desk.get_case(info.case_id)
        held_up.append(_shown(info, case.number if case else ""))
    return {"connections": rows, "held_up": held_up}


def _shown(info: TicketInfo, case_number: str = "") -> ShownTicket:
    tone, state = STATES[info.state or ""] if not info.given_back else ("neutral", _("taken back"))
    return ShownTicket(info, tone, state, case_number)


def _actor(request: HttpRequest) -> Actor:
    found: Actor = getattr(request, "actor", NOBODY)
    return found
