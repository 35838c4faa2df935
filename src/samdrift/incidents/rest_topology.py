# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The topology as it is drawn, with its cables, for programs."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router

from samdrift.incidents.places import PlaceFilter
from samdrift.incidents.rest_operations import Kind, State, staff_of
from samdrift.incidents.topology import NOWHERE, TopologyFilter
from samdrift.incidents.topology import topology as topology_of
from samdrift.incidents.web_topology import cables_of
from samdrift.inventory.facade import CableRow
from samdrift.platform.rest import After, Answer, IdQuery, Limit, Page, page_of

router = Router()


class DrawnNode(Answer):
    """A place or device and where it is drawn, px at scale 1. `parent`: what it hangs from; id 0: devices without a place."""

    id: int
    name: str
    state: State
    devices: int
    silent_devices: int
    aside: bool
    level: int
    parent: int | None
    x: int
    y: int


class Cable(Answer):
    """A cable. `witnesses`: how many of its ends tell of it."""

    id: int
    a_device_id: int
    a_port: str
    b_device_id: int
    b_port: str
    up: bool
    protocol: str
    witnesses: int
    first_seen: datetime
    last_seen: datetime


class Topology(Answer):
    """The drawing. `detail`: whether nodes are places or devices; `width`, `height` px at scale 1.

    `second_ways`: pairs of nodes that are joined beside the tree. The cables themselves are at /topology/cables.
    """

    detail: Literal["places", "devices"]
    width: int
    height: int
    nodes: list[DrawnNode]
    second_ways: list[tuple[int, int]]


@router.get("/topology", response=Topology, summary="The network as it is drawn")
def topology(
    request: HttpRequest,
    place: IdQuery = None,
    detail: Literal["places", "devices"] = "places",
    kind: Kind = "",
    agency: IdQuery = None,
) -> Topology:
    seen = topology_of(staff_of(request), TopologyFilter(PlaceFilter(kind=kind, agency=agency), place, detail))
    nodes = [
        DrawnNode(
            id=cell.key,
            name=(node := seen.nodes[cell.key]).name,
            state=node.state,  # type: ignore[arg-type]  # one of State
            devices=node.devices,
            silent_devices=node.silent,
            aside=node.aside or cell.key == NOWHERE,
            level=cell.level,
            parent=cell.parent,
            x=cell.x,
            y=cell.y,
        )
        for cell in seen.drawing.cells
    ]
    drawing = seen.drawing
    return Topology(
        detail=seen.detail,
        width=drawing.width,
        height=drawing.height,
        nodes=nodes,
        second_ways=list(drawing.beside),
    )


@router.get("/topology/cables", response=Page[Cable], summary="The cables of what is drawn")
def topology_cables(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 50,
    place: IdQuery = None,
    detail: Literal["places", "devices"] = "places",
    kind: Kind = "",
    agency: IdQuery = None,
) -> Page[Cable]:
    asked = TopologyFilter(PlaceFilter(kind=kind, agency=agency), place, detail)
    seen = topology_of(staff_of(request), asked)
    return page_of(lambda rows: cables_of(seen, after=after, limit=rows), limit=limit, item=_cable)


def _cable(row: CableRow) -> Cable:
    return Cable(
        id=row.id,
        a_device_id=row.a_device_id,
        a_port=row.a_port,
        b_device_id=row.b_device_id,
        b_port=row.b_port,
        up=row.a_up and row.b_up,
        protocol=row.protocol,
        witnesses=row.witnesses,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )
