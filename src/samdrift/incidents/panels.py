# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Incidents on other contexts' pages: those of one device, those at one place."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from samdrift.incidents.models import Affected
from samdrift.incidents.overview import troubles
from samdrift.incidents.queries import run_by
from samdrift.incidents.web import line_of
from samdrift.inventory import facade as inventory
from samdrift.inventory.types import DeviceRow, InterfaceRow
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import NOBODY, Actor

SHOWN = 10


def device_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The newest incidents that hit, or were caused by, one device."""
    device = subject.get("device")
    if not isinstance(device, DeviceRow):
        return None
    return _newest(request, Q(cause_key=f"device:{device.id}") | _hit(device_id=device.id))


def port_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The newest incidents of the cables at one port, gone ones too; None where no cable was ever known there."""
    port = subject.get("port")
    if not isinstance(port, InterfaceRow):
        return None
    cables = [
        link.id
        for link in inventory.links_of([port.device_id])
        if port.id in (link.a_interface_id, link.b_interface_id)
    ]
    return _newest(request, Q(cause_key__in=[f"link:{cable}" for cable in cables])) if cables else None


def place_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The newest incidents at one place."""
    place = subject.get("place")
    if not isinstance(place, PlaceInfo):
        return None
    return _newest(request, Q(place_id=place.id) | _hit(place_id=place.id))


def _hit(**affected: int) -> Q:
    return Q(Exists(Affected.objects.filter(incident=OuterRef("pk"), **affected)))


def _newest(request: HttpRequest, which: Q) -> Mapping[str, object]:
    actor: Actor = getattr(request, "actor", NOBODY)
    rows = run_by(actor).filter(which).order_by("-fault_at", "-pk")[:SHOWN]
    lines = [line_of(trouble) for trouble in troubles(actor, rows)]
    return {"lines": sorted(lines, key=lambda line: line["info"].closed_at is not None)}
