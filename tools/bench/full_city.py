# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Fills a database with a city of 5,500 devices and its desk's cases, for the bench of the pages; once, then finds it again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

CITY = "bench"


@dataclass(frozen=True)
class FullCity:
    """Who asks, ids that addresses need, and the city's sizes in words."""

    people: dict[str, Any]
    numbers: dict[str, int]
    sizes: str


def full_city(devices: int) -> FullCity:
    """A city of so many devices, everything else in proportion to Aarhus."""
    from samdrift.incidents.models import Incident
    from samdrift.inventory.models import Device, Interface, Link
    from samdrift.parties.models import Municipality, Place, User
    from samdrift.platform.actor import system_actor
    from samdrift.platform.scope import acting_as
    from samdrift.servicedesk.models import Case

    if not Municipality.objects.filter(slug=CITY).exists():
        _fill(devices)
    with acting_as(system_actor("bench")):
        first = Incident.objects.filter(closed_at__isnull=True).order_by("-pk")[0]
        core = Device.objects.order_by("pk")[0]
        models = (Device, Interface, Link, Place, Incident, Case)
        sizes = ", ".join(f"{model.objects.count():,} {model.__name__}" for model in models)
        return FullCity(
            people={who: User.objects.get(username=f"bench-{who}") for who in ("city", "supplier")},
            numbers={
                "place": first.place_id or 0,
                "device": int(first.cause_key.partition(":")[2]),
                "core": core.pk,
                "incident": first.pk,
            },
            sizes=sizes,
        )


def _fill(devices: int) -> None:
    from samdrift.agreements.testing import make_agreement, make_service
    from samdrift.incidents.testing import AARHUS, make_town
    from samdrift.kernel.clock import utc_now
    from samdrift.parties.testing import make_city, make_person, make_supplier

    share = devices / AARHUS.devices
    size = replace(
        AARHUS,
        devices=devices,
        places=max(3, round(AARHUS.places * share)),
        ports=max(20, round(AARHUS.ports * share)),
        open=max(2, round(AARHUS.open * share)),
        closed=max(5, round(AARHUS.closed * share)),
    )
    at = utc_now()
    city = make_city(CITY)
    supplier = make_supplier("bench-supplier", customers=[city])
    deal = make_agreement(city, supplier, services=(make_service(city, device_types=("network", "wireless")),))
    make_person(["engineer", "agent"], city=city, username="bench-city")
    make_person(["engineer"], supplier=supplier, username="bench-supplier")
    town = make_town(city, size, at=at, supplier_id=supplier.pk, agreement_id=deal.pk)
    _cases(city, deal, [*town.closed, *town.open], at)


def _cases(city: Any, deal: Any, incidents: list[Any], at: datetime) -> None:
    """A case for every incident, with its place, its two clocks and three entries."""
    from samdrift.agreements.facade import calendar_snapshot
    from samdrift.platform.actor import system_actor
    from samdrift.platform.scope import acting_as
    from samdrift.servicedesk.models import Case, CaseClock, CaseEntry, CasePlace

    shared = {"municipality": city, "supplier_id": deal.supplier_id}
    with acting_as(system_actor("bench")):
        cases = Case.objects.bulk_create(
            Case(
                **shared,
                number=f"S-2026-{n:06}",
                title=incident.cause_label,
                priority=n % 4 + 1,
                state="closed" if incident.closed_at else "with_supplier",
                group=deal.group,
                agreement=deal,
                incident_id=incident.pk,
                opened_at=incident.opened_at,
                resolved_at=incident.closed_at,
                next_due_at=None if incident.closed_at else at + timedelta(minutes=n % 300 - 30),
            )
            for n, incident in enumerate(incidents)
        )
        pairs = list(zip(cases, incidents, strict=True))
        CasePlace.objects.bulk_create(
            CasePlace(**shared, case=case, place_id=incident.place_id) for case, incident in pairs
        )
        calendar = calendar_snapshot(deal.service_hours)
        CaseClock.objects.bulk_create(
            CaseClock(
                **shared,
                case=case,
                kind=kind,
                agreement=deal,
                priority=case.priority,
                calendar=calendar,
                target=minutes,
                target_minutes=minutes,
                started_at=case.opened_at,
                due_at=case.next_due_at or case.opened_at + timedelta(minutes=minutes),
                stopped_at=case.resolved_at,
                met=True if case.resolved_at else None,
            )
            for case in cases
            for kind, minutes in (("response", 30), ("resolution", 240))
        )
        CaseEntry.objects.bulk_create(
            CaseEntry(
                **shared,
                case=case,
                kind="message",
                visibility="customer",
                text="Vi er på vej.",
                author="Leverandøren",
                actor="system:bench",
                at=case.opened_at + timedelta(minutes=n),
            )
            for case in cases
            for n in range(3)
        )
