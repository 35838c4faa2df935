# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Services and agreements as an actor may see them."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from samdrift.agreements.models import Agreement, CoveredService, Service, ServiceCalendar, ServiceLevel
from samdrift.agreements.types import AgreementDetail, CoveredInfo, Promise, ServiceInfo, TargetInfo
from samdrift.kernel.errors import NotFound
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible_to


def _services(actor: Actor) -> Q:
    """Everybody at a municipality and every supplier that works for it may read what its services are called."""
    if actor.system:
        return Q()
    return Q(municipality_id__in=actor.municipalities) | Q(municipality_id__in=actor.customers)


def service_page(actor: Actor, *, after: int = 0, limit: int = 50) -> list[ServiceInfo]:
    """Services by id, those after `after`."""
    return [_service(row) for row in Service.objects.filter(_services(actor), pk__gt=after).order_by("pk")[:limit]]


def service_for(actor: Actor, service_id: int) -> ServiceInfo | None:
    """One service, or None when it is not there for this actor."""
    row = Service.objects.filter(_services(actor), pk=service_id).first()
    return _service(row) if row is not None else None


def agreement_page(actor: Actor, *, after: int = 0, limit: int = 50) -> list[AgreementDetail]:
    """Agreements by id, those after `after`: staff their city's, a supplier its own; nobody else any."""
    rows = Agreement.objects.filter(visible_to(actor, agreement="pk"), pk__gt=after)
    return _details(rows.select_related("group", "service_hours").order_by("pk")[:limit])


def agreement_for(actor: Actor, agreement_id: int) -> AgreementDetail | None:
    """One agreement with its targets and services, or None when it is not there for this actor."""
    rows = Agreement.objects.filter(visible_to(actor, agreement="pk"), pk=agreement_id)
    return next(iter(_details(rows.select_related("group", "service_hours"))), None)


def calendars_for(actor: Actor) -> list[ServiceCalendar]:
    """The version in force of each calendar this actor may see, by name: a city's own people's, and its suppliers'."""
    rows = ServiceCalendar.objects.filter(_services(actor)).order_by("municipality_id", "slug", "-version")
    return sorted(rows.distinct("municipality_id", "slug"), key=lambda row: (row.municipality_id, row.name))


def calendar_versions(actor: Actor, calendar_id: int) -> list[ServiceCalendar]:
    """All versions of the calendar this one is a version of, the newest first; NotFound where it is not there."""
    one = ServiceCalendar.objects.filter(_services(actor), pk=calendar_id).first()
    if one is None:
        raise NotFound("there is no such calendar", where=f"calendar {calendar_id}")
    rows = ServiceCalendar.objects.filter(municipality_id=one.municipality_id, slug=one.slug)
    return list(rows.order_by("-version"))


def _service(row: Service) -> ServiceInfo:
    return ServiceInfo(
        id=row.pk,
        slug=row.slug,
        names=dict(row.names),
        place_kinds=tuple(row.place_kinds),
        device_types=tuple(row.device_types),
    )


def _details(agreements: Iterable[Agreement]) -> list[AgreementDetail]:
    rows = list(agreements)
    levels: defaultdict[int, list[TargetInfo]] = defaultdict(list)
    for level in ServiceLevel.objects.filter(agreement__in=rows).select_related("calendar").order_by("priority"):
        levels[level.agreement_id].append(
            TargetInfo(
                priority=level.priority,
                response=Promise(level.response, level.response_unit),  # type: ignore[arg-type]  # holds TargetUnits
                resolution=Promise(level.resolution, level.resolution_unit),  # type: ignore[arg-type]  # the same
                calendar=level.calendar.name,
                model=level.model,  # type: ignore[arg-type]  # the column holds ClockModels
            )
        )
    covered: defaultdict[int, list[CoveredInfo]] = defaultdict(list)
    for cover in CoveredService.objects.filter(agreement__in=rows).order_by("service_id"):
        covered[cover.agreement_id].append(CoveredInfo(cover.service_id, cover.availability_percent))
    return [
        AgreementDetail(
            id=row.pk,
            municipality_id=row.municipality_id,
            supplier_id=row.supplier_id,
            number=row.number,
            name=row.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            group=row.group.name,
            owner=row.owner,
            service_hours=row.service_hours.name,
            targets=tuple(levels[row.pk]),
            services=tuple(covered[row.pk]),
        )
        for row in rows
    ]
