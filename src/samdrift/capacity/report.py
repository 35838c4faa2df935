# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The year's capacity report: what is full, what will be, what hangs by a thread. Live in its own year, kept when that ends.

Figures and names alone, no words: those are chosen when it is read, in the reader's language.
"""

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from samdrift.capacity import cutting, queries
from samdrift.capacity.models import YearReport
from samdrift.capacity.network import cities_of, read_network
from samdrift.capacity.types import CutRow, Row
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

MOST_ROWS = 60
IN_THE_REPORT = ("full", "soon", "later")
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class Filling(BaseModel):
    """A line or pool that is full within three years. `level` and `size` in `unit`; `a_year` as the trend goes."""

    model_config = ConfigDict(extra="forbid")
    device: str
    what: str
    kind: str
    place: str
    unit: str
    size: float
    level: float
    a_year: float
    days: int
    state: str
    full_at: datetime | None
    earliest: datetime | None
    latest: datetime | None
    found_now: bool
    earliest_now: bool


class CutTold(BaseModel):
    """One cable or device and what it takes with it."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    name: str
    devices: int
    places: int
    people: int


class PlaceTold(BaseModel):
    """A place that hangs by a thread."""

    model_config = ConfigDict(extra="forbid")
    name: str
    people: int
    points: list[str]


class SpareTold(BaseModel):
    """A lost spare; `told`: an open incident tells of it."""

    model_config = ConfigDict(extra="forbid")
    name: str
    why: str
    told: bool


class YearData(BaseModel):
    """The whole report. `counts` by state of all that is measured."""

    model_config = ConfigDict(extra="forbid")
    municipality: str
    time_zone: str
    year: int
    made_at: datetime
    counts: dict[str, int]
    by_kind: dict[str, list[int]]
    """Kind -> measured, full or full within a year."""
    filling: list[Filling]
    left_out: int
    cuts: list[CutTold]
    places: list[PlaceTold]
    places_all: int
    spares: list[SpareTold]


def year_report(actor: Actor, *, municipality_id: int, year: int, now: datetime) -> YearData:
    """The report of this year, or the kept one of a year that is over; NotFound where there is none for the actor."""
    if municipality_id not in cities_of(actor) and not actor.system:
        raise NotFound("there is no such municipality", where=str(municipality_id))
    kept = visible(YearReport.objects.all(), actor).filter(municipality_id=municipality_id, year=year).first()
    if kept is not None:
        try:
            return YearData.model_validate(kept.body)
        except ValidationError as error:
            raise NotFound("the report that was kept cannot be read", where=str(year)) from error
    if year != now.astimezone(UTC).year:
        raise NotFound("there is no report of that year", where=str(year), remedy="one is kept as each year ends")
    return make_report(municipality_id, year=year, now=now)


def kept_years(actor: Actor, municipality_id: int) -> list[int]:
    """The years of which a report is kept, newest first."""
    rows = visible(YearReport.objects.all(), actor).filter(municipality_id=municipality_id)
    return list(rows.order_by("-year").values_list("year", flat=True))


def keep_report(*, municipality_id: int, year: int, now: datetime) -> bool:
    """Keep the report of a year as it stands now; False where it is kept already. For our own process at New Year."""
    if YearReport.objects.filter(municipality_id=municipality_id, year=year).exists():
        return False
    body = make_report(municipality_id, year=year, now=now).model_dump(mode="json")
    _, new = YearReport.objects.get_or_create(
        municipality_id=municipality_id, year=year, defaults={"made_at": now, "body": body}
    )
    return new


def make_report(municipality_id: int, *, year: int, now: datetime) -> YearData:
    """As far as it is there for the caller."""
    city = parties.municipality(municipality_id)
    if city is None:
        raise NotFound("there is no such municipality", where=str(municipality_id))
    network = read_network(municipality_id, now=now)
    rows = queries.rows(device_ids=network.place_of.keys())
    filling = [row for row in rows if row.state in IN_THE_REPORT]
    threads = [row for row in cutting.place_threads(network) if row.points]
    return YearData(
        municipality=city.name,
        time_zone=city.time_zone,
        year=year,
        made_at=now,
        counts={state: sum(row.state == state for row in rows) for state in queries.STATES},
        by_kind=_by_kind(rows),
        filling=[_filling(row) for row in filling[:MOST_ROWS]],
        left_out=max(0, len(filling) - MOST_ROWS),
        cuts=[_cut(row) for row in cutting.cut_rows(network)[:20]],
        places=[
            PlaceTold(name=row.name, people=row.people, points=[point.name for point in row.points])
            for row in threads[:MOST_ROWS]
        ],
        places_all=len(threads),
        spares=[
            SpareTold(name=row.name, why=row.why, told=row.incident is not None) for row in cutting.lost_spares(network)
        ],
    )


def _by_kind(rows: list[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        counted = found.setdefault(row.outlook.kind, [0, 0])
        counted[0] += 1
        counted[1] += row.state in {"full", "soon"}
    return dict(sorted(found.items()))


def _filling(row: Row) -> Filling:
    one, trend, found = row.outlook, row.outlook.trend, row.found
    assert trend is not None
    assert found is not None
    told: dict[str, Any] = {"full_at": row.full_at, "earliest": row.earliest, "latest": row.latest}
    return Filling(
        device=row.device,
        what=row.what,
        kind=one.kind,
        place=row.place,
        unit=one.unit,
        size=one.size,
        level=trend.level,
        a_year=trend.slope * 365,
        days=trend.days,
        state=row.state,
        found_now=found.days == 0,
        earliest_now=found.earliest == 0,
        **told,
    )


def _cut(row: CutRow) -> CutTold:
    return CutTold(kind=row.kind, name=row.name, devices=row.devices, places=row.places, people=row.people)
