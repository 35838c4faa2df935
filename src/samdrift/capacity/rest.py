# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Capacity for programs: what fills up, «what if», cuts, single points and lost spares."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from samdrift.capacity import cutting, queries, whatif
from samdrift.capacity.network import Network, cities_of, read_network
from samdrift.capacity.queries import Asked
from samdrift.capacity.types import CutRow, Question, Row
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.platform.rest import Answer, IdQuery, Limit, Words, actor_of
from samdrift.platform.visible import STAFF

router = Router()
Factor = Annotated[float, Query(gt=0, le=1000, description="What if the load were so many times as high.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")]


class FullLine(Answer):
    """A port that carries a link: the level of its busy hours (95th percentile of a day's hours), how that changes a day with
    the ends of its 90 % interval, and when 80 % of its speed is reached; null: not within three years.
    """

    device_id: int
    device: str
    if_index: int
    port: str
    speed_bps: int
    days_seen: int
    level_bps: float
    slope_bps_a_day: float
    slope_low_bps_a_day: float
    slope_high_bps_a_day: float
    full_at: datetime | None
    earliest: datetime | None
    latest: datetime | None


class Filling(Answer):
    """A line or pool. `state` full, soon, later, never, unknown; a pool of which too little is known has no level."""

    id: int
    device_id: int
    device: str
    kind: str
    what: str
    place_id: int | None
    unit: str
    size: float
    days_known: int
    looked_at_until: datetime
    share: float | None
    level: float | None
    slope_a_day: float | None
    slope_low_a_day: float | None
    slope_high_a_day: float | None
    state: str
    full_at: datetime | None
    earliest: datetime | None
    latest: datetime | None


class Cut(Answer):
    """A cable or device, and how many devices, whole places and people of these it takes with it."""

    kind: str
    id: int
    name: str
    devices: int
    places: int
    people: int


class PlacePoints(Answer):
    """A place and what alone cuts it off, the nearest first. `apart`: no known way leads there."""

    place_id: int
    place: str
    people: int
    devices: int
    apart: bool
    single_points: list[Cut]


class Spare(Answer):
    """A spare way that is lost. `why` gone, down, off, slow; no `incident_id`: nobody is told."""

    link_id: int
    name: str
    why: str
    place_ids: list[int]
    incident_id: int | None


class Then(Answer):
    """A line (bit/s) or access point (clients) as it is and as it would be; `now` null: not measured."""

    kind: str
    id: int
    device_id: int
    name: str
    place: str
    size: float
    now: float | None
    then: float
    share: float


def _staff(request: HttpRequest) -> None:
    if not actor_of(request).has(*STAFF):
        raise NotFound("there is nothing here, or nothing for you")


def _network(request: HttpRequest, municipality_id: int | None) -> Network | None:
    mine = cities_of(actor_of(request))
    if municipality_id is not None and municipality_id not in mine:
        raise NotFound("there is nothing here, or nothing for you")
    chosen = municipality_id if municipality_id is not None else next(iter(mine), None)
    return read_network(chosen, now=utc_now()) if chosen is not None else None


@router.get("/capacity/links", response=list[FullLine], summary="The links that are full soonest")
def capacity_links(
    request: HttpRequest, factor: Factor = 1.0, device_id: IdQuery = None, limit: Limit = 20
) -> list[FullLine]:
    """«Three devices a pupil» instead of one is `factor=3`. Reckoned once a day from four weeks of hours or more."""
    _staff(request)
    ids = None if device_id is None else (device_id,)
    rows = [row for row in queries.rows(factor=factor, device_ids=ids, kinds=("link",)) if row.found is not None]
    return [_line(row, factor) for row in rows[:limit]]


def _line(row: Row, factor: float) -> FullLine:
    one, trend = row.outlook, row.outlook.trend
    assert trend is not None
    return FullLine(
        device_id=one.device_id,
        device=row.device,
        if_index=one.if_index or 0,
        port=row.what,
        speed_bps=int(one.size),
        days_seen=trend.days,
        level_bps=trend.level * factor,
        slope_bps_a_day=trend.slope * factor,
        slope_low_bps_a_day=trend.slope_low * factor,
        slope_high_bps_a_day=trend.slope_high * factor,
        full_at=row.full_at,
        earliest=row.earliest,
        latest=row.latest,
    )


@router.get("/capacity/outlooks", response=list[Filling], summary="Lines and pools, the soonest full first")
def capacity_outlooks(
    request: HttpRequest,
    kind: Words = "",
    place_id: IdQuery = None,
    state: Words = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> list[Filling]:
    """Kinds: link, poe, ups_load, clients, dhcp, nat, sessions, vpn, memory, processor, storage."""
    _staff(request)
    rows = queries.rows(Asked(kind=kind, place=place_id, state=state))
    return [_filling(row) for row in rows[offset : offset + limit]]


def _filling(row: Row) -> Filling:
    one, trend = row.outlook, row.outlook.trend
    return Filling(
        id=one.id,
        device_id=one.device_id,
        device=row.device,
        kind=one.kind,
        what=row.what,
        place_id=row.place_id,
        unit=one.unit,
        size=one.size,
        days_known=one.days,
        looked_at_until=one.until,
        share=one.share,
        level=trend.level if trend is not None else None,
        slope_a_day=trend.slope if trend is not None else None,
        slope_low_a_day=trend.slope_low if trend is not None else None,
        slope_high_a_day=trend.slope_high if trend is not None else None,
        state=row.state,
        full_at=row.full_at,
        earliest=row.earliest,
        latest=row.latest,
    )


@router.get("/capacity/cuts", response=list[Cut], summary="What alone takes somebody off the network")
def capacity_cuts(
    request: HttpRequest, municipality_id: IdQuery = None, limit: Limit = 100, offset: Offset = 0
) -> list[Cut]:
    """Those that take most people first."""
    _staff(request)
    network = _network(request, municipality_id)
    return [_cut(row) for row in cutting.cut_rows(network)[offset : offset + limit]] if network is not None else []


def _cut(row: CutRow) -> Cut:
    return Cut(kind=row.kind, id=row.id, name=row.name, devices=row.devices, places=row.places, people=row.people)


@router.get("/capacity/single-points", response=list[PlacePoints], summary="Places and what alone cuts them off")
def capacity_single_points(
    request: HttpRequest, municipality_id: IdQuery = None, limit: Limit = 200, offset: Offset = 0
) -> list[PlacePoints]:
    _staff(request)
    network = _network(request, municipality_id)
    rows = cutting.place_threads(network)[offset : offset + limit] if network is not None else []
    return [
        PlacePoints(
            place_id=row.id,
            place=row.name,
            people=row.people,
            devices=row.devices,
            apart=row.apart,
            single_points=[_cut(point) for point in row.points],
        )
        for row in rows
    ]


@router.get("/capacity/spares", response=list[Spare], summary="Spare ways that are lost, those nobody is told of first")
def capacity_spares(request: HttpRequest, municipality_id: IdQuery = None) -> list[Spare]:
    _staff(request)
    network = _network(request, municipality_id)
    return [
        Spare(
            link_id=row.cable_id,
            name=row.name,
            why=row.why,
            place_ids=[place for place, _ in row.places],
            incident_id=row.incident,
        )
        for row in (cutting.lost_spares(network) if network is not None else [])
    ]


@router.get("/capacity/what-if", response=list[Then], summary="«Three devices a pupil»: what would be full")
def capacity_what_if(
    request: HttpRequest,
    devices: Annotated[float, Query(ge=0, le=100)] = 3.0,
    devices_now: Annotated[float, Query(ge=0, le=100)] = 1.0,
    kbit_s: Annotated[float, Query(ge=0, le=1_000_000)] = 250.0,
    kind: Words = "school",
    municipality_id: IdQuery = None,
    limit: Limit = 100,
) -> list[Any]:
    """The fullest first. `kind`: a kind of place, empty for all."""
    _staff(request)
    network = _network(request, municipality_id)
    question = Question(devices=devices, devices_now=devices_now, kbit_s=kbit_s, kind=kind)
    return list(whatif.what_if(network, question)[:limit]) if network is not None else []
