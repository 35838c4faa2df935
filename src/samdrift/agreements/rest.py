# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Services and agreements with what they promise, for programs."""

from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router

from samdrift.agreements import queries
from samdrift.agreements.types import AgreementDetail, ServiceInfo
from samdrift.engines.slaclock import ClockModel, ClockOwner, TargetUnit
from samdrift.platform.rest import After, Answer, Id, Limit, Page, actor_of, found, page_of

router = Router()


class Service(Answer):
    """What people use. `names` by language (da, nb, en); empty `place_kinds` means everywhere."""

    id: int
    slug: str
    names: dict[str, str]
    place_kinds: list[str]
    device_types: list[str]


class Promise(Answer):
    """So much within a unit: 30 minutes, 4 hours, 2 working days."""

    amount: int
    unit: TargetUnit


class Target(Answer):
    """What one priority promises, counted in the named calendar. `model`: while it is open (`service_hours`), round the
    clock (`calendar_time`), or from the first open instant on round the clock (`start_in_service_hours`).
    """

    priority: int
    response: Promise
    resolution: Promise
    calendar: str
    model: ClockModel


class Covered(Answer):
    """A service under the agreement and the availability promised within service hours, in percent."""

    service_id: int
    availability_percent: Decimal


class Agreement(Answer):
    """One contract. `owner`: whose clock it is, the users', the desk's or the supplier's. `supplier_id` null: with
    ourselves; `valid_to` is the first day it no longer holds, null: open-ended.
    """

    id: int
    municipality_id: int
    supplier_id: int | None
    number: str
    name: str
    valid_from: date
    valid_to: date | None
    group: str
    owner: ClockOwner
    service_hours: str
    targets: list[Target]
    services: list[Covered]


class Calendar(Answer):
    """A version of a calendar: opening hours in the local time of `time_zone`, half-open, 24:00 is the end of a day.
    `closed` dates have none, `overrides` give one date hours of its own and win. `published_at` null: from the beginning.
    """

    id: int
    municipality_id: int
    slug: str
    version: int
    name: str
    time_zone: str
    weekly: dict[str, list[list[str]]]
    closed: list[str]
    overrides: dict[str, list[list[str]]]
    reason: str
    published_at: datetime | None


@router.get("/calendars", response=list[Calendar], summary="The calendars in force")
def calendars(request: HttpRequest) -> list[Calendar]:
    return [Calendar.model_validate(row) for row in queries.calendars_for(actor_of(request))]


@router.get("/calendars/{calendar_id}", response=Calendar, summary="One version of a calendar")
def calendar(request: HttpRequest, calendar_id: Id) -> Calendar:
    versions = queries.calendar_versions(actor_of(request), calendar_id)
    return Calendar.model_validate(next(row for row in versions if row.pk == calendar_id))


@router.get("/services", response=Page[Service], summary="Services")
def services(request: HttpRequest, after: After = 0, limit: Limit = 50) -> Page[Service]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[ServiceInfo]:
        return queries.service_page(actor, after=after, limit=rows)

    return page_of(fetch, limit=limit, item=Service.model_validate)


@router.get("/services/{service_id}", response=Service, summary="One service")
def service(request: HttpRequest, service_id: Id) -> Service:
    return Service.model_validate(found(queries.service_for(actor_of(request), service_id)))


@router.get("/agreements", response=Page[Agreement], summary="Agreements with their service levels")
def agreements(request: HttpRequest, after: After = 0, limit: Limit = 50) -> Page[Agreement]:
    actor = actor_of(request)

    def fetch(rows: int) -> list[AgreementDetail]:
        return queries.agreement_page(actor, after=after, limit=rows)

    return page_of(fetch, limit=limit, item=Agreement.model_validate)


@router.get("/agreements/{agreement_id}", response=Agreement, summary="One agreement with its service levels")
def agreement(request: HttpRequest, agreement_id: Id) -> Agreement:
    return Agreement.model_validate(found(queries.agreement_for(actor_of(request), agreement_id)))
