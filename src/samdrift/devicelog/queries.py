# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages as an actor may see them: those of devices they may see, and of strangers to who runs the municipality."""

from django.db.models import QuerySet

from samdrift.devicelog.models import LoggedMessage
from samdrift.devicelog.types import FACILITIES, SEVERITIES, MessageRow
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

LEAST_SEVERE = len(SEVERITIES) - 1


def message_page(
    actor: Actor,
    *,
    after: int = 0,
    limit: int = 50,
    device_id: int | None = None,
    unknown_sender: bool | None = None,
    severity: int = LEAST_SEVERE,
) -> list[MessageRow]:
    """Messages by id, those after `after`: of one device, of known or unknown senders, this severe or more."""
    rows = _messages(actor).filter(pk__gt=after, severity__lte=severity)
    if device_id is not None:
        rows = rows.filter(device_id=device_id)
    if unknown_sender is not None:
        rows = rows.filter(device__isnull=unknown_sender)
    return [message_record(row) for row in rows.order_by("pk")[:limit]]


def message_for(actor: Actor, message_id: int) -> MessageRow | None:
    """One message, or None when it is not there for this actor."""
    row = _messages(actor).filter(pk=message_id).first()
    return message_record(row) if row is not None else None


def latest_messages(actor: Actor, *, device_id: int, severity: int = LEAST_SEVERE, limit: int = 50) -> list[MessageRow]:
    """What a device said last, newest first: this severe or more."""
    rows = _messages(actor).filter(device_id=device_id, severity__lte=severity)
    return [message_record(row) for row in rows.order_by("-at", "-pk")[:limit]]


def _messages(actor: Actor) -> QuerySet[LoggedMessage]:
    return visible(LoggedMessage.objects.all(), actor, agreement="device__agreement_id")


def message_record(row: LoggedMessage) -> MessageRow:
    """The row as others see it."""
    return MessageRow(
        id=row.pk,
        municipality_id=row.municipality_id,
        supplier_id=row.supplier_id,
        device_id=row.device_id,
        source=row.source,
        at=row.at,
        facility=FACILITIES[min(row.facility, len(FACILITIES) - 1)],
        severity=SEVERITIES[min(row.severity, LEAST_SEVERE)],
        severity_number=row.severity,
        host=row.host,
        app=row.app,
        proc_id=row.proc_id,
        msg_id=row.msg_id,
        text=row.text,
        structured=row.structured,
        told=row.told,
        clock_off_s=row.clock_off_s,
        clock_set=row.clock_set,
        port=row.port,
        transport=row.transport,
        cut=row.cut,
    )
