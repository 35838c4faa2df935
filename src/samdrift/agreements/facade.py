# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the other contexts ask about agreements: who solves what, how fast, by which calendar.

Everything is answered in the caller's scope (platform.scope.acting_as): what the caller may not see is not there.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.agreements.models import Agreement, CoveredService, ResolverGroup, Service, ServiceCalendar, ServiceLevel
from samdrift.agreements.types import (
    AgreementInfo,
    ClockRules,
    GroupInfo,
    LevelInfo,
    Promise,
    ServiceInfo,
    usual_rules,
)
from samdrift.engines.slaclock import PAUSED_BY, ClockOwner


def agreement(agreement_id: int) -> AgreementInfo | None:
    """One agreement, or None when it is not there for the caller."""
    row = Agreement.objects.select_related("group").filter(pk=agreement_id).first()
    return _agreement(row) if row is not None else None


def agreements_of(municipality_id: int) -> list[AgreementInfo]:
    """A municipality's agreements, by number."""
    rows = Agreement.objects.select_related("group").filter(municipality_id=municipality_id)
    return [_agreement(row) for row in rows.order_by("number", "pk")]


def in_scope() -> list[AgreementInfo]:
    """Every agreement that is there for the caller: a city's own, a supplier's own; by number."""
    return [_agreement(row) for row in Agreement.objects.select_related("group").order_by("number", "pk")]


def service_hours(agreement_id: int) -> dict[str, Any] | None:
    """The calendar in which availability is promised, as engines.slaclock reads it."""
    row = Agreement.objects.select_related("service_hours").filter(pk=agreement_id).first()
    return calendar_snapshot(row.service_hours) if row is not None else None


def promises(agreement_id: int) -> list[tuple[ServiceInfo, Decimal]]:
    """The services an agreement covers, each with the availability promised in per cent of service hours; by slug."""
    rows = CoveredService.objects.filter(agreement_id=agreement_id).select_related("service").order_by("service__slug")
    return [(_service(row.service), row.availability_percent) for row in rows]


def in_house_agreement(municipality_id: int, on: date) -> AgreementInfo | None:
    """The municipality's promise to its users that holds on this day, the newest of several; None where it has none."""
    return _newest_own(municipality_id, on, "user")


def operational_level(municipality_id: int, on: date) -> AgreementInfo | None:
    """What the desk promises the municipality on this day, the newest of several; None where it promises nothing."""
    return _newest_own(municipality_id, on, "desk")


def clock_rules(agreement_id: int) -> ClockRules:
    """How the clocks of an agreement pause and change; the usual rules of a supplier where it is not there."""
    row = Agreement.objects.filter(pk=agreement_id).first()
    if row is None:
        return usual_rules("supplier")
    paused_by = PAUSED_BY[row.owner] if row.paused_by is None else frozenset(row.paused_by)
    return ClockRules(row.owner, paused_by, dict(row.policies))


def newest_calendar(municipality_id: int, slug: str) -> dict[str, Any] | None:
    """The newest version of a calendar as engines.slaclock reads it; None where there is no such calendar."""
    rows = ServiceCalendar.objects.filter(municipality_id=municipality_id, slug=slug)
    row = rows.order_by("-version").first()
    return calendar_snapshot(row) if row is not None else None


def level(agreement_id: int, priority: int) -> LevelInfo | None:
    """The targets of one priority; those of the nearest lower priority (a higher number) where it has none, else None."""
    row = (
        ServiceLevel.objects.select_related("calendar")
        .filter(agreement_id=agreement_id, priority__gte=priority)
        .order_by("priority")
        .first()
    )
    if row is None:
        return None
    return LevelInfo(
        agreement_id=agreement_id,
        priority=row.priority,
        response=Promise(row.response, row.response_unit),  # type: ignore[arg-type]  # the column holds TargetUnits
        resolution=Promise(row.resolution, row.resolution_unit),  # type: ignore[arg-type]  # the same
        calendar=calendar_snapshot(row.calendar),
        model=row.model,  # type: ignore[arg-type]  # the column holds ClockModels
    )


def services(service_ids: Iterable[int]) -> dict[int, ServiceInfo]:
    """Those of these services that are there for the caller, by id."""
    return {row.pk: _service(row) for row in Service.objects.filter(pk__in=set(service_ids))}


def services_of(municipality_id: int) -> list[ServiceInfo]:
    """A municipality's services, by slug."""
    return [_service(row) for row in Service.objects.filter(municipality_id=municipality_id).order_by("slug")]


def agreement_covering(service_id: int, on: date) -> AgreementInfo | None:
    """The agreement that holds on this day and covers the service, the newest of several; None where none does."""
    ids = CoveredService.objects.filter(service_id=service_id).values_list("agreement_id", flat=True)
    rows = [_agreement(row) for row in Agreement.objects.select_related("group").filter(pk__in=list(ids))]
    return max((a for a in rows if a.valid_on(on)), key=lambda a: (a.valid_from, a.id), default=None)


def carrying(municipality_id: int, *, device_type: str) -> AgreementInfo | None:
    """The agreement whose services this type of device carries, the newest of several; None where none does."""
    ids = [s.id for s in services_of(municipality_id) if device_type in s.device_types]
    covered = CoveredService.objects.filter(service_id__in=ids).values_list("agreement_id", flat=True)
    rows = [_agreement(row) for row in Agreement.objects.select_related("group").filter(pk__in=list(covered))]
    return max(rows, key=lambda a: (a.valid_from, a.id), default=None)


def groups_of(municipality_id: int) -> list[GroupInfo]:
    """The resolver groups that work for a municipality, by name."""
    rows = ResolverGroup.objects.filter(municipality_id=municipality_id).order_by("name", "pk")
    return [_group(row) for row in rows]


def groups(group_ids: Iterable[int]) -> dict[int, GroupInfo]:
    """Those of these groups that are there for the caller, by id."""
    return {row.pk: _group(row) for row in ResolverGroup.objects.filter(pk__in=set(group_ids))}


def calendar_snapshot(row: ServiceCalendar) -> dict[str, Any]:
    """A calendar as engines.slaclock reads it, with its name, slug and version beside."""
    return {
        "slug": row.slug,
        "version": row.version,
        "name": row.name,
        "tz": row.time_zone,
        "weekly": row.weekly,
        "closed": row.closed,
        "overrides": row.overrides,
    }


def _agreement(row: Agreement) -> AgreementInfo:
    return AgreementInfo(
        id=row.pk,
        municipality_id=row.municipality_id,
        supplier_id=row.supplier_id,
        number=row.number,
        name=row.name,
        group=_group(row.group),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        owner=row.owner,
    )


def _newest_own(municipality_id: int, on: date, owner: ClockOwner) -> AgreementInfo | None:
    own = [a for a in agreements_of(municipality_id) if a.owner == owner and a.supplier_id is None and a.valid_on(on)]
    return max(own, key=lambda a: (a.valid_from, a.id), default=None)


def _group(row: ResolverGroup) -> GroupInfo:
    return GroupInfo(id=row.pk, slug=row.slug, name=row.name, supplier_id=row.supplier_id)


def _service(row: Service) -> ServiceInfo:
    return ServiceInfo(
        id=row.pk,
        slug=row.slug,
        names=dict(row.names),
        place_kinds=tuple(row.place_kinds),
        device_types=tuple(row.device_types),
    )
