# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The pages of kept configurations, and the panel on a device's page. Restoring is not offered: people do that, with care."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samdrift.configbackup import queries
from samdrift.configbackup.commands import is_on, may_read_now
from samdrift.configbackup.jobs import read_soon
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF

IN_PANEL, LINES_IN_PANEL = 5, 40
MOST_LINES = 5000


def _staff(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    if not is_on() or not actor.has(*STAFF):
        raise NotFound("there is no such page", where=request.path)
    return actor


@require_safe
@login_required
def configurations(request: HttpRequest) -> HttpResponse:
    """Every device whose configuration is kept or could be."""
    actor, asked = _staff(request), request.GET.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
    rows, following = queries.states(actor, after=after)
    context = {"rows": rows, "next": f"?after={following}" if following is not None else ""}
    return render(request, "configbackup/configurations.html", context)


@require_safe
@login_required
def history(request: HttpRequest, device_id: int) -> HttpResponse:
    """What is kept of one device."""
    actor = _staff(request)
    device = _device(device_id)
    context = {
        "device": device,
        "state": queries.state_of(actor, device),
        "versions": queries.versions(actor, device_id),
        "writes": may_read_now(actor, device.municipality_id),
    }
    return render(request, "configbackup/history.html", context)


@require_safe
@login_required
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One change: its difference from the one before."""
    actor = _staff(request)
    row = queries.version_for(actor, version_id)
    lines = queries.difference_of(actor, version_id)
    context = {
        "device": _device(row.device_id),
        "version": queries.version_row(row),
        "lines": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES),
    }
    return render(request, "configbackup/version.html", context)


@require_safe
@login_required
def text(request: HttpRequest, version_id: int) -> HttpResponse:
    """The whole configuration, masked."""
    actor = _staff(request)
    answer = HttpResponse(queries.text_of(actor, version_id), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="configuration-{version_id}.txt"'
    return answer


@require_POST
@login_required
def read_now(request: HttpRequest, device_id: int) -> HttpResponse:
    """Read one device without waiting for the night."""
    actor = _staff(request)
    device = _device(device_id)
    if not may_read_now(actor, device.municipality_id):
        raise NotFound("there is no such device", where=f"device {device_id}")
    read_soon(device_id)
    messages.success(request, _("The device is being read. What is new shows here in a minute."))
    return HttpResponseRedirect(reverse("configuration-history", args=[device_id]))


def device_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The newest change of one device and the way to all of them; nothing where it is off or nobody can read the device."""
    device = subject.get("device")
    actor: Actor = getattr(request, "actor", NOBODY)
    if not is_on() or not isinstance(device, DeviceRow) or not actor.has(*STAFF):
        return None
    state = queries.state_of(actor, device)
    if not state.supported and state.asked_at is None:
        return None
    found = queries.versions(actor, device.id, limit=IN_PANEL)
    changed = [row for row in found if row.in_window is not None]
    lines = queries.difference_of(actor, changed[0].id) if changed else []
    return {
        "device": device,
        "state": state,
        "versions": found,
        "changed": changed[0] if changed else None,
        "lines": lines[:LINES_IN_PANEL],
        "more": max(0, len(lines) - LINES_IN_PANEL),
        "writes": may_read_now(actor, device.municipality_id),
    }


def _device(device_id: int) -> DeviceRow:
    device = inventory.devices([device_id]).get(device_id)
    if device is None:
        raise NotFound("there is no such device", where=f"device {device_id}")
    return device
