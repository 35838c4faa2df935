# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The director's page: what is wrong now, how the month goes, and how each day was."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from samdrift.incidents import facade as incidents
from samdrift.incidents.types import IncidentInfo
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.visible import sees
from samdrift.reporting.queries import MAY_READ, agreements_for, month_report
from samdrift.reporting.types import Availability, MonthReport
from samdrift.servicedesk import facade as desk
from samdrift.servicedesk.types import CaseInfo
from samdrift.ui.charts import Beat, Heartbeat

DAYS = 90
DEGRADED_SECONDS, DOWN_SECONDS = 60, 3600


@dataclass(frozen=True, slots=True)
class Fault:
    """One open incident in the reader's words."""

    id: int
    words: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows; counts are of what the actor may see."""

    outages: tuple[Fault, ...]
    quiet: tuple[Fault, ...]
    places_hit: int
    people_hit: int
    cases: tuple[CaseInfo, ...]
    reports: tuple[MonthReport, ...]
    days: Heartbeat | None

    @property
    def worst(self) -> Availability | None:
        """The service furthest below its promise."""
        rows = [row for report in self.reports for row in report.availability if row.percent is not None]
        return min(rows, key=lambda row: (row.percent or Decimal(0)) - row.target, default=None)

    @property
    def clocks_met(self) -> int:
        return sum(target.met for report in self.reports for target in report.targets)

    @property
    def clocks(self) -> int:
        return sum(target.cases for report in self.reports for target in report.targets)


def overview(actor: Actor, *, month: str, language: str, title: str, now: datetime) -> Overview:
    """The month's and the moment's figures over all agreements the actor may read."""
    open_now = [incident for incident in incidents.open_incidents() if _is_theirs(actor, incident)]
    outages = tuple(i for i in open_now if i.outage)
    places = parties.places({place for incident in outages for place in incident.place_ids})
    reports = tuple(
        month_report(actor, agreement_id=row.id, month=month, language=language, now=now)
        for row in agreements_for(actor)
    )
    return Overview(
        outages=tuple(_fault(i) for i in outages),
        quiet=tuple(_fault(i) for i in open_now if not i.outage),
        places_hit=len(places),
        people_hit=sum(place.people for place in places.values()),
        cases=tuple(case for case in desk.my_cases(limit=200) if _is_theirs(actor, case)),
        reports=reports,
        days=_days(actor, title, now),
    )


def _is_theirs(actor: Actor, row: IncidentInfo | CaseInfo) -> bool:
    return sees(actor, municipality_id=row.municipality_id, supplier_id=row.supplier_id, agreement_id=row.agreement_id)


def _fault(info: IncidentInfo) -> Fault:
    return Fault(info.id, incidents.in_words(info), info.opened_at)


def _days(actor: Actor, title: str, now: datetime) -> Heartbeat | None:
    own = actor.municipalities_as(*MAY_READ)
    if not own:
        return None
    city = parties.municipality(min(own))
    if city is None:
        return None
    zone = ZoneInfo(city.time_zone)
    first = now - timedelta(days=DAYS)
    down = seconds_down_a_day(incidents.incidents_between(city.id, first, now), zone, now)
    since = min((i.fault_at for i in incidents.incidents_between(city.id, first, now)), default=now)
    today = now.astimezone(zone).date()
    beats = []
    for back in range(DAYS - 1, -1, -1):
        day = today - timedelta(days=back)
        seconds = down.get(day, 0)
        known = day >= since.astimezone(zone).date()
        state = (
            "unknown"
            if not known
            else "down"
            if seconds >= DOWN_SECONDS
            else "degraded"
            if seconds >= DEGRADED_SECONDS
            else "up"
        )
        share = 1.0 - min(seconds, 86_400) / 86_400 if known else None
        beats.append(Beat(day, state, share))  # type: ignore[arg-type]
    return Heartbeat(title, beats)


def seconds_down_a_day(seen: Iterable[IncidentInfo], zone: ZoneInfo, now: datetime) -> dict[date, int]:
    """Per local day, the longest any one place was without something, in seconds."""
    places: dict[tuple[date, int], int] = defaultdict(int)
    for incident in seen:
        if not incident.outage:
            continue
        for hit in {
            (a.place_id, a.since, a.until or now)
            for a in incident.affected
            if a.place_id is not None and a.role == "cause"
        }:
            place, since, until = hit
            day = since.astimezone(zone).date()
            while since < until:
                midnight = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
                end = min(until, midnight.astimezone(since.tzinfo))
                places[day, place or 0] += int((end - since).total_seconds())
                since, day = end, day + timedelta(days=1)
    worst: dict[date, int] = defaultdict(int)
    for (day, _), seconds in places.items():
        worst[day] = max(worst[day], seconds)
    return worst
