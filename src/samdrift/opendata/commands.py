# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every change of open data: the administrator's decision, and the hours that follow from it."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from samdrift.inventory import facade as inventory
from samdrift.kernel.errors import NotFound
from samdrift.monitoring import facade as monitoring
from samdrift.opendata.models import OpenDataTerms, PublishedHour
from samdrift.opendata.queries import terms_of
from samdrift.opendata.rules import HOMES, checked, told_cells
from samdrift.opendata.types import Terms
from samdrift.parties import facade as parties
from samdrift.platform.actor import Actor
from samdrift.platform.jobs import defer

JOB = "publish_open_data"
BACK = timedelta(days=28)
"""So far back counts are published when they are switched on; the page says so before."""
AGAIN = timedelta(hours=48)
SETTLED = timedelta(minutes=30)
KEPT = timedelta(days=400)
HOUR = timedelta(hours=1)


def decide(*, municipality_id: int, terms: Terms, actor: Actor, at: datetime) -> None:
    """Switch on or off. Off takes every published hour away. NotFound for all but an administrator; BadInput for weak terms."""
    if not actor.system and municipality_id not in actor.municipalities_as("administrator"):
        raise NotFound("there is no such municipality", where=f"municipality {municipality_id}")
    checked(terms)
    with transaction.atomic():
        OpenDataTerms.objects.update_or_create(
            municipality_id=municipality_id,
            defaults={
                "on": terms.on,
                "floor": terms.floor,
                "rounding": terms.rounding,
                "changed_at": at,
                "changed_by": actor.label,
            },
        )
        if terms.on:
            defer(JOB, queueing_lock=JOB)
        else:
            PublishedHour.objects.filter(municipality_id=municipality_id).delete()


def publish(*, municipality_id: int, now: datetime) -> int:
    """Publish the hours that are over and not published yet; how many cells. For our own process, in a system actor's scope.

    Safe to repeat: a cell that stands is never written again.
    """
    with transaction.atomic():
        row = OpenDataTerms.objects.select_for_update().filter(municipality_id=municipality_id).first()
        if row is None or not row.on:
            return 0
        last = PublishedHour.objects.filter(municipality_id=municipality_id).order_by("-hour").first()
        end = (now - SETTLED).replace(minute=0, second=0, microsecond=0)
        start = max(last.hour - AGAIN, end - BACK) if last is not None else end - BACK
        cells = told_cells(_counts(municipality_id, start, end), terms_of(municipality_id))
        before = PublishedHour.objects.filter(municipality_id=municipality_id).count()
        PublishedHour.objects.bulk_create(
            [
                PublishedHour(
                    municipality_id=municipality_id, place_id=place, hour=datetime.fromtimestamp(hour, UTC), about=about
                )
                for (place, hour), about in cells.items()
            ],
            ignore_conflicts=True,
            batch_size=2_000,
        )
        PublishedHour.objects.filter(municipality_id=municipality_id, hour__lt=now - KEPT).delete()
        return PublishedHour.objects.filter(municipality_id=municipality_id).count() - before


def _counts(municipality_id: int, start: datetime, end: datetime) -> dict[tuple[int, int], float | None]:
    """(place, beginning of the hour in seconds since 1970) -> people about; an hour no access point told of is not there."""
    clients = monitoring.clients_by_device(municipality_id, start=start, end=end)
    devices = inventory.devices(clients.keys())
    places = parties.places({row.place_id for row in devices.values() if row.place_id is not None})
    found: dict[tuple[int, int], float | None] = {}
    for device_id, hours in clients.items():
        place_id = devices[device_id].place_id if device_id in devices else None
        if place_id is None or place_id not in places or places[place_id].kind in HOMES:
            continue
        for number, count in enumerate(hours):
            if count is not None:
                cell = (place_id, int((start + number * HOUR).timestamp()))
                found[cell] = (found.get(cell) or 0.0) + count
    return found
