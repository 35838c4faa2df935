# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the watch process stores: judged changes, notifications, sweeps. Bulk, and safe to repeat for the same observation."""

from collections.abc import Iterable, Sequence
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
        update_fields=["reachable", "agent", "since", "heard_at", "uptime_ticks", "loss_percent", "reason"],
    )


def store_notification(*, seen: Notification, device: Watched, at: datetime) -> bool:
    """Keep a trap or inform; False when this very PDU was stored before."""
    _, new = ReceivedNotification.objects.get_or_create(
        key=seen.key,
        defaults={
            "municipality_id": device.municipality_id,
            "supplier_id": device.supplier_id,
            "device_id": device.id,
            "source": seen.source,
            "at": at,
            "trap": seen.trap[:120],
            "if_index": seen.if_index,
            "varbinds": seen.varbinds,
        },
    )
    return new


def store_sweeps(readings: Iterable[tuple[Watched, DeviceReading]]) -> None:
    """Keep counters of single devices; for whoever has no Recorder of their own."""
    Recorder().take_devices(readings)
