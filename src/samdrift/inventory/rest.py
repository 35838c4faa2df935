# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Devices, interfaces and links, for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from samdrift.inventory import queries, rest_told
from samdrift.inventory.asking import asking_for
from samdrift.inventory.types import DeviceRow, InterfaceRow, LinkRow, PortKind
from samdrift.inventory.whereabouts import sighting_page, where_is
from samdrift.inventory.work_items import work_page
from samdrift.platform.rest import After, Answer, Id, IdQuery, Limit, Page, Words, actor_of, found, page_of

router = Router()
router.add_router("", rest_told.router)


class Device(Answer):
    """A device as it presents itself. `last_seen`: last complete discovery; not seen is not gone."""

    id: int
    municipality_id: int
    supplier_id: int | None
    agreement_id: int | None
    place_id: int | None
    name: str
    address: str
    type: str
    vendor: str
    os: str
    hardware: str
    version: str
    serial: str
    location: str
    first_seen: datetime
    last_seen: datetime


class Interface(Answer):
    """A port (RFC 2863). Speed bit/s, MAC as 12 lower-case hex digits, status in the words of IF-MIB."""

    id: int
    device_id: int
    if_index: int
    name: str
    descr: str
    alias: str
    type: str
    speed_bps: int | None
    mtu: int | None
    mac: str
    duplex: str
    admin: str
    oper: str
    status_at: datetime | None
    present: bool


class Link(Answer):
    """A cable between two ports. `gone_at` null: it is there."""

    id: int
    a_device_id: int
    a_interface_id: int
    b_device_id: int
    b_interface_id: int
    protocol: str
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None


class Sighting(Answer):
    """One stay of a MAC at a port. `kind`: edge (leads to no other switch), access_point, shared, uplink.

    `present`: the device told of it at `last_seen`, its last reading. `ended_at`: it was seen at another port since.
    """

    id: int
    mac: str
    name: str
    addresses: list[str]
    vlan: int | None
    device_id: int
    device: str
    place_id: int | None
    place: str
    port_id: int | None
    port: str
    description: str
    neighbour: str
    kind: PortKind
    stations: int
    present: bool
    first_seen: datetime
    last_seen: datetime
    ended_at: datetime | None


@router.get("/whereabouts", response=Page[Sighting], summary="Where is this MAC, address or name")
def whereabouts(request: HttpRequest, q: Words = "", after: After = 0, limit: Limit = 50) -> Page[Sighting]:
    """With `q`: stays of the stations that fit, station by station, the port at the edge first. Without: all, by id."""
    actor = actor_of(request)
    if not q.strip():
        return page_of(
            lambda rows: sighting_page(actor, after=after, limit=rows), limit=limit, item=Sighting.model_validate
        )
    found = where_is(actor, q, limit=limit)
    stays = [stay for station in found.stations for stay in station.stays]
    return Page(items=[Sighting.model_validate(stay) for stay in stays], next=None)


class WorkItem(Answer):
    """Something found that a person should look at. `decision` empty: it waits."""

    id: int
    kind: str
    device_id: int | None
    device: str
    other_id: int | None
    other: str
    detail: dict[str, Any]
    opened_at: datetime
    seen_at: datetime
    decision: str
    decided_by: str
    decided_at: datetime | None


@router.get("/worklist", response=Page[WorkItem], summary="What was found and wants a decision")
def worklist(request: HttpRequest, after: After = 0, limit: Limit = 50) -> Page[WorkItem]:
    actor = actor_of(request)
    return page_of(lambda rows: work_page(actor, after=after, limit=rows), limit=limit, item=WorkItem.model_validate)


@router.get("/devices", response=Page[Device], summary="Devices")
def devices(
    request: HttpRequest, after: After = 0, limit: Limit = 50, place_id: IdQuery = None, name: Words = ""
) -> Page[Device]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[DeviceRow]:
        return queries.device_page(actor, after=after, limit=rows, place_id=place_id, name=name)

    return page_of(fetch, limit=limit, item=Device.model_validate)


@router.get("/devices/{device_id}", response=Device, summary="One device")
def device(request: HttpRequest, device_id: Id) -> Device:
    return Device.model_validate(found(queries.device_for(actor_of(request), device_id)))


class Asking(Answer):
    """How a device is asked: what its last full reading cost it, and the tables it is not asked for (`left_out`), with reasons.

    `cost`: questions, unanswered, unreadable, took_s, answer_s (usual time over an answer), per_second (0: as fast as it
    answers), rows (at once). `problems`: what it served badly at that reading.
    """

    device_id: int
    read_at: datetime
    cost: dict[str, Any]
    left_out: list[dict[str, Any]]
    problems: list[dict[str, Any]]


@router.get(
    "/devices/{device_id}/asking", response=Asking, summary="How a device is asked, and what it is not asked for"
)
def asking(request: HttpRequest, device_id: Id) -> Asking:
    return Asking.model_validate(found(asking_for(actor_of(request), device_id)))


@router.get("/interfaces", response=Page[Interface], summary="Interfaces")
def interfaces(request: HttpRequest, after: After = 0, limit: Limit = 50, device_id: IdQuery = None) -> Page[Interface]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[InterfaceRow]:
        return queries.interface_page(actor, after=after, limit=rows, device_id=device_id)

    return page_of(fetch, limit=limit, item=Interface.model_validate)


@router.get("/interfaces/{interface_id}", response=Interface, summary="One interface")
def interface(request: HttpRequest, interface_id: Id) -> Interface:
    return Interface.model_validate(found(queries.interface_for(actor_of(request), interface_id)))


@router.get("/links", response=Page[Link], summary="Links")
def links(request: HttpRequest, after: After = 0, limit: Limit = 50, device_id: IdQuery = None) -> Page[Link]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[LinkRow]:
        return queries.link_page(actor, after=after, limit=rows, device_id=device_id)

    return page_of(fetch, limit=limit, item=Link.model_validate)


@router.get("/links/{link_id}", response=Link, summary="One link")
def link(request: HttpRequest, link_id: Id) -> Link:
    return Link.model_validate(found(queries.link_for(actor_of(request), link_id)))
