# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What monitoring hangs on a port's page: its traffic over any span, and every change of its state, for ever."""

import csv
import io
from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samdrift.inventory import facade as inventory
from samdrift.inventory.types import InterfaceRow
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.monitoring.models import StateChange
from samdrift.monitoring.port_graph import SPANS, TROUBLE, Graph, Window, port_graph, window_of
from samdrift.platform.actor import NOBODY, Actor
from samdrift.platform.visible import STAFF, visible
from samdrift.ui.charts import Chart, Line

CHANGES = 50
LONG_STEP_S = 900
"""From steps of a quarter of an hour on the highest within a step is drawn too: means hide what was short."""
COLUMNS = (
    "at",
    "seconds",
    "in_bps",
    "out_bps",
    "highest_in_bps",
    "highest_out_bps",
    *(f"{name}_per_s" for name in TROUBLE),
)


def port_traffic_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The graphs of the span the address names (`range=7d`, or `from` and `to`)."""
    port = subject.get("port")
    if not isinstance(port, InterfaceRow):
        return None
    now = utc_now()
    window = window_of(request.GET.dict(), now=now, zone=timezone.get_current_timezone())
    graph = port_graph(_actor(request), port, window)
    charts = [_traffic(port, graph)]
    if graph.troubled:
        charts.append(_trouble(port, graph))
    return {
        "port": port,
        "charts": charts,
        "window": window,
        "zone": timezone.get_current_timezone_name(),
        "spans": [(name, name == window.name) for name in SPANS],
        "earlier": window.moved(-0.5).address,
        "later": window.moved(0.5).address if window.end < now else "",
        "wider": window.wider(now).address,
    }


def port_history_panel(request: HttpRequest, subject: Mapping[str, object]) -> Mapping[str, object] | None:
    """The newest changes of the port's state, and how many there are in all."""
    port = subject.get("port")
    if not isinstance(port, InterfaceRow):
        return None
    rows = visible(StateChange.objects.all(), _actor(request), agreement="device__agreement_id")
    mine = rows.filter(interface_id=port.id, what="oper")
    changes = list(mine.order_by("-at", "-pk").values_list("at", "before", "after")[: CHANGES + 1])
    return {"changes": changes[:CHANGES], "more": len(changes) > CHANGES, "port": port}


@require_safe
@login_required
def traffic_csv(request: HttpRequest, device_id: int, if_index: int) -> HttpResponse:
    """The figures of the graph as CSV (RFC 4180); times are UTC, steps as wide as the graph draws them."""
    actor = _actor(request)
    port = (
        next((p for p in inventory.ports_of(device_id) if p.if_index == if_index), None) if actor.has(*STAFF) else None
    )
    if port is None:
        raise NotFound("there is no such port", where=f"device {device_id}, port {if_index}")
    graph = port_graph(actor, port, window_of(request.GET.dict(), now=utc_now(), zone=timezone.get_current_timezone()))
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    columns = [*graph.mean.values(), *graph.most.values(), *graph.trouble.values()]
    for at, *values in zip(graph.times, *columns, strict=True):
        rows.writerow(
            [at.isoformat(), int(graph.step.total_seconds()), *("" if v is None else f"{v:.3f}" for v in values)]
        )
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="traffic-{device_id}-{if_index}.csv"'
    return answer


@require_safe
@login_required
def changes_csv(request: HttpRequest, device_id: int, if_index: int) -> HttpResponse:
    """Every change of a port's state that was ever seen, as CSV; times are UTC."""
    actor = _actor(request)
    rows = visible(StateChange.objects.all(), actor, agreement="device__agreement_id")
    mine = rows.filter(device_id=device_id, interface__if_index=if_index, what="oper").order_by("at", "pk")
    if not actor.has(*STAFF) or not any(p.if_index == if_index for p in inventory.ports_of(device_id)):
        raise NotFound("there is no such port", where=f"device {device_id}, port {if_index}")
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(("at", "before", "after"))
    written.writerows(
        (at.isoformat(), before, after) for at, before, after in mine.values_list("at", "before", "after")
    )
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="changes-{device_id}-{if_index}.csv"'
    return answer


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor


def _traffic(port: InterfaceRow, graph: Graph) -> Chart:
    lines = [
        Line(_("In"), _rounded(graph.mean["in_octets"])),
        Line(_("Out"), _rounded(graph.mean["out_octets"])),
    ]
    if graph.step.total_seconds() >= LONG_STEP_S:
        lines += [
            Line(_("Highest in"), _rounded(graph.most["in_octets"])),
            Line(_("Highest out"), _rounded(graph.most["out_octets"])),
        ]
    return Chart(id=f"port-traffic-{port.id}", title=_("Traffic"), times=graph.times, lines=lines, unit="bit/s")


def _trouble(port: InterfaceRow, graph: Graph) -> Chart:
    names = {
        "in_errors": _("Errors in"),
        "out_errors": _("Errors out"),
        "in_discards": _("Discarded in"),
        "out_discards": _("Discarded out"),
    }
    lines = [Line(names[name], graph.trouble[name]) for name in TROUBLE]
    return Chart(
        id=f"port-trouble-{port.id}",
        title=_("Errors and discards"),
        times=graph.times,
        lines=lines,
        unit=_("packets/s"),
    )


def _rounded(values: tuple[float | None, ...]) -> list[float | None]:
    return [None if value is None else round(value) for value in values]


__all__ = ["Window", "changes_csv", "port_history_panel", "port_traffic_panel", "traffic_csv"]
