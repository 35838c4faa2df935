# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The bridge's jobs: a tick every three seconds asks for a round over each connection; a new send asks at once."""

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import QUEUE_BRIDGE, blueprint
from samdrift.platform.scope import acting_as
from samdrift.ticketbridge.commands import wake
from samdrift.ticketbridge.models import Connection
from samdrift.ticketbridge.ports import TicketSystem
from samdrift.ticketbridge.rounds import Open, run_round
from samdrift.ticketbridge.types import ConnectionDetails

_connectors: dict[str, Open] = {}
_systems: dict[ConnectionDetails, TicketSystem] = {}


def use_connector(kind: str, connector: Open) -> None:
    """Called by runtime: who speaks to partners of this kind."""
    _connectors[kind] = connector
    _systems.clear()


@blueprint.periodic(cron="* * * * * */3")
@blueprint.task(name="bridge_tick", queue=QUEUE_BRIDGE, queueing_lock="bridge-tick", pass_context=False)
def bridge_tick(timestamp: int) -> None:
    """Ask for a round over every connection; one that waits or runs already is enough."""
    del timestamp
    with acting_as(system_actor("bridge")):
        for connection_id in Connection.objects.filter(active=True).order_by("pk").values_list("pk", flat=True):
            wake(connection_id)


@blueprint.task(name="bridge_round", queue=QUEUE_BRIDGE)
def bridge_round(*, connection_id: int) -> None:
    """One round over one connection; the next tick repeats it, so it is never retried as a job."""
    with acting_as(system_actor("bridge")) as actor:
        run_round(connection_id=connection_id, open_system=open_system, actor=actor, now=utc_now)


def open_system(details: ConnectionDetails) -> TicketSystem:
    """The connector for a connection, kept open between rounds; BadInput for a kind that nobody speaks."""
    if details not in _systems:
        connector = _connectors.get(details.kind)
        if connector is None:
            raise BadInput(f"nobody here speaks {details.kind}", where="connection", remedy="choose another kind")
        _systems[details] = connector(details)
    return _systems[details]
