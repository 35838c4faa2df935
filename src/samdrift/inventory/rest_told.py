# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What devices told of themselves, and what people wrote about them, for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from samdrift.inventory import journal, queries, telling
from samdrift.inventory.aspects import ROWS
from samdrift.inventory.rules.gauges import gauges_of
from samdrift.platform.rest import After, Answer, Id, IdQuery, Limit, Page, actor_of, found, page_of

router = Router()


class Topic(Answer):
    """One topic of what a device told, and when it said so last. The shapes of rows stand in inventory/aspects.py."""

    topic: str
    told_at: datetime
    rows: list[dict[str, Any]]


class Limits(Answer):
    """From where on a value is worth a warning or critical; null where the device does not say."""

    low_critical: float | None
    low_warning: float | None
    high_warning: float | None
    high_critical: float | None


class Gauge(Answer):
    """A value that goes up and down. `key` stays the same from reading to reading; `size`: what it can be at most."""

    kind: str
    key: str
    name: str
    value: float
    unit: str
    size: float | None
    if_index: int | None
    limits: Limits


class Note(Answer):
    """What somebody wrote about a device or a port. Notes are neither changed nor deleted."""

    id: int
    device_id: int
    port_id: int | None
    port: str
    text: str
    written_by: str
    written_at: datetime


@router.get("/devices/{device_id}/told", response=list[Topic], summary="What a device told of itself, by topic")
def told(request: HttpRequest, device_id: Id) -> list[Topic]:
    """Parts, sensors, VLANs, addresses, spanning tree, wireless, power over Ethernet, link aggregates, pools."""
    actor = actor_of(request)
    device = found(queries.device_for(actor, device_id))
    said = telling.told_by(actor, device.id)
    return [
        Topic(topic=topic, told_at=at, rows=ROWS[topic].dump_python(getattr(said, topic), mode="json"))  # type: ignore[index]  # one of TOPICS
        for topic, at in sorted(said.told_at.items())
    ]


@router.get("/devices/{device_id}/gauges", response=list[Gauge], summary="A device's values that go up and down")
def gauges(request: HttpRequest, device_id: Id) -> list[Gauge]:
    """Power over Ethernet, batteries, processors, memory, sessions, leases, clients and sensors, as read last."""
    actor = actor_of(request)
    device = found(queries.device_for(actor, device_id))
    return [Gauge.model_validate(one) for one in gauges_of(telling.told_by(actor, device.id), device.type)]


@router.get("/journal", response=Page[Note], summary="The journal of devices and ports")
def notes(request: HttpRequest, after: After = 0, limit: Limit = 50, device_id: IdQuery = None) -> Page[Note]:
    actor = actor_of(request)
    return page_of(
        lambda rows: journal.note_page(actor, after=after, limit=rows, device_id=device_id),
        limit=limit,
        item=Note.model_validate,
    )
