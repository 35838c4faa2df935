# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The topology: a drawing with a link for every node, its cables as a table and as CSV. What is shown stands in the address."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from samdrift.engines.topologylayout import CELL
from samdrift.incidents.places import STATES
from samdrift.incidents.presenting import PLACE_TONES, kinds_of, legend, place_word
from samdrift.incidents.spreadsheet import csv_answer
from samdrift.incidents.topology import MOST_DEVICES, NOWHERE, Node, Topology, TopologyFilter
from samdrift.incidents.topology import topology as topology_of
from samdrift.incidents.web import staff_on
from samdrift.inventory import facade as inventory
from samdrift.inventory.facade import CableRow
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor

PAGE = 200
MOST_EXPORTED = 50_000
LETTER = 7.2
"""Px a letter takes at the size names are written in; longer names are cut, and told whole when pointed at."""
MARK = 26
MOST_NAMED = 3
MOST_CURVES = 12
"""Where there are more second ways, they are drawn faintly, and clearly for the node that is pointed at."""
COLUMNS = (
    "id",
    "from_device",
    "from_port",
    "to_device",
    "to_port",
    "link_up",
    "protocol",
    "ends_that_tell",
    "first_seen",
    "last_seen",
)


@require_safe
@login_required
def topology(request: HttpRequest) -> HttpResponse:
    """The drawing or the table of cables, narrowed by the address."""
    return render(request, "incidents/topology.html", _topology(request, staff_on(request)))


@require_safe
@login_required
def topology_part(request: HttpRequest) -> HttpResponse:
    """The drawing or the table alone, drawn anew when something changed."""
    return render(request, "incidents/topology_part.html", _topology(request, staff_on(request)))


@require_safe
@login_required
def topology_csv(request: HttpRequest) -> HttpResponse:
    """The cables of what is drawn."""
    seen = topology_of(staff_on(request), TopologyFilter.from_address(request.GET.dict()))
    rows = cables_of(seen, after=0, limit=MOST_EXPORTED)
    return csv_answer("topology", COLUMNS, (_cells(row) for row in rows))


def cables_of(seen: Topology, *, after: int, limit: int) -> list[CableRow]:
    """The cables of the nodes that are drawn, by id; of places all that end there."""
    if not seen.narrowed:
        return inventory.cable_rows(after=after, limit=limit)
    wanted = [key for key, node in seen.nodes.items() if not node.aside]
    if seen.detail == "devices":
        return inventory.cable_rows(device_ids=wanted, after=after, limit=limit)
    return inventory.cable_rows(place_ids=wanted, after=after, limit=limit)


def _topology(request: HttpRequest, actor: Actor) -> dict[str, object]:
    asked = TopologyFilter.from_address(request.GET.dict())
    view = "table" if request.GET.get("view") == "table" else "drawing"
    seen = topology_of(actor, asked)
    address = asked.address()
    agencies = parties.agency_names(s.place.agency_id for s in seen.states if s.place.agency_id is not None)
    context: dict[str, object] = {
        "asked": asked,
        "seen": seen,
        "view": view,
        "address": address,
        "query": f"view={view}{'&' + address if address else ''}",
        "views": [(name, f"view={name}{'&' + address if address else ''}") for name in ("drawing", "table")],
        "states": [("trouble", ""), *((state, place_word(state)) for state in STATES)],
        "kinds": kinds_of(seen.states),
        "agencies": sorted(agencies.items(), key=lambda item: item[1]),
        "legend": legend(),
        "most": MOST_DEVICES,
        "summary": _summary(seen),
        "may_open": seen.detail == "places" and seen.whole <= MOST_DEVICES,
    }
    return context | (_table(request, seen, address) if view == "table" else _drawing(seen, asked))


def _summary(seen: Topology) -> str:
    count = sum(not node.aside for node in seen.nodes.values())
    if seen.detail == "places":
        devices = sum(node.devices for node in seen.nodes.values() if not node.aside)
        words = ngettext("%(count)d place", "%(count)d places", count) % {"count": count}
        return f"{words}, " + ngettext("%(count)d device", "%(count)d devices", devices) % {"count": devices}
    return ngettext("%(count)d device", "%(count)d devices", count) % {"count": count}


def _drawing(seen: Topology, asked: TopologyFilter) -> dict[str, object]:
    drawing = seen.drawing
    inside = {cell.key: cell for cell in drawing.cells}
    boxes = {box.key for box in drawing.boxes}
    link = _address_of(seen, asked)
    also = _second_ways(seen)
    marks = [
        {
            "node": (node := seen.nodes[cell.key]),
            "url": link(node),
            "x": cell.x,
            "y": cell.y,
            "width": cell.width,
            "name": _fitting(_name(node), cell.width),
            "words": ". ".join(filter(None, (_words(node, seen), also.get(cell.key, "")))),
            "heads": cell.key in boxes,
        }
        for cell in drawing.cells
    ]
    curves = []
    for a, b in drawing.beside:
        one, other = inside[a], inside[b]
        broken = "down" in (seen.nodes[a].state, seen.nodes[b].state)
        y1, y2 = one.y + CELL[1] // 2, other.y + CELL[1] // 2
        bend = min(one.x, other.x) - 12
        curves.append((f"M{one.x + 4} {y1}C{bend} {y1} {bend} {y2} {other.x + 4} {y2}", broken, a, b))
    return {
        "box": f"-16 -6 {max(drawing.width, CELL[0]) + 32} {max(drawing.height, CELL[1]) + 12}",
        "width": max(drawing.width, CELL[0]) + 32,
        "boxes": drawing.boxes,
        "marks": marks,
        "curves": curves,
        "faint": len(curves) > MOST_CURVES,
    }


def _second_ways(seen: Topology) -> dict[int, str]:
    """Which nodes have a way beside the tree, and where it leads, in words; the first few where there are many."""
    found: dict[int, list[str]] = {}
    for a, b in seen.drawing.beside:
        found.setdefault(a, []).append(_name(seen.nodes[b]))
        found.setdefault(b, []).append(_name(seen.nodes[a]))
    return {
        key: _("Second way: %(names)s") % {"names": ", ".join(names[:MOST_NAMED]) + ("…" if names[MOST_NAMED:] else "")}
        for key, names in found.items()
    }


def _address_of(seen: Topology, asked: TopologyFilter) -> Any:
    here = reverse("topology")
    if seen.detail == "places":
        network = reverse("network")
        return lambda node: f"{here}?place={node.id}" if node.id != NOWHERE else network
    start = reverse("device", args=[0]).removesuffix("0/")
    places = {device.id: device.place_id for device in inventory.wired_devices(list(seen.nodes)).values()}
    return lambda node: (
        f"{here}?place={places[node.id]}"
        if node.aside and asked.place is not None and places[node.id]
        else f"{start}{node.id}/"
    )


def _name(node: Node) -> str:
    return node.name or _("Place not known")


def _fitting(name: str, width: int) -> str:
    most = int((width - MARK - 4) / LETTER)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _words(node: Node, seen: Topology) -> str:
    said = f"{_name(node)}: {place_word(node.state) if seen.detail == 'places' else device_word(node.state)}"
    if seen.detail == "devices":
        return said
    count = ngettext("%(count)d device", "%(count)d devices", node.devices) % {"count": node.devices}
    silent = ngettext("%(count)d silent", "%(count)d silent", node.silent) % {"count": node.silent}
    return f"{said}, {count}" + (f", {silent}" if node.silent else "")


def device_word(state: str) -> str:
    """How a device stands, by the drawing's four states."""
    words = {
        "ok": pgettext("a device in a drawing", "Answers"),
        "something": pgettext("a device in a drawing", "Agent hangs"),
        "down": pgettext("a device in a drawing", "Silent"),
        "unknown": pgettext("a device in a drawing", "Not known"),
    }
    return words[state]


def _table(request: HttpRequest, seen: Topology, address: str) -> dict[str, object]:
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    found = cables_of(seen, after=start, limit=PAGE + 1)
    base = f"view=table{'&' + address if address else ''}"
    return {
        "cables": list(_lines(found[:PAGE])),
        "first": base if start else "",
        "next": f"{base}&after={found[PAGE - 1].id}" if len(found) > PAGE else "",
    }


def _lines(rows: Iterable[CableRow]) -> Iterable[tuple[CableRow, str, str]]:
    """Each cable with the tone and the word of its link."""
    for row in rows:
        up = row.a_up and row.b_up
        yield row, PLACE_TONES["ok" if up else "down"], _("Has link") if up else _("No link")


def _cells(row: CableRow) -> tuple[object, ...]:
    return (
        row.id,
        row.a_device,
        row.a_port,
        row.b_device,
        row.b_port,
        row.a_up and row.b_up,
        row.protocol,
        row.witnesses,
        row.first_seen,
        row.last_seen,
    )
