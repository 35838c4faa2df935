# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Agreed work on other pages: a place's, a device's, an incident's, and the page of those who work at a place."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest

from samdrift.incidents.maintenance_queries import announced_at, windows_around, windows_at
from samdrift.incidents.maintenance_types import WindowInfo
from samdrift.incidents.maintenance_web import lines, plans_work
from samdrift.incidents.types import IncidentInfo
from samdrift.inventory.types import DeviceRow
from samdrift.kernel.clock import utc_now
from samdrift.parties.types import PlaceInfo
from samdrift.platform.actor import NOBODY, Actor

AROUND = timedelta(hours=1)


def place_work(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """Work at the place that lasts or begins soon."""
    place = subject.get("place")
    if not isinstance(place, PlaceInfo):
        return None
    return _card(request, windows_at(_actor(request), [place.id], now=utc_now()), f"place:{place.id}")


def device_work(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """Work at the device's place that is about it, its place, its cable or its service."""
    device = subject.get("device")
    if not isinstance(device, DeviceRow):
        return None
    found = windows_at(_actor(request), [device.place_id], now=utc_now()) if device.place_id is not None else []
    mine = [w for w in found if w.scope_kind != "device" or w.scope_id == device.id]
    return _card(request, mine, f"device:{device.id}")


def incident_work(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """Work at the places the incident hits, around its time: begun before it, or while it was open."""
    info = subject.get("incident")
    if not isinstance(info, IncidentInfo):
        return None
    until = info.closed_at or utc_now()
    found = windows_around(_actor(request), info.place_ids, info.fault_at - AROUND, until)
    return _card(request, found, info.cause_key if info.closed_at is None else "")


def _card(request: HttpRequest, found: list[WindowInfo], about: str) -> Mapping[str, object] | None:
    """The windows, and for those who may plan an address to plan one for `about` (kind:id); None where there is neither."""
    kind, _, number = about.partition(":")
    plans = bool(about) and plans_work(_actor(request))
    address = f"?scope_kind={kind}&scope_id={number}" if plans else ""
    return {"lines": lines(found), "plan_it": address} if found or plans else None


def my_place_work(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:  # noqa: ARG001
    """What people at a place are told of beforehand."""
    actor = _actor(request)
    found = announced_at(actor.places, now=utc_now()) if actor.places else []
    return {"lines": lines(found)} if found else None


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor
