# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Compares plan and network every five minutes and keeps the worklist: what is new comes on it, what is gone ends."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from samdrift.documentation import asking
from samdrift.documentation.book import Book
from samdrift.documentation.commands import TOPIC, lock_plan
from samdrift.documentation.dossier import percent_at
from samdrift.documentation.drift import differences
from samdrift.documentation.gathering import gather
from samdrift.documentation.models import Comparison, Difference, PlaceFigure
from samdrift.documentation.pictures import plan_of, seen_of
from samdrift.documentation.types import Finding, SeenDevice
from samdrift.kernel.clock import utc_now
from samdrift.parties import facade as parties
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import QUEUE_FACTS, blueprint, defer
from samdrift.platform.live import announce
from samdrift.platform.scope import acting_as

JOB = "compare_documentation"
ACTOR = system_actor("documentation")
SPOKEN = ("kind", "what", "subject", "field", "intended", "observed", "facts", "place_id", "device_id")


@blueprint.periodic(cron="3-59/5 * * * *")
@blueprint.task(name="compare_all_documentation", queue=QUEUE_FACTS, pass_context=False)
def compare_all_job(timestamp: int) -> None:
    """Every five minutes; discovery reads the network every quarter of an hour."""
    del timestamp
    for municipality in parties.municipalities():
        compare_soon(municipality.id)


@blueprint.task(name=JOB, queue=QUEUE_FACTS)
def compare_job(*, municipality_id: int) -> None:
    with acting_as(ACTOR):
        compare(municipality_id=municipality_id, at=utc_now())
        note_figures(municipality_id=municipality_id, at=utc_now())


def compare_soon(municipality_id: int) -> None:
    """Queue a comparison; one that waits already does for both."""
    defer(JOB, queueing_lock=f"{JOB}/{municipality_id}", lock=JOB, municipality_id=municipality_id)


def compare(*, municipality_id: int, at: datetime) -> list[int]:
    """Bring the worklist up to date; ids of the differences that are new. The caller's scope sees the whole municipality."""
    with transaction.atomic():
        lock_plan(municipality_id)
        seen = seen_of(municipality_id)
        devices = {device.id: device for device in seen.devices}
        compared = differences(plan_of(municipality_id), seen, today=_today(municipality_id, at))
        findings = {finding.key[:500]: finding for finding in compared}
        known = {row.key: row for row in Difference.objects.filter(municipality_id=municipality_id, ended_at=None)}
        gone = [row for key, row in known.items() if key not in findings]
        ended = Difference.objects.filter(pk__in=[row.pk for row in gone]).update(ended_at=at)
        for over in gone:
            asking.tell_ended(over, actor=ACTOR, at=at)
        fresh = []
        changed = False
        for key, finding in findings.items():
            row = known.get(key)
            if row is None:
                row = Difference(
                    municipality_id=municipality_id,
                    key=key,
                    found_at=at,
                    **_shared(devices.get(finding.device_id or 0)),
                )
                fresh.append(row)
            elif not _says(row, finding):
                changed = True
            else:
                continue
            for field in SPOKEN:
                value = getattr(finding, field)
                setattr(row, field, value[:300] if isinstance(value, str) else value)
            row.save()
        Comparison.objects.update_or_create(municipality_id=municipality_id, defaults={"at": at})
        if fresh or ended or changed:
            announce(TOPIC, municipality_id=municipality_id, supplier_id=None)
    return [row.pk for row in fresh]


def _today(municipality_id: int, at: datetime) -> date:
    city = parties.municipality(municipality_id)
    return at.astimezone(ZoneInfo(city.time_zone)).date() if city is not None else at.date()


def _says(row: Difference, finding: Finding) -> bool:
    return all(
        getattr(row, field) == (value[:300] if isinstance(value := getattr(finding, field), str) else value)
        for field in SPOKEN
    )


def _shared(device: SeenDevice | None) -> dict[str, int | None]:
    return {
        "supplier_id": device.supplier_id if device else None,
        "agreement_id": device.agreement_id if device else None,
    }


def note_figures(*, municipality_id: int, at: datetime) -> int:
    """Write down how complete each place's dossier is, for the list of places; how many places. Scope as for `compare`."""
    ground = gather(ACTOR, municipality_id)
    shared = Book(municipality_id).shared_with("", "")
    planned = {place_id for places in ground.planned.values() for place_id in places}
    places = [p for p in parties.places_of(municipality_id) if p.id in ground.devices_at or p.id in planned]
    rows = [
        PlaceFigure(
            municipality_id=municipality_id,
            place_id=place.id,
            percent=percent_at(ground, place, now=at),
            devices=len(ground.devices_at.get(place.id, ())),
            **shared,
        )
        for place in places
    ]
    with transaction.atomic():
        PlaceFigure.objects.filter(municipality_id=municipality_id).exclude(place__in=[p.id for p in places]).delete()
        PlaceFigure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["place"],
            update_fields=["percent", "devices", "supplier", "agreement_id"],
        )
    return len(rows)
