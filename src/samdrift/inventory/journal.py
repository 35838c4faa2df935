# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The journal of devices and ports: what people write down for whoever works there next. Kept; nothing is changed in it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samdrift.inventory.models import Device, Interface, JournalNote
from samdrift.kernel.errors import BadInput, NotFound
from samdrift.platform.actor import Actor
from samdrift.platform.live import announce
from samdrift.platform.visible import STAFF, visible

LONGEST = 2_000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note. `port_id` None: about the device, or about a port (`port`) that is gone."""

    id: int
    device_id: int
    port_id: int | None
    port: str
    text: str
    written_by: str
    written_at: datetime


def write_note(*, device_id: int, text: str, actor: Actor, at: datetime, if_index: int | None = None) -> int:
    """Write down something about a device, or about its port `if_index`; the note's id.

    BadInput where nothing or more than 2,000 characters are written; NotFound where the actor does not see the device, or
    runs nothing. The note belongs to whoever runs the device.
    """
    said = "\n".join(line.rstrip() for line in text.replace("\x00", "").strip().splitlines())
    if not said:
        raise BadInput("there is nothing to write down", where="text", remedy="write a sentence")
    if len(said) > LONGEST:
        raise BadInput(f"the note has {len(said)} characters", where="text", remedy=f"write {LONGEST} at most")
    if not actor.has(*STAFF):
        raise NotFound("there is no such device", where=f"device {device_id}")
    with transaction.atomic():
        device = visible(Device.objects.all(), actor, agreement="agreement_id").filter(pk=device_id).first()
        if device is None:
            raise NotFound("there is no such device", where=f"device {device_id}")
        port = None
        if if_index is not None:
            port = port_row(actor, device_id, if_index)
        note = JournalNote.objects.create(
            municipality_id=device.municipality_id,
            supplier_id=device.supplier_id,
            device=device,
            interface=port,
            port=port.name if port is not None else "",
            text=said,
            written_by=(actor.name or actor.label)[:120],
            written_at=at,
        )
        announce("inventory", municipality_id=device.municipality_id, supplier_id=device.supplier_id)
    return note.pk


def port_row(actor: Actor, device_id: int, if_index: int) -> Interface:
    """The port of this number that is there now, for the actor; NotFound where it is not."""
    mine = visible(Interface.objects.all(), actor, agreement="device__agreement_id")
    rows = mine.filter(device_id=device_id, if_index=if_index, device__gone_at__isnull=True)
    found = rows.order_by("-present", "pk").first() if 0 <= if_index < 2**63 else None
    if found is None:
        raise NotFound("there is no such port", where=f"device {device_id}, port {if_index}")
    return found


def notes(actor: Actor, device_id: int, *, port_id: int | None = None, limit: int = SHOWN) -> list[NoteRow]:
    """Notes about a device and its ports, or about one port, newest first."""
    rows = visible(JournalNote.objects.all(), actor, agreement="device__agreement_id").filter(device_id=device_id)
    if port_id is not None:
        rows = rows.filter(interface_id=port_id)
    return [_record(row) for row in rows.order_by("-written_at", "-pk")[:limit]]


def note_page(actor: Actor, *, after: int = 0, limit: int = 50, device_id: int | None = None) -> list[NoteRow]:
    """Notes by id, those after `after`; about one device."""
    rows = visible(JournalNote.objects.all(), actor, agreement="device__agreement_id").filter(pk__gt=after)
    if device_id is not None:
        rows = rows.filter(device_id=device_id)
    return [_record(row) for row in rows.order_by("pk")[:limit]]


def _record(row: JournalNote) -> NoteRow:
    return NoteRow(row.pk, row.device_id, row.interface_id, row.port, row.text, row.written_by, row.written_at)
