# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the later contexts ask of monitoring, and what inventory's pages show of it. Answered in the caller's scope.

The first three functions together are inventory.ports.Watching.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from samdrift.inventory import facade as inventory
from samdrift.inventory.types import Standing, StandingState
from samdrift.kernel.errors import Refused
from samdrift.monitoring.handing import newest_sweep, sweeps_after
from samdrift.monitoring.labels import tone_of as happening_tone
from samdrift.monitoring.labels import words_for as happening_words
from samdrift.monitoring.models import DeviceStanding, ReceivedNotification, StateChange
from samdrift.monitoring.outlook import Outlook, Past, hour_at
from samdrift.monitoring.outlook import clients_by_device as _clients_by_device
from samdrift.monitoring.outlook import outlooks as _outlooks
from samdrift.monitoring.outlook import past_of as _past_of
from samdrift.monitoring.promql import METRICS
from samdrift.monitoring.thinning import store_troubles
from samdrift.monitoring.types import Happening
from samdrift.platform.scope import current_actor
from samdrift.platform.visible import visible

__all__ = [
    "METRICS",
    "Outlook",
    "Past",
    "clients_by_device",
    "happening_tone",
    "happening_words",
    "happenings",
    "hour_at",
    "newest_sweep",
    "outlooks",
    "past_of",
    "port_changes",
    "standing_in",
    "standings",
    "states",
    "store_troubles",
    "sweeps_after",
]
_STATES: dict[StandingState, Q] = {
    "up": Q(reachable=True) & ~Q(agent=False),
    "agent": Q(reachable=True, agent=False),
    "down": Q(reachable=False),
    "unknown": Q(reachable__isnull=True),
}


def standings(device_ids: Collection[int]) -> dict[int, Standing]:
    """How these devices stand now; those never heard of are left out."""
    return {
        row.device_id: Standing(
            state=_state(row),
            since=row.since,
            heard_at=row.heard_at,
            reason=row.reason,
            loss_percent=row.loss_percent,
        )
        for row in _standings().filter(device_id__in=device_ids)
    }


def states(device_ids: Collection[int] | None = None) -> dict[int, StandingState]:
    """How devices stand now, in a word each; None: all of the caller's. For pages that draw thousands."""
    rows = _standings().order_by()
    if device_ids is not None:
        rows = rows.filter(device_id__in=device_ids)
    return {
        device_id: "unknown" if reachable is None else "down" if not reachable else "agent" if agent is False else "up"
        for device_id, reachable, agent in rows.values_list("device_id", "reachable", "agent")
    }


def standing_in(state: StandingState) -> Iterable[int]:
    """Ids of the devices in this state, as a query that others may nest; for unknown only those once looked for."""
    return _standings().filter(_STATES[state]).values_list("device_id", flat=True)


def port_changes(device_id: int) -> dict[int, datetime]:
    """When each port of a device last changed its operational status, by port; never changed: not there."""
    rows = visible(StateChange.objects.all(), current_actor(), agreement="device__agreement_id")
    found = rows.filter(device_id=device_id, what="oper").values_list("interface_id").annotate(Max("at"))
    return {interface_id: at for interface_id, at in found.order_by("interface_id") if interface_id is not None}


def happenings(device_ids: Collection[int], start: datetime, end: datetime, *, limit: int = 100) -> list[Happening]:
    """What was seen at these devices from `start` to `end`, newest first, at most `limit`."""
    actor = current_actor()
    window = {"device_id__in": device_ids, "at__gte": start, "at__lte": end}
    changes = visible(StateChange.objects.all(), actor, agreement="device__agreement_id").filter(**window)
    notices = visible(ReceivedNotification.objects.all(), actor, agreement="device__agreement_id").filter(**window)
    told = list(notices.select_related("device").order_by("-at", "-pk")[:limit])
    names = inventory.port_names({(row.device_id, row.if_index) for row in told if row.device_id and row.if_index})
    seen = [
        Happening(
            at=row.at,
            device_id=row.device_id,
            device_name=row.device.name,
            what=row.what,
            before=row.before,
            after=row.after,
            port=row.interface.name if row.interface is not None else "",
        )
        for row in changes.select_related("device", "interface").order_by("-at", "-pk")[:limit]
    ]
    seen += [
        Happening(
            at=row.at,
            device_id=row.device.pk,
            device_name=row.device.name,
            what="trap",
            before="",
            after=row.trap,
            port=names.get((row.device.pk, row.if_index or 0), ""),
        )
        for row in told
        if row.device is not None
    ]
    return sorted(seen, key=lambda h: h.at, reverse=True)[:limit]


def _standings() -> QuerySet[DeviceStanding]:
    return visible(DeviceStanding.objects.all(), current_actor(), agreement="device__agreement_id")


def _state(row: DeviceStanding) -> StandingState:
    if row.reachable is None:
        return "unknown"
    if not row.reachable:
        return "down"
    return "agent" if row.agent is False else "up"


def outlooks(
    *,
    kinds: Collection[str] | None = None,
    device_ids: Collection[int] | None = None,
    outlook_id: int | None = None,
) -> list[Outlook]:
    """Every line and pool of the caller's devices with how its busy hours develop, by id."""
    return _outlooks(current_actor(), kinds=kinds, device_ids=device_ids, outlook_id=outlook_id)


def past_of(one: Outlook, *, start: datetime, end: datetime) -> Past:
    """Its past hour by hour; `start` on an hour."""
    return _past_of(current_actor(), one, start=start, end=end)


def clients_by_device(municipality_id: int, *, start: datetime, end: datetime) -> Mapping[int, Sequence[float | None]]:
    """Mean wireless clients of each access point, hour by hour. For our own processes: a count of people is not for everybody."""
    if not current_actor().system:
        raise Refused("counts by access point are not handed out", where="clients_by_device")
    return _clients_by_device(municipality_id, start=start, end=end)
