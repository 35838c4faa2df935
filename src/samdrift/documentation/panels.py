# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the plan says, on the network's own pages: beside a device, and at a place."""

from collections.abc import Mapping

from django.http import HttpRequest

from samdrift.documentation.commands import may_write
from samdrift.documentation.models import PlaceFigure
from samdrift.documentation.queries import difference_rows, differences, planned_device_named
from samdrift.inventory.types import DeviceRow
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import visible


def device_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """What is meant of one device, and where it differs."""
    device = subject.get("device")
    if not isinstance(device, DeviceRow):
        return None
    actor: Actor = getattr(request, "actor", NOBODY)
    rows = differences(actor).filter(ended_at=None, device_id=device.id).order_by("pk")[:5]
    planned = planned_device_named(actor, device.name, device.serial)
    return {
        "planned": planned,
        "said": planned.said() if planned is not None else None,
        "rows": difference_rows(rows),
        "device": device,
        "writes": may_write(actor, device.municipality_id),
    }


def place_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """How complete the place's dossier is, with the way to it."""
    place = subject.get("place")
    if not isinstance(place, PlaceInfo):
        return None
    actor: Actor = getattr(request, "actor", NOBODY)
    figure = visible(PlaceFigure.objects.all(), actor, agreement="agreement_id").filter(place_id=place.id).first()
    return {
        "place": place,
        "percent": figure.percent if figure is not None else None,
        "open": differences(actor).filter(ended_at=None, place_id=place.id).count(),
    }


def case_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The difference a case is to mend; nothing for every other case."""
    case_id = getattr(subject.get("case"), "pk", None) or getattr(subject.get("case"), "id", None)
    if not isinstance(case_id, int):
        return None
    actor: Actor = getattr(request, "actor", NOBODY)
    rows = difference_rows(differences(actor).filter(case_id=case_id).order_by("pk"))
    return {"rows": rows} if rows else None
