# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the watch process stores: judged changes, notifications, sweeps. Bulk, and safe to repeat for the same observation."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from samdrift.monitoring.models import DeviceStanding, ReceivedNotification, StateChange
from samdrift.monitoring.recording import Recorder
from samdrift.monitoring.types import DeviceReading, Notification, Watched
from samdrift.platform.live import announce


def store_changes(changes: Iterable[StateChange]) -> None:
    """Append judged changes; one that is there already (a repeated observation) stays as it is. Open pages are told."""
    rows = list(changes)
    StateChange.objects.bulk_create(rows, ignore_conflicts=True)
    for municipality_id, supplier_id in {(row.municipality_id, row.supplier_id) for row in rows}:
        announce("inventory", municipality_id=municipality_id, supplier_id=supplier_id)


def store_standings(standings: Sequence[DeviceStanding]) -> None:
    """Write how devices stand now."""
    DeviceStanding.objects.bulk_create(
        list(standings),
        update_conflicts=True,
        unique_fields=["device"],
        update_fields=[
            "reachable",
            "agent",
            "since",
            "heard_at",
            "uptime_ticks",
            "uptime_at",
            "loss_percent",
            "reason",
        ],
    )


def store_notification(*, seen: Notification, device: Watched, at: datetime) -> bool:
    """Keep a trap or inform; False when this very PDU was stored before."""
    return bool(store_notifications([(replace(seen, at=at), device)]))


def store_notifications(told: Iterable[tuple[Notification, Watched]]) -> frozenset[str]:
    """Keep traps and informs of a batch; the keys of those that were not stored before. One at a time a storm takes minutes."""
    by_key = {seen.key: (seen, device) for seen, device in told}
    there = set(ReceivedNotification.objects.filter(key__in=by_key).values_list("key", flat=True)) if by_key else set()
    rows = [
        ReceivedNotification(
            municipality_id=device.municipality_id,
            supplier_id=device.supplier_id,
            device_id=device.id,
            key=key,
            source=seen.source,
            at=seen.at,
            trap=seen.trap[:120],
            if_index=seen.if_index,
            varbinds={name: text.replace("\0", "\u2400") for name, text in seen.varbinds.items()},  # jsonb takes no NUL
        )
        for key, (seen, device) in by_key.items()
        if key not in there
    ]
    ReceivedNotification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    return frozenset(by_key.keys() - there)


def store_sweeps(readings: Iterable[tuple[Watched, DeviceReading]]) -> None:
    """Keep counters of single devices; for whoever has no Recorder of their own."""
    Recorder().take_devices(readings)
