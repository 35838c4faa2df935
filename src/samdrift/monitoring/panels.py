# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What monitoring hangs on a device's page: the traffic of one port, and what was seen lately."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from samdrift.inventory.types import DeviceRow, InterfaceRow
from samdrift.kernel.clock import utc_now
from samdrift.monitoring.facade import happenings
from samdrift.monitoring.labels import tone_of, words_for
from samdrift.monitoring.traffic import Traffic, port_traffic
from samdrift.platform.actor import NOBODY, Actor
from samdrift.ui.charts import Chart, Line

RECENT = timedelta(hours=24)
SHOWN = 15


def traffic_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The chart of the port the address names (?port=ID), else of the first port with a neighbour."""
    ports = [port for port in _list(subject.get("ports")) if isinstance(port, InterfaceRow)]
    linked = subject.get("linked")
    chosen = _chosen(ports, request.GET.get("port", ""), linked if isinstance(linked, frozenset) else frozenset())
    if chosen is None:
        return None
    actor: Actor = getattr(request, "actor", NOBODY)
    return {"port": chosen, "chart": _chart(chosen, port_traffic(actor, chosen, now=utc_now()))}


def history_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """What was seen at the device in the last day, newest first."""
    del request
    device = subject.get("device")
    if not isinstance(device, DeviceRow):
        return None
    now = utc_now()
    found = happenings([device.id], now - RECENT, now, limit=SHOWN)
    return {"moments": [(seen.at, words_for(seen), tone_of(seen)) for seen in found]}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _chosen(ports: list[InterfaceRow], asked: str, linked: frozenset[int]) -> InterfaceRow | None:
    by_id = {str(port.id): port for port in ports}
    if asked in by_id:
        return by_id[asked]
    busy = [port for port in ports if port.id in linked and port.oper == "up"]
    up = [port for port in ports if port.oper == "up" and port.speed_bps]
    return next(iter(busy or up or ports), None)


def _chart(port: InterfaceRow, traffic: Traffic) -> Chart:
    return Chart(
        id=f"traffic-{port.id}",
        title=_("Traffic on %(port)s, last 24 hours") % {"port": port.name},
        times=[step.at for step in traffic.inward],
        lines=[
            Line(_("In"), [None if s.bps is None else round(s.bps) for s in traffic.inward]),
            Line(_("Out"), [None if s.bps is None else round(s.bps) for s in traffic.outward]),
        ],
        unit="bit/s",
    )
