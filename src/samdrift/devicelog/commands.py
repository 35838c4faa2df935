# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the watch process stores of messages, and what the clock forgets. Bulk, and safe to repeat."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from samdrift.devicelog.models import LoggedMessage
from samdrift.devicelog.types import Sender
from samdrift.monitoring.types import LogMessage

AT_ONCE = 1_000
DELETED_AT_ONCE = 5_000


def store_messages(told: Iterable[tuple[LogMessage, Sender]]) -> frozenset[str]:
    """Keep messages; the keys of those that were not there before. Runs in the caller's transaction."""
    by_key = {seen.key: (seen, sender) for seen, sender in told}
    there = set(LoggedMessage.objects.filter(key__in=by_key).values_list("key", flat=True)) if by_key else set()
    fresh = [_row(seen, sender) for key, (seen, sender) in by_key.items() if key not in there]
    LoggedMessage.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=AT_ONCE)
    return frozenset(by_key.keys() - there)


def forget_old_messages(*, keep_days: float, now: datetime) -> int:
    """Delete messages received more than `keep_days` days before `now`; how many."""
    gone = 0
    old = LoggedMessage.objects.filter(at__lt=now - timedelta(days=keep_days))
    while ids := list(old.order_by("at").values_list("pk", flat=True)[:DELETED_AT_ONCE]):
        deleted, _ = LoggedMessage.objects.filter(pk__in=ids).delete()
        gone += deleted
    return gone


def _row(seen: LogMessage, sender: Sender) -> LoggedMessage:
    return LoggedMessage(
        municipality_id=sender.municipality_id,
        supplier_id=sender.supplier_id,
        device_id=sender.device_id,
        key=seen.key,
        source=seen.source,
        at=seen.at,
        facility=seen.facility,
        severity=seen.severity,
        host=seen.host,
        app=seen.app,
        proc_id=seen.proc_id,
        msg_id=seen.msg_id,
        text=seen.text,
        structured=seen.structured,
        told=seen.told,
        clock_off_s=seen.clock_off_s,
        clock_set=seen.clock_set,
        port=seen.port,
        transport=seen.transport,
        cut=seen.cut,
    )
