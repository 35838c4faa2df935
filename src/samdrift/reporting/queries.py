# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The month's service levels, read from incidents and clocks as they are; always for an actor."""

from collections import defaultdict
from datetime import datetime

from samdrift.agreements import facade as agreements
from samdrift.agreements.types import AgreementInfo
from samdrift.engines.slaclock import calendar_from_json, open_seconds_between
from samdrift.incidents import facade as incidents
from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import NotFound
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor, Role
from samdrift.reporting.rules import month_bounds, outages_of
from samdrift.reporting.types import Availability, ClockRow, MonthReport, Target
from samdrift.servicedesk import facade as desk

MAY_READ: tuple[Role, ...] = ("contract_manager", "director", "agent", "engineer")


def agreements_for(actor: Actor) -> list[AgreementInfo]:
    """The agreements whose reports this actor may read, by number: the city's own, or those with the actor's supplier."""
    if not actor.has(*MAY_READ):
        return []
    rows = agreements.in_scope()
    if actor.system:
        return rows
    if actor.is_supplier:
        return [row for row in rows if row.supplier_id in actor.suppliers]
    return [row for row in rows if row.municipality_id in actor.municipalities_as(*MAY_READ)]


def month_report(actor: Actor, *, agreement_id: int, month: str, language: str, now: datetime) -> MonthReport:
    """One agreement's month, counted up to `now`. NotFound when it is not there for the actor; BadInput for a wrong month."""
    agreement = next((row for row in agreements_for(actor) if row.id == agreement_id), None)
    if agreement is None:
        raise NotFound("no such agreement", where=str(agreement_id))
    city = parties.municipality(agreement.municipality_id)
    if city is None:
        raise NotFound("no such agreement", where=str(agreement_id))
    start, end = month_bounds(month, city.time_zone)
    until = max(start, min(end, now))
    names = parties.supplier_names([agreement.supplier_id]) if agreement.supplier_id is not None else {}
    return MonthReport(
        agreement_id=agreement.id,
        agreement=agreement.name,
        number=agreement.number,
        supplier=names.get(agreement.supplier_id or 0, city.name),
        municipality_id=city.id,
        municipality=city.name,
        time_zone=city.time_zone,
        month=month,
        start=start,
        end=end,
        until=until,
        availability=tuple(_availability(agreement, language, start, until)),
        targets=tuple(_targets(agreement, language, start, until)),
    )


def _availability(agreement: AgreementInfo, language: str, start: datetime, until: datetime) -> list[Availability]:
    calendar = calendar_from_json(agreements.service_hours(agreement.id) or {}, "service hours")
    open_seconds = int(open_seconds_between(calendar, start, until))
    month = [
        i
        for i in incidents.incidents_between(agreement.municipality_id, start, until)
        if i.agreement_id == agreement.id
    ]
    places = parties.places_of(agreement.municipality_id)
    devices: dict[str, set[int]] = defaultdict(set)
    served: dict[str, set[int]] = defaultdict(set)
    for device_id, kind, place_id in inventory.carriers(agreement.municipality_id):
        devices[kind].add(device_id)
        if place_id is not None:
            served[kind].add(place_id)
    rows = []
    for service, target in agreements.promises(agreement.id):
        if not service.device_types:
            continue  # nothing of it is measured by us yet
        carrying = frozenset().union(*(devices[kind] for kind in service.device_types))
        reached = set().union(*(served[kind] for kind in service.device_types))
        used_at = {p.id: p.name for p in places if p.id in reached and service.used_at(p.kind)}
        outages = outages_of(
            month,
            places=used_at,
            carrying=carrying,
            start=start,
            until=until,
            calendar=calendar,
            words=incidents.in_words,
        )
        rows.append(
            Availability(
                service_id=service.id,
                slug=service.slug,
                name=service.name_in(language),
                target=target,
                places=len(used_at),
                open_seconds=open_seconds * len(used_at),
                down_seconds=sum(outage.seconds for outage in outages),
                outages=tuple(outages),
            )
        )
    return rows


def _targets(agreement: AgreementInfo, language: str, start: datetime, until: datetime) -> list[Target]:
    groups: dict[tuple[str, int, int], list[ClockRow]] = {}
    for clock in desk.clocks_decided_between(agreement.municipality_id, start, until, agreement_id=agreement.id):
        case = desk.get_case(clock.case_id)
        if case is None or clock.stopped_at is None:
            continue
        row = ClockRow(
            case_id=case.id,
            number=case.number,
            title=desk.case_words(case.id, language)[0],
            started_at=clock.started_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            met=bool(clock.met),
        )
        groups.setdefault((clock.kind, clock.priority, clock.target_minutes), []).append(row)
    order = {"response": 0, "resolution": 1}
    return [
        Target(kind, priority, minutes, tuple(rows))
        for (kind, priority, minutes), rows in sorted(
            groups.items(), key=lambda item: (order.get(item[0][0], 9), *item[0][1:])
        )
    ]
