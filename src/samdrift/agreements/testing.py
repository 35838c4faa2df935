# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Builders of agreements for any context's tests: always open, so that due times are simple sums."""

from datetime import date
from itertools import count
from typing import Any

from samdrift.agreements.models import Agreement, CoveredService, ResolverGroup, Service, ServiceCalendar, ServiceLevel
from samdrift.parties.models import Municipality, Supplier
from samdrift.parties.testing import BUILDER
from samdrift.platform.scope import acting_as

_number = count(1)
ALWAYS: dict[str, Any] = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
TARGETS = {1: (15, 120), 2: (30, 240), 3: (240, 960), 4: (480, 2400)}
"""Priority -> minutes to respond, minutes to resolve."""


def make_calendar(city: Municipality, slug: str = "", weekly: dict[str, Any] | None = None) -> ServiceCalendar:
    """A calendar in Copenhagen's zone, open always or as `weekly` says."""
    slug = slug or f"calendar-{next(_number)}"
    with acting_as(BUILDER):
        return ServiceCalendar.objects.create(
            municipality=city, slug=slug, name=slug.title(), time_zone="Europe/Copenhagen", weekly=weekly or ALWAYS
        )


def make_service(
    city: Municipality,
    slug: str = "",
    *,
    place_kinds: tuple[str, ...] = (),
    device_types: tuple[str, ...] = (),
    names: dict[str, str] | None = None,
) -> Service:
    """A service; its name is its slug in all languages unless given."""
    slug = slug or f"service-{next(_number)}"
    with acting_as(BUILDER):
        return Service.objects.create(
            municipality=city,
            slug=slug,
            names=names or dict.fromkeys(("da", "nb", "en"), slug),
            place_kinds=list(place_kinds),
            device_types=list(device_types),
        )


def make_agreement(
    city: Municipality,
    supplier: Supplier | None = None,
    *,
    calendar: ServiceCalendar | None = None,
    services: tuple[Service, ...] = (),
    group_name: str = "",
    promise: str = "",
    **terms: Any,
) -> Agreement:
    """An agreement since 2020 with a group of its own and TARGETS, counted in `calendar`; no supplier: in-house.

    `promise` "desk" makes it the desk's operational level; `terms` are more columns of the agreement.
    """
    number = next(_number)
    calendar = calendar or make_calendar(city)
    with acting_as(BUILDER):
        group = ResolverGroup.objects.create(
            municipality=city, supplier=supplier, slug=f"group-{number}", name=group_name or f"Group {number}"
        )
        made = Agreement.objects.create(
            municipality=city,
            supplier=supplier,
            number=f"A-{number}",
            name=f"Agreement {number}",
            valid_from=date(2020, 1, 1),
            group=group,
            service_hours=calendar,
            promise=promise,
            **terms,
        )
        for service in services:
            CoveredService.objects.create(municipality=city, supplier=supplier, agreement=made, service=service)
        for priority, (response, resolution) in TARGETS.items():
            ServiceLevel.objects.create(
                municipality=city,
                supplier=supplier,
                agreement=made,
                priority=priority,
                response=response,
                resolution=resolution,
                calendar=calendar,
            )
    return made
