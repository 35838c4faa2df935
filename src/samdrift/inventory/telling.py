# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Keeps what devices tell topic by topic, and hands it out in the shapes of `aspects`."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q
from pydantic import ValidationError

from samdrift.inventory.aspects import ROWS, TOPICS, Told, Topic
from samdrift.inventory.models import Device, Telling
from samdrift.inventory.rules.gauges import Gauge, gauges_of
from samdrift.inventory.rules.telling import topics_of
from samdrift.inventory.types import DeviceSnapshot
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

GAUGED: tuple[Topic, ...] = ("sensors", "wireless", "poe_supplies", "poe_ports", "pools")
log = logging.getLogger(__name__)


def keep_told(device: Device, snapshot: DeviceSnapshot, at: datetime) -> bool:
    """Write what this reading told; True when anything is new. Called in the transaction that stores the reading.

    A topic that came empty while the device served something badly keeps what it said before, and when.
    """
    before = {row.topic: row for row in Telling.objects.filter(device=device)}
    new: list[tuple[Topic, Any]] = []
    same: list[Topic] = []
    for topic, rows in topics_of(snapshot, at).items():
        known = before.get(topic)
        if known is None and not rows:
            continue
        if known is not None and not rows and known.body and snapshot.problems:
            continue
        body = ROWS[topic].dump_python(rows, mode="json")
        if known is not None and _gist(topic, known.body) == _gist(topic, body) and known.body:
            same.append(topic)
        else:
            new.append((topic, body))
    party = {"municipality_id": device.municipality_id, "supplier_id": device.supplier_id}
    Telling.objects.filter(device=device, topic__in=same).update(told_at=at, **party)
    Telling.objects.bulk_create(
        (Telling(device=device, topic=t, body=body, told_at=at, changed_at=at, **party) for t, body in new),
        update_conflicts=True,
        unique_fields=["device", "topic"],
        update_fields=["body", "told_at", "changed_at", "supplier"],
    )
    return bool(new)


def _gist(topic: str, body: Any) -> Any:
    """What counts as new: when the spanning tree changed is worked out anew each time and wanders by a second."""
    if topic == "stp" and isinstance(body, list):
        return [{key: value for key, value in row.items() if key != "changed_at"} for row in body]
    return body


def told_by(actor: Actor, device_id: int, topics: Collection[Topic] = TOPICS) -> Told:
    """What one device told; empty where it is not there for the actor. One query."""
    return told_by_many(actor, [device_id], topics).get(device_id, Told())


def told_by_many(actor: Actor, device_ids: Collection[int], topics: Collection[Topic] = TOPICS) -> dict[int, Told]:
    """The same for many devices at once, by id; devices that told nothing of these topics are left out. One query."""
    wanted = Q(device_id__in=device_ids) if device_ids else Q(pk__in=())
    return _by_device(_rows(actor, topics).filter(wanted))


def told_of(actor: Actor, municipality_id: int, topics: Collection[Topic]) -> dict[int, Told]:
    """The same for every device of a municipality; name few topics, sensors of 5,500 devices are many. One query."""
    return _by_device(_rows(actor, topics).filter(municipality_id=municipality_id))


def _rows(actor: Actor, topics: Collection[Topic]) -> Any:
    mine = visible(Telling.objects.all(), actor, agreement="device__agreement_id")
    return mine.filter(topic__in=topics, device__gone_at__isnull=True)


def _by_device(rows: Any) -> dict[int, Told]:
    found: dict[int, dict[str, Any]] = {}
    times: dict[int, dict[str, datetime]] = {}
    for device_id, topic, body, told_at in rows.values_list("device_id", "topic", "body", "told_at"):
        found.setdefault(device_id, {})[topic] = _read(device_id, topic, body)
        times.setdefault(device_id, {})[topic] = told_at
    return {device_id: Told(**topics, told_at=times[device_id]) for device_id, topics in found.items()}


def _read(device_id: int, topic: Topic, body: Any) -> tuple[Any, ...]:
    """The rows of a body; one written in a shape we no longer have counts as not told, until the next reading."""
    try:
        rows: tuple[Any, ...] = ROWS[topic].validate_python(body)
    except ValidationError as error:
        log.warning("device %s, %s: %d rows of an unknown shape", device_id, topic, error.error_count())
        return ()
    return rows


def gauges(actor: Actor, municipality_id: int) -> dict[int, tuple[Gauge, ...]]:
    """Every value that goes up and down, by device of a municipality. Two queries; 5,500 devices take a few seconds."""
    told = told_of(actor, municipality_id, GAUGED)
    mine = visible(Device.objects.all(), actor, agreement="agreement_id").filter(pk__in=told)
    types = dict(mine.values_list("pk", "type"))
    return {device_id: gauges_of(said, types[device_id]) for device_id, said in told.items() if device_id in types}


def gauges_told(actor: Actor, device_id: int, at: datetime) -> tuple[Gauge, ...]:
    """The values one device told at `at`; topics it failed to serve then are left out, however fresh their last ones."""
    rows = _rows(actor, GAUGED).filter(device_id=device_id, told_at=at)
    said = _by_device(rows).get(device_id)
    device = Device.objects.filter(pk=device_id).only("type").first()
    return gauges_of(said, device.type) if said is not None and device is not None else ()
