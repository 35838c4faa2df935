# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the later contexts ask of the bridge: how to set up a connection, and how a case's tickets do. Records only."""

from datetime import datetime

from samdrift.platform.scope import current_actor
from samdrift.ticketbridge import queries
from samdrift.ticketbridge.commands import connect
from samdrift.ticketbridge.jobs import use_connector
from samdrift.ticketbridge.types import ConnectionInfo, TicketInfo

__all__ = ["connect", "connections", "tickets_of_case", "use_connector"]


def connections(now: datetime) -> list[ConnectionInfo]:
    """The connections the caller may know of, with their health at `now`."""
    return queries.connections(current_actor(), now=now)


def tickets_of_case(case_id: int, now: datetime) -> list[TicketInfo]:
    """A case's tickets at suppliers, the newest first, with their delay at `now`."""
    return queries.tickets_of_case(current_actor(), case_id, now=now)
