# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the pages of operations, places, wallboard and day show, for programs."""

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Query, Router

from samdrift.incidents.day import LONGEST_PAST, DayRow, city_of, day_of
from samdrift.incidents.dayrules import Weather
from samdrift.incidents.overview import Trouble, TroubleFilter, open_troubles
from samdrift.incidents.places import PlaceFilter, PlaceState, place_states
from samdrift.incidents.wallboard import wallboard as wallboard_of
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import Actor
from samdrift.platform.rest import After, Answer, IdQuery, Limit, Page, Words, actor_of, page_of
from samdrift.platform.visible import STAFF

router = Router()
State = Literal["down", "something", "ok", "unknown"]
Kind = Annotated[str, Query(max_length=30, pattern=r"^[a-z_]*$", description="A kind of place: school, care_home …")]


class Holder(Answer):
    """Who has it: the group, its supplier, and their number for it."""

    group: str
    supplier: str
    ticket: str


class OpenFault(Answer):
    """What is broken now. `people` work or learn at `place_ids`; `due_at`: when the next of its clocks is over."""

    id: int
    kind: str
    cause: str
    outage: bool
    fault_at: datetime
    silent_devices: int
    place_ids: list[int]
    people: int
    case: str
    priority: int | None
    due_at: datetime | None
    holder: Holder | None


class OpenFaults(Answer):
    """All of them, outages first, the newest first."""

    items: list[OpenFault]


class PlaceStanding(Answer):
    """How a place stands. `state`: down (everything is silent), something (is wrong), ok, unknown (never heard)."""

    id: int
    name: str
    kind: str
    agency_id: int | None
    people: int
    x: float
    y: float
    state: State
    devices: int
    silent_devices: int


class KindStanding(Answer):
    """How one kind of place stands."""

    kind: str
    places: int
    trouble: int
    down: int


class Wallboard(Answer):
    """The wallboard's figures. `late`: faults past their clock; `stale`: processes of the watch that are silent."""

    outages: int
    quiet: int
    late: int
    people: int
    places_hit: int
    places: int
    kinds: list[KindStanding]
    stale: list[str]


class DayLine(Answer):
    """A place (with its id), a service, or the whole city: its weather hour by hour and the people-hours it lost."""

    name: str
    place_id: int | None
    weather: list[Weather]
    lost_people_hours: float
    incidents: list[int]


class Day(Answer):
    """A day of the municipality's calendar. `hours`: when each begins, UTC; 23 or 25 where the clock is moved."""

    day: date
    time_zone: str
    hours: list[datetime]
    whole: DayLine
    services: list[DayLine]
    places: list[DayLine]
    calm_places: int
    outages_begun: int
    lost_people_hours: float
    usual_outages_begun: float | None
    usual_lost_people_hours: float | None


@router.get("/operations", response=OpenFaults, summary="What is broken now")
def operations(
    request: HttpRequest, q: Words = "", kind: Kind = "", agency: IdQuery = None, group: IdQuery = None
) -> OpenFaults:
    asked = TroubleFilter(PlaceFilter(kind=kind, agency=agency, words=q), group)
    return OpenFaults(items=[_fault(one) for one in open_troubles(staff_of(request), asked)])


@router.get("/operations/places", response=Page[PlaceStanding], summary="How places stand")
def places(
    request: HttpRequest,
    after: After = 0,
    limit: Limit = 50,
    state: State | None = None,
    kind: Kind = "",
    agency: IdQuery = None,
) -> Page[PlaceStanding]:
    asked = PlaceFilter(state=state or "", kind=kind, agency=agency)
    rows = [_standing(one) for one in place_states(staff_of(request)) if asked.takes(one) and one.place.id > after]
    rows.sort(key=lambda one: one.id)
    return page_of(lambda count: rows[:count], limit=limit, item=lambda row: row)


@router.get("/operations/wallboard", response=Wallboard, summary="The wallboard's figures")
def wallboard(request: HttpRequest) -> Wallboard:
    seen = wallboard_of(staff_of(request), now=utc_now())
    return Wallboard(
        outages=seen.outages,
        quiet=seen.quiet,
        late=seen.late,
        people=seen.people,
        places_hit=seen.places_hit,
        places=seen.places,
        kinds=[KindStanding.model_validate(one) for one in seen.kinds],
        stale=list(seen.watch.stale),
    )


@router.get("/operations/day", response=Day, summary="A day like weather")
def day(request: HttpRequest, day: date | None = None, kind: Kind = "", agency: IdQuery = None) -> Day:
    actor, now = staff_of(request), utc_now()
    city = city_of(actor)
    zone = city.time_zone if city is not None else "UTC"
    today = now.astimezone(ZoneInfo(zone)).date()
    wanted = day or today
    if not today - LONGEST_PAST <= wanted <= today:
        raise NotFound("there is no such day: it has not begun, or is too long ago", where="day")
    seen = day_of(actor, wanted, PlaceFilter(kind=kind, agency=agency), now=now, language=actor.language)
    return Day(
        day=seen.day,
        time_zone=zone,
        hours=[hour.start for hour in seen.hours],
        whole=_line(seen.whole),
        services=[_line(row) for row in seen.services],
        places=[_line(row) for row in seen.places],
        calm_places=seen.calm,
        outages_begun=seen.begun,
        lost_people_hours=round(seen.lost, 3),
        usual_outages_begun=seen.usual_begun,
        usual_lost_people_hours=None if seen.usual_lost is None else round(seen.usual_lost, 3),
    )


def staff_of(request: HttpRequest) -> Actor:
    """As the pages: not there for whoever runs nothing."""
    actor = actor_of(request)
    if not actor.has(*STAFF):
        raise NotFound("there is nothing here, or nothing for you")
    return actor


def _fault(one: Trouble) -> OpenFault:
    info, case = one.info, one.case
    return OpenFault(
        id=info.id,
        kind=info.kind,
        cause=info.cause_label,
        outage=info.outage,
        fault_at=info.fault_at,
        silent_devices=one.silent,
        place_ids=sorted(place.id for place in one.places),
        people=one.people,
        case=case.number if case else "",
        priority=case.priority if case else None,
        due_at=case.due_at if case else None,
        holder=Holder(group=case.group, supplier=case.supplier, ticket=case.ticket) if case else None,
    )


def _standing(one: PlaceState) -> PlaceStanding:
    place = one.place
    return PlaceStanding(
        id=place.id,
        name=place.name,
        kind=place.kind,
        agency_id=place.agency_id,
        people=place.people,
        x=place.x,
        y=place.y,
        state=one.state,  # type: ignore[arg-type]  # one of State
        devices=one.devices,
        silent_devices=one.silent,
    )


def _line(row: DayRow) -> DayLine:
    return DayLine(
        name=row.name,
        place_id=row.place.id if row.place else None,
        weather=list(row.weather),
        lost_people_hours=round(row.lost, 3),
        incidents=list(row.incidents),
    )
