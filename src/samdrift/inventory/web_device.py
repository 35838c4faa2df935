# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of a device and of one port: as they stand, their lists as CSV, and the journal people keep."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.inventory import labels
from samdrift.inventory.detail import DevicePort, device_detail
from samdrift.inventory.device_page import page_of
from samdrift.inventory.journal import LONGEST, SHOWN, NoteRow, notes, write_note
from samdrift.inventory.port_page import port_page
from samdrift.inventory.web import staff_on
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput
from samdrift.platform.actor import Actor

MOST_EXPORTED = 10_000
PORT_COLUMNS = (
    "if_index", "name", "admin", "oper", "changed_at", "speed_bps", "duplex", "mtu", "mac", "description", "aggregate",
    "vlan", "tagged_vlans", "neighbour", "neighbour_port", "macs_seen", "poe", "poe_watts", "spanning_tree",
)  # fmt: skip
NOTE_COLUMNS = ("written_at", "written_by", "port", "text")


@require_safe
@login_required
def device(request: HttpRequest, device_id: int) -> HttpResponse:
    """One device."""
    return render(request, "inventory/device.html", _device(request, device_id))


@require_safe
@login_required
def device_part(request: HttpRequest, device_id: int) -> HttpResponse:
    """One device below its heading, drawn anew when something changed."""
    return render(request, "inventory/device_part.html", _device(request, device_id))


@require_safe
@login_required
def ports_csv(request: HttpRequest, device_id: int) -> HttpResponse:
    """Every port of a device, as CSV (RFC 4180, UTF-8); times are UTC."""
    found = device_detail(staff_on(request), device_id)
    return csv_answer(f"ports-{device_id}.csv", PORT_COLUMNS, (_port_line(row) for row in found.ports))


@require_POST
@login_required
def journal(request: HttpRequest, device_id: int) -> HttpResponse:
    """Writes a note about a device; its journal stands on its page."""
    actor, here = staff_on(request), reverse("device", args=[device_id])
    return _written(request, actor, device_id, None, here)


@require_safe
@login_required
def journal_csv(request: HttpRequest, device_id: int) -> HttpResponse:
    """The journal of a device and its ports, as CSV; times are UTC."""
    actor = staff_on(request)
    found = device_detail(actor, device_id)
    rows = notes(actor, found.device.id, limit=MOST_EXPORTED)
    return csv_answer(f"journal-{device_id}.csv", NOTE_COLUMNS, (_note_line(row) for row in rows))


@require_safe
@login_required
def port(request: HttpRequest, device_id: int, if_index: int) -> HttpResponse:
    """One port."""
    return render(request, "inventory/port.html", _port(request, device_id, if_index))


@require_safe
@login_required
def port_part(request: HttpRequest, device_id: int, if_index: int) -> HttpResponse:
    """One port below its heading, drawn anew when something changed."""
    return render(request, "inventory/port_part.html", _port(request, device_id, if_index))


@require_POST
@login_required
def port_journal(request: HttpRequest, device_id: int, if_index: int) -> HttpResponse:
    """Writes a note about a port; its journal stands on its page."""
    actor, here = staff_on(request), reverse("port", args=[device_id, if_index])
    return _written(request, actor, device_id, if_index, here)


def csv_answer(name: str, columns: Sequence[str], lines: Iterable[Iterable[object]]) -> HttpResponse:
    """A table as a file to keep (RFC 4180, UTF-8). A text that a spreadsheet would take for a formula gets an apostrophe."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(columns)
    rows.writerows([_harmless(cell) for cell in line] for line in lines)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _written(request: HttpRequest, actor: Actor, device_id: int, if_index: int | None, here: str) -> HttpResponse:
    """After a note: back to the page; what could not be written stands in its field again."""
    typed = request.POST.get("text", "")
    try:
        write_note(device_id=device_id, text=typed, actor=actor, at=utc_now(), if_index=if_index)
    except BadInput:
        again = {"typed": typed[: 2 * LONGEST], "error": _("Write between one and 2,000 characters.")}
        if if_index is None:
            return render(request, "inventory/device.html", _device(request, device_id) | again, status=422)
        return render(request, "inventory/port.html", _port(request, device_id, if_index) | again, status=422)
    messages.success(request, _("It is written down."))
    return HttpResponseRedirect(f"{here}#journal")


def _device(request: HttpRequest, device_id: int) -> dict[str, object]:
    actor = staff_on(request)
    detail = device_detail(actor, device_id)
    return {
        "detail": detail,
        "device": detail.device,
        "standing": detail.standing,
        "shown": page_of(detail),
        "told_at": detail.told.told_at,
        "type_name": labels.type_name(detail.device.type),
        "notes": notes(actor, device_id, limit=SHOWN),
        "journal_url": reverse("device-journal", args=[device_id]),
        "query": request.GET.urlencode(),
    }


def _port(request: HttpRequest, device_id: int, if_index: int) -> dict[str, object]:
    found = port_page(staff_on(request), device_id, if_index)
    return {
        "found": found,
        "device": found.detail.device,
        "port": found.row.port,
        "row": found.row,
        "told_at": found.detail.told.told_at,
        "notes": found.notes,
        "journal_url": reverse("port-journal", args=[device_id, if_index]),
        "query": request.GET.urlencode(),
    }


def _port_line(row: DevicePort) -> tuple[object, ...]:
    port, vlans, poe = row.port, row.vlans, row.poe
    return (
        port.if_index,
        port.name,
        port.admin,
        port.oper,
        row.changed_at.isoformat() if row.changed_at else "",
        port.speed_bps if port.speed_bps is not None else "",
        port.duplex,
        port.mtu if port.mtu is not None else "",
        port.mac,
        port.alias or port.descr,
        row.lag,
        vlans.native if vlans is not None and vlans.native is not None else "",
        " ".join(map(str, vlans.tagged)) if vlans is not None else "",
        row.neighbour.name if row.neighbour is not None else "",
        row.neighbour.far_port if row.neighbour is not None else "",
        row.stations,
        poe.status if poe is not None else "",
        poe.watts if poe is not None and poe.watts is not None else "",
        row.stp.role or row.stp.state if row.stp is not None else "",
    )


def _note_line(row: NoteRow) -> tuple[object, ...]:
    return row.written_at.isoformat(), row.written_by, row.port, row.text
